"""What stands in a template, asked without Ennead: functions, events, references, policy statements."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from bench.mutations.text import Doc, Path

SAM_FUNCTION = "AWS::Serverless::Function"
FUNCTIONS = (SAM_FUNCTION, "AWS::Lambda::Function")
HTTP_EVENTS = frozenset({"Api", "HttpApi"})
_VARIABLE = re.compile(r"\$\{(\w+)(?:\.[\w.]+)?\}")


@dataclass(frozen=True, slots=True)
class Event:
    """An event of a SAM function: what starts it, and the path to its properties."""

    function: str
    name: str
    type: str
    properties: dict[str, Any]

    @property
    def path(self) -> Path:
        """The path to its properties."""
        return ("Resources", self.function, "Properties", "Events", self.name, "Properties")


@dataclass(frozen=True, slots=True)
class Statement:
    """An Allow statement of a policy; `owner` is the resource it stands in, `functions` those that run under it."""

    owner: str
    functions: tuple[str, ...]
    path: Path
    value: dict[str, Any]

    @property
    def about(self) -> tuple[str, ...]:
        """Whom a finding about the statement may name."""
        return tuple(dict.fromkeys((self.owner, *self.functions)))

    @property
    def actions(self) -> tuple[str, ...]:
        """Its literal actions."""
        return words(self.value.get("Action"))

    @property
    def resources(self) -> list[Any]:
        """What it applies to."""
        resource = self.value.get("Resource")
        return resource if isinstance(resource, list) else [resource]


def typed(doc: Doc, *types: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """Logical id and properties of resources of these types that are not behind a condition."""
    for name, resource in doc.resources.items():
        properties = resource.get("Properties") or {}
        if resource.get("Type") in types and isinstance(properties, dict) and "Condition" not in resource:
            yield name, properties


def functions(doc: Doc) -> Iterator[tuple[str, dict[str, Any]]]:
    """Functions of both dialects."""
    return typed(doc, *FUNCTIONS)


def sam_functions(doc: Doc) -> Iterator[tuple[str, dict[str, Any]]]:
    """Functions of SAM."""
    return typed(doc, SAM_FUNCTION)


def setting(doc: Doc, function: str, name: str) -> Any:
    """A function's property, from SAM's globals where it is not its own."""
    own = doc.get("Resources", function, "Properties", name)
    is_sam = doc.get("Resources", function, "Type") == SAM_FUNCTION
    return own if own is not None or not is_sam else doc.get("Globals", "Function", name)


def events(doc: Doc, *types: str) -> Iterator[Event]:
    """Events of SAM functions, of some types or of all."""
    for name, properties in sam_functions(doc):
        yield from events_of(name, properties, *types)


def events_of(function: str, properties: dict[str, Any], *types: str) -> Iterator[Event]:
    """Events of one function."""
    written = properties.get("Events")
    for key, event in written.items() if isinstance(written, dict) else ():
        if not isinstance(event, dict) or not isinstance(event.get("Type"), str):
            continue
        inner = event.get("Properties")
        if not types or event["Type"] in types:
            yield Event(function, key, event["Type"], inner if isinstance(inner, dict) else {})


def referred(value: Any) -> str | None:
    """The logical id in a `Ref`, a `Fn::GetAtt`, or a `Fn::Sub` of nothing but one variable."""
    if not isinstance(value, dict) or len(value) != 1:
        return None
    name, argument = next(iter(value.items()))
    if name == "Ref":
        return str(argument)
    if name == "Fn::GetAtt":
        return str(argument[0]) if isinstance(argument, list) and argument else str(argument).partition(".")[0]
    if name == "Fn::Sub" and isinstance(argument, str):
        match = _VARIABLE.fullmatch(argument)
        return match.group(1) if match else None
    return None


def named(value: Any, name: str) -> bool:
    """Whether a value refers to that logical id or parameter anywhere: by Ref, GetAtt or Sub."""
    if isinstance(value, list):
        return any(named(one, name) for one in value)
    if isinstance(value, str):
        return f"${{{name}}}" in value or f"${{{name}." in value
    if not isinstance(value, dict):
        return False
    attribute = value.get("Fn::GetAtt")
    head = attribute[0] if isinstance(attribute, list) and attribute else str(attribute).partition(".")[0]
    return value.get("Ref") == name or head == name or any(named(one, name) for one in value.values())


def mentions(doc: Doc, name: str, *besides: str) -> set[str]:
    """Resources, other than those of some types, that name a logical id."""
    return {
        key
        for key, resource in doc.resources.items()
        if key != name and resource.get("Type") not in besides and named(resource, name)
    }


def words(value: Any) -> tuple[str, ...]:
    """One string or a list of them; nothing where something else stands."""
    items = value if isinstance(value, list) else [value]
    return tuple(items) if all(isinstance(item, str) for item in items) else ()


def is_literal(value: Any) -> bool:
    """Text without variables."""
    return isinstance(value, str) and "${" not in value and "{{" not in value


def listed(value: Any, path: Path) -> Iterator[tuple[Path, dict[str, Any]]]:
    """Mappings of a list, or the one that stands for a list, with their paths."""
    if isinstance(value, dict):
        yield path, value
    elif isinstance(value, list):
        for number, item in enumerate(value):
            if isinstance(item, dict):
                yield (*path, number), item


def role_users(doc: Doc) -> dict[str, tuple[str, ...]]:
    """Functions by the role they name."""
    users: dict[str, tuple[str, ...]] = {}
    for name, _ in functions(doc):
        role = referred(setting(doc, name, "Role"))
        if role:
            users[role] = (*users.get(role, ()), name)
    return users


def statements(doc: Doc) -> Iterator[Statement]:
    """Allow statements of functions: inline in SAM, in their roles, in policies attached to these."""
    for name, properties in sam_functions(doc):
        if "Role" in properties:
            continue
        for path, policy in listed(properties.get("Policies"), ("Resources", name, "Properties", "Policies")):
            yield from _allowed(name, (name,), policy, path)
    users = role_users(doc)
    for name, properties in typed(doc, "AWS::IAM::Role"):
        for path, policy in listed(properties.get("Policies"), ("Resources", name, "Properties", "Policies")):
            if name in users:
                yield from _allowed(name, users[name], policy.get("PolicyDocument"), (*path, "PolicyDocument"))
    for name, properties in typed(doc, "AWS::IAM::Policy", "AWS::IAM::ManagedPolicy"):
        roles = [referred(role) for role in properties.get("Roles") or ()]
        who = tuple(user for role in roles if role for user in users.get(role, ()))
        if who:
            path = ("Resources", name, "Properties", "PolicyDocument")
            yield from _allowed(name, who, properties.get("PolicyDocument"), path)


def _allowed(owner: str, who: tuple[str, ...], document: Any, path: Path) -> Iterator[Statement]:
    written = document.get("Statement") if isinstance(document, dict) else None
    for place, statement in listed(written, (*path, "Statement")):
        if statement.get("Effect", "Allow") == "Allow" and "Action" in statement and "Resource" in statement:
            yield Statement(owner, who, place, statement)
