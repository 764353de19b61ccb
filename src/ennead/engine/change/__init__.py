"""Two versions of a scanned path, held against each other."""
