"""JSON, TOML, YAML and XML with the line of every member, bounded in size, depth and number."""
