"""A call of a well-known module while its resources are made."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from ennead.sources.cloudformation.marks import Mark, MarkedDict, MarkedList, mark_of
from ennead.sources.terraform.instance import Call, Encoded, Instance, Joined, Pointer, Unclear

UNKNOWN = (Pointer, Unclear, Joined, Encoded)


@dataclass(slots=True)
class Making:
    """The inputs of a call, and the instances and outputs they come to."""

    call: Call
    instances: list[Instance] = field(default_factory=list)
    outputs: dict[str, Any] = field(default_factory=dict)

    def get(self, name: str, default: Any = None) -> Any:
        """An input; its default where it is not written or null."""
        value = self.call.inputs.get(name)
        return default if value is None else value

    def mark(self, name: str) -> Mark:
        """Where an input is written, else the call."""
        return mark_of(self.call.inputs, name) or self.call.mark

    def on(self, name: str, *, default: bool) -> bool:
        """Whether a switch is on; one that could not be told counts as on: what may be there is shown."""
        value = self.get(name, default)
        return value is not False and value != "false"

    def told(self, *names: str) -> str | None:
        """Why it could not be told whether a thing exists, from the switches it hangs on."""
        for name in names:
            value = self.call.inputs.get(name)
            if isinstance(value, UNKNOWN):
                why = value.reason if isinstance(value, Unclear) else "known once it is deployed"
                return f"{name} of {self.call.address}: {why}"
        return self.call.conditional

    def pointer(self, rest: str, *path: str) -> Pointer:
        """An attribute of one of the module's own resources."""
        return Pointer(f"{self.call.address}.{rest}", path)

    def taken(self, names: Mapping[str, str]) -> MarkedDict:
        """Attributes from inputs (attribute -> input), each with its place."""
        done = MarkedDict(mark=self.call.mark)
        for attribute, name in names.items():
            if self.get(name) is not None:
                done[attribute] = self.get(name)
                done.keys_at[attribute] = self.mark(name)
        return done

    def add(
        self, rest: str, attributes: MarkedDict, *, mark: Mark | None = None, why: str | None = None
    ) -> Pointer:  # fmt: skip
        """An instance at an address inside the module (`aws_sqs_queue.this[0]`)."""
        kind, _, tail = rest.partition(".")
        name = tail.partition("[")[0]
        at = mark or self.call.mark
        attributes.mark = attributes.mark or at
        tags = self.get("tags")
        if tags is not None:
            attributes.setdefault("tags", tags)
        self.instances.append(
            Instance(
                f"{self.call.address}.{rest}", "managed", kind, name, attributes, at, at[1], self.call.address,
                why or self.call.conditional,
            )
        )  # fmt: skip
        return self.pointer(rest)


def attributes(mark: Mark, **members: Any) -> MarkedDict:
    """Attributes at one place; those that are None are left out."""
    done = MarkedDict({key: value for key, value in members.items() if value is not None}, mark)
    done.keys_at = dict.fromkeys(done, mark)
    return done


def members(value: Any) -> Iterator[tuple[str, Any, Mark | None]]:
    """The members of a mapping or list, with a key for an address and their place."""
    if isinstance(value, dict):
        for key, item in value.items():
            yield f'["{key}"]', item, mark_of(value, key)
    elif isinstance(value, list):
        for place, item in enumerate(value):
            yield f"[{place}]", item, mark_of(value, place)


def blocks(value: Any) -> MarkedList:
    """A value as repeated blocks: a mapping's members, a list's items, or the one there is."""
    if isinstance(value, list):
        return value if isinstance(value, MarkedList) else MarkedList(value)
    return MarkedList() if value is None else MarkedList([value])


def text(*parts: Any) -> Any:
    """Text of parts, pointers among them."""
    found: list[Any] = []
    for part in parts:
        found += part.parts if isinstance(part, Joined) else [part]
    if all(isinstance(part, str) for part in found):
        return "".join(found)
    return Joined(tuple(part if isinstance(part, str | Pointer | Unclear) else str(part) for part in found))


def statements(value: Any, mark: Mark) -> Encoded:
    """A policy document of the statements that modules take: a mapping or list of `effect`, `actions`, `resources`."""
    items = MarkedList(mark=mark)
    for _, item, at in members(value):
        items.append(_statement(item, at or mark) if isinstance(item, dict) else item)
        items.items_at.append(at or mark)
    if isinstance(value, UNKNOWN):
        items.append(value)
        items.items_at.append(mark)
    return Encoded(attributes(mark, Version="2012-10-17", Statement=items))


def _statement(item: dict[str, Any], mark: Mark) -> MarkedDict:
    done = MarkedDict({"Effect": item.get("effect") or "Allow"}, mark)
    for name, key in (
        ("sid", "Sid"), ("actions", "Action"), ("not_actions", "NotAction"), ("resources", "Resource"),
        ("not_resources", "NotResource"),
    ):  # fmt: skip
        if item.get(name) is not None:
            done[key] = item[name]
            done.keys_at[key] = mark_of(item, name) or mark
    for name, key in (("principals", "Principal"), ("not_principals", "NotPrincipal")):
        found = {
            str(one.get("type")): one.get("identifiers")
            for _, one, _ in members(item.get(name))
            if isinstance(one, dict)
        }
        if found:
            done[key] = "*" if found.get("*") == ["*"] else found
    conditions: dict[str, dict[str, Any]] = {}
    for _, one, _ in members(item.get("condition") or item.get("conditions")):
        if isinstance(one, dict):
            conditions.setdefault(str(one.get("test")), {})[str(one.get("variable"))] = one.get("values")
    if conditions:
        done["Condition"] = conditions
    return done


def service_trust(*services: str) -> Encoded:
    """Who may take on a role: services."""
    principal = {"Service": list(services)}
    return Encoded({"Statement": [{"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": principal}]})
