"""The parts of the standalone picture."""
