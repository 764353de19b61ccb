"""Functions under their key in the service's file, and the triggers that lie outside the template."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, replace
from typing import Any, TypeVar

from ennead.model.app import Bucket, Dialect, Edge, Fragment, Mode, Node, Role, Trigger, UserPool
from ennead.model.location import Location
from ennead.model.policy import Policy, PolicySource
from ennead.sources.cloudformation.desk import short_name
from ennead.sources.cloudformation.inputs import hole
from ennead.sources.outside import Offer
from ennead.sources.serverless.draft import Outside, named
from ennead.sources.serverless.roles import OWN

T = TypeVar("T", Node, Edge)

_KEYED = ("function", "state_machine")


def renamed(fragment: Fragment, owners: Mapping[str, str]) -> Fragment:
    """The fragment with `function/HelloLambdaFunction` as `function/hello`; `owners` are logical ids and keys.

    State machines likewise: the ids of theirs may hold the stage.

    Roles the framework makes for one function are marked as that function's.
    """
    ids = _ids(owners)
    nodes = []
    for node in fragment.nodes:
        key = owners.get(node.logical_id or "")
        one = _with_ids(node, ids)
        if key is not None and node.kind in _KEYED:
            one = replace(one, logical_id=key)
        elif key is not None and isinstance(one, Role):
            one = replace(one, generated=True, function=key)
        if isinstance(one, Role):
            one = replace(one, policies=tuple(_sourced(policy) for policy in one.policies))
        nodes.append(one)
    edges = tuple(_with_ids(edge, ids) for edge in fragment.edges)
    return replace(fragment, nodes=tuple(nodes), edges=edges)


def _sourced(policy: Policy) -> Policy:
    """A policy that nobody wrote is the framework's."""
    return replace(policy, source=PolicySource.GENERATED) if policy.name == OWN else policy


def spoken(fragment: Fragment, own: Mapping[str, Any]) -> Fragment:
    """The fragment with its dialect: what is no resource of the service's `own` is made of the framework's keys."""
    nodes = tuple(
        node
        if node.logical_id is None or node.logical_id.partition(".")[0] in own
        else replace(node, dialect=Dialect.SERVERLESS)
        for node in fragment.nodes
    )
    return replace(fragment, nodes=nodes)


def _ids(owners: Mapping[str, str]) -> dict[str, str]:
    return {f"{kind}/{logical_id}": f"{kind}/{key}" for logical_id, key in owners.items() for kind in _KEYED}


def offers_renamed(offers: tuple[Offer, ...], owners: Mapping[str, str]) -> tuple[Offer, ...]:
    """What the service offers others, its functions and state machines under their keys."""
    ids = _ids(owners)
    return tuple(
        replace(offer, things=tuple(replace(one, node_id=ids.get(one.node_id, one.node_id)) for one in offer.things))
        for offer in offers
    )


def _with_ids(item: T, ids: Mapping[str, str]) -> T:
    changes: dict[str, Any] = {}
    for one in fields(item):
        value = getattr(item, one.name)
        if isinstance(value, str) and value in ids:
            changes[one.name] = ids[value]
        elif isinstance(value, tuple) and any(isinstance(part, str) and part in ids for part in value):
            changes[one.name] = tuple(ids.get(part, part) if isinstance(part, str) else part for part in value)
    return replace(item, **changes) if changes else item


def with_outside(fragment: Fragment, outside: list[Outside]) -> Fragment:
    """The fragment with triggers by buckets and user pools that another stack declares."""
    nodes = {node.id: node for node in fragment.nodes}
    edges = list(fragment.edges)
    for one in outside:
        source = _source(one, nodes)
        nodes.setdefault(source.id, source)
        mode = Mode.ASYNC if one.kind == "bucket" else Mode.SYNC
        edges.append(
            Trigger(
                source=source.id, target=f"function/{one.function}", mode=mode, filter=one.filter, label=one.event,
                event="s3" if one.kind == "bucket" else one.event, locations=(Location(*one.mark),),
            )
        )  # fmt: skip
    return replace(fragment, nodes=tuple(nodes.values()), edges=tuple(dict.fromkeys(edges)))


def _source(one: Outside, nodes: Mapping[str, Node]) -> Node:
    """The node a trigger names: one of the application by its name, else one outside."""
    name = one.name if isinstance(one.name, str) else hole(named(one.name))
    kind: type[Node] = Bucket if one.kind == "bucket" else UserPool
    known = next((node for node in nodes.values() if isinstance(node, kind) and node.name == name), None)
    short = short_name(name)
    return known or kind(id=f"{kind.KIND}/{short}", name=short, at=Location(*one.mark), external=True)
