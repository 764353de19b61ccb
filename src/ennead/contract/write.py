"""A contract as YAML for people: in a stable order, with reasons, and with a mark at what is left to them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, Final

from ennead.contract.text import block, comment, listed, scalar
from ennead.contract.triggers import ANY
from ennead.contract.words import SCHEMA, Derived, Event, Flow, Made

_HEAD: Final = """\
# What is agreed for each function of this application.  Made by Ennead from templates and code; review it like code.
#   ennead contract check     holds templates and code against it
#   ennead contract update    shows what has become different, as a change of this file; your comments stay
#   ennead contract compile   makes the small file that lies beside the agents
# "open:" marks what neither templates nor code tell: it is yours to decide.  A part that is missing says nothing; an
# empty one allows nothing.
"""
_DEFAULT: Final = """\
default:
  mode: observe        # observe, alert, enforce, off; `guards` sets single ones
  on_error: open       # closed: a fault of the agent refuses the event
"""
_FIELDS: Final = "open: fields that are only compared are not seen, and their types are not told: `closed` is yours"
_ANY: Final = "open: events; what starts it may hand over any shape of event, so every other kind is let in"
_REST: Final[dict[str, Any]] = {
    "limits": {}, "refusal": {}, "lifetime": {}, "hygiene": {}, "modules": {}, "decoys": [], "rings": {}
}  # fmt: skip
_SELDOM: Final = tuple(f"    {key}: {{}}" for key in ("refusal", "hygiene", "modules", "rings"))
"""Parts that are written only where they say something."""
_MOST: Final = 5
"""Reasons told of one part."""


def rendered(made: Made) -> str:
    """The whole file."""
    lines = [_HEAD.rstrip("\n"), f"schema: {SCHEMA}", _DEFAULT.rstrip("\n")]
    if not made.functions:
        return "\n".join([*lines, "functions: {}", ""])
    lines.append("functions:")
    for number, one in enumerate(made.functions):
        lines += [""] if number else []
        lines += function_lines(one)
    return "\n".join([*lines, ""])


def function_lines(one: Derived) -> list[str]:
    """One function, as it stands below `functions:`."""
    lines = [f"  {scalar(one.name)}:"]
    lines += _events(one)
    lines += _actions(one)
    lines += _flows(one)
    lines += _local(one)
    lines += _untrusted(one)
    lines += _trusted(one)
    for key, value in _REST.items():
        lines += block(key, one.rules.rest.get(key, value), 4)
    return [line for line in lines if line not in _SELDOM]


def _open(one: Derived, parts: tuple[str, ...], indent: int = 4) -> Iterator[str]:
    """What could not be told of some parts, each reason once with the parts that it concerns."""
    by: dict[str, list[str]] = {}
    for part in parts:
        for reason in one.open.get(part, ()):
            by.setdefault(reason, []).append(part)
    for reason, names in list(by.items())[:_MOST]:
        yield " " * indent + comment(f"open: {', '.join(names)}; {reason}")
    if len(by) > _MOST:
        yield " " * indent + comment(f"open: {len(by) - _MOST} reasons more, which the JSON of `check` lists")


def _events(one: Derived) -> Iterator[str]:
    yield from _open(one, ("events",))
    events = one.rules.events
    if events is None:
        return
    yield "    events:" if events else "    events: {}"
    for word, event in events.items():
        if word == ANY:
            yield " " * 6 + comment(_ANY)
        body = list(_event(event))
        yield f"      {scalar(word)}:" if body else f"      {scalar(word)}: {{}}"
        yield from body


def _event(event: Event) -> Iterator[str]:
    if event.senders is not None:
        yield from block("from", dict(event.senders), 8)
    if event.fields:
        yield " " * 8 + comment(_FIELDS)
        yield from block("fields", dict(event.fields), 8)


def _actions(one: Derived) -> Iterator[str]:
    yield from _open(one, ("actions",))
    actions = one.rules.actions
    if actions is None:
        return
    yield "    actions:" if actions else "    actions: {}"
    for action, resources in actions.items():
        yield from listed(action, resources, 6)


def _flows(one: Derived) -> Iterator[str]:
    flows = one.rules.flows
    if flows is None:
        yield from _open(one, ("flows",))
        return
    yield "    flows:" if flows else "    flows: []"
    for flow in flows:
        if flow.is_rest:
            yield from _open(one, ("flows",), 6)
        yield from flow_lines(flow, one.hints.get(("flows", flow.to)))


def flow_lines(flow: Flow, hint: str | None) -> Iterator[str]:
    """One flow, as it stands below `flows:`."""
    first, *rest = [line for key, value in flow_value(flow).items() for line in block(key, value, 8)]
    yield f"      - {first.lstrip()}"
    yield from rest
    if hint is not None:
        yield " " * 8 + comment(f"open: classes; by its name it holds {hint}")


def flow_value(flow: Flow) -> dict[str, Any]:
    """A flow as plain data."""
    pairs: Iterable[tuple[str, Any]] = (
        ("to", flow.to),
        ("ops", None if flow.ops is None else list(flow.ops)),
        ("classes", None if flow.classes is None else list(flow.classes)),
        ("max_bytes", flow.max_bytes),
        ("mode", flow.mode),
        ("because", flow.because),
    )
    return {key: value for key, value in pairs if value is not None}


def _local(one: Derived) -> Iterator[str]:
    rules = one.rules
    yield from _open(one, ("processes", "paths", "ports"))
    if rules.processes is not None:
        yield from listed("processes", rules.processes, 4)
    if rules.write is not None:
        yield "    paths:"
        yield from listed("write", rules.write, 6)
    if rules.ports is not None:
        yield from listed("ports", rules.ports, 4)


def _trusted(one: Derived) -> Iterator[str]:
    senders = [name for event in (one.rules.events or {}).values() for name in event.senders or ()]
    audiences = {who for event in (one.rules.events or {}).values() for who in (event.senders or {}).values()}
    if senders and audiences <= {"internal", "application"}:
        yield "    " + comment(
            f"open: trusted; whether {', '.join(senders[:3])} may pass SQL, URLs or templates on purpose"
        )
    yield "    trusted: []"


def _untrusted(one: Derived) -> Iterator[str]:
    targets = one.rules.untrusted
    if targets is None:
        return
    yield "    untrusted:" if targets else "    untrusted: []"
    for target in targets:
        why = one.hints.get(("untrusted", target))
        yield f"      - {scalar(target)}" + (f"  {comment(why)}" if why else "")
