"""What `--diff BASE` compares with: a git revision as a folder, or a saved document."""
