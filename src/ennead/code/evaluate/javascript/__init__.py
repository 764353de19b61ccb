"""How JavaScript and TypeScript do things."""
