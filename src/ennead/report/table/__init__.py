"""A scan on the terminal."""
