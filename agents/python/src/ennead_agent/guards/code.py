"""Guard `code`: untrusted text that would run as Python, or choose a module.

`eval`, `exec` and `compile` of a text raise the audit event `compile` before the text is parsed.  What stays harmless:
a value inside one string literal of the code, arithmetic of plain numbers, and a text that is a literal as a whole
(lists and dictionaries are often read that way).
"""

from __future__ import annotations

import re
import sys

from .. import audit, invocation, untrusted, verdicts

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from ..untrusted.match import Span

GUARD = "code"
_LARGEST = 200_000
_STRING = re.compile(
    r"(?P<prefix>[A-Za-z]{0,2})(?P<quote>'''|\"\"\"|'|\")(?P<body>(?:\\.|(?!(?P=quote)).)*)(?P=quote)|(?P<comment>\#[^\n]*)",
    re.DOTALL,
)
_ARITHMETIC = re.compile(r"(?:\d[\d_]*(?:\.\d*)?(?:[eE][+-]?\d{1,3})?|\.\d+|[-+*/%().\s]|True|False|None)*\Z")
_POWER = re.compile(r"\*\*")
_MODULE = re.compile(r"[A-Za-z_]\w*\Z")


def install() -> None:
    """Watch what is compiled and which modules are asked for by name."""
    audit.first("compile", _compile)
    audit.first("import", _import)
    _follow_importlib()


def _compile(args: tuple[Any, ...]) -> None:
    source = args[0]
    if source is None or invocation.current() is None:
        return
    frame = sys._getframe(2)  # the hook's caller: whoever compiles
    name = frame.f_code.co_filename
    if name.startswith("<frozen ") or (frame.f_code.co_name == "parse" and frame.f_globals.get("__name__") == "ast"):
        return  # a module's file; or a tree is wanted, and nothing runs
    verdicts.shielded(GUARD, judge, source)


def judge(source: Any) -> None:
    """Stop code that holds untrusted text outside of its literals."""
    text = source.decode("utf-8", "replace") if isinstance(source, (bytes, bytearray)) else source
    if not isinstance(text, str) or len(text) > _LARGEST:
        return
    found = untrusted.spans(text)
    if not found:
        return
    literals = list(_literals(text))
    for span in found:
        if not _harmless(text, span, literals):
            verdicts.attack(GUARD, f"value of {span.text.where} becomes code", {"field": span.text.where})


def _literals(text: str) -> Iterator[tuple[int, int, bool]]:
    """Where the contents of string literals lie, and whether braces in them are code."""
    for one in _STRING.finditer(text):
        if one.group("quote"):
            yield one.start("body"), one.end("body"), "f" in one.group("prefix").lower()


def _harmless(text: str, span: Span, literals: list[tuple[int, int, bool]]) -> bool:
    part = text[span.start : span.end]
    for start, end, braces in literals:
        if start <= span.start and span.end <= end:
            return not (braces and "{" in part)
    if part.isidentifier() and not span.joined:
        return True  # a word that the event has too
    if _ARITHMETIC.match(part):
        return len(_POWER.findall(part)) < 2
    return part.strip() == text.strip() and _is_literal(text)


def _is_literal(text: str) -> bool:
    from ast import literal_eval

    try:
        literal_eval(text.strip())
    except (ValueError, SyntaxError, TypeError, MemoryError, RecursionError):
        return False
    return True


def _import(args: tuple[Any, ...]) -> None:
    name = args[0]
    if not isinstance(name, str) or invocation.current() is None:
        return
    frame = _asking()
    if frame is None or name in frame.f_code.co_names:  # an import statement
        return
    verdicts.shielded(GUARD, _judge_module, name)


def _asking() -> Any:
    """The frame that asks for a module, past the import system's own; None where a module of a file is being run."""
    frame: Any = sys._getframe(3)
    while frame is not None and frame.f_code.co_filename.startswith("<frozen importlib"):
        frame = frame.f_back
    return frame if frame is not None and frame.f_code.co_name != "<module>" else None


def _follow_importlib() -> None:
    """`importlib.import_module` raises no audit event."""
    import importlib

    original = importlib.import_module

    def import_module(name: str, package: str | None = None) -> Any:
        if name not in sys.modules and invocation.current() is not None:
            verdicts.judged(GUARD, _judge_module, name)
        return original(name, package)

    import_module.__doc__, import_module.__module__ = original.__doc__, original.__module__
    importlib.import_module = import_module


def _judge_module(name: str) -> None:
    """Stop the import of a module that untrusted text names from its beginning; a part of a name may be its choice."""
    for span in untrusted.spans(name):
        if (span.start == 0 and span.joined) or not _MODULE.match(name[span.start : span.end]):
            verdicts.attack(GUARD, f"value of {span.text.where} names a module to load", {"field": span.text.where})
