"""Members of mappings and lists in YAML's block style: whole lines come and go."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Any

from ennead.remedy.errors import RemedyError
from ennead.remedy.spans import (
    Cut,
    Kind,
    Member,
    Node,
    column,
    leads,
    line_end,
    line_start,
    next_line,
)
from ennead.remedy.yaml_render import block, entry, indented, item_lines, step
from ennead.remedy.yaml_style import Style

_KEPT = re.compile(r"[|>](?:\d?\+|\+\d)\s*(?:#.*)?\Z")
"""The head of literal or folded text that keeps all line breaks at its end."""


@dataclass(frozen=True, slots=True)
class Block:
    """The text of a document and the style for new text in it."""

    text: str
    style: Style

    # new members

    def insert(self, parent: Node, place: int, key: str | int, value: Any) -> list[Cut]:
        """A member before the one at `place`; at the end where that is their number.  There is one already."""
        first = parent.members[0]
        width = column(self.text, first.mark)
        self._check(first)
        at = self._behind(parent.members[place - 1]) if place else line_start(self.text, first.mark)
        style = self._style(at, width)
        lines = entry(key, value, style) if isinstance(key, str) else item_lines(value, style)
        if place == 0:
            return [self._before(first, width, lines)]
        blank = [""] if self._separated(parent) and not self._keeps(parent.members[place - 1].value) else []
        return [self._lines(at, [*blank, *indented(lines, width)])]

    def _before(self, first: Member, width: int, lines: list[str]) -> Cut:
        if not leads(self.text, first.mark):
            made = self.style.newline.join([lines[0], *indented([*lines[1:], ""], width)])
            return Cut(first.mark, first.mark, made + " " * width)
        at = line_start(self.text, first.mark)
        while at and self._comment(above := line_start(self.text, at - 1)) == width:
            at = above
        return self._lines(at, indented(lines, width))

    def _lines(self, at: int, lines: list[str]) -> Cut:
        """Lines at the start of a line, or behind the last one where that has no line break."""
        made = self.style.newline.join(lines)
        if at and self.text[at - 1] != "\n":
            return Cut(at, at, self.style.newline + made)
        return Cut(at, at, made + self.style.newline)

    def _separated(self, parent: Node) -> bool:
        """Whether empty lines stand between all members."""
        members = parent.members
        return len(members) > 1 and all(self._blank(self._behind(member)) for member in members[:-1])

    def _keeps(self, node: Node) -> bool:
        """Whether an empty line behind a value would be a part of it."""
        while node.members:
            node = node.members[-1].value
        return _KEPT.search(self.text[node.start : line_end(self.text, node.start)]) is not None

    def _blank(self, at: int) -> bool:
        """Whether an empty line starts there."""
        return at < len(self.text) and not self.text[at : next_line(self.text, at)].strip()

    # members that go

    def remove(self, parent: Node, place: int) -> list[Cut]:
        """Without one member, which is not the only one."""
        member = parent.members[place]
        self._check(member)
        behind = self._behind(member)
        if not leads(self.text, member.mark):
            return [self._first_removed(member, parent.members[1], behind)]
        start = line_start(self.text, member.mark)
        start = self._blank_above(parent, place, start, behind)
        if behind == len(self.text) and not self.text.endswith("\n") and start:
            start = len(self.text[: start - 1].removesuffix("\r"))
        return [Cut(start, behind)]

    def _first_removed(self, member: Member, following: Member, behind: int) -> Cut:
        """The first member of a collection that starts on its parent's dash: the next one moves up to it."""
        if not self.text[behind : following.mark].strip():
            return Cut(member.mark, following.mark)
        dash = len(self.text[: member.mark].rstrip(" \t"))
        return Cut(dash, line_end(self.text, behind - 1))

    def _blank_above(self, parent: Node, place: int, start: int, behind: int) -> int:
        """The empty line above goes too where another one, or the end of the collection, follows."""
        if not start:
            return start
        above = line_start(self.text, start - 1)
        if self.text[above:start].strip() or (place and self._behind(parent.members[place - 1]) > above):
            return start
        following = self.text[behind : next_line(self.text, behind)]
        ends = place == len(parent.members) - 1 and place > 0
        return above if not following.strip() or ends else start

    # values

    def put(self, member: Member, value: Any, made: str | None) -> list[Cut]:
        """Another value; `made` is its text where that is decided already."""
        self._check(member)
        node = member.value
        style = self._style(self._behind(member), column(self.text, member.mark))
        head, lines = (made, []) if made is not None else block(value, style)
        spot = self._sign(member)
        if member.key is None:
            return self._put_item(node, spot, head, lines)
        width = column(self.text, member.mark)
        below = "\n" in self.text[spot : node.start]
        if below and node.members and not node.flow and _same_kind(node, value) and not head:
            lines = indented(lines, column(self.text, node.members[0].mark))
        else:
            lines = indented(lines, width + step(value, self.style))
        if not below:
            return self._put_inline(node, spot, head, lines)
        at = line_start(self.text, node.start)
        cuts = [self._headed(spot, head)] if head else []
        behind = self._behind(member)
        if lines and head:
            at = min(at, next_line(self.text, spot))
        return [*cuts, self._instead(at, behind, lines)]

    def _put_inline(self, node: Node, spot: int, head: str, lines: list[str]) -> list[Cut]:
        """Where the old value starts on the line of its key."""
        last = node.start + len(self.text[node.start : node.end].rstrip("\r\n"))
        if node.start == node.end:
            cuts = [self._headed(spot, head)] if head else []
        else:
            cuts = [Cut(node.start, last, head)] if head else [Cut(spot, last)]
        if lines:
            end = line_end(self.text, last)
            cuts.append(Cut(end, end, self.style.newline + self.style.newline.join(lines)))
        return cuts

    def _put_item(self, node: Node, spot: int, head: str, lines: list[str]) -> list[Cut]:
        width = column(self.text, spot) + 1
        if not head:
            head, lines = lines[0], lines[1:]
            width = column(self.text, node.start) if node.end > node.start else width
        lines = indented(lines, width)
        return self._put_inline(node, spot, head, lines)

    def _headed(self, spot: int, head: str) -> Cut:
        """A value behind a colon or dash that has none on its line; blanks at the end of the line go."""
        end = line_end(self.text, spot)
        return Cut(spot, spot if self.text[spot:end].strip() else end, f" {head}")

    def _instead(self, start: int, end: int, lines: list[str]) -> Cut:
        """Lines instead of others; the break of the last one stays as it is."""
        if lines:
            broken = self.text[end - 1 : end] == "\n"
            return Cut(start, end, self.style.newline.join(lines) + (self.style.newline if broken else ""))
        if end == len(self.text) and self.text[end - 1] != "\n" and start:
            start = len(self.text[: start - 1].removesuffix("\r"))
        return Cut(start, end)

    def _sign(self, member: Member) -> int:
        """Behind the colon or the dash."""
        if member.key is None:
            return member.mark + 1
        place = member.key.end
        while self.text[place : place + 1] in (" ", "\t"):
            place += 1
        if self.text[place : place + 1] != ":":
            raise RemedyError("a key without a colon behind it (`? key`) is not edited: write it as `key: value`")
        return place + 1

    # lines

    def _style(self, at: int, width: int) -> Style:
        """The style for text before `at`: without literal text where it would swallow what follows."""
        place = at
        while place < len(self.text) and self.text[place] in "\r\n":
            place += 1
        comment = self._comment(place)
        line = self.text[place : line_end(self.text, place)]
        ends = self.text[at - 1 : at] == "\n" if place == len(self.text) else bool(line.strip())
        return self.style if ends and comment <= width else replace(self.style, literal=False)

    def _behind(self, member: Member) -> int:
        """The start of the line behind a member and the deeper comments right below it."""
        end = member.value.end
        at = end if self.text[end - 1] == "\n" else next_line(self.text, end)
        width = column(self.text, member.mark)
        while at < len(self.text) and self._comment(at) > width:
            at = next_line(self.text, at)
        return at

    def _comment(self, start: int) -> int:
        """The column at which a line's comment starts; -1 where it holds something else."""
        line = self.text[start : line_end(self.text, start)]
        bare = line.lstrip(" ")
        return len(line) - len(bare) if bare.startswith("#") else -1

    def _check(self, member: Member) -> None:
        before = self.text[line_start(self.text, member.mark) : member.mark].replace("-", " ")
        if before.strip(" "):
            raise RemedyError("something unusual stands before a member on its line (`? key`): edit it by hand")


def _same_kind(node: Node, value: Any) -> bool:
    return (node.kind is Kind.MAPPING) is isinstance(value, dict)
