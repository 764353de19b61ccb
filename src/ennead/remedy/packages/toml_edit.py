"""Edits of TOML text by positions; comments, order and spacing stay."""

from __future__ import annotations

import json
import re
from typing import Any

from ennead.remedy.documents import Format
from ennead.remedy.edit import Edit, Insert, Remove, Route, shown
from ennead.remedy.errors import RemedyError
from ennead.remedy.flow import Flow
from ennead.remedy.packages import toml_tree
from ennead.remedy.packages.toml_tree import Tree
from ennead.remedy.spans import Cut, Node, newline, spliced

_BARE = re.compile(r"[A-Za-z0-9_-]+\Z")
_COMMENT = ("#",)


def edited(text: str, edit: Edit) -> str:
    """The text with one edit, whose route exists.

    Raises:
        RemedyError: the text there cannot be edited.
    """
    tree = toml_tree.tree(text)
    if isinstance(edit, Remove):
        raise RemedyError(f"nothing is taken out of a TOML document: remove {shown(edit.route)} by hand")
    if isinstance(edit, Insert):
        return spliced(text, _insert(text, tree, edit))
    node = tree.values.get(edit.route)
    if node is None or node.members:
        raise RemedyError(f"{shown(edit.route)} is no single value of its own: edit it by hand")
    return spliced(text, [Cut(node.start, node.end, _replacing(text, node, edit.value))])


def _replacing(text: str, node: Node, value: Any) -> str:
    """A value in the quotes of the one it replaces."""
    plain = isinstance(value, str) and "'" not in value and value.isprintable()
    if plain and node.style == "'" and not text.startswith("'''", node.start):
        return f"'{value}'"
    return _text(value)


def _insert(text: str, tree: Tree, edit: Insert) -> list[Cut]:
    node = tree.values.get(edit.route)
    if node is not None:
        return _in_brackets(text, node, edit)
    if not isinstance(edit.key, str):
        raise RemedyError(f"{shown(edit.route)} is no list in brackets: edit it by hand")
    if edit.route in tree.ends and edit.route and not isinstance(edit.value, dict):
        return _line(text, tree.ends[edit.route], f"{_key(edit.key)} = {_text(edit.value)}")
    return _new_table(text, edit.route, edit.key, edit.value)


def _in_brackets(text: str, node: Node, edit: Insert) -> list[Cut]:
    made = _text(edit.value) if isinstance(edit.key, int) else f"{_key(edit.key)} = {_text(edit.value)}"
    if node.members:
        place = edit.key if isinstance(edit.key, int) else len(node.members)
        return Flow(text, node, _COMMENT).insert(place, made)
    if text[node.start + 1 : node.end - 1].strip():
        raise RemedyError("an empty list with a comment in it: edit it by hand")
    start, end = text[node.start], text[node.end - 1]
    return [Cut(node.start, node.end, f"{start}{made}{end}" if start == "[" else f"{start} {made} {end}")]


def _line(text: str, place: int, made: str) -> list[Cut]:
    """A line behind the one that ends at a place."""
    return [Cut(place, place, newline(text) + made)]


def _new_table(text: str, route: Route, key: str, value: Any) -> list[Cut]:
    """A table of its own at the end of the document."""
    path = [*(str(step) for step in route)]
    while isinstance(value, dict) and len(value) == 1:
        path.append(key)
        key, value = next(iter(value.items()))
    if isinstance(value, dict) or not path:
        raise RemedyError(f"{shown((*route, key))} cannot be written: edit it by hand")
    stop = newline(text)
    before = "" if not text else stop if text.endswith("\n") else stop * 2
    header = ".".join(_key(step) for step in path)
    return [Cut(len(text), len(text), f"{before}[{header}]{stop}{_key(key)} = {_text(value)}{stop}")]


def _key(key: str) -> str:
    return key if _BARE.match(key) else _text(key)


def _text(value: Any) -> str:
    """A value as TOML."""
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
    if isinstance(value, list):
        return f"[{', '.join(_text(one) for one in value)}]"
    if isinstance(value, dict):
        return f"{{ {', '.join(f'{_key(key)} = {_text(one)}' for key, one in value.items())} }}"
    if isinstance(value, bool):
        return "true" if value else "false"
    if value is None:
        raise RemedyError("TOML has no null: give a value")
    return str(value)


TOML = Format(toml_tree.read, edited)
