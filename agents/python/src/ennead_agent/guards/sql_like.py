"""Parts of a statement that are like untrusted text, or came of it, and change nothing the sender may not choose."""

from __future__ import annotations

import re

from .sql_lexer import MARK, NAME, NUMBER, STRING, WORD
from .sql_statement import COMPARES, CONDITIONS_FOLLOW, OPERATORS, RESERVED, VALUE_WORDS, place

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ..untrusted.match import Span
    from .sql_statement import Statement

_SPOKEN = RESERVED | COMPARES | VALUE_WORDS | CONDITIONS_FOLLOW | frozenset(("is", "by", "distinct"))
_LETTERS = re.compile(r"\w+")


def is_filter(statement: Statement, first: int, last: int, span: Span) -> bool:
    """Comparisons of names with bound values: a filter's language that the code reads, as far as it has a part of it.

    Where it cannot be seen whether the code put the part in, the values may be literals.
    """
    values = (MARK,) if span.joined else (MARK, NUMBER, STRING)
    at = first
    if statement.word(at) in ("and", "or") and statement.kind(at - 1) in values:
        at += 1
    while at < last:
        begin, at = at, _behind_name(statement, at)
        if at == begin or at >= last or not _is_name_place(statement, begin, at):
            return False
        begin, at = at, _behind_operator(statement, at)
        if at == begin or statement.kind(at) not in values:
            return False
        at += 1
        if at < last:
            if statement.word(at) not in ("and", "or"):
                return False
            at += 1
    return span.end <= statement.tokens[min(last, len(statement.tokens)) - 1][2]


def _behind_name(statement: Statement, at: int) -> int:
    """The place behind a name, dotted or not; the same if there is none."""
    while statement.kind(at) in (WORD, NAME) and statement.word(at) not in RESERVED:
        at += 1
        if statement.word(at) != ".":
            break
        at += 1
    return at


def _is_name_place(statement: Statement, first: int, behind: int) -> bool:
    return place(statement, first, behind - 1) == "name"


def _behind_operator(statement: Statement, at: int) -> int:
    for end in (at + 2, at + 1):
        if OPERATORS.match("".join(map(statement.word, range(at, end)))):
            return end
    return at


def is_phrase(statement: Statement, first: int, last: int, span: Span) -> bool:
    """A few words that a statement has too, where nothing tells that they were put in: `order by`, `is not null`."""
    inner = range(first, last)
    if span.joined or not 1 < len(inner) < 4 or not all(statement.kind(number) in (WORD, NUMBER) for number in inner):
        return False
    return len(inner) < (3 if span.exact else 4) or all(statement.word(number) in _SPOKEN for number in inner)


def is_like(statement: Statement, first: int, last: int, span: Span) -> bool:
    """Some words of a language in a sentence with the same ones, and names between them that it has not."""
    if span.exact or span.joined:
        return False
    words = set(_LETTERS.findall(span.text.lower))
    own = (statement.word(number) for number in range(first, last) if statement.kind(number) in (WORD, NAME))
    return any(word not in words and word not in RESERVED for word in own)
