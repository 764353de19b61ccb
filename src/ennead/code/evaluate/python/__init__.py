"""How Python does things."""
