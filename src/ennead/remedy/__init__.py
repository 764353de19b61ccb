"""Changes to a user's files: planned, made without touching a byte more than needed, read again, and undone."""
