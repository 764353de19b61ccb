"""What stands in for libraries that may not be installed."""
