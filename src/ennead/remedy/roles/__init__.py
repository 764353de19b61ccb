"""Roles brought to what functions need: what is kept, what goes, what is written, and the edits that do it."""
