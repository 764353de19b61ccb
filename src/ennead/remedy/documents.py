"""YAML and JSON documents: edits made in the text, and the text held against what the data should be."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from ennead.remedy import json_edit, json_tree, yaml_edit, yaml_tree
from ennead.remedy.edit import Edit, Remove, Set
from ennead.remedy.errors import Overlapping, RemedyError
from ennead.remedy.expected import at, changed, exact, settled
from ennead.remedy.minimal import refined
from ennead.remedy.order import batches, in_sequence, ordered
from ennead.remedy.values import canonical, difference, same


@dataclass(frozen=True, slots=True)
class Format:
    """How a kind of document is read and edited; `together` makes edits of different places at once."""

    read: Callable[[str, str], Any]
    edited: Callable[[str, Edit], str]
    together: Callable[[str, Sequence[Edit]], str] | None = None


YAML = Format(yaml_tree.read, yaml_edit.edited, yaml_edit.together)
JSON = Format(json_tree.read, json_edit.edited, json_edit.together)


def rewritten(text: str, path: str, edits: Sequence[Edit], form: Format) -> str:
    """The text with the edits.

    Raises:
        RemedyError: one cannot be made, or the new text would say something else than it should.
    """
    before = wanted = form.read(text, path)
    sequence = ordered([found for edit in edits if (found := settled(before, _plain(before, edit)))])
    for edit in sequence:
        wanted = changed(wanted, edit)
    made = _at_once(text, path, sequence, form, before)
    if made is None or not _says(wanted, made, path, form):
        made = text
        for edit in sequence:
            made = _made(made, path, edit, form)
        check(wanted, form.read(made, path), path)
    return made


def _at_once(text: str, path: str, sequence: Sequence[Edit], form: Format, before: Any) -> str | None:
    """The text with the edits, which is taken apart once for all that are at work in different places.

    None where they have to be made one by one.

    Raises:
        RemedyError: one cannot be made.
    """
    if form.together is None:
        return None
    for batch in batches(sequence):
        plain = [edit for edit in batch if _is_plain(before, edit)]
        by_parts = [edit for edit in batch if not _is_plain(before, edit)]
        try:
            text = form.together(text, plain) if plain else text
        except Overlapping:
            return None
        for edit in by_parts:
            text = _made(text, path, edit, form)
        for edit in batch:
            before = changed(before, edit)
    return text


def _says(wanted: Any, text: str, path: str, form: Format) -> bool:
    """Whether an edited text says what it should."""
    try:
        return same(wanted, form.read(text, path))
    except RemedyError:
        return False


def _is_plain(before: Any, edit: Edit) -> bool:
    """Whether an edit is made as it stands, not by its parts."""
    if not isinstance(edit, Set):
        return True
    return refined(edit.file, edit.route, at(before, edit.route), edit.value) == [edit]


def check(wanted: Any, got: Any, path: str) -> None:
    """Raises RemedyError where an edited text says something else than it should."""
    if words := difference(wanted, got):
        raise RemedyError(f"{path} is not changed, since it would say something else than meant: {words}. Edit by hand")


def _plain(before: Any, edit: Edit) -> Edit:
    edit = replace(edit, route=exact(before, edit.route))
    return edit if isinstance(edit, Remove) else replace(edit, value=canonical(edit.value))


def _made(text: str, path: str, edit: Edit, form: Format) -> str:
    """The text with one edit: a setting by its parts, as a whole where parts cannot be had."""
    if not isinstance(edit, Set):
        return form.edited(text, edit)
    before = form.read(text, path)
    parent = at(before, edit.route[:-1])
    parts = refined(edit.file, edit.route, parent[edit.route[-1]], edit.value)
    if parts == [edit]:
        return form.edited(text, edit)
    try:
        made = text
        for part in in_sequence(parts):
            made = form.edited(made, part)
        check(changed(before, edit), form.read(made, path), path)
    except RemedyError:
        return form.edited(text, edit)
    return made
