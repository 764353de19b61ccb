"""What requests need to be allowed: a table of our own over the names that services and IAM share."""
