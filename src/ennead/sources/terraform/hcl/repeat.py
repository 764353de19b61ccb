"""How often a resource or module stands: `count` and `for_each`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from ennead.sources.cloudformation.marks import MarkedDict
from ennead.sources.terraform.hcl.evaluate import evaluate
from ennead.sources.terraform.hcl.problem import Problem
from ennead.sources.terraform.hcl.scope import Scope
from ennead.sources.terraform.hcl.syntax import Attribute, Block
from ennead.sources.terraform.hcl.values import as_number, as_unclear, has_rest, is_unknown, scalar_text
from ennead.sources.terraform.instance import Unclear

PER_COPY = 10
"""What a copy costs of the budget, its arguments apart."""
MAX_INSTANCES = 1_000
"""Of one block."""


@dataclass(frozen=True, slots=True)
class Copy:
    """One of the things a block stands for; `names` are what `each` and `count` mean in it."""

    key: str | int | None
    names: dict[str, Any]

    @property
    def suffix(self) -> str:
        if self.key is None:
            return ""
        if isinstance(self.key, int):
            return f"[{self.key}]"
        escaped = self.key.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
        return f'["{escaped}"]'


@dataclass(frozen=True, slots=True)
class Copies:
    """`by` is `one`, `count` or `each`; `open` says why the number could not be told: there is one copy then."""

    by: str
    copies: tuple[Copy, ...]
    open: str | None = None


def copies_of(block: Block, scope: Scope, address: str) -> Copies:
    """The copies of a block.  Never raises: what cannot be told is a gap, and one copy."""
    attributes = block.body.attributes
    try:
        copies = _told(block, scope, address)
        scope.desk.budget.spend(PER_COPY * len(copies.copies))
    except Problem as problem:
        attribute = attributes.get("count") or attributes.get("for_each")
        unknown = scope.desk.problem(problem, address, attribute.mark if attribute else block.mark)
        return _open(unknown, "count" if "count" in attributes else "for_each")
    return copies


def _told(block: Block, scope: Scope, address: str) -> Copies:
    attributes = block.body.attributes
    if count := attributes.get("count"):
        return _counted(count, scope, address)
    if for_each := attributes.get("for_each"):
        return _for_each(for_each, scope, address)
    return Copies("one", (Copy(None, {}),))


def _counted(attribute: Attribute, scope: Scope, address: str) -> Copies:
    value = evaluate(attribute.value, scope)
    if is_unknown(value):
        return _noted(as_unclear(value), attribute, scope, address)
    number = as_number(value)
    if not isinstance(number, int) or number < 0:
        raise Problem("a count that is no whole number", "count")
    if number > MAX_INSTANCES:
        raise Problem(f"a count above {MAX_INSTANCES}", "size")
    copies = tuple(Copy(place, {"count": MarkedDict({"index": place})}) for place in range(number))
    return Copies("count", copies)


def _for_each(attribute: Attribute, scope: Scope, address: str) -> Copies:
    value = evaluate(attribute.value, scope)
    if is_unknown(value):
        return _noted(as_unclear(value), attribute, scope, address)
    if has_rest(value):
        return _noted(Unclear(address, "part of its keys is not known"), attribute, scope, address)
    if isinstance(value, list):
        hole = next((item for item in value if is_unknown(item)), None)
        if hole is not None:
            return _noted(as_unclear(hole), attribute, scope, address)
        value = {scalar_text(item): item for item in value}
    if not isinstance(value, dict):
        raise Problem("for_each over something that is neither a mapping nor a set", "count")
    if len(value) > MAX_INSTANCES:
        raise Problem(f"for_each over more than {MAX_INSTANCES} members", "size")
    return Copies("each", tuple(Copy(key, {"each": _each(key, value[key])}) for key in sorted(value)))


def _each(key: Any, value: Any) -> MarkedDict:
    return MarkedDict({"key": key, "value": value})


def _noted(unknown: Unclear, attribute: Attribute, scope: Scope, address: str) -> Copies:
    reason = f"{attribute.name} of {address} hangs on {unknown.name}: {unknown.reason}"[:300]
    scope.desk.gap("count", reason, attribute.mark, address)
    return _open(unknown, attribute.name)


def _open(unknown: Unclear, by: str) -> Copies:
    index = Unclear("count.index", "the number of copies is not known")
    names: dict[str, Any] = {"count": MarkedDict({"index": index})}
    if by == "for_each":
        names = {"each": _each(Unclear("each.key", unknown.reason), Unclear("each.value", unknown.reason))}
    return Copies("one", (Copy(None, names),), f"{by} hangs on {unknown.name}: {unknown.reason}"[:300])
