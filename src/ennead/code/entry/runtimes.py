"""Which languages a function's runtime may be."""

from __future__ import annotations

from ennead.code.entry.answer import NoEntry
from ennead.code.ir import Language
from ennead.model.app import Function

_READ = {"python": Language.PYTHON, "nodejs": Language.JAVASCRIPT, "java": Language.JAVA}
_NOT_READ = {
    "provided": "a program of its own", "go": "Go", "ruby": "Ruby", "dotnet": ".NET", "rust": "Rust", "byol": "unknown",
}  # fmt: skip
_ANY = (Language.JAVASCRIPT, Language.PYTHON, Language.JAVA)


def languages_of(function: Function) -> tuple[Language, ...] | NoEntry:
    """The one language of a runtime that is read; all of them, likeliest first, where the runtime could not be told."""
    runtime = function.runtime
    if not isinstance(runtime, str):
        return _guessed(function)
    name = runtime.lower()
    for start, language in _READ.items():
        if name.startswith(start):
            return (language,)
    for start, words in _NOT_READ.items():
        if name.startswith(start):
            return NoEntry(f"the runtime {runtime} ({words}) is not read", "runtime")
    named = tuple(language for start, language in _READ.items() if start.removesuffix("js") in name)
    return named or _guessed(function)


def _guessed(function: Function) -> tuple[Language, ...]:
    """By the handler, where it is Java's."""
    handler = function.handler
    return (Language.JAVA,) if isinstance(handler, str) and "::" in handler else _ANY
