"""Findings repaired: a module for each sort of change, a table of which check takes which, and the way to make them."""
