"""What the names of things say about the service they belong to: stacks, modules, folders, words."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import PurePosixPath

from ennead.model.app import Function, Node, Route

_MOST = 24  # parts of one picture
_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+")


def stack_keys(nodes: Sequence[Node], depth: int) -> Mapping[str, str]:
    """Nested stack or Terraform module by node, `depth` stacks down."""
    return {node.id: names[depth] for node in nodes if len(names := _stacks(node)) > depth}


def _stacks(node: Node) -> Sequence[str]:
    if isinstance(node, Route):
        return _nested((node.api or node.target or "").partition("/")[2])
    return _nested(node.id.partition("/")[2]) if node.logical_id else ()


def _nested(name: str) -> Sequence[str]:
    """The stacks of `Outer.Inner.LogicalId`, the modules of `module.a.module.b.aws_x.y`."""
    names = name.rpartition(":")[2].split(".")
    if names[0] == "module":
        return names[1::2][: names.count("module")]
    return () if names[0].startswith("aws_") else names[:-1]


def folder_keys(nodes: Sequence[Node]) -> Mapping[str, str]:
    """Folder of its code by function: the deepest folders that are not too many, called by what tells them apart."""
    found = {
        node.id: _folders(node.code) for node in nodes if isinstance(node, Function) and isinstance(node.code, str)
    }
    return _called(_deepest(found))


def _folders(code: str) -> tuple[str, ...]:
    path = PurePosixPath(code)
    return tuple(part for part in (path.parent if path.suffix else path).parts if part not in {".", "/", ".."})


def _deepest(found: Mapping[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
    """Paths cut to the greatest depth that parts them and does not give nearly every function a part of its own."""
    for depth in range(max(map(len, found.values()), default=0), 0, -1):
        cut = {node: parts[:depth] for node, parts in found.items() if parts}
        if 1 < len(set(cut.values())) <= min(_MOST, max(2, len(found) * 2 // 3)):
            return cut
    return {}


def _called(cut: Mapping[str, tuple[str, ...]]) -> dict[str, str]:
    """Each path by its shortest end that no other path has."""
    paths = set(cut.values())

    def name(path: tuple[str, ...]) -> str:
        ends = (path[-size:] for size in range(1, len(path) + 1))
        return "/".join(next(end for end in ends if sum(other[-len(end) :] == end for other in paths) == 1))

    return {node: name(path) for node, path in cut.items()}


def name_keys(nodes: Sequence[Node]) -> Mapping[str, str]:
    """The first word of its name by function, after the words that all of them share."""
    words = {node.id: tuple(_WORD.findall(node.name)) for node in nodes if isinstance(node, Function)}
    words = {node: found for node, found in words.items() if found}
    common = 0
    while words and len({tuple(w.lower() for w in found[: common + 1]) for found in words.values()}) == 1:
        if any(len(found) <= common + 1 for found in words.values()):
            break
        common += 1
    keys = {node: found[common].lower() for node, found in words.items() if len(found) > common}
    return keys if 1 < len(set(keys.values())) <= min(_MOST, max(2, len(keys) // 2)) else {}
