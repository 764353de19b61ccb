"""How Java does things."""
