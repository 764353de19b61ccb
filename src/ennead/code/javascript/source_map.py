"""Source maps: the files that a bundle was made of, and whether a file looks like a bundle.

Only what the map itself holds is given back (`sourcesContent`); no file is looked for.
"""

from __future__ import annotations

import base64
import binascii
import json
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import unquote

MAX_MAP = 100_000_000
"""Characters of a map; a longer one is not read."""
MAX_SOURCES = 20_000
MAX_TEXT = 50_000_000
"""Characters of all sources together; those beyond are left out."""
MAX_SECTIONS = 10_000
_INLINE = "sourceMappingURL=data:"
_SCHEME = re.compile(r"^[a-z][a-z0-9+.-]*:/{2,3}", re.IGNORECASE)
_BUNDLER = ("webpack/", "(webpack)", "external ", "\0", "rollup:", "ignored|")
"""How sources begin that a bundler made itself."""


def originals(text: str, map_text: str = "") -> list[tuple[str, str]]:
    """The original files of a bundle, as (path, text), in the map's order, each path once.

    `map_text` is the map's file; without one, the map is taken from the end of the bundle, where it may stand inline.
    Paths have no scheme, no query and no `..`; how they lie to each other is kept (`_` stands for a folder that
    has no name).  A map that cannot be read gives nothing: the bundle is then all there is.
    """
    found = list(_sources(_loaded(map_text or inline_map(text) or "")))
    named: dict[str, str] = {}
    for path, (_, source) in zip(_cleaned([name for name, _ in found]), found, strict=True):
        if path:
            named.setdefault(path, source)
    return list(named.items())


def inline_map(text: str) -> str | None:
    """The map that stands in the bundle itself, as text; None where there is none."""
    start = text.rfind(_INLINE)
    if start < 0:
        return None
    kind, comma, data = text[start + len(_INLINE) :].partition(",")
    if not comma or len(kind) > 200:
        return None
    data = data.split("\n", 1)[0].split("*/", 1)[0].strip()
    if not kind.endswith(";base64"):
        return unquote(data)
    try:
        return base64.b64decode(data + "=" * (-len(data) % 4)).decode("utf-8", "replace")
    except (binascii.Error, ValueError):
        return None


def _loaded(text: str) -> Any:
    """The map; None for what is none."""
    if not text or len(text) > MAX_MAP:
        return None
    if text.startswith(")]}"):  # what keeps a map from being run as a script
        text = text.partition("\n")[2]
    try:
        return json.loads(text.removeprefix("\ufeff"))
    except (ValueError, RecursionError):
        return None


def _sources(loaded: Any) -> Iterator[tuple[str, str]]:
    """(path, text) of a map and of its sections, within the bounds."""
    size = count = 0
    for each in _maps(loaded):
        root = each.get("sourceRoot")
        names, texts = each.get("sources"), each.get("sourcesContent")
        if not isinstance(names, list) or not isinstance(texts, list):
            continue
        for name, text in zip(names, texts, strict=False):
            if not isinstance(name, str) or not isinstance(text, str):
                continue
            size, count = size + len(text), count + 1
            if count > MAX_SOURCES or size > MAX_TEXT:
                return
            yield (f"{root.rstrip('/')}/{name}" if isinstance(root, str) and root else name), text


def _maps(loaded: Any) -> Iterator[dict[str, Any]]:
    """A map, or those of an index map in order."""
    if not isinstance(loaded, dict):
        return
    sections = loaded.get("sections")
    if not isinstance(sections, list):
        yield loaded
        return
    for section in sections[:MAX_SECTIONS]:
        inner = section.get("map") if isinstance(section, dict) else None
        if isinstance(inner, dict):
            yield inner


# paths


def _cleaned(names: list[str]) -> list[str]:
    """Paths without schemes and `..`; "" for what is none of the application's."""
    split = [_split(name) for name in names]
    highest = min(max((up for up, parts in split if parts), default=0), 20)
    return ["/".join([*["_"] * max(highest - up, 0), *parts]) if parts else "" for up, parts in split]


def _split(name: str) -> tuple[int, list[str]]:
    """How many folders a path goes up, and where it goes from there."""
    name, schemes = _SCHEME.subn("", name.replace("\\", "/"))
    if schemes and not name.startswith((".", "/")) and "/./" in name:  # webpack://name/./src/index.ts
        name = name.partition("/./")[2]
    name = name.removeprefix("webpack-internal:///").lstrip("/").removeprefix("./")
    if name.startswith(_BUNDLER) or not name:
        return 0, []
    up = 0
    parts: list[str] = []
    for part in re.split(r"\?[^/]*$", name)[0].split("/"):
        if part == ".." and parts:
            parts.pop()
        elif part == "..":
            up += 1
        elif part not in ("", "."):
            parts.append(part)
    return up, parts


# bundles

_LONG = 200
"""Characters of a line on average, in files that no person writes so."""
_VERY_LONG = 1_000
_SMALL = 1_000
_MARKS = ("__webpack_require__", "__webpack_modules__", "var __commonJS =", "\n// node_modules/", "parcelRequire")


def looks_minified(text: str) -> bool:
    """Whether a file has long lines and few of them, as minified ones have; an inline map does not count."""
    start = text.rfind("//# sourceMappingURL=")
    size = len(text) if start < 0 else start
    if size < _SMALL:
        return False
    if size > _LONG * (text.count("\n", 0, size) + 1):
        return True
    long = sum([len(line) for line in text[:size].split("\n") if len(line) > _VERY_LONG])
    return 2 * long > size


def looks_bundled(text: str) -> bool:
    """Whether a file has the marks that bundlers leave, minified or not."""
    return any(mark in text for mark in _MARKS)
