"""The grammars of JavaScript and TypeScript, chosen by the suffix of a file."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tree_sitter import Parser, Tree

SUFFIXES = (".js", ".mjs", ".cjs", ".jsx", ".ts", ".mts", ".cts", ".tsx")
_GRAMMARS = {".ts": "typescript", ".mts": "typescript", ".cts": "typescript", ".tsx": "tsx"}


def grammar_of(path: str) -> str:
    """javascript, typescript or tsx; what has no known suffix is javascript."""
    dot = path.rfind(".")
    return _GRAMMARS.get(path[dot:].lower(), "javascript") if dot >= 0 else "javascript"


@cache
def parser(grammar: str) -> Parser:
    """The parser of a grammar, made once."""
    import tree_sitter  # noqa: PLC0415 - only where there is code to read

    if grammar == "javascript":
        import tree_sitter_javascript  # noqa: PLC0415 - ditto

        return tree_sitter.Parser(tree_sitter.Language(tree_sitter_javascript.language()))
    import tree_sitter_typescript  # noqa: PLC0415 - ditto

    language = tree_sitter_typescript.language_tsx if grammar == "tsx" else tree_sitter_typescript.language_typescript
    return tree_sitter.Parser(tree_sitter.Language(language()))


def parsed(source: bytes, grammar: str) -> Tree:
    """The tree of a source; where plain JavaScript does not parse but would with types in it (Flow), that tree."""
    tree = parser(grammar).parse(source)
    if grammar == "javascript" and tree.root_node.has_error:
        typed = parser("tsx").parse(source)
        if not typed.root_node.has_error:
            return typed
    return tree
