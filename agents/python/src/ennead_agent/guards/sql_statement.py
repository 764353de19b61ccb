"""A statement by its tokens, and what stands at each place of it: a name, a value, or something behind an operand."""

from __future__ import annotations

import re

from .sql_lexer import COMMENT, MARK, NAME, NUMBER, ODD, SIGN, STRING, WORD, tokens

NAMES_FOLLOW = frozenset(
    "select distinct all by from join into update table set as returning using desc describe top view index "
    "collate order group partition column add drop alter key references".split()
)
CONDITIONS_FOLLOW = frozenset("where and or not on having when case qualify".split())
COMPARES = frozenset(
    "like in is between not ilike rlike regexp glob match similar contains begins_with sounds collate".split()
)
VALUES_BEFORE_LIST = frozenset("in values value any some all limit offset".split())
RESERVED = frozenset(
    "select from where union all and or not join on having group order by limit offset into values insert update "
    "delete drop alter create exec execute except intersect case when then else end like in is between exists as "
    "set using with natural cross left right inner outer procedure window fetch for".split()
)
VALUE_WORDS = frozenset("true false null".split())
OPERATORS = re.compile(r"(?:[<>]=?|=|==|<>|!=)\Z")
_ROW_NAMES = frozenset(("rowid", "oid", "_rowid_"))
_OPENERS = NAMES_FOLLOW | CONDITIONS_FOLLOW | VALUES_BEFORE_LIST


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


def is_operand(statement: Statement, number: int) -> bool:
    kind, word = statement.kind(number), statement.word(number)
    if kind == WORD:
        return word not in RESERVED and word not in CONDITIONS_FOLLOW and word not in NAMES_FOLLOW
    return kind in (STRING, NAME, NUMBER, ODD, MARK) or word in (")", "]")


def list_word(statement: Statement, number: int) -> str:
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


def place(statement: Statement, first: int, last: int | None = None) -> str:
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
    if kind == WORD and word in CONDITIONS_FOLLOW:
        return _left_of_comparison(statement, last)
    if kind == WORD and word in NAMES_FOLLOW:
        return "name"
    if kind == WORD and word in RESERVED | COMPARES | VALUES_BEFORE_LIST | {"escape", "div", "mod", "return", "xor"}:
        return "value"
    return "after"


def _left_of_comparison(statement: Statement, last: int) -> str:
    after = statement.word(last + 1)
    return "name" if after in ("=", "<", ">", "!", ".") or after in COMPARES else "value"


def _in_list(statement: Statement, paren: int, last: int) -> str:
    word, kind = statement.word(paren - 1), statement.kind(paren - 1)
    if word in VALUES_BEFORE_LIST:
        return "value"
    if kind == WORD and word not in CONDITIONS_FOLLOW and word not in RESERVED:
        return "name"
    if kind == NAME or word in ("using", "into"):
        return "name"
    return _left_of_comparison(statement, last)


def _in_list_after(statement: Statement, first: int, last: int) -> str:
    word = list_word(statement, first)
    if word in VALUES_BEFORE_LIST:
        return "value"
    if word in CONDITIONS_FOLLOW or word == "set":
        return _left_of_comparison(statement, last)
    return "name"
