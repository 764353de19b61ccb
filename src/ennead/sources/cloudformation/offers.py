"""What the stacks of an application offer to others: exports, outputs by stack, parameters they store."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from ennead.model.app import Function
from ennead.sources.cloudformation.desk import Desk
from ennead.sources.cloudformation.inputs import has_hole
from ennead.sources.cloudformation.stack import Resource, Stack
from ennead.sources.outside import Named, Offer, Way

MAX_OFFERS = 2_000
_TOKEN = re.compile(r"\$\{[A-Za-z0-9.]{1,300}\}")
_QUALIFIED = ("AWS::Lambda::Alias", "AWS::Lambda::Version")


def offers_of(desk: Desk) -> tuple[Offer, ...]:
    """Everything on offer, in the order of the templates; one with a name that could not be told is left out."""
    found: list[Offer] = []
    for offer in (*_outputs(desk), *_parameters(desk)):
        if len(found) >= MAX_OFFERS:
            break
        if not has_hole(offer.name) or re.sub(r"\$\{[^{}]*\}", "", offer.name):
            found.append(offer)
    return tuple(found)


def _outputs(desk: Desk) -> Iterator[Offer]:
    for stack in desk.stacks():
        for name, output in stack.template.section("Outputs").items():
            if isinstance(output, dict) and _holds(stack, output.get("Condition")):
                yield from _output(stack, name, output, desk)


def _output(stack: Stack, name: str, output: dict[str, Any], desk: Desk) -> Iterator[Offer]:
    value = stack.resolver.value(output.get("Value"))
    export = output.get("Export")
    exported = stack.resolver.value(export.get("Name")) if isinstance(export, dict) else None
    if isinstance(exported, str):
        yield _offer(Way.EXPORT, exported, value, desk)
    own = stack.inputs.pseudo("AWS::StackName")
    if own and "${" not in own and not stack.prefix:
        yield _offer(Way.OUTPUT, f"{own}.{name}", value, desk)


def _holds(stack: Stack, condition: object) -> bool:
    """Whether an output is there; one whose condition could not be told may be."""
    return not isinstance(condition, str) or stack.resolver.condition(condition) is not False


def _parameters(desk: Desk) -> Iterator[Offer]:
    for resource in desk.resources():
        if resource.type == "AWS::SSM::Parameter" and not resource.name.endswith(f"{resource.bare_id}}}"):
            yield _offer(Way.PARAMETER, resource.name, resource.properties.text("Value"), desk)


def _offer(way: Way, name: str, value: object, desk: Desk) -> Offer:
    if not isinstance(value, str) or has_hole(value):
        return Offer(way, name, None)
    return Offer(way, name, value, tuple(dict.fromkeys(_things(value, desk))))


def _things(value: str, desk: Desk) -> Iterator[Named]:
    """What a value names as a whole, or else by the tokens in it."""
    whole = desk.find(value)
    found = [whole] if whole else [one for token in _TOKEN.findall(value) if (one := desk.find(token))]
    for node_id, resource in found:
        if resource.type in _QUALIFIED:
            function = desk.function_of(value)
            if isinstance(desk.nodes.get(function), Function):
                yield Named(function, "AWS::Lambda::Function", (value,))
        else:
            yield Named(node_id, resource.type, (value, *_texts(resource)) if whole else _texts(resource))


def _texts(resource: Resource) -> tuple[str, ...]:
    token = f"${{{resource.logical_id}}}"
    return tuple(dict.fromkeys((resource.arn, resource.ref, resource.name, token, f"{token[:-1]}.Arn}}")))
