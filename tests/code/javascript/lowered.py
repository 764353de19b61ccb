"""The common form as short text, without places."""

from __future__ import annotations

from ennead.code import ir
from ennead.code.javascript.read import read

_PLACES = {"at", "end"}


def shown(part: object) -> str:
    """A form as text: names and calls as written, all else by its class, without places and what is by default."""
    match part:
        case ir.Name(_, name):
            return name
        case ir.Const(_, value, how):
            return how or repr(value)
        case ir.Attr(_, of, name):
            return f"{shown(of)}.{name}"
        case ir.Call(_, callee, args, _, new):
            return f"{'new ' if new else ''}{shown(callee)}({', '.join(map(shown, args))})"
        case ir.Do(_, value):
            return shown(value)
        case ir.Lambda(_, function):
            return shown(function)
        case ir.Type(name, args):
            return name + (f"<{', '.join(map(shown, args))}>" if args else "")
        case tuple() if hasattr(part, "_fields"):
            return f"{type(part).__name__}({', '.join(_fields(part))})"
        case tuple():
            return f"[{', '.join(map(shown, part))}]"
    return str(part)


def _fields(part: tuple[object, ...]) -> list[str]:
    defaults: dict[str, object] = getattr(part, "_field_defaults", {})
    names: tuple[str, ...] = getattr(part, "_fields", ())
    found = []
    for name, value in zip(names, part, strict=True):
        if name in _PLACES or (name in defaults and value == defaults[name]):
            continue
        found.append(f"{name}={shown(value)}" if name in defaults else shown(value))
    return found


def lowered(text: str, path: str = "a.js") -> str:
    """What a text without problems comes to, a statement a line."""
    module = read(text, path)
    assert module.problems == (), module.problems
    return "\n".join(map(shown, module.body))


def value(text: str, path: str = "a.js") -> str:
    """What an expression comes to."""
    module = read(f"x = {text}", path)
    assert module.problems == (), module.problems
    (only,) = module.body
    assert isinstance(only, ir.Let)
    return shown(only.value)
