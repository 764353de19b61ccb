"""What data stores hold and what its loss would hurt."""
