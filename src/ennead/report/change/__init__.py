"""What a change does, in every format."""
