"""Which hosts a program connects to: one model of the usual libraries per language."""
