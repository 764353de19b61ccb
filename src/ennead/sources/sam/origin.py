"""Which line of the SAM source a generated resource goes back to.

SAM names what it generates after its source: the resource's logical id, the event's name, a suffix.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from ennead.model.location import Location
from ennead.sources.cloudformation.marks import MarkedDict, mark_of

ALIASES: dict[str, tuple[tuple[str, str], ...]] = {
    "AWS::Lambda::Function": (
        ("Code", "CodeUri"), ("Code", "InlineCode"), ("Code", "ImageUri"), ("TracingConfig", "Tracing"),
        ("DeadLetterConfig", "DeadLetterQueue"), ("Role", "Policies"), ("SnapStart", "SnapStart"),
    ),
    "AWS::IAM::Role": (
        ("ManagedPolicyArns", "Policies"), ("Policies", "Policies"),
        ("AssumeRolePolicyDocument", "AssumeRolePolicyDocument"), ("PermissionsBoundary", "PermissionsBoundary"),
    ),
    "AWS::ApiGateway::RestApi": (("Body", "DefinitionBody"), ("Body", "DefinitionUri")),
    "AWS::ApiGatewayV2::Api": (("Body", "DefinitionBody"), ("Body", "DefinitionUri")),
    "AWS::StepFunctions::StateMachine": (("DefinitionString", "Definition"), ("DefinitionString", "DefinitionUri")),
    "AWS::Lambda::LayerVersion": (("Content", "ContentUri"),),
    "AWS::Lambda::Url": (("AuthType", "FunctionUrlConfig"),),
}  # fmt: skip
"""Property of the generated type -> property of the SAM source it comes from."""


@dataclass(frozen=True, slots=True)
class Event:
    """An event of a SAM function or state machine, as the source declares it."""

    owner: str
    name: str
    type: str
    properties: dict[str, Any]
    at: Location


@dataclass(frozen=True, slots=True)
class Origin:
    """The SAM resource behind a resource of the finished template, and the event, where it is one's."""

    logical_id: str
    properties: dict[str, Any]
    at: Location
    event: Event | None = None


def origins(root: Mapping[str, Any]) -> dict[str, Origin]:
    """Every resource of the source, by logical id, with its place."""
    found = {}
    resources = root.get("Resources")
    for name, resource in resources.items() if isinstance(resources, dict) else ():
        if isinstance(resource, dict):
            properties = resource.get("Properties")
            mark = mark_of(resources, name)
            at = Location(*mark, ("Resources", name)) if mark else Location("")
            found[name] = Origin(name, properties if isinstance(properties, dict) else MarkedDict(), at)
    return found


def events(root: Mapping[str, Any]) -> Iterator[Event]:
    """Every declared event of every SAM function and state machine."""
    resources = root.get("Resources")
    for owner, resource in resources.items() if isinstance(resources, dict) else ():
        if not isinstance(resource, dict) or not str(resource.get("Type", "")).startswith("AWS::Serverless::"):
            continue
        properties = resource.get("Properties")
        declared = properties.get("Events") if isinstance(properties, dict) else None
        for name, event in declared.items() if isinstance(declared, dict) else ():
            if isinstance(event, dict) and isinstance(event.get("Type"), str):
                mark = mark_of(declared, name)
                inner = event.get("Properties")
                yield Event(
                    owner,
                    str(name),
                    event["Type"],
                    inner if isinstance(inner, dict) else {},
                    Location(*mark, ("Resources", owner, "Properties", "Events", str(name))) if mark else Location(""),
                )


def origin_of(logical_id: str, sources: Mapping[str, Origin], declared: Mapping[str, list[Event]]) -> Origin | None:
    """The source resource whose id the generated one begins with, the longest first; its event likewise."""
    if logical_id in sources:
        return sources[logical_id]
    for length in range(len(logical_id) - 1, 0, -1):
        source = sources.get(logical_id[:length])
        if source is None:
            continue
        rest = logical_id[length:]
        matching = [event for event in declared.get(source.logical_id, []) if rest.startswith(event.name)]
        event = max(matching, key=lambda one: len(one.name), default=None)
        return Origin(source.logical_id, source.properties, event.at if event else source.at, event)
    return None
