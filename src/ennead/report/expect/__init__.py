"""What came of expectations, in every format."""
