"""Python: source text to the common form, with the standard `ast`; what that refuses is read with tree-sitter."""
