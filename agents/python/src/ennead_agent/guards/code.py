"""Guard `code`: untrusted text that would run as Python, or choose a module.

`eval`, `exec` and `compile` of a text raise the audit event `compile` before the text is parsed.  What stays harmless:
a value inside one string literal of the code, arithmetic of plain numbers, and a value that is a literal by itself
(lists and dictionaries are often read that way): it runs nothing.
"""

from __future__ import annotations

import re
import sys

from .. import audit, events, faults, invocation, untrusted, verdicts
from ..classes.lazy import Pattern

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from ..untrusted.match import Span

GUARD = "code"
_LARGEST = 200_000
_STRING = Pattern(
    r"(?P<prefix>[A-Za-z]{0,2})(?P<quote>'''|\"\"\"|'|\")(?P<body>(?:\\.|(?!(?P=quote)).)*)(?P=quote)|(?P<comment>\#[^\n]*)",
    re.DOTALL,
)
_NUMBER = r"0[xX][0-9a-fA-F]+|0[oObB][0-7]+|\d[\d_]*(?:\.\d*)?(?:[eE][+-]?\d{1,3})?|\.\d+"
_ARITHMETIC = Pattern(rf"(?:{_NUMBER}|[-+*/%().\s]|True|False|None)*\Z")
_GLUED = Pattern(r"[\w\"'\\]")
"""What beside a literal makes another of it: a prefix, a quote, a further digit."""
_MAKERS = ("jinja2.", "mako.", "tornado.template", "genshi.", "chameleon.", "collections", "dataclasses", "attr")
"""Modules that compile what they made: of templates, which are judged as such, or of names, which they have checked."""
_MODULE = Pattern(r"[A-Za-z_]\w*\Z")
_OURS = __name__.partition(".")[0] + "."


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
    caller = str(frame.f_globals.get("__name__"))
    if frame.f_code.co_filename.startswith("<frozen ") or (caller == "ast" and frame.f_code.co_name == "parse"):
        return  # a module's file; or a tree is wanted, and nothing runs
    if caller.startswith(_MAKERS):
        return
    if _is_constant(source, frame.f_code.co_consts):
        return
    verdicts.shielded(GUARD, judge, source, events.is_own(frame.f_code.co_filename))


def _is_constant(source: Any, constants: tuple[Any, ...]) -> bool:
    """Whether the function that compiles a text has it as a constant: the event gives a copy of it, as bytes."""
    if type(source) is not bytes:
        return type(source) is str and any(type(one) is str and one == source for one in constants)
    for one in constants:
        if type(one) is bytes:
            if one == source:
                return True
        elif type(one) is str and len(one) <= len(source) and one.encode("utf-8", "replace") == source:
            return True
    return False


def judge(source: Any, own: bool = True) -> None:
    """Stop code that holds untrusted text outside of its literals.

    `own`: the function's own code compiles it.  Single names that a library puts together are no choice of the event's.
    """
    text = _text(source, own)
    if text is None:
        return
    if len(text) > _LARGEST:
        verdicts.unjudged(GUARD, "a code text of more than 200,000 characters")
        return
    found = untrusted.spans(text, GUARD)
    if not found:
        return
    literals = list(_literals(text))
    for span in found:
        name = text[span.start : span.end].isidentifier() and not (own and span.joined)
        if not name and not _harmless(text, span, literals):
            verdicts.attack(GUARD, f"value of {span.text.where} becomes code", {"field": span.text.where})


def _text(source: Any, own: bool) -> str | None:
    """The text of what is compiled; of a tree only where the function's `own` code runs one, which it has parsed."""
    if isinstance(source, str):
        return source
    if isinstance(source, (bytes, bytearray)):
        return source.decode("utf-8", "replace")
    tree = sys.modules.get("ast")
    if tree is None or not own or not isinstance(source, tree.AST):
        return None
    return str(tree.unparse(source))


def _literals(text: str) -> Iterator[tuple[int, int, bool]]:
    """Where the contents of string literals lie, and whether braces in them are code."""
    for one in _STRING.finditer(text):
        if one.group("quote"):
            yield one.start("body"), one.end("body"), "f" in one.group("prefix").lower()


def _harmless(text: str, span: Span, literals: list[tuple[int, int, bool]]) -> bool:
    part = text[span.start : span.end]
    for start, end, braces in literals:
        if start <= span.start and span.end <= end and not (braces and _in_braces(text[start : span.start])):
            return not (braces and "{" in part)
    if _ARITHMETIC.match(part):
        return part.count("**") < 2
    near = text[max(0, span.start - 1) : span.start] + text[span.end : span.end + 1]
    return not _GLUED.search(near) and _is_literal(part)


def _in_braces(before: str) -> bool:
    """Whether what follows within an f-string is an expression."""
    before = before.replace("{{", "").replace("}}", "")
    return before.count("{") > before.count("}")


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
    if name.startswith(_OURS) and frame.f_code.co_filename.startswith(faults.HOME):
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
        if name not in sys.modules:
            verdicts.judged(GUARD, _judge_module, name)
        return original(name, package)

    import_module.__doc__, import_module.__module__ = original.__doc__, original.__module__
    importlib.import_module = import_module


def _judge_module(name: str) -> None:
    """Stop the import of a module that untrusted text names from its beginning; a part of a name may be its choice."""
    for span in untrusted.spans(name, GUARD):
        if (span.start == 0 and span.joined) or not _MODULE.match(name[span.start : span.end]):
            from . import allowed

            if not allowed.lists(name):
                verdicts.attack(GUARD, f"value of {span.text.where} names a module to load", {"field": span.text.where})
            return
