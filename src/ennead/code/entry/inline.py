"""Code that stands in the template itself."""

from __future__ import annotations

import posixpath
import re

from ennead.code.entry import layers, node, python
from ennead.code.entry.answer import Entry, Found, NoEntry
from ennead.code.entry.case import facts
from ennead.code.entry.paths import folder_of, without
from ennead.code.entry.runtimes import languages_of
from ennead.code.entry.tree import Tree
from ennead.code.entry.wrapped import handler_of
from ennead.code.ir import Language
from ennead.model.app import Function, Layer

_MODULE = "index"
"""The module that Lambda makes of it, where its file has no name."""
_MOST_FILES = 200
"""Files that are looked at for the text."""
_IMPORTS = re.compile(r"\b(?:import|from|require)\b")
_MOST_BELOW = 12
"""Lines after the key among which the first line of the code is looked for."""


def entry(function: Function, own: tuple[Layer, ...], tree: Tree) -> Entry | NoEntry:
    """The entry of a function whose code is in the template."""
    text = function.inline
    if not isinstance(text, str):
        reason = text.reason if text is not None else "there is none"
        return NoEntry(f"the code in the template could not be told: {reason}", "missing")
    handler = handler_of(function)
    if isinstance(handler, NoEntry):
        return handler
    languages = languages_of(function)
    if isinstance(languages, NoEntry):
        return languages
    file = next(iter(facts(function, "file")), None)
    language = languages[0] if len(languages) == 1 else _guessed(text)
    name = _name(handler, language, posixpath.splitext(file)[0] if file is not None else _MODULE)
    if name is None:
        called = f"code in a template is the module {_MODULE}" if file is None else f"its archive holds {file}"
        return NoEntry(f"{called}: {handler} is not in it", "handler")
    found = _written(function, text, language, tree) if file is not None else None
    roots = tuple(layers.roots(language, own, tree))
    mounts = tuple(layers.mounted(language, own, tree))
    if found is not None:
        return Entry(language, found.file, name, (found.root, *roots), found.origin, mounts=mounts)
    if (other := _brought(function, text)) is not None:
        return NoEntry(f"the code in the template brings in {other}, which stands in the template too", "missing")
    line, flat = _line(function, text, tree)
    at = function.inline_at or function.at
    return Entry(language, at.path if at else "", name, roots, "inline", text, line, flat, mounts)


def _name(handler: str, language: Language, module: str) -> str | None:
    """What the handler names in a module; None where it names another."""
    parts = python.parts_of(handler)
    readings = node.readings(handler) if language is Language.JAVASCRIPT else iter([parts] if parts else [])
    return next((name for stem, name in readings if stem == module), None)


def _written(function: Function, text: str, language: Language, tree: Tree) -> Found | None:
    """The file of the repository that a template takes the code from: it has the very text."""
    at = function.inline_at or function.at
    file = next(iter(facts(function, "file")), "")
    endings = python.ENDINGS if language is Language.PYTHON else node.ENDINGS
    found = tree.below(folder_of(at.path) if at else ".", *endings)
    named = sorted(found, key=lambda one: one.rpartition("/")[2] != file.rpartition("/")[2])
    for one in named[:_MOST_FILES]:
        if tree.text(one) == text:
            return Found(one, "code", without(one, file) or folder_of(one))
    return None


def _brought(function: Function, text: str) -> str | None:
    """Another file of the template that the code brings in."""
    lines = [line for line in text.split("\n") if _IMPORTS.search(line)]
    for other in facts(function, "beside"):
        stem = re.escape(posixpath.splitext(other)[0].rpartition("/")[2])
        if any(re.search(rf"\b{stem}\b", line) for line in lines):
            return other
    return None


def _guessed(text: str) -> Language:
    return Language.PYTHON if "def " in text and "import " in text else Language.JAVASCRIPT


def _line(function: Function, text: str, tree: Tree) -> tuple[int, bool]:
    """The line of the template that the code's first line stands on, and whether all of it does."""
    at = function.inline_at or function.at
    if at is None or at.line < 1:
        return 0, True
    lines = text.split("\n")
    first = next((number for number, line in enumerate(lines) if line.strip()), 0)
    wanted = lines[first].strip()
    source = (tree.text(at.path) or "").split("\n")
    for number in range(at.line, min(at.line + _MOST_BELOW, len(source) + 1)):
        if source[number - 1].strip() == wanted:
            return max(number - first, 1), False
    return at.line, True
