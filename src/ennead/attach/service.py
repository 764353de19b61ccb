"""Edits of a Serverless Framework service: a layer of its own, and the functions that carry it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ennead.attach import own_layer
from ennead.attach.making import Made, Wanted
from ennead.attach.template import SERVERLESS_KEY, SERVERLESS_LAYER, in_list, layer_of_service
from ennead.attach.words import Coverage, Wish
from ennead.attach.written import Templates
from ennead.graph.graph import AppGraph
from ennead.remedy.edit import Edit, Insert, Route, Set, shown
from ennead.remedy.errors import RemedyError
from ennead.remedy.roles.sls_service import Service, service_of


def edits(coverage: Coverage, graph: AppGraph, templates: Templates, wanted: Wanted) -> Made:
    """The edits for one function.

    Raises:
        RemedyError: it is not written in a way that can be edited.
    """
    service = service_of(graph, coverage.name, templates.source)
    route = service.function(coverage.name)
    made = Made()
    if wanted.agent:
        made.edits += _agent(service, route, templates, wanted.wish)
    made.edits += _variables(service, route, wanted)
    return made


def _agent(service: Service, route: Route, templates: Templates, wish: Wish) -> Iterator[Edit]:
    """What brings the agent: the layer, and the function that carries it."""
    reference: Any = wish.arn
    if wish.arn is None:
        more, reference = layer_of_service(service.file, templates, wish)
        yield from more
    yield from _layers(service, route, reference, templates, wish)


def _layers(service: Service, route: Route, reference: Any, templates: Templates, wish: Wish) -> Iterator[Edit]:
    """The layer among the function's own; its list stands instead of the provider's, so that is copied."""
    own = service.at(*route, "layers")
    if isinstance(own, list):
        if wish.arn is not None:
            own = _without_namesake(service, own, templates, wish)
        yield from in_list(service.file, (*route, "layers"), own, reference, wish)
        return
    if own is not None:
        raise RemedyError(f"{shown((*route, 'layers'))} is put in from elsewhere: add the layer there by hand")
    shared = service.at("provider", "layers")
    if shared is not None and not isinstance(shared, list):
        raise RemedyError("provider.layers is put in from elsewhere: add the layer there by hand")
    if reference not in (shared or []):
        before = "environment" if service.at(*route, "environment") is not None else "handler"
        yield Insert(service.file, route, "layers", [*(shared or []), reference], before)


def _without_namesake(service: Service, present: list[Any], templates: Templates, wish: Wish) -> list[Any]:
    """A function's layers, with None in the place of a layer of the user's own that is called as ours would be."""
    reference = {"Ref": SERVERLESS_LAYER}
    layer = service.at("layers", SERVERLESS_KEY)
    if layer is None or own_layer.of_service(layer, reference, service.file, templates, wish):
        return present
    return [None if item == reference else item for item in present]


def _variables(service: Service, route: Route, wanted: Wanted) -> Iterator[Edit]:
    """The variables at the function, which go over the provider's."""
    own, shared = service.at(*route, "environment"), service.at("provider", "environment")
    for part in (own, shared):
        if part is not None and not isinstance(part, dict):
            raise RemedyError("its environment is put in from elsewhere: add the variables there by hand")
    held = {key: value for part in (shared, own) for key, value in (part or {}).items() if value is not None}
    new = {name: value for name, value in wanted.over(held).items() if held.get(name) != value}
    if own is not None:
        yield from (Set(service.file, (*route, "environment", name), value) for name, value in new.items())
    elif new:
        yield Insert(service.file, route, "environment", new, "handler")
