"""The graph as a document, in words, and as pictures for other tools."""
