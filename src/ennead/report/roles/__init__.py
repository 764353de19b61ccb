"""Roles of functions: what they need, what they are granted, as a document and as a table."""
