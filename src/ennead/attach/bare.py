"""Python sources as the layer has them: without comments and docstrings, and each statement on the line it has here."""

from __future__ import annotations

import io
import tokenize
from collections.abc import Iterator

_SILENT = frozenset({tokenize.NL, tokenize.COMMENT, tokenize.ENCODING})
_BEGINS = frozenset({tokenize.NEWLINE, tokenize.INDENT, tokenize.DEDENT})


def bare(source: str) -> str:
    """The source less what does nothing; compiled without docstrings it comes to the same code as the whole."""
    lines = source.splitlines()
    for token in reversed(list(_idle(source))):
        (first, begin), (last, end) = token.start, token.end
        put = '""' if token.type == tokenize.STRING else ""  # a body may have nothing else in it
        rest = lines[last - 1][end:]
        lines[first - 1] = (lines[first - 1][:begin] + put + rest).rstrip()
        lines[first:last] = [""] * (last - first)
    return "\n".join(lines) + "\n" if lines else ""


def _idle(source: str) -> Iterator[tokenize.TokenInfo]:
    """Comments, and texts that are a statement by themselves; in order."""
    before = tokenize.NEWLINE
    held: tokenize.TokenInfo | None = None
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type in _SILENT:
            if token.type == tokenize.COMMENT:
                yield token
            continue
        if held is not None and token.type == tokenize.NEWLINE:
            yield held
        held = token if token.type == tokenize.STRING and before in _BEGINS else None
        before = token.type
