"""Whether code is ready for a variable that is not set, as far as the file it is read in tells."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ennead.code.ir import Call, Expr, Module, Try, With

_EXPECTED = frozenset({"KeyError", "LookupError"})
_ENVIRONMENT = frozenset({"environ", "environb", "env"})


@dataclass(slots=True)
class Guards:
    """What a module does about variables that may be absent.

    `names` are tested or set somewhere in it; `lines` hold reads whose failing is caught and meant; `broad` such that
    stand in a `try` that catches everything.
    """

    names: set[str] = field(default_factory=set)
    lines: set[int] = field(default_factory=set)
    broad: set[int] = field(default_factory=set)


def guards_of(module: Module) -> Guards:
    """All guards of a module."""
    from ennead.code import ir  # noqa: PLC0415  loaded only where code was read

    found = Guards()
    for node in _all(module.body):
        if isinstance(node, ir.If | ir.Either):
            found.names |= _constants(node.test if isinstance(node, ir.If) else (node.test, node.options))
            if isinstance(node, ir.If) and _asks_environment(node.test):
                found.lines |= _items((node.then, node.other))
        elif isinstance(node, ir.Operate) and node.operator in ("in", "not in"):
            found.names |= _constants(node.operands)
        elif isinstance(node, ir.Let) and isinstance(node.target, ir.Index | ir.Attr):
            found.names |= {node.target.name} if isinstance(node.target, ir.Attr) else _constants(node.target.key)
        elif isinstance(node, ir.Call):
            found.names |= _set_by(node)
        elif isinstance(node, ir.Try):
            _caught(node, found)
        elif isinstance(node, ir.With) and _suppresses(node):
            found.lines |= _items(node.body)
    return found


def _all(node: object) -> Iterator[tuple[object, ...]]:
    """Every form below, itself included."""
    waiting = [node]
    while waiting:
        one = waiting.pop()
        if isinstance(one, tuple):
            if hasattr(one, "_fields"):
                yield one
            waiting.extend(one)


def _constants(node: object) -> set[str]:
    from ennead.code.ir import Const  # noqa: PLC0415

    return {one.value for one in _all(node) if isinstance(one, Const) and isinstance(one.value, str)}


def _items(node: object) -> set[int]:
    """Lines of reads by key."""
    from ennead.code.ir import Index, line_of  # noqa: PLC0415

    return {line_of(one.at) for one in _all(node) if isinstance(one, Index)}


def _asks_environment(test: Expr) -> bool:
    from ennead.code.ir import Attr, Name  # noqa: PLC0415

    words = {one.name if isinstance(one, Attr) else one.id for one in _all(test) if isinstance(one, Attr | Name)}
    return bool(words & _ENVIRONMENT) or "getenv" in words


def _set_by(call: Call) -> set[str]:
    """Names that `os.environ.setdefault`, `os.environ.update` and `os.putenv` set."""
    from ennead.code.ir import Attr  # noqa: PLC0415

    callee = call.callee
    if not isinstance(callee, Attr) or callee.name not in ("setdefault", "update", "putenv"):
        return set()
    names = {name for name, _ in call.keywords}
    return names | _constants(call.args) if callee.name == "putenv" or _asks_environment(callee.of) else set()


def _caught(node: Try, found: Guards) -> None:
    """Reads in a `try`: meant to fail where the very error is named, or where there is nothing else in it."""
    kinds = [{_last(kind) for one in handler.types for kind in _flat(one)} for handler in node.handlers]
    lines = _items(node.body)
    if any(kind & _EXPECTED for kind in kinds) or (kinds and len(node.body) == 1 and _broad(kinds)):
        found.lines |= lines
    elif _broad(kinds):
        found.broad |= lines


def _broad(kinds: list[set[str]]) -> bool:
    return any(not kind or kind & {"Exception", "BaseException"} for kind in kinds)


def _flat(expr: Expr) -> tuple[Expr, ...]:
    from ennead.code.ir import Items  # noqa: PLC0415

    return expr.items if isinstance(expr, Items) else (expr,)


def _last(expr: Expr) -> str:
    from ennead.code.ir import Attr, Name  # noqa: PLC0415

    return expr.name if isinstance(expr, Attr) else expr.id if isinstance(expr, Name) else ""


def _suppresses(node: With) -> bool:
    from ennead.code.ir import Call  # noqa: PLC0415

    return any(isinstance(value, Call) and _last(value.callee) == "suppress" for value, _ in node.items)
