"""Entries of Terraform's bodies: whole lines come and go."""

from __future__ import annotations

from ennead.remedy.edit import Insert
from ennead.remedy.hcl_render import rendered
from ennead.remedy.hcl_tree import Attribute, Block, Body, Found, find, narrow
from ennead.remedy.spans import Cut, blanks_at, column, leads, line_start, newline, next_line, spliced


def removed(text: str, body: Body, found: Found) -> str:
    """The text without an entry."""
    parent = body
    for place in found.places[:-1]:
        holder = parent.entries[place]
        parent = holder.body if isinstance(holder, Block) else parent
    entry = found.entry
    if not _file(text, parent) and text[parent.start : parent.end].strip(" \t\r\n") == text[entry.start : entry.end]:
        return spliced(text, [Cut(parent.start, parent.end)])
    if not leads(text, entry.start):
        return spliced(text, [Cut(entry.start, entry.end)])
    start, behind = line_start(text, entry.start), next_line(text, entry.end)
    start = _blank_above(text, start, behind)
    if behind == len(text) and not text.endswith("\n") and start:
        start = len(text[: start - 1].removesuffix("\r"))
    return spliced(text, [Cut(start, behind)])


def _blank_above(text: str, start: int, behind: int) -> int:
    """The empty line above goes too where another one, or the end of the body, follows."""
    above = line_start(text, start - 1) if start else 0
    if not start or text[above:start].strip():
        return start
    following = text[behind : next_line(text, behind)].strip()
    return above if not following or following == "}" else start


def inserted(text: str, parent: Body, new: str | Block, edit: Insert) -> tuple[str, int]:
    """The text with an attribute or a block, and its place in the body."""
    place = _place(parent, edit, new)
    made = narrow(rendered(edit.value)) if isinstance(new, Block) else new
    if parent.entries and "\n" not in text[parent.start : parent.end] and not _file(text, parent):
        return _unfolded(text, parent, place, made, new, str(edit.key)), place
    blanks = _blanks(text, parent)
    before = parent.entries[place - 1] if place else None
    if not isinstance(new, Block):
        made = _aligned(text, str(edit.key), before if isinstance(before, Attribute) else None) + made
    lines = _lines(made, blanks)
    if isinstance(new, Block) and before and _airy(text, before.end):
        lines.insert(0, "")
    if not parent.entries and not _file(text, parent):
        return _opened(text, parent, lines), place
    return spliced(text, [_line_cut(text, parent, before, lines)]), place


def _airy(text: str, end: int) -> bool:
    """Whether an empty line, the end of the body or of the file follows an entry."""
    at = next_line(text, end)
    following = text[at : next_line(text, at)].strip(" \t\r\n")
    return not following or following.startswith("}")


def _file(text: str, parent: Body) -> bool:
    return parent.start == 0 and parent.end == len(text)


def _place(parent: Body, edit: Insert, new: str | Block) -> int:
    """The place among the entries: behind `after`; else attributes before blocks, blocks at the end."""
    if isinstance(edit.after, tuple):
        return find(parent, edit.after).places[0] + 1
    places = [
        place
        for place, entry in enumerate(parent.entries, 1)
        if edit.after == (entry.name if isinstance(entry, Attribute) else entry.kind)
    ]
    if places:
        return places[-1]
    if isinstance(new, Block):
        return len(parent.entries)
    attributes = [place for place, entry in enumerate(parent.entries, 1) if isinstance(entry, Attribute)]
    return attributes[-1] if attributes else 0


def _blanks(text: str, parent: Body) -> str:
    """The blanks before an entry: those of the others, else two more than the block has."""
    if parent.entries:
        return blanks_at(text, parent.entries[0].start)
    return "" if _file(text, parent) else blanks_at(text, parent.start) + "  "


def _aligned(text: str, name: str, before: Attribute | None) -> str:
    """`name = `, the sign below the one above where it fits (terraform fmt)."""
    if before is None:
        return f"{name} = "
    sign = text[before.start : before.value.start_byte].rstrip().rfind("=")
    width = column(text, before.start + sign) - column(text, before.start) if sign >= 0 else 0
    return f"{name:<{max(width - 1, 0)}} = "


def _lines(made: str, blanks: str) -> list[str]:
    lines = made.replace("\r\n", "\n").strip("\n").split("\n")
    if "<<" in made:
        return [blanks + lines[0], *lines[1:]]
    return [blanks + line if line else line for line in lines]


def _line_cut(text: str, parent: Body, before: Attribute | Block | None, lines: list[str]) -> Cut:
    end = newline(text)
    if before:
        at = next_line(text, before.end)
    else:
        at = line_start(text, parent.entries[0].start) if parent.entries else len(text)
    if at and text[at - 1] != "\n":
        return Cut(at, at, "".join(end + line for line in lines))
    return Cut(at, at, "".join(line + end for line in lines))


def _opened(text: str, parent: Body, lines: list[str]) -> str:
    """The first entry of an empty block."""
    end = newline(text)
    if "\n" in text[parent.start : parent.end]:
        at = line_start(text, parent.end)
        return spliced(text, [Cut(at, at, "".join(line + end for line in lines))])
    made = end + "".join(line + end for line in lines) + blanks_at(text, parent.start)
    return spliced(text, [Cut(parent.start, parent.end, made)])


def _unfolded(text: str, parent: Body, place: int, made: str, new: str | Block, name: str) -> str:
    """A block on one line gets lines of its own: it may hold one attribute only."""
    end, outer = newline(text), blanks_at(text, parent.start)
    held = text[parent.start : parent.end].strip(" \t")
    lines = _lines(made if isinstance(new, Block) else f"{name} = {made}", outer + "  ")
    kept = [outer + "  " + held]
    both = [*kept, *lines] if place else [*lines, *kept]
    return spliced(text, [Cut(parent.start, parent.end, end + "".join(line + end for line in both) + outer)])
