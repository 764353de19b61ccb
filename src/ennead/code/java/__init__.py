"""Java source text to the common form of code."""
