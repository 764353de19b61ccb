"""The contract of an application: what is agreed for each function, made from the graph and held against it."""
