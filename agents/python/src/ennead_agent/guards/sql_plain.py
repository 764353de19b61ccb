"""Expressions of literals alone that stand for one plain value: what they compute, the sender could have sent."""

from __future__ import annotations

import re

from .sql_lexer import COMMENT, MYSQL, NAME, NUMBER, ODD, SIGN, SQLITE, STRING, WORD

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ..untrusted.match import Span
    from .sql_statement import Statement

_ARITHMETIC = frozenset("+-*/%()&")
_SIGNS = frozenset("<>=!")


_VARIABLE = re.compile(r"@[a-z_]\w*\Z")


def is_value(statement: Statement, inner: range, span: Span) -> bool:
    """Whether these tokens are one value: arithmetic, or a condition that makes the comparison before it false.

    `2 + 2` is a number.  `x = 1 AND 1 = 2` finds nothing, so it reads nothing; with a condition that holds it would.
    """
    before = statement.word(inner[0] - 1)
    if _is_arithmetic(statement, inner):
        compared = before in _SIGNS or before == "like"
        counts = all(statement.kind(number) not in (STRING, NAME) for number in inner)
        return compared or (counts and before in ("(", ",", "between", "limit", "offset", "in", "values", "set"))
    if before not in ("=", "<", ">") or any(statement.word(number) == "not" for number in range(inner[0])):
        return False
    words = [statement.word(number) for number in inner]
    if words == ["not", "null"] or _is_as_read(statement, inner, span):
        return True
    return _is_never(statement, inner)


def _is_as_read(statement: Statement, inner: range, span: Span) -> bool:
    """What MySQL gives the same rows for as for the text itself, which it reads as a number where it wants one.

    `"a" + "b"` is nothing, as each of the texts is, and `"a" "b"` is one text: only if the quotes are the event's.
    `x = 1 = 1` is `x = 1`.
    """
    if statement.dialect != MYSQL or not _is_whole(statement, inner, span):
        return False
    if all(statement.kind(number) == STRING for number in inner):  # texts in a row are one, which begins as the first
        return _is_no_number(statement, range(inner[0], inner[0] + 1))
    operands, joints = inner[::2], [statement.word(number) for number in inner[1::2]]
    if [statement.kind(number) for number in operands] == [NUMBER, NUMBER]:
        return joints == ["="] and statement.word(inner[-1]) == "1"
    return set(joints) <= set("+-*") and all(_is_no_number(statement, range(one, one + 1)) for one in operands)


def is_unset(statement: Statement, inner: range, span: Span) -> bool:
    """A variable of MySQL's session, which is no one's value, with or without a comment that hides nothing.

    As in `@ann #tag`: the statement has to end with the comment, or what the code says behind it would be gone.
    """
    kinds = [statement.kind(number) for number in inner]
    return (
        statement.dialect == MYSQL
        and kinds in ([WORD], [WORD, COMMENT])
        and _VARIABLE.match(statement.word(inner[0])) is not None
        and _is_whole(statement, inner, span)
        and inner[-1] == len(statement.tokens) - 1
    )


def _is_whole(statement: Statement, inner: range, span: Span) -> bool:
    """Whether all of these tokens, their quotes too, are the untrusted part's."""
    return span.start <= statement.tokens[inner[0]][1] and span.end >= len(
        statement.text[: statement.tokens[inner[-1]][2]].rstrip()
    )


def is_cut_short(statement: Statement, inner: range) -> bool:
    """A text with a quote and two dashes in it, as `ann'--bob`, that cuts nothing off but the code's own quote.

    What is left is the text before the quote, as if that had been sent.  Only where a word follows the dashes: where
    nothing does, the dashes were put there to end the statement.
    """
    if [statement.kind(number) for number in inner] != [STRING, COMMENT] or inner[-1] != len(statement.tokens) - 1:
        return False
    text, comment = (statement.tokens[number] for number in inner)
    value, cut = statement.text[text[3] : text[4]], statement.text[comment[3] : comment[4]]
    return value.lstrip("%").isalnum() and cut.rstrip("%'\"").isalnum()


def _is_never(statement: Statement, inner: range) -> bool:
    parts, joints = _split(statement, inner)
    if len(parts) == 1:
        return _is_no_truth(statement, parts[0]) or _is_unlike(statement, parts[0])
    if not _is_arithmetic(statement, parts[0]):
        return False
    if all(_is_no_number(statement, part) for part in parts):
        return statement.dialect in (SQLITE, MYSQL)  # such a text counts as false there
    return set(joints) == {"and"} and any(_is_false(statement, part) for part in parts[1:])


def _split(statement: Statement, inner: range) -> tuple[list[range], list[str]]:
    """What stands between AND and OR, and those."""
    parts: list[range] = []
    joints: list[str] = []
    first = inner[0]
    for number in inner:
        if statement.kind(number) == WORD and statement.word(number) in ("and", "or"):
            joints.append(statement.word(number))
            parts.append(range(first, number))
            first = number + 1
    parts.append(range(first, inner[-1] + 1))
    return parts, joints


def _is_arithmetic(statement: Statement, inner: range) -> bool:
    """Numbers and signs, with parentheses of their own; texts too, where the database counts with them."""
    depth = values = 0
    texts = statement.dialect == SQLITE or len(inner) == 1
    for number in inner:
        kind, word = statement.kind(number), statement.word(number)
        if kind in (NUMBER, ODD) or (texts and kind in (STRING, NAME) and not _is_column(statement, number)):
            values += 1
        elif kind != SIGN or word not in _ARITHMETIC:
            return False
        depth += {"(": 1, ")": -1}.get(word, 0)
        if depth < 0:
            return False
    return values > 0 and depth == 0


def _is_column(statement: Statement, number: int) -> bool:
    """A quoted name that may be a column's: one that stands elsewhere in the statement too, or that has none."""
    if statement.kind(number) != NAME:
        return False
    token = statement.tokens[number]
    if statement.text[token[1]] != '"':
        return True
    word = statement.text[token[3] : token[4]].lower()
    return statement.dialect != SQLITE or word in statement.names


def _is_no_number(statement: Statement, part: range) -> bool:
    """One text that no database reads as a number."""
    if len(part) != 1 or statement.kind(part[0]) not in (STRING, NAME) or _is_column(statement, part[0]):
        return False
    token = statement.tokens[part[0]]
    return statement.text[token[3] : token[4]].lstrip()[:1].isalpha()


def _is_false(statement: Statement, part: range) -> bool:
    """Two different numbers that are said to be the same."""
    words = [statement.word(number) for number in part]
    return (
        len(words) in (3, 4)
        and "".join(words[1:-1]) in ("=", "==", "is")
        and statement.kind(part[0]) == statement.kind(part[-1]) == NUMBER
        and float(words[0]) != float(words[-1])
    )


def _is_no_truth(statement: Statement, part: range) -> bool:
    """`x = (5 - 3) = 2` compares what is true or false with a number that is neither."""
    return (
        len(part) > 2
        and statement.word(part[-2]) == "="
        and statement.kind(part[-1]) == NUMBER
        and float(statement.word(part[-1])) not in (0.0, 1.0)
        and _is_arithmetic(statement, range(part[0], part[-2]))
    )


def _is_unlike(statement: Statement, part: range) -> bool:
    """`x = '' LIKE 'stamp'` compares what is true or false (1 or 0) with a pattern without marks that is neither."""
    if statement.dialect not in (SQLITE, MYSQL) or len(part) != 3 or statement.word(part[1]) != "like":
        return False
    if any(statement.kind(number) not in (STRING, NAME) or _is_column(statement, number) for number in part[::2]):
        return False
    token = statement.tokens[part[-1]]
    pattern = statement.text[token[3] : token[4]]
    return pattern not in ("0", "1") and not any(mark in pattern for mark in "%_\\")
