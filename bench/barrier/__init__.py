"""The perimeter bench: did an attack's effect happen, without the agent and with it?  See `bench/README.md`."""
