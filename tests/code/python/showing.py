"""The common form as text: names of forms and what they hold, without places and without what is as usual."""

from __future__ import annotations

from textwrap import dedent, fill
from typing import Any

from ennead.code import ir
from ennead.code.python.read import read

_UNSHOWN = frozenset({"at", "end"})


def show(item: Any) -> str:
    """One thing: `Call(f, args=[1])`; a name is as it is, a constant is a literal."""
    if isinstance(item, ir.Const):
        return repr(item.value)
    if isinstance(item, ir.Name):
        return item.id
    if isinstance(item, ir.Attr):
        return f"{show(item.of)}.{item.name}"
    if isinstance(item, ir.Type):
        return f"<{item.name}>" if not item.args else f"<{item.name} {' '.join(map(show, item.args))}>"
    if hasattr(item, "_fields"):
        return f"{type(item).__name__}({', '.join(_shown(item))})"
    if isinstance(item, tuple):
        return f"[{', '.join(map(show, item))}]"
    return item if isinstance(item, str) else repr(item)


def _shown(item: Any) -> list[str]:
    usual = item._field_defaults
    shown = []
    for name in item._fields:
        value = getattr(item, name)
        if name in _UNSHOWN or (name in usual and usual[name] == value):
            continue
        shown.append(f"{name}={show(value)}" if name in usual else show(value))
    return shown


def lowered(text: str) -> str:
    """The statements of a module that is read whole, each on lines of its own."""
    module = read(dedent(text), "app.py")
    assert module.problems == ()
    return "\n".join(_wrapped(show(line)) for line in module.body)


def _wrapped(line: str) -> str:
    return fill(line, 110, subsequent_indent="  ", break_long_words=False, break_on_hyphens=False)


def said(text: str) -> str:
    """What a test says must come out."""
    return dedent(text).strip("\n").rstrip()
