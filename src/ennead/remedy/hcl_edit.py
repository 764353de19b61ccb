"""Edits of Terraform's files: attributes set, blocks and attributes inserted and removed, lists in expressions too."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ennead.remedy.edit import Edit, Insert, Remove, Set, shown
from ennead.remedy.errors import Conflict, RemedyError
from ennead.remedy.hcl_body import inserted, removed
from ennead.remedy.hcl_render import rendered
from ennead.remedy.hcl_tree import Attribute, Block, Body, Found, expression, find, narrow, tree, wide
from ennead.remedy.hcl_value import item_inserted, item_removed
from ennead.remedy.order import ordered
from ennead.remedy.spans import Cut, blanks_at, newline, spliced

Outline = tuple[Any, ...]
"""A body as data: its attributes with their text and its blocks, in order."""


def rewritten(text: str, path: str, edits: Sequence[Edit]) -> str:
    """The text with the edits.

    Raises:
        RemedyError: one cannot be made, or the new text would say something else than it should.
    """
    made = narrow(text)
    tree(made, path)
    for edit in ordered(edits):
        made = _made(made, path, edit)
    return wide(made)


def _made(text: str, path: str, edit: Edit) -> str:
    body = tree(text, path)
    if isinstance(edit, Insert):
        return _insert(text, path, body, edit)
    if not edit.route:
        raise RemedyError("a file as a whole is not replaced: give the route of a block or an attribute")
    try:
        found = find(body, edit.route)
    except RemedyError:
        if _parent_is(body, edit):
            return text if isinstance(edit, Remove) else _upsert(text, path, body, edit)
        raise
    return _remove(text, path, body, found) if isinstance(edit, Remove) else _set(text, path, body, found, edit)


def _parent_is(body: Body, edit: Set | Remove) -> bool:
    """Whether the block exists that an attribute is missing in."""
    try:
        return len(edit.route) > 1 and isinstance(find(body, edit.route[:-1]).entry, Block)
    except RemedyError:
        return False


def _upsert(text: str, path: str, body: Body, edit: Set) -> str:
    return _insert(text, path, body, Insert(edit.file, edit.route[:-1], edit.route[-1], edit.value))


def _set(text: str, path: str, body: Body, found: Found, edit: Set) -> str:
    if isinstance(found.entry, Block):
        raise RemedyError(f"{shown(edit.route)} is a block: remove it and insert another, or set its attributes")
    node = expression(found.entry.value, found.rest, text)
    wanted = shifted(rendered(edit.value), text, node.start_byte)
    check_expression(wanted, path)
    made = spliced(text, [Cut(node.start_byte, node.end_byte, wanted)])
    after = tree(made, path)
    again = find(after, edit.route)
    if not isinstance(again.entry, Attribute) or not _alike(_outline(body, text), _outline(after, made), found.places):
        raise _otherwise(path, edit)
    reread = expression(again.entry.value, again.rest, made)
    if made[reread.start_byte : reread.end_byte] != wanted:
        raise _otherwise(path, edit)
    return made


def _remove(text: str, path: str, body: Body, found: Found) -> str:
    if found.rest:
        made, after = item_removed(text, path, found)
        good = _alike(_outline(body, text), _outline(after, made), found.places)
    else:
        made = removed(text, body, found)
        good = _outline(tree(made, path), made) == _without(_outline(body, text), found.places)
    if not good:
        raise RemedyError(f"{path} is not changed, since more than {shown(found.rest)} would go: edit it by hand")
    return made


def _insert(text: str, path: str, body: Body, edit: Insert) -> str:
    found = find(body, edit.route) if edit.route else None
    if found and isinstance(found.entry, Attribute):
        made, after = item_inserted(text, path, found, edit)
        if not _alike(_outline(body, text), _outline(after, made), found.places):
            raise _otherwise(path, edit)
        return made
    parent = found.entry.body if found and isinstance(found.entry, Block) else body
    new = _new(edit, path)
    if isinstance(new, str) and (old := _attribute(parent, str(edit.key), text)) is not None:
        if old == new:
            return text
        raise Conflict(f"{shown((*edit.route, edit.key))} is there already: set it instead of inserting it")
    if isinstance(new, Block) and _stands(parent, new, text, edit):
        return text
    made, place = inserted(text, parent, new, edit)
    places = (*(found.places if found else ()), place)
    if _without(_outline(tree(made, path), made), places) != _outline(body, text):
        raise _otherwise(path, edit)
    return made


def _new(edit: Insert, path: str) -> str | Block:
    """What is inserted: an attribute's expression, or a block where the text is one of that kind."""
    text = rendered(edit.value)
    try:
        entries = tree(narrow(text + "\n"), path).entries
    except RemedyError:
        entries = []
    if len(entries) == 1 and isinstance(entries[0], Block) and entries[0].kind == edit.key:
        return entries[0]
    check_expression(narrow(text), path)
    return narrow(text)


def _stands(parent: Body, new: Block, text: str, edit: Insert) -> bool:
    """Whether the very block is there.  Raises Conflict where another one has its name."""
    wanted = _outline(new.body, narrow(rendered(edit.value) + "\n"))
    blocks = [one for one in parent.entries if isinstance(one, Block)]
    alike = [one for one in blocks if (one.kind, one.labels) == (new.kind, new.labels)]
    if any(_outline(one.body, text) == wanted for one in alike):
        return True
    if alike and new.labels and not edit.route:
        raise Conflict(f"{shown((new.kind, *new.labels))} is there already: remove it first, or choose another name")
    return False


def _attribute(parent: Body, name: str, text: str) -> str | None:
    found = (one for one in parent.entries if isinstance(one, Attribute) and one.name == name)
    return next((text[one.value.start_byte : one.value.end_byte] for one in found), None)


def check_expression(text: str, path: str) -> None:
    """Raises RemedyError where a text is not one expression."""
    try:
        entries = tree(f"value = {text}\n", path).entries
    except RemedyError:
        entries = []
    if len(entries) != 1 or not isinstance(entries[0], Attribute):
        raise RemedyError(f"{wide(text)!r:.80} is not an expression of Terraform: correct the new value")


def shifted(made: str, text: str, place: int) -> str:
    """A new expression in narrow text, its further lines indented like the line it comes to."""
    made = narrow(made)
    if "\n" not in made or "<<" in made:
        return made.replace("\n", newline(text))
    return made.replace("\n", newline(text) + blanks_at(text, place))


def _outline(body: Body, text: str) -> Outline:
    return tuple(
        (entry.name, text[entry.value.start_byte : entry.value.end_byte])
        if isinstance(entry, Attribute)
        else (entry.kind, entry.labels, _outline(entry.body, text))
        for entry in body.entries
    )


def _without(outline: Outline, places: tuple[int, ...]) -> Outline:
    """The outline without one entry."""
    place, *rest = places
    if not rest:
        return (*outline[:place], *outline[place + 1 :])
    kind, labels, inner = outline[place]
    return (*outline[:place], (kind, labels, _without(inner, tuple(rest))), *outline[place + 1 :])


def _alike(before: Outline, after: Outline, places: tuple[int, ...]) -> bool:
    """Whether two outlines are the same but for the text of one attribute."""
    return len(before) == len(after) and _without(before, places) == _without(after, places)


def _otherwise(path: str, edit: Edit) -> RemedyError:
    return RemedyError(f"{path} is not changed, since {shown(edit.route)} would not be as meant: edit it by hand")
