"""The agent put on functions: its layer, the change of the templates, who is covered and who is not, what it saw."""
