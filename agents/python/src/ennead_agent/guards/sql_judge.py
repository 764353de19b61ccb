"""Whether untrusted parts of a statement are plain values there, or change what it does."""

from __future__ import annotations

import re

from . import sql_plain
from .sql_lexer import COMMENT, MARK, MSSQL, NAME, NUMBER, ODD, OPEN, POSTGRES, SIGN, SQLITE, STRING, WORD, tokens

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from ..untrusted.match import Span

_NAMES_FOLLOW = frozenset(
    "select distinct all by from join into update table set as returning using desc describe top view index "
    "collate order group partition column add drop alter key references".split()
)
_CONDITIONS_FOLLOW = frozenset("where and or not on having when case qualify".split())
_COMPARES = frozenset(
    "like in is between not ilike rlike regexp glob match similar contains begins_with sounds collate".split()
)
_VALUES_BEFORE_LIST = frozenset("in values value any some all limit offset".split())
_RESERVED = frozenset(
    "select from where union all and or not join on having group order by limit offset into values insert update "
    "delete drop alter create exec execute except intersect case when then else end like in is between exists as "
    "set using with natural cross left right inner outer procedure window fetch for".split()
)
_BEGIN_ALONE = frozenset(
    "backup begin break checkpoint close commit continue declare deny disable enable go goto grant if kill merge open "
    "print raiserror readtext reconfigure restore revert revoke rollback save shutdown throw truncate use waitfor "
    "while writetext".split()
)
"""Words that begin a statement in Transact-SQL, which needs no mark between two of them."""
_DIRECTIONS = frozenset("asc desc nulls first last".split())
_LISTS = frozenset("select distinct by returning".split())
_VALUE_WORDS = frozenset("true false null".split())
_ROW_NAMES = frozenset(("rowid", "oid", "_rowid_"))
_OPERATORS = re.compile(r"(?:[<>]=?|=|==|<>|!=)\Z")


class Statement:
    """A statement's tokens, and where each untrusted part of it lies among them."""

    def __init__(self, text: str, dialect: str) -> None:
        self.text = text
        self.dialect = dialect
        self.tokens = tokens(text, dialect)
        self._names: frozenset[str] | None = None

    @property
    def names(self) -> frozenset[str]:
        """Its words in lower case, and what else a row answers to: what a quoted name may stand for."""
        if self._names is None:
            words = {self.word(number) for number in range(len(self.tokens)) if self.kind(number) == WORD}
            self._names = frozenset(words | _ROW_NAMES)
        return self._names

    def word(self, number: int) -> str:
        """A token's text in lower case; empty where there is none."""
        if not 0 <= number < len(self.tokens):
            return ""
        return self.text[self.tokens[number][1] : self.tokens[number][2]].lower()

    def kind(self, number: int) -> str:
        """A token's kind; empty where there is none."""
        return self.tokens[number][0] if 0 <= number < len(self.tokens) else ""

    def covered(self, start: int, end: int) -> tuple[int, int]:
        """The tokens a part touches: the first, and the one behind the last."""
        first = last = -1
        for number, token in enumerate(self.tokens):
            if token[2] > start and token[1] < end:
                first = number if first < 0 else first
                last = number
            elif token[1] >= end:
                break
        return first, last + 1


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
        return _is_numeral(statement, number) or not (span.joined and _place(statement, number) == "value")
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
    if _place(statement, number) != "value":
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
        and not _is_operand(statement, first - 1)
    )


def _is_operand(statement: Statement, number: int) -> bool:
    kind, word = statement.kind(number), statement.word(number)
    if kind == WORD:
        return word not in _RESERVED and word not in _CONDITIONS_FOLLOW and word not in _NAMES_FOLLOW
    return kind in (STRING, NAME, NUMBER, ODD, MARK) or word in (")", "]")


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
    return _list_word(statement, inner[0]) in _VALUES_BEFORE_LIST


def _list_word(statement: Statement, number: int) -> str:
    """The word before the parenthesis a token stands in, or the word that opens the list it stands in without one."""
    depth = 0
    for before in range(number - 1, -1, -1):
        word = statement.word(before)
        if word == ")":
            depth += 1
        elif word == "(":
            if depth == 0:
                return statement.word(before - 1)
            depth -= 1
        elif depth == 0 and statement.kind(before) == WORD and word in _OPENERS:
            return word
    return ""


_OPENERS = _NAMES_FOLLOW | _CONDITIONS_FOLLOW | _VALUES_BEFORE_LIST
_NO_OPENERS = frozenset(("desc", "as"))


def _is_operator(statement: Statement, first: int, last: int, span: Span) -> bool:
    """One comparison between two operands of the code's."""
    text = statement.text[statement.tokens[first][1] : statement.tokens[last - 1][2]]
    return (
        _OPERATORS.match(text) is not None
        and span.start <= statement.tokens[first][1]
        and _is_operand(statement, first - 1)
        and statement.kind(last) != ""
    )


def _is_names(statement: Statement, inner: range, span: Span) -> bool:
    """A name (`a`, `a.b`) where names are usual, or a list of them in a list of names, each with its direction."""
    place = _place(statement, inner[0], inner[-1])
    groups = _groups(statement, inner)
    if groups is None:
        return False
    if len(groups) == 1 and len(groups[0]) == 1:
        word = groups[0][0]
        if place == "value":
            return word in _VALUE_WORDS or not span.joined
        if place == "after":
            return word in _DIRECTIONS or not span.joined or not (word in _RESERVED or _begins(statement, word))
        return True
    return place in ("name", "after") and _list_word(statement, inner[0]) in _LISTS


def _begins(statement: Statement, word: str) -> bool:
    return statement.dialect == MSSQL and word in _BEGIN_ALONE


def _groups(statement: Statement, inner: range) -> list[list[str]] | None:
    """Names between commas, each a list of its words (dotted parts are one); None if there is anything else."""
    groups: list[list[str]] = [[]]
    dotted = False
    for number in inner:
        kind, word = statement.kind(number), statement.word(number)
        if word == ",":
            groups.append([])
        elif word == ".":
            dotted = True
            continue
        elif kind == WORD or (kind == NAME and not dotted):
            if dotted or not groups[-1]:
                groups[-1] = [*groups[-1][:-1], word]
            elif word in _DIRECTIONS:
                pass
            else:
                return None
            if word in _RESERVED and len(inner) > 1:
                return None
        else:
            return None
        dotted = False
    return groups


def _place(statement: Statement, first: int, last: int | None = None) -> str:
    """What stands where these tokens do: a `name`, a `value`, or something `after` an operand."""
    last = first if last is None else last
    before = first - 1
    while statement.kind(before) == COMMENT:
        before -= 1
    while statement.word(before) == "." and before > 0:
        before -= 2
    word, kind = statement.word(before), statement.kind(before)
    if kind == "" or word == ";":
        return "value"
    if word == "(":
        return _in_list(statement, before, last)
    if word == ",":
        return _in_list_after(statement, first, last)
    if kind == SIGN:
        return "after" if word in (")", "]") else "value"
    if kind == WORD and word in _CONDITIONS_FOLLOW:
        return _left_of_comparison(statement, last)
    if kind == WORD and word in _NAMES_FOLLOW:
        return "name"
    if kind == WORD and word in _RESERVED | _COMPARES | _VALUES_BEFORE_LIST | {"escape", "div", "mod", "return", "xor"}:
        return "value"
    return "after"


def _left_of_comparison(statement: Statement, last: int) -> str:
    after = statement.word(last + 1)
    return "name" if after in ("=", "<", ">", "!", ".") or after in _COMPARES else "value"


def _in_list(statement: Statement, paren: int, last: int) -> str:
    word, kind = statement.word(paren - 1), statement.kind(paren - 1)
    if word in _VALUES_BEFORE_LIST:
        return "value"
    if kind == WORD and word not in _CONDITIONS_FOLLOW and word not in _RESERVED:
        return "name"
    if kind == NAME or word in ("using", "into"):
        return "name"
    return _left_of_comparison(statement, last)


def _in_list_after(statement: Statement, first: int, last: int) -> str:
    word = _list_word(statement, first)
    if word in _VALUES_BEFORE_LIST:
        return "value"
    if word in _CONDITIONS_FOLLOW or word == "set":
        return _left_of_comparison(statement, last)
    return "name"


def _breaks(statement: Statement, inner: range) -> bool:
    """The text is no statement any more, and does nothing: a literal in it that does not end, and nothing before it
    that would be done first."""
    if statement.kind(len(statement.tokens) - 1) != OPEN:
        return False
    return not any(
        statement.kind(number) == COMMENT or statement.word(number) == ";" for number in range(inner[0], inner[-1] + 1)
    ) and not any(statement.word(number) == ";" for number in range(inner[-1], len(statement.tokens)))
