"""A scan as a document, and what all reports of it share."""
