"""The tree of a document by positions in its text, and cuts of that text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from enum import Enum

from ennead.remedy.edit import Route, shown
from ennead.remedy.errors import Overlapping, RemedyError, Shared


class Kind(Enum):
    """What a node is."""

    SCALAR = "scalar"
    MAPPING = "mapping"
    SEQUENCE = "sequence"
    ALIAS = "alias"


@dataclass(slots=True)
class Node:
    """A value and where its text stands: `start` with its tag and anchor, `end` behind its last character.

    `flow` collections stand in brackets, of which `opening` is the first.  `style` is a scalar's: plain "", `'`, `"`,
    `|`, `>`; `name` is its text where it is a key.
    """

    kind: Kind
    start: int
    end: int
    flow: bool = False
    opening: int = 0
    tag: str = ""
    anchor: str = ""
    style: str = ""
    name: str = ""
    members: list[Member] = field(default_factory=list)

    def walk(self) -> Iterator[Node]:
        """The node and all below it, keys included."""
        waiting = [self]
        while waiting:
            node = waiting.pop()
            yield node
            for member in reversed(node.members):
                waiting.append(member.value)
                if member.key:
                    waiting.append(member.key)


@dataclass(slots=True)
class Member:
    """An entry of a mapping, or an item; `mark` is where it starts: its key, its dash, or the item in brackets."""

    name: str | int
    mark: int
    value: Node
    key: Node | None = None

    @property
    def start(self) -> int:
        """Where its text starts, without a dash."""
        return self.key.start if self.key else self.value.start


@dataclass(frozen=True, slots=True)
class Cut:
    """A piece of text and what stands there instead."""

    start: int
    end: int
    text: str = ""


def spliced(text: str, cuts: Iterable[Cut]) -> str:
    """The text with all cuts, which may touch.  Raises Overlapping where they do more."""
    parts: list[str] = []
    place = 0
    for cut in sorted(cuts, key=lambda one: (one.start, one.end)):
        if cut.start < place:
            raise Overlapping("two changes of one line overlap: make them one after the other")
        parts += (text[place : cut.start], cut.text)
        place = cut.end
    return "".join((*parts, text[place:]))


def line_start(text: str, place: int) -> int:
    """Where the line starts."""
    return text.rfind("\n", 0, place) + 1


def line_end(text: str, place: int) -> int:
    """Where the line ends, before its break."""
    end = text.find("\n", place)
    if end < 0:
        return len(text)
    return end - 1 if end and text[end - 1] == "\r" else end


def next_line(text: str, place: int) -> int:
    """Where the next line starts; the end of the text where there is none."""
    end = text.find("\n", place)
    return len(text) if end < 0 else end + 1


def column(text: str, place: int) -> int:
    """Characters before it in its line."""
    return place - line_start(text, place)


def blanks_at(text: str, place: int) -> str:
    """The blanks with which the line starts, up to the place."""
    line = text[line_start(text, place) : place]
    return line[: len(line) - len(line.lstrip(" \t"))]


def leads(text: str, place: int) -> bool:
    """Whether nothing but blanks stands before it in its line."""
    return not text[line_start(text, place) : place].strip(" \t")


def newline(text: str) -> str:
    """The line break that most lines end with."""
    return "\r\n" if text.count("\r\n") * 2 > text.count("\n") else "\n"


def member_of(node: Node, step: str | int, route: Route) -> Member:
    """The member of a collection by its name.

    Raises:
        RemedyError: there is none, there are two, or the collection is written elsewhere.
    """
    if node.kind is Kind.ALIAS:
        raise Shared(f"{shown(route)} stands in what an alias (*{node.anchor}) repeats: edit it by hand")
    found = [member for member in node.members if member.name == step]
    if len(found) > 1:
        raise RemedyError(f"{shown(route)} is written {len(found)} times: leave one of them")
    if not found:
        if any(member.name == "<<" for member in node.members):
            raise Shared(f"{shown(route)} comes from a merge key (<<) and would change elsewhere too: edit it by hand")
        raise RemedyError(f"{shown(route)} is not written as a member of its own (a tag's text?): set what holds it")
    return found[0]


def place_after(parent: Node, after: object) -> int:
    """The place behind a key; the end where it is not there."""
    places = [place for place, member in enumerate(parent.members, 1) if member.name == after]
    return places[0] if places else len(parent.members)
