"""Well-known modules of the registry: what they make of their inputs."""
