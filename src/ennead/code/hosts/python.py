"""Which hosts a Python program connects to."""

from __future__ import annotations

from collections.abc import Iterator

from ennead.code.facts import CallFact, Facts, HostCall
from ennead.code.hosts import answered, python_agents, python_http, python_services, python_stores
from ennead.code.hosts.extensions import extension
from ennead.code.hosts.fixed import PYTHON, PYTHON_MODULES, STRIPE_VERBS, Fixed
from ennead.code.hosts.record import argument
from ennead.code.hosts.signature import Model, connections, signature
from ennead.code.values import Known, Unknown

_MODELS: dict[str, Model] = {**python_http.MODELS, **python_stores.MODELS, **python_agents.MODELS, **answered.PYTHON}
_FIXED = {**PYTHON, **python_services.SERVICES}


def hosts(facts: Facts) -> Iterator[HostCall]:
    """Every connection that a call of a known library makes; those of the AWS SDK and of extensions are left out."""
    for fact in facts.calls:
        for found in connected(fact):
            if extension(found.target) is None:
                yield found


def connected(fact: CallFact) -> Iterator[HostCall]:
    """The connections that one call makes, to extensions beside the function too."""
    name = signature(fact.callee)
    if name is None:
        return
    name = python_services.named(name)
    model = _MODELS.get(name)
    if model is not None:
        yield from model(fact)
    elif name in _FIXED:
        yield from _fixed(fact, name, _FIXED[name])
    else:
        yield from _of_module(fact, name)


def packages() -> frozenset[str]:
    """The packages of which something is known here, by their top module."""
    return frozenset(name.partition(".")[0] for name in (*_MODELS, *_FIXED, *PYTHON_MODULES))


def _fixed(fact: CallFact, name: str, fixed: Fixed) -> Iterator[HostCall]:
    """The host of a service's own client, or what its arguments put in its place."""
    replaced = argument(fact, None if fixed.host else 0, *fixed.options) if fixed.options else None
    target = replaced or (Known(fixed.host) if fixed.host else Unknown("no host is told"))
    yield from connections(fact, target, name.partition(".")[0])


def _of_module(fact: CallFact, name: str) -> Iterator[HostCall]:
    """`stripe.Charge.create(...)`."""
    package, _, rest = name.partition(".")
    fixed = PYTHON_MODULES.get(package)
    if fixed is not None and "()" not in name and rest.rpartition(".")[2] in STRIPE_VERBS:
        yield from connections(fact, Known(fixed.host), package)
