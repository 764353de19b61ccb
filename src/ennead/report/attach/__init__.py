"""What `ennead attach` shows."""
