"""YAML and JSON documents: edits made in the text, and the text held against what the data should be."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from ennead.remedy import json_edit, json_tree, yaml_edit, yaml_tree
from ennead.remedy.edit import Edit, Remove, Set
from ennead.remedy.errors import RemedyError
from ennead.remedy.expected import at, changed, exact, settled
from ennead.remedy.minimal import refined
from ennead.remedy.order import in_sequence, ordered
from ennead.remedy.values import canonical, difference


@dataclass(frozen=True, slots=True)
class Format:
    """How a kind of document is read and edited."""

    read: Callable[[str, str], Any]
    edited: Callable[[str, Edit], str]


YAML = Format(yaml_tree.read, yaml_edit.edited)
JSON = Format(json_tree.read, json_edit.edited)


def rewritten(text: str, path: str, edits: Sequence[Edit], form: Format) -> str:
    """The text with the edits.

    Raises:
        RemedyError: one cannot be made, or the new text would say something else than it should.
    """
    before = wanted = form.read(text, path)
    waiting = [found for edit in edits if (found := settled(before, _plain(before, edit)))]
    made = text
    for edit in ordered(waiting):
        wanted = changed(wanted, edit)
        made = _made(made, path, edit, form)
    check(wanted, form.read(made, path), path)
    return made


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
