"""Resource objects by boto3's models: which objects an object gives, and what requests it fills in."""

from __future__ import annotations

from typing import Any

from ennead.code.sdk.python.things import Collection, Maker, Thing
from ennead.code.sdk.python.told import Called, argument, keywords, record
from ennead.code.sdk.tables import resource_models
from ennead.code.values import Element, Known, Made, Record, Series, Unknown, Value

_GIVEN = Unknown("given by the service")


def model(thing: Thing) -> dict[str, Any]:
    """The model of an object; empty where there is none."""
    found: dict[str, Any] = resource_models(thing.service).get(thing.kind, {})
    return found


def part(thing: Thing, kind: str, name: str) -> dict[str, Any] | None:
    """A request or an object of the model by its kind (actions, collections, batch) and Python name."""
    found: dict[str, Any] | None = model(thing).get(kind, {}).get(name)
    return found


def inner(thing: Thing, name: str, call: Called | None) -> Thing | None:
    """Another object that an object gives, by call (`bucket.Object("k")`) or as an attribute (`instance.vpc`)."""
    has = model(thing).get("has", {})
    if call is not None and name in has:
        return _made(thing, has[name], call)
    if call is None:
        letters = name.replace("_", "")
        for known, facts in has.items():
            if known.lower() == letters and any(source == "data" for _, source, _ in facts["of"]):
                return _made(thing, facts, None)
    return None


def outcome(thing: Thing, name: str, call: Called) -> Thing | None:
    """The object that an action gives, if it gives one."""
    facts = part(thing, "actions", name)
    if facts is None or "type" not in facts:
        return None
    many = any(source == "response" and "[]" in str(path) for _, source, path in facts["of"])
    return _made(thing, facts, call)._replace(many=many)


def member(collection: Collection) -> Thing | None:
    """What stands in a collection."""
    facts = part(collection.parent, "collections", collection.name)
    return None if facts is None else _made(collection.parent, facts, None)


def made_of(service: str, kind: str, by: Maker) -> Thing | None:
    """An object of which only the type is known."""
    found = resource_models(service).get(kind)
    if found is None:
        return None
    ids = tuple((name, Unknown(f"which {kind} is not told")) for name in found.get("ids", ()))
    return Thing(service, kind, ids, by)


def request(thing: Thing, params: list[Any]) -> Record:
    """The arguments that an object fills into a request (`Bucket`, `Delete.Objects[*].Key`)."""
    filled: dict[str, Any] = {}
    for target, source, value in params:
        found = thing.identifier(value) if source == "identifier" else Known(value) if source == "string" else None
        if found is not None:
            *before, last = target.split(".")
            inside = filled
            for step in before:
                inside = inside.setdefault(step, {})
            inside[last] = found
    return _nested(filled)


def _nested(filled: dict[str, Any]) -> Record:
    """Names with a bracket are lists, of which one item is told."""
    entries: dict[str, Value] = {}
    for step, inner in filled.items():
        name, bracket, index = step.partition("[")
        value = _nested(inner) if isinstance(inner, dict) else inner
        entries[name] = Series((value,), open=index.startswith("*")) if bracket else value
    return record(entries)


def _made(thing: Thing, facts: dict[str, Any], call: Called | None) -> Thing:
    ids: list[tuple[str, Value]] = []
    inputs = 0
    for name, source, value in facts["of"]:
        if source == "identifier":
            found = thing.identifier(value)
        elif source == "input":
            found = _input(call, inputs, name)
            inputs += 1
        else:
            found = _answered(call, source, value)
        ids.append((name, _GIVEN if found is None else found))
    return Thing(thing.service, facts["type"], tuple(ids), thing.by, loaded=facts.get("loaded", False))


def _input(call: Called | None, position: int, name: str) -> Value | None:
    """An identifier among the arguments: by position, or by its name in Python's spelling."""
    if call is None:
        return None
    letters = name.lower()
    for key, value in keywords(call).entries:
        if isinstance(key, Known) and str(key.value).replace("_", "").lower() == letters:
            return value
    return argument(call, position)


def _answered(call: Called | None, source: str, path: str) -> Value | None:
    """An identifier out of the request or the answer; what is one of many there is not told."""
    if call is None:
        return None
    if source == "request":
        return keywords(call).get(path)
    if source != "response" or "[" in path or not isinstance(call, Made):
        return None
    value: Value = call
    for step in path.split("."):
        value = Element(value, Known(step))
    return value
