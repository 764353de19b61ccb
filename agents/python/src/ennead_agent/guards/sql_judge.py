"""Whether untrusted parts of a statement are plain values there, or change what it does."""

from __future__ import annotations

import re

from . import sql_like, sql_plain
from .sql_lexer import COMMENT, MARK, MSSQL, NAME, NUMBER, ODD, OPEN, POSTGRES, SQLITE, STRING, WORD
from .sql_statement import OPERATORS, RESERVED, VALUE_WORDS, VALUES_BEFORE_LIST, Statement, is_operand, list_word, place

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from ..untrusted.match import Span

_BEGIN_ALONE = frozenset(
    "backup begin break checkpoint close commit continue declare deny disable enable go goto grant if kill merge open "
    "print raiserror readtext reconfigure restore revert revoke rollback save shutdown throw truncate use waitfor "
    "while writetext".split()
)
"""Words that begin a statement in Transact-SQL, which needs no mark between two of them."""
_DIRECTIONS = frozenset("asc desc nulls first last".split())
_LISTS = frozenset("select distinct by returning".split())


def changes(text: str, dialect: str, spans: Iterable[Span]) -> Span | None:
    """The first untrusted part that is more than one plain value or name where it stands; None if there is none."""
    statement = Statement(text, dialect)
    for span in spans:
        if not _harmless(statement, span):
            return span
    return None


def _harmless(statement: Statement, span: Span) -> bool:
    first, last = statement.covered(span.start, span.end)
    if first < 0:
        return True
    if last - first == 1:
        return _one(statement, first, span)
    inner = range(first, last)
    return (
        _is_number(statement, first, last)
        or _is_names(statement, inner, span)
        or _is_numbers(statement, inner)
        or _is_operator(statement, first, last, span)
        or sql_like.is_filter(statement, first, last, span)
        or sql_like.is_phrase(statement, first, last, span)
        or sql_like.is_like(statement, first, last, span)
        or sql_plain.is_value(statement, inner, span)
        or sql_plain.is_unset(statement, inner, span)
        or sql_plain.is_cut_short(statement, inner)
        or _breaks(statement, inner)
    )


def _one(statement: Statement, number: int, span: Span) -> bool:
    """A part that lies in one token."""
    kind, _, _, first, last = statement.tokens[number]
    if kind in (STRING, NAME):
        whole = span.start <= statement.tokens[number][1] and span.end >= statement.tokens[number][2]
        if whole or (span.start >= first and span.end <= last):
            return not (kind == NAME and _is_column(statement, number, brought=whole and span.joined))
        return False
    if kind == COMMENT:
        return span.start >= first and span.end <= last and _no_comment_in(statement.text[first:last])
    if kind == NUMBER:
        return True
    if kind == ODD:
        return _is_numeral(statement, number) or not (span.joined and place(statement, number) == "value")
    if kind == WORD:
        one = range(number, number + 1)
        return (
            _is_parameter(statement, number, span)
            or _is_names(statement, one, span)
            or sql_plain.is_unset(statement, one, span)
        )
    if kind == OPEN:
        return _breaks(statement, range(number, number + 1))
    if kind == MARK:  # a bound value's name may be anybody's, its sign is the code's
        return span.start > statement.tokens[number][1]
    return _is_operator(statement, number, number + 1, span)


def _is_parameter(statement: Statement, number: int, span: Span) -> bool:
    """The name of a bound value (`:name`, `@name`, `%(name)s`), where its sign is the code's."""
    start = statement.tokens[number][1]
    before = statement.text[max(0, start - 2) : start]
    return start <= span.start and (before[-1:] in (":", "@", "$") or before == "%(")


_HEXADECIMAL = re.compile(r"0x[0-9a-f]+\Z")
_GROUPED = re.compile(r"\d+(?:_\d+)+(?:\.\d+)?\Z|0o[0-7]+\Z|0b[01]+\Z")
"""`1_000`, a number to newer versions of some databases and no word to the older ones; to MySQL it may be a column."""


def _is_numeral(statement: Statement, number: int) -> bool:
    word = statement.word(number)
    grouped = statement.dialect in (SQLITE, POSTGRES) and _GROUPED.match(word) is not None
    return grouped or _HEXADECIMAL.match(word) is not None


def _no_comment_in(text: str) -> bool:
    return "/*" not in text


def _is_column(statement: Statement, number: int, *, brought: bool) -> bool:
    """A quoted name where a value is expected: a column's, if the quotes came with it (`brought`).

    SQLite takes a word in double quotes for a column's name where it has one of that name, else for text.
    """
    token = statement.tokens[number]
    if place(statement, number) != "value":
        return False
    if statement.dialect == SQLITE and statement.text[token[1]] == '"':
        return statement.text[token[3] : token[4]].lower() in statement.names
    return brought


def _is_number(statement: Statement, first: int, last: int) -> bool:
    """A sign and a number, where no operand stands before that the sign would join it to."""
    return (
        last - first == 2
        and statement.word(first) in ("+", "-")
        and statement.kind(first + 1) == NUMBER
        and not is_operand(statement, first - 1)
    )


def _is_numbers(statement: Statement, inner: range) -> bool:
    """Numbers with commas between them, in a list of values."""
    if not all(statement.kind(number) == NUMBER or statement.word(number) in (",", "-") for number in inner):
        return False
    if any(
        statement.word(number) == "-"
        and (statement.word(number - 1) not in ("(", ",") or statement.word(number + 1) == "-")
        for number in inner
    ):
        return False
    return list_word(statement, inner[0]) in VALUES_BEFORE_LIST


def _is_operator(statement: Statement, first: int, last: int, span: Span) -> bool:
    """One comparison between two operands of the code's."""
    text = statement.text[statement.tokens[first][1] : statement.tokens[last - 1][2]]
    return (
        OPERATORS.match(text) is not None
        and span.start <= statement.tokens[first][1]
        and is_operand(statement, first - 1)
        and statement.kind(last) != ""
    )


def _is_names(statement: Statement, inner: range, span: Span) -> bool:
    """A name (`a`, `a.b`) where names are usual, or a list of them in a list of names, each with its direction."""
    stands = place(statement, inner[0], inner[-1])
    ordered = list_word(statement, inner[0]) == "by"
    groups = _groups(statement, inner, numbers=ordered)
    if groups is None:
        return False
    if len(groups) == 1 and len(groups[0]) == 1:
        word = groups[0][0]
        if stands == "value":
            return word in VALUE_WORDS or not span.joined
        if stands == "after":
            return word in _DIRECTIONS or not span.joined or not (word in RESERVED or _begins(statement, word))
        return True
    return stands in ("name", "after") and list_word(statement, inner[0]) in _LISTS


def _begins(statement: Statement, word: str) -> bool:
    return statement.dialect == MSSQL and word in _BEGIN_ALONE


def _groups(statement: Statement, inner: range, *, numbers: bool = False) -> list[list[str]] | None:
    """Names between commas, each a list of its words (dotted parts are one); None if there is anything else.

    With `numbers` a column's number (`ORDER BY 2 DESC`) is a name.
    """
    groups: list[list[str]] = [[]]
    dotted = False
    for number in inner:
        kind, word = statement.kind(number), statement.word(number)
        if word == ",":
            groups.append([])
        elif word == ".":
            dotted = True
            continue
        elif kind == WORD or (kind == NAME and not dotted) or (numbers and kind == NUMBER and not dotted):
            if dotted or not groups[-1]:
                groups[-1] = [*groups[-1][:-1], word]
            elif word in _DIRECTIONS:
                pass
            else:
                return None
            if word in RESERVED and len(inner) > 1:
                return None
        else:
            return None
        dotted = False
    return groups


def _breaks(statement: Statement, inner: range) -> bool:
    """The text is no statement any more, and does nothing: a literal in it that does not end, and nothing before it
    that would be done first."""
    if statement.kind(len(statement.tokens) - 1) != OPEN:
        return False
    return not any(
        statement.kind(number) == COMMENT or statement.word(number) == ";" for number in range(inner[0], inner[-1] + 1)
    ) and not any(statement.word(number) == ";" for number in range(inner[-1], len(statement.tokens)))
