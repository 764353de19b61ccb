"""The right and the way to send refused records to a queue: edits of a function's role, and the variable's value."""

from __future__ import annotations

import posixpath
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any

from ennead.attach import size
from ennead.attach.letters import OF_KEY, SEND, Target, may, prefix_of, role_of, stands_in, target
from ennead.attach.words import Allowed, Coverage
from ennead.attach.written import Templates
from ennead.graph.authority import functions_of
from ennead.graph.graph import AppGraph
from ennead.graph.needed.document import template_name
from ennead.graph.needed.places import Places
from ennead.graph.needed.requests import key_of
from ennead.model.app import TERRAFORM, Dialect, Function, Key, Queue, Role
from ennead.model.need import Because, Need, Place
from ennead.model.policy import Effect, Statement
from ennead.model.unknown import Unknown
from ennead.remedy.edit import Edit, Hcl
from ennead.remedy.errors import RemedyError
from ennead.remedy.roles import circles
from ennead.remedy.roles.added import Adding
from ennead.remedy.roles.sls_service import service_of
from ennead.remedy.roles.tf_module import names_in

_TITLE = "EnneadDeadLetter"
"""What a new policy of a role is called in a template."""


@dataclass(frozen=True, slots=True)
class Sent:
    """What a function gets: the variable's value as its dialect writes it, edits of its role, what is to be known."""

    value: Any
    edits: tuple[Edit, ...] = ()
    notes: tuple[str, ...] = ()


class Sending:
    """The queue that is asked for, function by function; each role is worked out once.

    `chosen` are the ids of all functions that are to send there.
    """

    def __init__(self, text: str, templates: Templates, chosen: Collection[str]) -> None:
        self._text, self._templates, self._chosen = text, templates, chosen
        self._adding = Adding(templates.source, templates.modules)
        self._known: dict[tuple[str, str], tuple[Edit, ...]] = {}

    def of(self, coverage: Coverage, graph: AppGraph) -> Sent:
        """The edits for one function.

        Raises:
            RemedyError: it cannot be given the right, or has no way to name the queue; the reason alone.
        """
        function = coverage.function
        if coverage.variables > size.MOST_VARIABLES:
            raise RemedyError(f"its variables would take more than the {size.MOST_VARIABLES:,} bytes that Lambda takes")
        role = role_of(function, graph)
        if len(self._roles(function)) > 1:
            raise RemedyError("a condition decides between its roles")
        found = target(self._text, function, graph)
        value = self._value(function, role, found, graph)
        keys, notes = _keys(found, graph)
        key = (graph.name, role.id)
        if key not in self._known:
            self._known[key] = self._edits(_needs(found.place, keys), role, function, graph)
        return Sent(value, self._known[key], (*notes, *self._notes(function, role, found, graph)))

    def _notes(self, function: Function, role: Role, found: Target, graph: AppGraph) -> Iterator[str]:
        """What the right comes to beside the function, and what the queue makes of records."""
        if found.shown.endswith(".fifo") or (found.queue is not None and found.queue.fifo is True):
            held = "a reader that fails on one record holds up those behind it"
            yield f"{found.shown} is a FIFO queue, and the agent puts all records into one group: {held}"
        every = (one for one in functions_of(graph, role) if one.id != function.id and one.id not in self._chosen)
        if others := [one.logical_id or one.name for one in every]:
            yield f"its role {role.name} is shared: {', '.join(others)} may send to the dead letter queue too"
        if role.boundary is not None:
            yield f"its role has a permissions boundary, which has to allow {SEND} as well"

    def _edits(self, needs: tuple[Need, ...], role: Role, function: Function, graph: AppGraph) -> tuple[Edit, ...]:
        lacking = tuple(one for one in needs if may(one.action, one.places[0], role, graph) is not Allowed.YES)
        for need in lacking:
            given = Statement(Effect.ALLOW, actions=(need.action,), resources=(need.places[0].arn,))
            if may(need.action, need.places[0], role, graph, (given,)) is not Allowed.YES:
                raise RemedyError(f"a statement of its role denies {need.action}, or may")
        return self._adding.edits(lacking, role, function, graph, _TITLE) if lacking else ()

    def _roles(self, function: Function) -> set[str]:
        """The roles that a function's template names for it: a condition that is not held now may hold elsewhere."""
        if function.dialect in TERRAFORM:
            names = names_in(self._templates.top(function).attribute("role") or "")
            return {".".join(name.split(".")[:2]) for name in names if name.startswith("aws_iam_role.")}
        if function.dialect is Dialect.SERVERLESS:  # it is read by stage
            return set()
        file, route = self._templates.written.resource(function)
        return set(circles.named([self._templates.source.at(file, (*route, "Properties", "Role"))]))

    # -- how the queue is named -------------------------------------------------------------------------------------

    def _value(self, function: Function, role: Role, found: Target, graph: AppGraph) -> Any:
        if found.queue is None:
            return found.place.arn
        if function.dialect in TERRAFORM:
            return self._address(function, found.queue)
        return self._reference(function, role, found.queue, graph)

    def _address(self, function: Function, queue: Queue) -> Hcl:
        """The queue's URL as an expression of the function's module."""
        top = self._templates.top(function)
        module = self._templates.modules.of(posixpath.dirname(top.file))
        address = (queue.logical_id or "").removeprefix(stands_in(function))
        here = module.by_address.get(address.partition("[")[0])
        if here is None or not address.startswith("aws_sqs_queue."):
            raise RemedyError(f"{address} is not written beside it: name the queue by its ARN")
        if here.repeated is not None:
            raise RemedyError(f"{address} stands for several queues (for_each, count): name one by its ARN")
        if module.reaches(address, top.address):
            raise RemedyError(f"{address} is made after it, and a reference would be a circle: name it by its ARN")
        return Hcl(f"{address}.url")

    def _reference(self, function: Function, role: Role, queue: Queue, graph: AppGraph) -> dict[str, str]:
        """The queue's URL as a reference of the function's template."""
        name, own = template_name(queue), template_name(function)
        resources, body = self._beside(function, graph)
        resource = resources.get(name)
        if not isinstance(resource, dict):
            raise RemedyError(f"{name} is not written beside it: name the queue by its ARN")
        if (condition := resource.get("Condition")) is not None:
            # a role that is not written here is the function's own in SAM, and everybody's elsewhere
            held = body if role.generated else resources.get(template_name(role), {})
            if any(condition not in (one.get("Condition"), one.get("condition")) for one in (body, held)):
                raise RemedyError(f"{name} exists only if {condition} holds: name the queue by its ARN")
        known = circles.Dependencies({"Resources": {own: {}, template_name(role): {}, **resources}})
        after = (own, template_name(role)) if function.dialect is Dialect.SERVERLESS else (own,)
        if any(known.reaches(name, one) for one in after):
            raise RemedyError(f"{name} is made after it, and a reference would be a circle: name the queue by its ARN")
        return {"Ref": name}

    def _beside(self, function: Function, graph: AppGraph) -> tuple[dict[str, Any], dict[str, Any]]:
        """The resources of a function's template, and what is written of the function itself."""
        source = self._templates.source
        if function.dialect is Dialect.SERVERLESS:
            service = service_of(graph, function.name, source)
            held = service.at(*service.resources) if service.resources is not None else None
            body = service.at(*service.function(function.logical_id or ""))
        else:
            file, route = self._templates.written.resource(function)
            held, body = source.at(file, route[:-1]), source.at(file, route)
        return held if isinstance(held, dict) else {}, body


def _keys(found: Target, graph: AppGraph) -> tuple[tuple[Place, ...], tuple[str, ...]]:
    """The key that the queue is encrypted with, where the right to use it can be given; else what is to be done.

    The service's own key (`alias/aws/sqs`) lets everybody use it who may use the queue.
    """
    needed = f"its role needs {' and '.join(OF_KEY)} on it, by hand"
    if found.queue is None:
        other = "if the queue is another account's, its own policy has to allow the role too"
        return (), (f"if {found.shown} is encrypted with a key of yours, {needed}; {other}",)
    text = found.queue.encrypted_with
    if text is None:
        return (), ()
    if isinstance(text, Unknown):
        return (), (f"which key {found.shown} is encrypted with could not be told: if it is one of yours, {needed}",)
    places = tuple(key_of(found.queue, Places(graph)))
    beside = {one.id for one in graph.nodes_of(Key) if prefix_of(one) == prefix_of(found.queue)}
    if all(one.node in beside for one in places):
        return places, ()
    return (), (f"{found.shown} is encrypted with the key {text}, which is not declared here: {needed}",)


def _needs(place: Place, keys: tuple[Place, ...]) -> tuple[Need, ...]:
    pairs = ((SEND, place), *((action, key) for key in keys for action in OF_KEY))
    return tuple(Need(action, (where,), Because.CONFIGURATION) for action, where in pairs)
