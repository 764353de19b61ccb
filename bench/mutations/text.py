"""A template's text that can be edited in place: everything but the edit keeps its bytes.

The tree is PyYAML's own, with its marks; values are written as JSON, which YAML's flow style contains,
so one writer serves both dialects.
"""

from __future__ import annotations

import json
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import yaml

Path = tuple[str | int, ...]

_TAGS = "tag:yaml.org,2002:"


class UnfitError(ValueError):
    """The template is no YAML, or the place cannot be edited by text (an alias, an intrinsic function, a gap)."""


@dataclass(frozen=True)
class Doc:
    """A template's text.  Edits give a new one; raises `UnfitError` where the text is no single mapping."""

    text: str
    _root: yaml.MappingNode = field(init=False, repr=False, compare=False)
    _starts: list[int] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        try:
            root = yaml.compose(self.text, Loader=yaml.CSafeLoader)
        except (yaml.YAMLError, RecursionError) as error:
            raise UnfitError(str(error).splitlines()[0]) from error
        if not isinstance(root, yaml.MappingNode):
            raise UnfitError("no mapping at the top")
        starts = [0]
        for line in self.text.split("\n"):
            starts.append(starts[-1] + len(line) + 1)
        object.__setattr__(self, "_root", root)
        object.__setattr__(self, "_starts", starts)

    @cached_property
    def data(self) -> dict[str, Any]:
        """Plain values, short forms of intrinsic functions spelt out."""
        return dict(_plain(self._root))

    @property
    def resources(self) -> dict[str, dict[str, Any]]:
        """Resources by logical id; what is none (`Fn::ForEach`) is left out."""
        found = self.data.get("Resources")
        return (
            {key: value for key, value in found.items() if isinstance(value, dict)} if isinstance(found, dict) else {}
        )

    def get(self, *path: str | int) -> Any:
        """The plain value at a path, None where there is none."""
        value: Any = self.data
        for step in path:
            if isinstance(step, str):
                value = value.get(step) if isinstance(value, dict) else None
            else:
                value = value[step] if isinstance(value, list) and step < len(value) else None
        return value

    def lines(self, path: Path) -> tuple[int, int]:
        """First and last line of what stands there, its key included; (0, 0) where nothing does."""
        try:
            holder, place = self._holder(path)
            start = holder.value[place][0] if isinstance(holder, yaml.MappingNode) else holder.value[place]
            end = self._end(holder.value[place][1] if isinstance(holder, yaml.MappingNode) else holder.value[place])
        except UnfitError:
            return (0, 0)
        return (start.start_mark.line + 1, bisect_right(self._starts, max(end - 1, 0)))

    # -- edits ----------------------------------------------------------------------------------

    def put(self, path: Path, value: Any) -> Doc:
        """Set a value, with the mappings on the way to it."""
        node: yaml.Node = self._root
        for depth, step in enumerate(path):
            child = _child(node, step)
            if child is None:
                rest = path[depth + 1 :]
                for inner in reversed(rest):
                    value = {inner: value}
                return self._insert(node, str(step), value)
            _check(node, step, child)
            node = child
        return self._replace(node, json.dumps(value))

    def drop(self, path: Path) -> Doc:
        """Take a key or an item away."""
        holder, place = self._holder(path)
        items: list[Any] = holder.value
        heads = [item[0] if isinstance(item, tuple) else item for item in items]
        tails = [item[1] if isinstance(item, tuple) else item for item in items]
        if len(items) == 1:
            return self._replace(holder, "{}" if isinstance(holder, yaml.MappingNode) else "[]")
        if place == 0:
            return self._cut(self._begin(heads[0]), self._begin(heads[1]), "")
        return self._cut(self._end(tails[place - 1]), self._end(tails[place]), "")

    def add(self, path: Path, value: Any) -> Doc:
        """Put an item before those of a list; a lone value becomes one, a missing list is made."""
        node = self._find(path)
        if node is None or node.tag == f"{_TAGS}null":
            return self.put(path, [value])
        text = json.dumps(value)
        if not isinstance(node, yaml.SequenceNode) or not node.tag.startswith(_TAGS):
            if isinstance(node, yaml.ScalarNode) and node.tag.startswith(_TAGS):
                return self._replace(node, json.dumps([value, _plain(node)]))
            raise UnfitError("no list")
        if not node.value:
            return self._replace(node, f"[{text}]")
        first = self._begin(node.value[0])
        if node.flow_style:
            return self._cut(first, first, f"{text}, ")
        dash = self.text.rfind("-", 0, first)
        column = dash - (self.text.rfind("\n", 0, dash) + 1)
        return self._cut(first, first, f"{text}\n{' ' * column}- ")

    # -- where things stand ---------------------------------------------------------------------

    def _find(self, path: Path) -> yaml.Node | None:
        node: yaml.Node | None = self._root
        for step in path:
            if node is None:
                return None
            child = _child(node, step)
            if child is not None:
                _check(node, step, child)
            node = child
        return node

    def _holder(self, path: Path) -> tuple[yaml.MappingNode | yaml.SequenceNode, int]:
        holder = self._find(path[:-1])
        step = path[-1]
        if isinstance(holder, yaml.MappingNode):
            for number, (key, _) in enumerate(holder.value):
                if key.value == step:
                    return holder, number
        if isinstance(holder, yaml.SequenceNode) and isinstance(step, int) and step < len(holder.value):
            return holder, step
        raise UnfitError(f"nothing at {path}")

    def _at(self, mark: Any) -> int:
        return int(self._starts[mark.line] + mark.column)

    def _begin(self, node: yaml.Node) -> int:
        return self._at(node.start_mark)

    def _end(self, node: yaml.Node) -> int:
        """libyaml ends a block where the next token starts: what it holds ends before."""
        if isinstance(node, yaml.CollectionNode) and not node.flow_style:
            last = node.value[-1] if node.value else None
            return self._end(last[1] if isinstance(last, tuple) else last) if last is not None else self._begin(node)
        end = self._at(node.end_mark)
        if isinstance(node, yaml.ScalarNode) and node.style in {"|", ">"}:
            return len(self.text[:end].rstrip())
        return end

    def _cut(self, start: int, end: int, text: str) -> Doc:
        return Doc(self.text[:start] + text + self.text[end:])

    def _replace(self, node: yaml.Node, text: str) -> Doc:
        """Also where a block begins on the next line, perhaps no deeper than its key: the value goes up to it."""
        start = self._begin(node)
        before = self.text[:start].rstrip(" \n\r")
        if isinstance(node, yaml.CollectionNode) and not node.flow_style and before.endswith(":"):
            start = len(before)
        space = " " if start and self.text[start - 1] in ":-" else ""
        return self._cut(start, self._end(node), space + text)

    def _insert(self, holder: yaml.Node, key: str, value: Any) -> Doc:
        written = json.dumps(value)
        if isinstance(holder, yaml.ScalarNode) and holder.tag == f"{_TAGS}null":
            return self._replace(holder, json.dumps({key: value}))
        if not isinstance(holder, yaml.MappingNode) or not holder.tag.startswith(_TAGS):
            raise UnfitError(f"{key} has no mapping to stand in")
        if not holder.value:
            return self._replace(holder, json.dumps({key: value}))
        first = self._begin(holder.value[0][0])
        if holder.flow_style:
            return self._cut(first, first, f"{json.dumps(key)}: {written}, ")
        column = first - (self.text.rfind("\n", 0, first) + 1)
        plain = key if key.isidentifier() else json.dumps(key)
        return self._cut(first, first, f"{plain}: {written}\n{' ' * column}")


def _child(node: yaml.Node, step: str | int) -> yaml.Node | None:
    if isinstance(node, yaml.MappingNode):
        return next((value for key, value in node.value if key.value == step), None)
    if isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
        return node.value[step]  # type: ignore[no-any-return]
    return None


def _check(holder: yaml.Node, step: str | int, child: yaml.Node) -> None:
    """An alias stands where its anchor is, before its own key: an edit there would change other places too."""
    before = holder.start_mark
    if isinstance(holder, yaml.MappingNode):
        before = next(key.start_mark for key, _ in holder.value if key.value == step)
    elif isinstance(step, int) and step > 0:
        before = holder.value[step - 1].end_mark
    if (child.start_mark.line, child.start_mark.column) < (before.line, before.column):
        raise UnfitError("an alias")


def _plain(node: yaml.Node) -> Any:
    value: Any
    if isinstance(node, yaml.MappingNode):
        value = dict(_entries(node))
    elif isinstance(node, yaml.SequenceNode):
        value = [_plain(item) for item in node.value]
    else:
        value = _scalar(node)
    if not node.tag.startswith("!") or node.tag == "!":
        return value
    name = node.tag[1:] if node.tag in {"!Ref", "!Condition"} else f"Fn::{node.tag[1:]}"
    if name == "Fn::GetAtt" and isinstance(value, str):
        value = value.split(".", 1)
    return {name: value}


def _entries(node: yaml.MappingNode) -> Iterator[tuple[str, Any]]:
    for key, value in node.value:
        if key.tag == f"{_TAGS}merge":
            inner = _plain(value)
            yield from inner.items() if isinstance(inner, dict) else ()
    for key, value in node.value:
        if key.tag != f"{_TAGS}merge":
            yield str(key.value), _plain(value)


def _scalar(node: yaml.Node) -> Any:
    text = str(node.value)
    kind = node.tag.removeprefix(_TAGS)
    if kind == "null":
        return None
    if kind == "bool":
        return text.lower() in {"true", "yes", "on"}
    if kind == "int" and (text == "0" or text.lstrip("-+")[:1] in "123456789") and text.lstrip("-+").isdigit():
        return int(text)
    return text


def changed(before: str, after: str) -> tuple[int, int]:
    """First and last line of `after` that `before` does not have there; a line that was taken out is the one before."""
    old, new = before.split("\n"), after.split("\n")
    head = next(
        (n for n, (one, other) in enumerate(zip(old, new, strict=False)) if one != other), min(len(old), len(new))
    )
    tail = 0
    while tail < min(len(old), len(new)) - head and old[-1 - tail] == new[-1 - tail]:
        tail += 1
    return (min(head + 1, len(new)), max(head + 1, len(new) - tail))


__all__ = ["Doc", "Path", "UnfitError", "changed"]
