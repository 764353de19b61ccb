"""Where a function goes, by its code: things of the application, hosts outside, and services that are no node."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from ennead.code.entry import NoEntry
from ennead.code.facts import Argument, SdkCall
from ennead.code.question import Answer
from ennead.code.sdk.effects import effects
from ennead.code.values import Choice, Known, Words
from ennead.contract.words import ELSEWHERE, Flow
from ennead.graph.graph import AppGraph
from ennead.graph.used.targets import Targets, is_told, text_of
from ennead.model.app import EdgeKind, Function, Use
from ennead.model.data import DataClass, Evidence

_USES: Final = (
    EdgeKind.READS, EdgeKind.WRITES, EdgeKind.DELETES, EdgeKind.PUBLISHES, EdgeKind.INVOKES, EdgeKind.CALLS,
)  # fmt: skip
_SAID: Final = frozenset({Evidence.DECLARED, Evidence.TAG})
"""Evidence that is a person's word; names only suggest a class."""


def flows_of(graph: AppGraph, function: Function, answer: Answer | NoEntry, *, untold: bool) -> tuple[Flow, ...]:
    """The flows in order; behind them, where not all could be told, the one that lets every other be."""
    operations: dict[str, set[str]] = {}
    for edge in graph.out_of(function, Use, *_USES):
        operations.setdefault(edge.target, set()).update(edge.operations)
    if not isinstance(answer, NoEntry):
        targets = Targets(graph)
        for call in answer.calls:
            for to in _of(call, function, targets):
                operations.setdefault(to, set()).add(f"{call.service}:{call.operation}")
    flows = [
        Flow(to, tuple(sorted(ops)) if ops else None, _classes(graph, to)) for to, ops in sorted(operations.items())
    ]
    return (*flows, Flow(ELSEWHERE)) if untold else tuple(flows)


def _of(call: SdkCall, function: Function, targets: Targets) -> Iterator[str]:
    """The targets of a request; its service where it names none."""
    told = [one for argument, _ in effects(call) for one in _named(argument, call, function, targets)]
    if told:
        yield from told
    elif not _is_open(call, function, targets):
        yield f"service/{call.service}"


def _named(argument: Argument, call: SdkCall, function: Function, targets: Targets) -> Iterator[str]:
    kinds = targets.kinds(call.service, argument.name)
    found = [named.node.id for named in targets.of(argument.value, call.service, argument.name, function)]
    yield from found
    if found or not kinds or not is_told(argument.value, function):
        return
    for one in argument.value.options if isinstance(argument.value, Choice) else (argument.value,):
        text = text_of(one, function)
        if text is None and isinstance(one, Words):
            text = "".join(text_of(part, function) or "" for part in one.parts)
        if text:
            yield f"{kinds[0].KIND}/{_name(text)}"


def _is_open(call: SdkCall, function: Function, targets: Targets) -> bool:
    """Whether it names a thing that could not be told: that is a gap of the map."""
    return any(
        targets.kinds(call.service, argument.name)
        and not is_told(argument.value, function)
        and not isinstance(argument.value, Known)
        for argument, _ in effects(call)
    )


def _name(text: str) -> str:
    """The name in an ARN or a queue's URL."""
    if text.startswith("arn:"):
        rest = text.split(":", 5)[-1]
        return rest.partition("/")[2] or rest.split(":")[-1]
    return text.rstrip("/").rsplit("/", 1)[-1] if text.startswith(("https://", "http://")) else text


def _classes(graph: AppGraph, to: str) -> tuple[str, ...] | None:
    """The classes of data of the target, where all that is known of them a person has said."""
    node = graph.nodes.get(to)
    held = node.data_classes if node is not None else ()
    if held and all(one.by in _SAID for one in held):
        return tuple(dict.fromkeys(str(one.data_class) for one in held))
    return None


def class_hints(graph: AppGraph, flows: tuple[Flow, ...]) -> Mapping[str, str]:
    """By target: what a name suggests of its data, where nobody has said it."""
    found: dict[str, str] = {}
    for flow in flows:
        node = graph.nodes.get(flow.to)
        if flow.classes is None and node is not None:
            names = [str(one.data_class) for one in node.data_classes if one.data_class is not DataClass.UNKNOWN]
            if names:
                found[flow.to] = ", ".join(dict.fromkeys(names))
    return found
