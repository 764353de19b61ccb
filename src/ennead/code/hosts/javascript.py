"""Which hosts a JavaScript program connects to."""

from __future__ import annotations

from collections.abc import Iterator

from ennead.code.facts import CallFact, Facts, HostCall
from ennead.code.hosts import answered, javascript_http, javascript_stores
from ennead.code.hosts.escaped_extensions import is_extension
from ennead.code.hosts.fixed import Fixed
from ennead.code.hosts.javascript_services import SERVICES
from ennead.code.hosts.record import first, records
from ennead.code.hosts.signature import Model, connections, signature
from ennead.code.values import Known, Unknown

_MODELS: dict[str, Model] = {**javascript_http.MODELS, **javascript_stores.MODELS, **answered.JAVASCRIPT}


def hosts(facts: Facts) -> Iterator[HostCall]:
    """Every connection that a call of a known library makes; those of the AWS SDK and of extensions are left out."""
    for fact in facts.calls:
        for found in connected(fact):
            if not is_extension(found.target):
                yield found


def connected(fact: CallFact) -> Iterator[HostCall]:
    """The connections that one call makes, to extensions beside the function too."""
    name = signature(fact.callee)
    if name is None:
        return
    model = _MODELS.get(name)
    if model is not None:
        yield from model(fact)
    elif name in SERVICES:
        yield from _fixed(fact, name, SERVICES[name])


def _fixed(fact: CallFact, name: str, fixed: Fixed) -> Iterator[HostCall]:
    """The host of a service's own client, or what its options put in its place."""
    client = package(name)
    replaced = [
        value
        for option in fact.args
        for record in records(option)
        if (value := first(record, *fixed.options)) is not None
    ]
    if replaced:
        for value in replaced:
            yield from connections(fact, value, client)
    else:
        yield from connections(fact, Known(fixed.host) if fixed.host else Unknown("no host is told"), client)


def package(name: str) -> str:
    """The package of a dotted name (`@slack/web-api` of `@slack/web-api.WebClient`)."""
    if name in _DOTTED or name.startswith(tuple(f"{dotted}." for dotted in _DOTTED)):
        return next(dotted for dotted in _DOTTED if name == dotted or name.startswith(f"{dotted}."))
    return name.partition(".")[0].removesuffix("()")


_DOTTED = ("mailgun.js", "discord.js")
"""Packages with a dot in their name."""
