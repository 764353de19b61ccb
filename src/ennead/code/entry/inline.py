"""Code that stands in the template itself."""

from __future__ import annotations

from ennead.code.entry import layers, node, python
from ennead.code.entry.answer import Entry, NoEntry
from ennead.code.entry.runtimes import languages_of
from ennead.code.entry.tree import Tree
from ennead.code.entry.wrapped import handler_of
from ennead.code.ir import Language
from ennead.model.app import Function, Layer

_MODULE = "index"
"""The module that Lambda makes of it."""
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
    language = languages[0] if len(languages) == 1 else _guessed(text)
    parts = next(node.readings(handler), None) if language is Language.JAVASCRIPT else python.parts_of(handler)
    if parts is None or parts[0] != _MODULE:
        return NoEntry(f"code in a template is the module {_MODULE}: {handler} is not in it", "handler")
    line, flat = _line(function, text, tree)
    at = function.inline_at or function.at
    return Entry(
        language, at.path if at else "", parts[1], tuple(layers.roots(language, own, tree)), "inline", text, line, flat,
        tuple(layers.mounted(language, own, tree)),
    )  # fmt: skip


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
