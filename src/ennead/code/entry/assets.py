"""Copies of code in a cloud assembly: the file of the repository that they were made of.

A bundle says so in its source map, or in the comments esbuild puts before each file.  A plain copy is the same text
as exactly one other file.
"""

from __future__ import annotations

import json
import posixpath
import re
from collections.abc import Iterator

from ennead.code.entry.answer import Found
from ennead.code.entry.own import is_vendored
from ennead.code.entry.paths import folder_of, is_outside, joined, upwards, without
from ennead.code.entry.tree import Tree

_ASSET = "asset."
_BEFORE = re.compile(r"^// ((?:[\w@.()\[\]-]+/)*[\w@.()\[\]-]+\.(?:ts|mts|cts|tsx|js|mjs|cjs|jsx))$", re.MULTILINE)


def asset_folder(path: str) -> str | None:
    """The folder of the asset that a file belongs to; None where it is in none."""
    parts = path.split("/")
    for place, part in enumerate(parts):
        if part.startswith(_ASSET) and len(part) > len(_ASSET):
            return "/".join(parts[: place + 1])
    return None


def original(found: Found, name: str, tree: Tree) -> Found:
    """The file that a copy in an assembly was made of, where it is in the repository and can be told; else the copy."""
    asset = asset_folder(found.file)
    text = tree.text(found.file) if asset else None
    if asset is None or text is None:
        return found
    bundled = _from_map(found.file, tree), "sourcemap"
    for paths, origin in (bundled, (_from_comments(asset, text, tree), "bundle")):
        for path in paths:
            source = tree.text(path)
            if source is not None and name.partition(".")[0] in source and not is_vendored(path):
                return Found(path, origin, folder_of(path))
    return _same(found, asset, text, tree) or found


def _from_map(file: str, tree: Tree) -> Iterator[str]:
    """The sources a map beside a bundle lists, the last first: a bundle ends with the file it starts from."""
    try:
        root = json.loads(tree.text(f"{file}.map") or "{}")
    except (ValueError, RecursionError):
        return
    sources = root.get("sources") if isinstance(root, dict) else None
    for source in reversed(sources) if isinstance(sources, list) else ():
        if isinstance(source, str):
            path = joined(folder_of(file), source)
            if not is_outside(path) and "node_modules" not in path:
                yield path


def _from_comments(asset: str, text: str, tree: Tree) -> Iterator[str]:
    """The files esbuild's comments name, the last first, relative to some folder above the assembly."""
    for match in reversed(list(_BEFORE.finditer(text))):
        if "node_modules" in match[1]:
            continue
        for here in upwards(folder_of(asset)):
            path = joined(here, match[1])
            if not is_outside(path) and asset_folder(path) is None and tree.exists(path):
                yield path
                break


def _same(found: Found, asset: str, text: str, tree: Tree) -> Found | None:
    """The one other file with the same text and, below its folder, the same path."""
    tail = posixpath.relpath(found.file, asset)
    for here in upwards(folder_of(asset)):
        paths = [path for path in tree.named(posixpath.basename(found.file), here) if asset_folder(path) is None]
        same = [path for path in paths if without(path, tail) is not None and tree.text(path) == text]
        if same:
            folder = without(same[0], tail) or "."
            root = joined(folder, posixpath.relpath(found.root, asset))
            return Found(same[0], "asset", root) if len(same) == 1 else None
    return None
