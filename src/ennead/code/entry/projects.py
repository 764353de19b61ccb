"""What a JavaScript project's own files say: compiled folders, aliases, the files its build starts from."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from ennead.code.entry.paths import is_below, is_outside, joined, upwards
from ennead.code.entry.tree import Tree

_QUOTED = r'"(?:[^"\\]|\\.)*(?:"|\Z)'
_NOT_JSON = re.compile(_QUOTED + r"|//[^\n]*|/\*(?:[^*]|\*(?!/))*(?:\*/|\Z)", re.DOTALL)
_COMMA = re.compile(_QUOTED + r"|,(?=\s*[}\]])", re.DOTALL)
_SOURCE = re.compile(r"""["'`\s=]((?:\.{0,2}/)?[\w@./*-]{1,200}\.(?:ts|tsx|mts|js|mjs))(?=["'`\s])""")
_SCRIPTS = ("webpack.config.js", "webpack.config.ts", "esbuild.js", "esbuild.mjs", "esbuild.config.js", "build.js",
            "esbuild.config.mjs", "rollup.config.js", "tsup.config.ts", "vite.config.ts")  # fmt: skip
_MOST_EXTENDED = 5


def lenient(text: str) -> dict[str, Any]:
    """JSON with comments and commas too many, as `tsconfig.json` has them; empty where it is none."""
    kept = _NOT_JSON.sub(lambda match: match[0] if match[0].startswith('"') else "", text)
    kept = _COMMA.sub(lambda match: match[0] if match[0].startswith('"') else "", kept)
    try:
        root = json.loads(kept)
    except (ValueError, RecursionError):
        return {}
    return root if isinstance(root, dict) else {}


def _options(folder: str, tree: Tree, name: str = "tsconfig.json", depth: int = 0) -> dict[str, Any]:
    """`compilerOptions` of a folder's `tsconfig.json`, over those it extends; paths relative to the scanned folder."""
    path = joined(folder, name)
    text = tree.text(path)
    if text is None or depth > _MOST_EXTENDED:
        return {}
    root = lenient(text)
    here = path.rpartition("/")[0] or "."
    base: dict[str, Any] = {}
    if isinstance(extended := root.get("extends"), str) and extended.startswith("."):
        base = _options(here, tree, extended if extended.endswith(".json") else f"{extended}.json", depth + 1)
    own = root.get("compilerOptions")
    own = dict(own) if isinstance(own, dict) else {}
    for key in ("outDir", "rootDir", "baseUrl"):
        if isinstance(own.get(key), str):
            own[key] = joined(here, own[key])
    if "paths" in own:
        own["paths_from"] = own.get("baseUrl", base.get("baseUrl", here))
    return {**base, **own}


def output_folders(folder: str, tree: Tree) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Folders that compilers write into, with those the sources are in, from the code's folder upwards."""
    for here in upwards(folder):
        options = _options(here, tree)
        out, root = options.get("outDir"), options.get("rootDir")
        if isinstance(out, str) and out != here:
            yield out, (root,) if isinstance(root, str) else (joined(here, "src"), here)


def aliases(file: str, tree: Tree) -> tuple[tuple[tuple[str, str], ...], str | None]:
    """Import patterns of the nearest `tsconfig.json` that has some, and its `baseUrl`."""
    for here in upwards(file.rpartition("/")[0] or "."):
        options = _options(here, tree)
        paths, base = options.get("paths"), options.get("baseUrl")
        start = options.get("paths_from", here)
        found = tuple(
            (pattern, place)
            for pattern, targets in (paths.items() if isinstance(paths, dict) else ())
            for target in (targets if isinstance(targets, list) else ())
            if isinstance(target, str) and not is_outside(place := joined(start, target))
        )
        if found or isinstance(base, str):
            return found, base if isinstance(base, str) and not is_outside(base) else None
    return (), None


def named_sources(folder: str, project: str, tree: Tree) -> Iterator[str]:
    """Source files that build scripts and `main` of the project name, as paths relative to the scanned folder."""
    for here in upwards(folder):
        if not is_below(here, project):
            return
        for text in _build_texts(here, tree):
            for match in _SOURCE.finditer(text):
                if "*" not in match[1] and not is_outside(path := joined(here, match[1])):
                    yield path


def _build_texts(folder: str, tree: Tree) -> Iterator[str]:
    package = lenient(tree.text(joined(folder, "package.json")) or "")
    scripts = package.get("scripts")
    for script in scripts.values() if isinstance(scripts, dict) else ():
        if isinstance(script, str):
            yield f" {script} "
    for key in ("source", "main"):
        if isinstance(package.get(key), str):
            yield f" {package[key]} "
    names = tree.listing(folder)
    for name in _SCRIPTS:
        if name in names and (text := tree.text(joined(folder, name))) is not None:
            yield text
