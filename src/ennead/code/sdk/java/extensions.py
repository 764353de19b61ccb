"""Requests that the extensions beside a function make for it: it asks them by HTTP on its own machine."""

from __future__ import annotations

from ennead.code.facts import CallFact
from ennead.code.hosts.escaped_extensions import asked
from ennead.code.hosts.java import connected
from ennead.code.hosts.java_settings import Told
from ennead.code.sdk.java.request import Answer, request


def of_call(fact: CallFact, told: Told) -> Answer:
    """A request of any HTTP client to an extension."""
    for found in connected(fact, told):
        for one in asked(found.target, fact):
            yield from request(fact, one.service, one.operation, one.given, how="helper", sdk="http")
