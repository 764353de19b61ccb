"""The arguments and blocks of a body to a mapping with marks; `dynamic` blocks are written out."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ennead.sources.cloudformation.marks import MarkedDict, MarkedList
from ennead.sources.terraform.hcl.evaluate import evaluate
from ennead.sources.terraform.hcl.problem import Problem
from ennead.sources.terraform.hcl.scope import Scope
from ennead.sources.terraform.hcl.syntax import Attribute, Block, Body
from ennead.sources.terraform.hcl.values import REST, as_unclear, is_rest, pairs_of, weighed
from ennead.sources.terraform.instance import Joined, Pointer, Unclear

META = frozenset("count for_each provider providers depends_on lifecycle provisioner connection".split())
"""What says how Terraform goes about a thing, and nothing about the thing."""


def members(body: Body, scope: Scope, about: str) -> MarkedDict:
    """All of a body."""
    result = MarkedDict()
    for name in names_of(body):
        put(result, body, name, scope, about)
    return result


def put(result: MarkedDict, body: Body, name: str, scope: Scope, about: str) -> None:
    """One argument, or all blocks of one kind."""
    value = member(body, name, scope, about)
    result[name] = value
    attribute = body.attributes.get(name)
    mark = attribute.mark if attribute else getattr(value, "mark", None)
    if mark:
        result.keys_at[name] = mark


def names_of(body: Body) -> list[str]:
    """The arguments and kinds of blocks of a body, without those that are about Terraform itself."""
    names = dict.fromkeys(body.attributes)
    for block in body.blocks:
        names.setdefault(kind_of(block))
    return [name for name in names if name not in META]


def kind_of(block: Block) -> str:
    return block.labels[0] if block.kind == "dynamic" and block.labels else block.kind


def member(body: Body, name: str, scope: Scope, about: str) -> Any:
    """The value of an argument, or the list of the blocks of a kind."""
    if attribute := body.attributes.get(name):
        return argument(attribute, scope, about)
    result = MarkedList()
    blocks = [block for block in body.blocks if kind_of(block) == name]
    try:
        for block in blocks:
            result.mark = result.mark or block.mark
            for value in _written_out(block, scope, about):
                result.append(value)
                result.items_at.append(block.mark)
    except Problem as problem:  # more work than a configuration may cost: what is written of the others is no answer
        return scope.desk.problem(problem, f"{about}.{name}", blocks[0].mark)
    return result


def argument(attribute: Attribute, scope: Scope, about: str) -> Any:
    """An argument's value; what comes to nothing is a gap."""
    try:
        return weighed(evaluate(attribute.value, scope), scope.desk.budget)
    except Problem as problem:
        return scope.desk.problem(problem, f"{about}.{attribute.name}", attribute.mark)


def _written_out(block: Block, scope: Scope, about: str) -> Iterator[MarkedDict]:
    if block.kind != "dynamic":
        yield _block(block, scope, about)
        return
    content = next((inner for inner in block.body.blocks if inner.kind == "content"), None)
    if content is None:
        return
    iterator = block.body.attributes.get("iterator")
    word = ".".join(getattr(iterator.value, "parts", ())) if iterator else ""
    for key, value in _turns(block, scope, about):
        turn = MarkedDict({"key": key, "value": value}, block.mark)
        yield _block(content, scope.within({word or kind_of(block): turn}), about)


def _block(block: Block, scope: Scope, about: str) -> MarkedDict:
    scope.desk.budget.spend(1)
    result = members(block.body, scope, about)
    result.mark = block.mark
    return result


def _turns(block: Block, scope: Scope, about: str) -> list[tuple[Any, Any]]:
    attribute = block.body.attributes.get("for_each")
    of = argument(attribute, scope, about) if attribute else MarkedList()
    try:
        pairs = list(pairs_of(of)) if not isinstance(of, Pointer | Unclear | Joined) else []
        scope.desk.budget.members(len(pairs))
    except Problem as problem:
        of = scope.desk.problem(problem, f"{about}.{kind_of(block)}", block.mark)
        pairs = []
    if isinstance(of, Pointer | Unclear | Joined):
        unknown = as_unclear(of)
        reason = f"how many blocks {kind_of(block)} there are hangs on {unknown.name}: {unknown.reason}"[:300]
        scope.desk.gap("count", reason, block.mark, about)
        return [(unknown, unknown)]
    return [(_plain(key), value) for key, value in pairs if not _is_open(key, value, block, scope, about)]


def _is_open(key: Any, value: Any, block: Block, scope: Scope, about: str) -> bool:
    """Whether a turn stands for more of them; that is a gap."""
    if key != REST and not is_rest(value):
        return False
    scope.desk.gap(
        "count", f"there may be more blocks {kind_of(block)}: part of their list is not known", block.mark, about
    )
    return False


def _plain(key: Any) -> Any:
    return Unclear("key", "a key that is not known") if key == REST else key
