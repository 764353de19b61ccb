"""Other tools: their marks in comments, their rules, their reports."""
