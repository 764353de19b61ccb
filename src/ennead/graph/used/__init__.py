"""The derived lens: what the code of functions does, as edges of the graph."""
