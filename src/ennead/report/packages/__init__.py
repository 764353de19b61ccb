"""Packages: what functions ship and what is known against it, as a document, a table, a bill of materials."""
