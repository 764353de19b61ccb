"""JavaScript and TypeScript: source text to the common form, with tree-sitter; and the sources in source maps."""
