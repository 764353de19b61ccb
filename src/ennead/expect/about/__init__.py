"""The words of expectations, by what they are about."""
