"""PartiQL as the table service takes it: conditions on items, without arithmetic or anything beneath.

Comments are the language's own (its grammar has `--` and `/* */`); the service's pages neither list nor refuse them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

Item = Mapping[str, Any]
Asked = Callable[[Item], Any]
_WORDS = re.compile(
    r"""(?P<blank>\s+|--[^\n]*|/\*.*?\*/)|(?P<string>'(?:[^']|'')*')|(?P<name>"(?:[^"]|"")+")"""
    r"""|(?P<number>-?\d+(?:\.\d+)?(?![\w.]))|(?P<word>[^\W\d][\w$]*)|(?P<mark><>|!=|<=|>=|[=<>(),.?\[\];*])""",
    re.DOTALL,
)
_COMPARED: dict[str, Callable[[Any, Any], bool]] = {
    "=": lambda left, right: bool(left == right),
    "<>": lambda left, right: bool(left != right),
    "!=": lambda left, right: bool(left != right),
    "<": lambda left, right: bool(left < right),
    ">": lambda left, right: bool(left > right),
    "<=": lambda left, right: bool(left <= right),
    ">=": lambda left, right: bool(left >= right),
}
_RESERVED = frozenset("select from where and or not between in is order by asc desc null missing".split())
_FUNCTIONS = frozenset(("begins_with", "contains", "attribute_type"))
_TABLE = "items"


class Invalid(ValueError):
    """The service answers with a ValidationException."""


class _Missing:
    """What an item does not have; also what no item has where a value is compared with it."""


MISSING = _Missing()


def selected(statement: str, parameters: Sequence[Any], items: Sequence[Item]) -> list[dict[str, Any]]:
    """The items a statement selects.  Raises Invalid."""
    try:
        return _Reader(statement, parameters).select(items)
    except RecursionError:
        raise Invalid("nested too deeply") from None


def _words(statement: str) -> Iterator[tuple[str, str]]:
    place = 0
    while place < len(statement):
        found = _WORDS.match(statement, place)
        if found is None:
            raise Invalid(f"unexpected character at {place}")
        place = found.end()
        if found.lastgroup != "blank":
            yield str(found.lastgroup), found.group()


class _Reader:
    def __init__(self, statement: str, parameters: Sequence[Any]) -> None:
        self._words = list(_words(statement))
        self._place = 0
        self._parameters = list(parameters)

    def _ahead(self) -> str:
        if self._place >= len(self._words):
            return ""
        kind, text = self._words[self._place]
        return text.lower() if kind in ("word", "mark") else kind

    def _taken(self, *words: str) -> str:
        """The word to come if it is one of these."""
        word = self._ahead()
        if word not in words:
            return ""
        self._place += 1
        return word

    def _must(self, word: str) -> None:
        if not self._taken(word):
            raise Invalid(f"{word} is missing")

    def select(self, items: Sequence[Item]) -> list[dict[str, Any]]:
        self._must("select")
        names = [] if self._taken("*") else self._names()
        self._must("from")
        if self._name() != _TABLE:
            raise Invalid("no such table")
        holds = self._condition() if self._taken("where") else lambda _item: True
        found = [dict(item) for item in items if holds(item)]
        if self._taken("order"):
            found = self._ordered(found)
        self._taken(";")
        if self._ahead():
            raise Invalid(f"unexpected {self._ahead()}")
        return [{name: item[name] for name in names or item if name in item} for item in found]

    def _names(self) -> list[str]:
        names = [self._name()]
        while self._taken(","):
            names.append(self._name())
        return names

    def _ordered(self, found: list[dict[str, Any]]) -> list[dict[str, Any]]:
        self._must("by")
        name = self._name()
        return sorted(found, key=lambda item: str(item.get(name)), reverse=self._taken("asc", "desc") == "desc")

    def _name(self) -> str:
        if self._place >= len(self._words):
            raise Invalid("a name is missing")
        kind, text = self._words[self._place]
        if kind not in ("word", "name") or (kind == "word" and text.lower() in _RESERVED):
            raise Invalid(f"unexpected {text}")
        self._place += 1
        return text[1:-1].replace('""', '"') if kind == "name" else text

    def _condition(self) -> Asked:
        found = [self._both()]
        while self._taken("or"):
            found.append(self._both())
        return lambda item: any(one(item) for one in found)

    def _both(self) -> Asked:
        found = [self._one()]
        while self._taken("and"):
            found.append(self._one())
        return lambda item: all(one(item) for one in found)

    def _one(self) -> Asked:
        if self._taken("not"):
            inner = self._one()
            return lambda item: not inner(item)
        if self._taken("("):
            found = self._condition()
            self._must(")")
            return found
        if self._ahead() in _FUNCTIONS:
            return self._function()
        return self._compared(self._operand())

    def _compared(self, left: Asked) -> Asked:
        if operator := self._taken(*_COMPARED):
            return _holds(operator, left, self._operand())
        if self._taken("is"):
            return self._is(left)
        negated = bool(self._taken("not"))
        if self._taken("between"):
            low = self._operand()
            self._must("and")
            inside = _all(_holds(">=", left, low), _holds("<=", left, self._operand()))
        elif self._taken("in"):
            inside = _any([_holds("=", left, one) for one in self._list()])
        else:
            raise Invalid("a condition is missing")
        return lambda item: inside(item) != negated

    def _is(self, left: Asked) -> Asked:
        negated = bool(self._taken("not"))
        word = self._taken("null", "missing")
        if not word:
            raise Invalid("IS is followed by NULL or MISSING")
        wanted = MISSING if word == "missing" else None
        return lambda item: (left(item) is wanted) != negated

    def _list(self) -> list[Asked]:
        end = {"(": ")", "[": "]"}.get(self._taken("(", "["))
        if end is None:
            raise Invalid("a list is missing")
        found = [self._operand()]
        while self._taken(","):
            found.append(self._operand())
        self._must(end)
        return found

    def _arguments(self, number: int) -> list[Asked]:
        self._must("(")
        found = [self._operand()]
        while self._taken(","):
            found.append(self._operand())
        self._must(")")
        if len(found) != number:
            raise Invalid("another number of arguments")
        return found

    def _function(self) -> Asked:
        name = self._ahead()
        self._place += 1
        left, right = self._arguments(2)
        return lambda item: _called(name, left(item), right(item))

    def _operand(self) -> Asked:
        kind, text = self._words[self._place] if self._place < len(self._words) else ("", "")
        if kind in ("string", "number"):
            self._place += 1
            value: Any = text[1:-1].replace("''", "'") if kind == "string" else float(text)
            return lambda _item: value
        word = self._taken("?", "null", "true", "false", "missing")
        if word == "?":
            if not self._parameters:
                raise Invalid("a parameter is missing")
            bound = self._parameters.pop(0)
            return lambda _item: bound
        if word:
            fixed = {"null": None, "true": True, "false": False, "missing": MISSING}[word]
            return lambda _item: fixed
        name = self._name()
        if self._ahead() != "(":
            return self._path(name)
        if name.lower() != "size":
            raise Invalid(f"no such function: {name}")
        (inner,) = self._arguments(1)
        return lambda item: len(held) if isinstance(held := inner(item), str) else MISSING

    def _path(self, name: str) -> Asked:
        """What an item holds; a table's name may stand before, and no item here holds anything deeper."""
        names = [name]
        while self._taken("."):
            names.append(self._name())
        if len(names) > 1 and names[0] == _TABLE:
            del names[0]
        return lambda item: item.get(names[0], MISSING) if len(names) == 1 else MISSING


def _holds(operator: str, left: Asked, right: Asked) -> Asked:
    return lambda item: _compare(operator, left(item), right(item))


def _all(*asked: Asked) -> Asked:
    return lambda item: all(one(item) for one in asked)


def _any(asked: Sequence[Asked]) -> Asked:
    return lambda item: any(one(item) for one in asked)


def _compare(operator: str, left: Any, right: Any) -> bool:
    """A comparison: what is missing compares with nothing, and values of two kinds are only unequal."""
    if left is MISSING or right is MISSING:
        return False
    if _kind(left) != _kind(right):
        return operator in ("<>", "!=")
    if operator[0] in "<>" and operator != "<>" and _kind(left) not in ("S", "N"):
        return False
    return _COMPARED[operator](left, right)


def _kind(value: Any) -> str:
    if isinstance(value, bool):
        return "BOOL"
    return "S" if isinstance(value, str) else "N" if isinstance(value, (int, float)) else "NULL"


def _called(name: str, left: Any, right: Any) -> bool:
    if not isinstance(right, str):
        raise Invalid(f"{name} takes a text")
    if left is MISSING:
        return False
    if name == "attribute_type":
        return _kind(left) == right
    return isinstance(left, str) and (left.startswith(right) if name == "begins_with" else right in left)
