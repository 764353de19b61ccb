"""Members of collections in brackets: YAML's flow style, JSON, Terraform's lists."""

from __future__ import annotations

import re
from dataclasses import dataclass

from ennead.remedy.errors import RemedyError
from ennead.remedy.spans import Cut, Node, leads, line_end, line_start, newline, next_line

_GAP = re.compile(r"[ \t]*")


@dataclass(frozen=True, slots=True)
class Flow:
    """A collection in brackets in its text; `comment` are the signs that start one there."""

    text: str
    node: Node
    comment: tuple[str, ...] = ()

    @property
    def spread(self) -> bool:
        """Whether each of its members stands on lines of its own."""
        members = self.node.members
        return bool(members) and all(leads(self.text, member.mark) for member in members)

    def indentation(self) -> str:
        """The blanks before its members, where they stand on lines of their own."""
        first = self.node.members[0].mark
        return self.text[line_start(self.text, first) : first]

    def check(self) -> None:
        """Raises RemedyError where there are no brackets: `[a: b]` holds a mapping without any."""
        if self.text[self.node.opening : self.node.opening + 1] not in ("{", "["):
            raise RemedyError("a pair in a list in brackets has no braces of its own: write them, then try again")

    def insert(self, place: int, made: str) -> list[Cut]:
        """A member before the one at `place`; at the end where that is their number.  There is one already."""
        members = self.node.members
        if place == 0:
            return [Cut(members[0].mark, members[0].mark, made + self._separator())]
        end = members[place - 1].value.end
        comma = self._comma(end)
        if not self.spread:
            inner = comma is None or place < len(members)
            spot = end if comma is None or inner else comma
            return [Cut(spot, spot, (self._separator() if inner else " ") + made)]
        behind = line_end(self.text, end if comma is None else comma)
        if not self._rest(end if comma is None else comma, behind):
            return [Cut(end, end, "," + newline(self.text) + self.indentation() + made)]
        line = newline(self.text) + self.indentation() + made + ("," if comma is not None else "")
        return [Cut(end, end, ","), Cut(behind, behind, line)] if comma is None else [Cut(behind, behind, line)]

    def remove(self, place: int) -> list[Cut]:
        """Without one member, which is not the only one."""
        members = self.node.members
        member = members[place]
        comma = self._comma(member.value.end)
        end = member.value.end if comma is None else comma
        last = place == len(members) - 1
        before = members[place - 1].value.end if place else 0
        if leads(self.text, member.mark) and self._rest(end, line_end(self.text, end)):
            lines = Cut(line_start(self.text, member.mark), next_line(self.text, end))
            if last and comma is None:
                behind = self._comma(before)
                return [Cut(behind - 1, behind), lines] if behind else [lines]
            return [lines]
        if last or (place and "\n" not in self.text[before : member.mark]):
            return [Cut(before, member.value.end)]
        return [Cut(member.mark, members[place + 1].mark)]

    def _separator(self) -> str:
        """What stands between two members: as the first two have it."""
        if self.spread:
            return "," + newline(self.text) + self.indentation()
        members = self.node.members
        if len(members) > 1:
            between = self.text[members[0].value.end : members[1].mark]
            if between.startswith(",") and not between[1:].strip(" "):
                return between
        return ", "

    def _comma(self, end: int) -> int | None:
        """Behind the comma that follows a member; None where none does."""
        place = end
        while place < self.node.end:
            gap = _GAP.match(self.text, place)
            place = gap.end() if gap else place
            if self.text[place : place + 1] == ",":
                return place + 1
            if self.text[place : place + 1] in ("\r", "\n"):
                place += 1
            elif self.text.startswith(self.comment, place):
                place = line_end(self.text, place)
            else:
                return None
        return None

    def _rest(self, start: int, end: int) -> bool:
        """Whether only blanks or a comment follow to the end of the line."""
        rest = self.text[start:end].strip(" \t\r")
        return not rest or rest.startswith(self.comment)
