"""The common form as short text, without places."""

from __future__ import annotations

from ennead.code import ir
from ennead.code.java.read import read

_PLACES = {"at", "end"}


def shown(part: object) -> str:
    """A form as text: names and attributes as written, all else by its class, without places and what is by default."""
    if isinstance(part, ir.Name):
        return part.id
    if isinstance(part, ir.Attr):
        return f"{shown(part.of)}.{part.name}"
    if isinstance(part, ir.Const):
        return repr(part.value)
    if isinstance(part, ir.Type):
        return part.name + (f"<{', '.join(map(shown, part.args))}>" if part.args else "")
    if isinstance(part, ir.Call):
        words = [*map(shown, part.args), *(f"{key}={shown(value)}" for key, value in part.keywords)]
        return f"{'new ' if part.new else ''}{shown(part.callee)}({', '.join(words)})"
    if isinstance(part, ir.Do):
        return shown(part.value)
    if isinstance(part, tuple) and hasattr(part, "_fields"):
        return f"{type(part).__name__}({', '.join(_fields(part))})"
    if isinstance(part, tuple):
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


def module(text: str) -> ir.Module:
    """A module that has no problems."""
    found = read(text, "A.java")
    assert found.problems == ()
    return found


def cls(text: str) -> ir.Class:
    """The first class of a text without problems."""
    return next(stmt.cls for stmt in module(text).body if isinstance(stmt, ir.DefineClass))


def body(statements: str) -> tuple[ir.Stmt, ...]:
    """What statements are lowered to."""
    method = cls(f"class A {{ void f() {{\n{statements}\n}} }}").members[0]
    assert isinstance(method, ir.Function)
    return method.body or ()


def value(expression: str) -> ir.Expr:
    """What an expression is lowered to."""
    stmt = body(f"x = {expression};")[0]
    assert isinstance(stmt, ir.Let)
    assert stmt.value is not None
    return stmt.value
