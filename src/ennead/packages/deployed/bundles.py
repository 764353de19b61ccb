"""Bundles of JavaScript: what a bundler swallowed, as far as its source map, its comments or licences tell.

esbuild puts `// path` before each file, webpack's and Rspack's development builds name each module by its path, a
source map lists `sources` (https://tc39.es/ecma426/); a minified bundle without a map tells nothing.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from typing import Any, Final

from ennead.packages.deployed.items import Bundled

_MARKS = re.compile(
    rb"__webpack_require__|webpackBootstrap|webpackJsonp|webpackChunk|__nccwpck_require__|__commonJS\b|__toESM\b"
    rb"|__toCommonJS\b|parcelRequire|getDefaultExportFromCjs|commonjsGlobal|__turbopack_"
)
_PATH = re.compile(
    rb"^[ \t]{0,40}// ((?:[\w@.+()\[\]~-]+/){0,60}[\w@.+()\[\]~-]+\.(?:[mc]?[jt]sx?|json))[ \t\r]{0,40}$"
    rb"|^[ \t]{0,40}/?\*?\*?\*?/?[ \t]{0,40}\"(\./[^\"\n]{1,400})\":[ \t\r]{0,40}$"
    rb"|^[ \t]{0,40}!\*\*\* (\./\S{1,400}) \*\*\*!",
    re.MULTILINE,
)
_MODULE = re.compile(
    r"(?:^|[/\\!])(?:[^/\\]+-npm-(?P<yarn>[^/\\]{1,60}?)-[0-9a-f]{6,}(?:-[0-9a-f]+)?\.zip[/\\])?"
    r"node_modules[/\\](?:\.pnpm[/\\](?P<pnpm>[^/\\]{1,200})[/\\]node_modules[/\\])?"
    r"(?P<name>(?:@[\w.~-]{1,100}[/\\])?[\w~][\w.~-]{0,200})(?=[/\\])"
)
_PNPM = re.compile(r"[^@]@(\d[\w.+-]*)")
_LICENSE = re.compile(
    r"^[ \t]{0,40}(?:/\*!|/?\*{0,9}!?)?[ \t]{0,40}(?:@license[ \t]{1,40})?"
    r"((?:@[\w.-]+/)?[a-z][\w-]*(?:\.js)?)[ \t]{1,40}v?(\d+\.\d+\.\d+[\w.+-]*)\b",
    re.MULTILINE | re.IGNORECASE,
)
_MINIFIED: Final = 64 * 1024
_LONG_LINE: Final = 300
"""Mean letters of a line above which nobody wrote it."""
_MOST_NAMES: Final = 5_000


def scripted(data: bytes) -> Bundled | None:
    """What a script tells that a bundler made; None for one that was written."""
    paths = [next(filter(None, match)).decode() for match in _PATH.findall(data)]
    modules = _distinct(paths)
    marked = _MARKS.search(data) is not None
    if marked or modules:
        return Bundled(modules, whole=bool(paths))
    is_long = len(data) > _MINIFIED and len(data) / (data.count(b"\n") + 1) > _LONG_LINE
    return Bundled((), whole=False, sure=False) if is_long else None


def mapped(data: bytes) -> Bundled | None:
    """What a source map tells; None for one that is none."""
    try:
        root = json.loads(data)
    except (ValueError, RecursionError):
        return None
    if not isinstance(root, dict):
        return None
    return Bundled(_distinct(_sources(root)), whole=True)


def _sources(root: dict[str, Any]) -> Iterator[str]:
    sections = root.get("sections")
    maps = [one.get("map") for one in sections if isinstance(one, dict)] if isinstance(sections, list) else [root]
    for one in maps:
        sources = one.get("sources") if isinstance(one, dict) else None
        yield from (source for source in sources if isinstance(source, str)) if isinstance(sources, list) else ()


def licensed(data: bytes) -> tuple[tuple[str, str | None], ...]:
    """The libraries that a file of licences names with their versions."""
    text = data.decode("utf-8", "replace")
    pairs = ((match[1].removesuffix(".js").lower(), match[2]) for match in _LICENSE.finditer(text))
    return tuple(dict.fromkeys(pairs))[:_MOST_NAMES]


def _distinct(paths: Iterable[str]) -> tuple[tuple[str, str | None], ...]:
    found = (module_of(path) for path in paths)
    return tuple(sorted({one for one in found if one is not None}, key=lambda pair: (pair[0], pair[1] or "")))[
        :_MOST_NAMES
    ]


def module_of(path: str) -> tuple[str, str | None] | None:
    """The package that a file is of, with its version where its path says so; None for one of the application."""
    found = list(_MODULE.finditer(path[-2_000:]))
    if not found:
        return None
    last = found[-1]
    version = last["yarn"]
    if last["pnpm"] and (match := _PNPM.search(last["pnpm"])):
        version = match[1].partition("_")[0]
    return last["name"].replace("\\", "/"), version
