"""The key."""

KEY = "alias/notes"
_OLD = "alias/old-notes"
