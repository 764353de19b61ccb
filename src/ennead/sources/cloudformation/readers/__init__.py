"""One reader per family of resource types; `READERS` says which reads which."""
