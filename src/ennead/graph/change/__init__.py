"""What differs between two versions of a graph, and what that lets anyone newly do."""
