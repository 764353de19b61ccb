"""The functions under attack: ordinary careless handlers, and for each one that does the same right."""
