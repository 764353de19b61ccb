"""Templates as trees that know their lines, read with PyYAML alone.

This is on purpose not Ennead's reader: what it counts is held against what Ennead finds.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

import yaml

LONE_SURROGATE = re.compile(r"\\u[dD][89a-fA-F][0-9a-fA-F]{2}")
"""JSON writes characters beyond the basic plane as two escapes; libyaml refuses each of them."""


@dataclass(frozen=True, slots=True)
class Span:
    """The first and the last line of something, both its own; lines start at 1."""

    first: int
    last: int

    def holds(self, line: int) -> bool:
        """Whether the line is one of them."""
        return self.first <= line <= self.last


@dataclass(frozen=True, slots=True)
class Entry:
    """A key of a mapping and its value; the span begins at the key."""

    key: str
    span: Span
    value: Value


@dataclass(frozen=True, slots=True)
class Value:
    """A scalar (`text`), a list (`members`) or a mapping (`entries`); the other two are empty."""

    span: Span
    text: str | None = None
    members: tuple[Value, ...] = ()
    entries: tuple[Entry, ...] = ()

    def get(self, *keys: str) -> Value | None:
        """The value under the keys, one inside the other; None where one of them is missing."""
        value: Value | None = self
        for key in keys:
            value = next((entry.value for entry in value.entries if entry.key == key), None) if value else None
        return value

    def call(self, name: str) -> Value | None:
        """The argument, where the value is nothing but a call of that intrinsic function."""
        return self.entries[0].value if len(self.entries) == 1 and self.entries[0].key == name else None

    def alternatives(self) -> Iterator[Value]:
        """What the value may come to: both branches of every `Fn::If`, without `AWS::NoValue`."""
        choice = self.call("Fn::If")
        reference = self.call("Ref")
        if choice is not None and len(choice.members) == 3:
            for branch in choice.members[1:]:
                yield from branch.alternatives()
        elif reference is None or reference.text != "AWS::NoValue":
            yield self


class UnreadableError(ValueError):
    """The text is no YAML or JSON; `line` and `column` start at 1."""

    def __init__(self, reason: str, line: int = 1, column: int = 1) -> None:
        super().__init__(reason)
        self.line = line
        self.column = column


def read(text: str) -> Value:
    """The tree of a template; raises `UnreadableError`."""
    if text.lstrip().startswith("{"):
        text = LONE_SURROGATE.sub("?", text.replace("\t", " "))
    try:
        root = yaml.compose(text, Loader=yaml.CSafeLoader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        where = (mark.line + 1, mark.column + 1) if mark else (1, 1)
        raise UnreadableError(error.problem or str(error), *where) from error
    except yaml.YAMLError as error:
        raise UnreadableError(str(error).splitlines()[0]) from error
    return _Reader(text.splitlines()).value(root) if root is not None else Value(Span(1, 1))


class _Reader:
    """Turns composed nodes into values; an anchor that several aliases name is turned once."""

    def __init__(self, lines: list[str]) -> None:
        self._lines = lines
        self._known: dict[int, Value | None] = {}

    def value(self, node: yaml.Node) -> Value:
        if id(node) in self._known:
            known = self._known[id(node)]
            if known is None:
                raise UnreadableError("an alias stands inside its own anchor", node.start_mark.line + 1)
            return known
        self._known[id(node)] = None
        value = self._tagged(node, self._plain(node))
        self._known[id(node)] = value
        return value

    def _plain(self, node: yaml.Node) -> Value:
        span = Span(node.start_mark.line + 1, self._last_line(node))
        if isinstance(node, yaml.MappingNode):
            return Value(span, entries=tuple(self._entries(node)))
        if isinstance(node, yaml.SequenceNode):
            return Value(span, members=tuple(self.value(member) for member in node.value))
        return Value(span, text=str(node.value))

    def _entries(self, node: yaml.MappingNode) -> Iterator[Entry]:
        for key, value in node.value:
            read_value = self.value(value)
            if key.tag == "tag:yaml.org,2002:merge":
                yield from read_value.entries
            else:
                first = key.start_mark.line + 1
                yield Entry(str(key.value), Span(first, max(first, self._last_line(value))), read_value)

    def _tagged(self, node: yaml.Node, value: Value) -> Value:
        """`!Sub x` is `{"Fn::Sub": x}`, as CloudFormation's short forms are defined."""
        if not node.tag.startswith("!") or node.tag == "!":
            return value
        name = node.tag[1:]
        key = name if name in {"Ref", "Condition"} else f"Fn::{name}"
        return Value(value.span, entries=(Entry(key, value.span, value),))

    def _last_line(self, node: yaml.Node) -> int:
        """libyaml ends a block where the next token starts: step back over what lies between."""
        line = node.end_mark.line
        if line >= len(self._lines) or not self._lines[line][: node.end_mark.column].strip():
            line -= 1
            while line > node.start_mark.line and self._is_empty(line):
                line -= 1
        return max(line, node.start_mark.line) + 1

    def _is_empty(self, line: int) -> bool:
        stripped = self._lines[line].strip() if line < len(self._lines) else ""
        return not stripped or stripped.startswith("#")
