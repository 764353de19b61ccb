"""Edits of JSON text by the positions of its tokens; indentation, order and spacing stay."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Sequence
from typing import Any

from ennead.remedy import json_tree
from ennead.remedy.edit import Edit, Insert, Remove, Route
from ennead.remedy.errors import RemedyError
from ennead.remedy.flow import Flow
from ennead.remedy.spans import Cut, Kind, Member, Node, blanks_at, leads, member_of, newline, place_after, spliced


def edited(text: str, edit: Edit) -> str:
    """The text with one edit, whose route exists.

    Raises:
        RemedyError: the text there cannot be edited.
    """
    return together(text, [edit])


def together(text: str, edits: Sequence[Edit]) -> str:
    """The text with edits whose routes exist, none of which is at work where another one is.

    Raises:
        RemedyError: the text there cannot be edited; Overlapping where two of them change one line.
    """
    root = json_tree.tree(text)
    step = _step(text, root)
    return spliced(text, [cut for edit in edits for cut in _cuts(text, root, step, edit)])


def _cuts(text: str, root: Node, step: str | None, edit: Edit) -> list[Cut]:
    if isinstance(edit, Insert):
        return _insert(text, root, step, edit)
    parent = node_at(root, edit.route[:-1])
    member = member_of(parent, edit.route[-1], edit.route)
    if isinstance(edit, Remove):
        return _remove(text, parent, member)
    return [_replaced(text, step, member.value, edit.value)]


def node_at(root: Node, route: Route) -> Node:
    """The value at a route.

    Raises:
        RemedyError: the text has no such place.
    """
    node = root
    for place, step in enumerate(route):
        node = member_of(node, step, route[: place + 1]).value
    return node


def _replaced(text: str, step: str | None, node: Node, value: Any) -> Cut:
    one_line = not step or (node.members and "\n" not in text[node.start : node.end])
    style = None if one_line else step
    return Cut(node.start, node.end, _text(value, style, blanks_at(text, node.start), text))


def _remove(text: str, parent: Node, member: Member) -> list[Cut]:
    if len(parent.members) == 1:
        return [Cut(parent.start, parent.end, "{}" if parent.kind is Kind.MAPPING else "[]")]
    return Flow(text, parent).remove(parent.members.index(member))


def _insert(text: str, root: Node, step: str | None, edit: Insert) -> list[Cut]:
    parent = node_at(root, edit.route)
    if not parent.members:
        if text[parent.start + 1 : parent.end - 1].strip() and parent.kind is not Kind.SCALAR:
            raise RemedyError("an empty collection with something in it: edit it by hand")
        whole = {edit.key: edit.value} if isinstance(edit.key, str) else [edit.value]
        return [_replaced(text, step, parent, whole)]
    flow = Flow(text, parent)
    made = _text(edit.value, step if flow.spread else None, flow.indentation() if flow.spread else "", text)
    if isinstance(edit.key, int):
        return flow.insert(edit.key, made)
    colon = _colon(text, parent)
    return flow.insert(place_after(parent, edit.after), json.dumps(edit.key, ensure_ascii=False) + colon + made)


def _colon(text: str, parent: Node) -> str:
    """What stands between a key and its value: as the first member has it."""
    first = parent.members[0]
    return text[first.key.end : first.value.start] if first.key else ": "


def _step(text: str, root: Node) -> str | None:
    """The blanks that one more level is indented by; None where the document stands on one line."""
    steps: Counter[str] = Counter()
    for node in root.walk():
        if node.members and leads(text, node.members[0].mark):
            outer, inner = blanks_at(text, node.start), blanks_at(text, node.members[0].mark)
            if inner.startswith(outer) and len(inner) > len(outer):
                steps[inner[len(outer) :]] += 1
    return steps.most_common(1)[0][0] if steps else None


def _text(value: Any, step: str | None, blanks: str, text: str) -> str:
    """A value as JSON, indented below its line."""
    spaced = step is not None or ": " in text or '":' not in text
    separators = (",", ": ") if step is not None else (", ", ": ") if spaced else (",", ":")
    ascii_only = text.isascii() and bool(re.search(r"\\u[0-9a-fA-F]{4}", text))
    made = json.dumps(value, indent=step, separators=separators, ensure_ascii=ascii_only, allow_nan=False)
    return made.replace("\n", newline(text) + blanks) if step is not None else made
