"""Requests that the extensions beside a function make for it: it asks them by HTTP on its own machine."""

from __future__ import annotations

from ennead.code.facts import CallFact
from ennead.code.hosts.escaped_extensions import asked
from ennead.code.hosts.javascript import connected
from ennead.code.sdk.javascript.request import Answer, request


def of_call(fact: CallFact) -> Answer:
    """A request of any HTTP client to an extension."""
    for found in connected(fact):
        for one in asked(found.target, fact):
            yield from request(fact, one.service, one.operation, one.given, how="helper", sdk="http")
