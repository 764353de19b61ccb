"""A scan as one HTML page."""
