"""YAML to a tree by positions, from the parser's events; aliases stay aliases."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import yaml

from ennead.remedy.errors import RemedyError, Shared
from ennead.remedy.spans import Kind, Member, Node
from ennead.sources.cloudformation.load import parse
from ennead.sources.errors import SourceError

_PROPERTIES = re.compile(r"(?:[!&]\S*[ \t\r\n]+)*")
_KEEPS = re.compile(r"[|>][0-9]?\+")
"""The head of text whose last empty lines belong to it."""


def read(text: str, path: str) -> Any:
    """The data of a document, as templates are read: tags are functions, aliases are spelt out.

    Raises:
        RemedyError: it is no YAML, or more than one document.
    """
    try:
        return parse(text, path).root
    except SourceError as error:
        raise RemedyError(f"{error}: repair that first") from error


def tree(text: str) -> Node:
    """The tree of a text that `read` takes.  Collections end with the last character of their last member."""
    builder = _Builder(text)
    for event in yaml.parse(text, Loader=yaml.CSafeLoader):
        builder.take(event)
    return builder.root or Node(Kind.SCALAR, 0, 0)


def content(text: str, node: Node) -> int:
    """Where a node starts behind its tag and anchor."""
    match = _PROPERTIES.match(text, node.start)
    return match.end() if match and (node.tag or node.anchor) and node.kind is not Kind.ALIAS else node.start


def aliases_of(root: Node) -> tuple[Node, ...]:
    """The aliases of a document."""
    return tuple(node for node in root.walk() if node.kind is Kind.ALIAS)


def check_unshared(aliases: tuple[Node, ...], path: tuple[Node, ...], gone: Node | None, where: str) -> None:
    """Raises Shared where a change at the end of the path would change another place: an alias repeats it.

    `gone` is what is replaced or removed; anchors in it may be used inside it only.
    """
    if not aliases:
        return
    inside = {id(node) for node in gone.walk()} if gone else set()
    aliases = tuple(node for node in aliases if id(node) not in inside)
    held = {node.anchor for node in path if node.kind is not Kind.ALIAS and node.anchor}
    held |= {node.anchor for node in gone.walk() if node.kind is not Kind.ALIAS and node.anchor} if gone else set()
    if shared := next((alias.anchor for alias in aliases if alias.anchor in held), None):
        raise Shared(f"{where} is part of the anchor &{shared}, which is repeated elsewhere: edit it by hand")


@dataclass(slots=True)
class _Builder:
    text: str
    root: Node | None = None
    stack: list[Node] = field(default_factory=list)
    keys: list[Node | None] = field(default_factory=list)

    def take(self, event: Any) -> None:
        start, end = event.start_mark.index, event.end_mark.index
        if isinstance(event, yaml.ScalarEvent):
            node = Node(
                Kind.SCALAR, start, end, style=event.style or "", tag=event.tag or "", anchor=event.anchor or ""
            )
            if node.style in ("|", ">") and not _KEEPS.match(self.text, content(self.text, node)):
                node.end = start + len(_without_blank_end(self.text[start:end]))
            self._add(node, event.value)
        elif isinstance(event, yaml.AliasEvent):
            self._add(Node(Kind.ALIAS, start, end, anchor=str(event.anchor)), f"*{event.anchor}")
        elif isinstance(event, yaml.MappingStartEvent | yaml.SequenceStartEvent):
            kind = Kind.MAPPING if isinstance(event, yaml.MappingStartEvent) else Kind.SEQUENCE
            node = Node(kind, start, end, flow=bool(event.flow_style), tag=event.tag or "", anchor=event.anchor or "")
            node.opening = content(self.text, node)
            self.stack.append(node)
            self.keys.append(None)
        elif isinstance(event, yaml.MappingEndEvent | yaml.SequenceEndEvent):
            node = self.stack.pop()
            self.keys.pop()
            node.end = end if node.flow else node.members[-1].value.end
            self._add(node, "")

    def _add(self, node: Node, name: str) -> None:
        if not self.stack:
            self.root = node
            return
        parent = self.stack[-1]
        if parent.kind is Kind.SEQUENCE:
            mark = node.start if parent.flow else self._dash(parent, node)
            parent.members.append(Member(len(parent.members), mark, node))
        elif self.keys[-1] is None:
            node.name = name
            self.keys[-1] = node
        else:
            key = self.keys[-1]
            parent.members.append(Member(key.name, key.start, node, key))
            self.keys[-1] = None

    def _dash(self, parent: Node, node: Node) -> int:
        """The dash before an item: between it and the end of the item before only blanks and comments stand."""
        place = parent.members[-1].value.end if parent.members else content(self.text, parent)
        dashes = (spot for spot in self._code(place, node.start))
        return next((spot for spot in dashes if self.text[spot] == "-"), node.start)

    def _code(self, start: int, end: int) -> Iterator[int]:
        """Positions outside of blanks and comments."""
        comment = False
        for place in range(start, end):
            sign = self.text[place]
            if sign == "\n":
                comment = False
            elif sign == "#" and (place == 0 or self.text[place - 1] in " \t\r\n"):
                comment = True
            elif not (comment or sign in " \t\r"):
                yield place


def _without_blank_end(text: str) -> str:
    """Block text without the empty lines at its end; lines of more blanks than the others start with are text."""
    lines = text.split("\n")
    said = [line for line in lines[1:] if line.strip(" \r")]
    indent = min((len(line) - len(line.lstrip(" ")) for line in said), default=0)
    while len(lines) > 1 and len(lines[-1].rstrip("\r")) <= indent:
        lines.pop()
    return "\n".join(lines).rstrip("\r")
