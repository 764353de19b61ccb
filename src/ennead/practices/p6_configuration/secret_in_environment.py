"""Secrets that stand as literals in the variables of functions."""

from __future__ import annotations

from collections.abc import Iterator

from ennead.check import NOWHERE, Context, check
from ennead.graph.graph import AppGraph
from ennead.graph.triggers import called
from ennead.model.app import Function, Variable
from ennead.model.finding import Confidence, Finding, Fix, Outcome, Practice, Related, Severity
from ennead.practices.p6_configuration.secret_shapes import Secret, secret_of


@check(
    Practice.CONFIGURATION,
    Severity.HIGH,
    on=AppGraph,
    references=("CWE-798", "CWE-312", "CWE-526", "OWASP-SLS-S3", "ATTACK-T1552.001"),
)
def secret_in_environment(graph: AppGraph, ctx: Context) -> Iterator[Outcome]:
    """A variable of a function holds a secret in plain text, and so does the template."""
    groups: dict[tuple[str, str], tuple[Secret, list[tuple[Function, Variable]]]] = {}
    for fn in graph.nodes_of(Function):
        for variable in () if fn.external else fn.environment:
            value = variable.value
            if isinstance(value, str) and (secret := secret_of(variable.name, value, ctx.decoys)):
                groups.setdefault((variable.name, value), (secret, []))[1].append((fn, variable))
    for (name, _), (secret, places) in groups.items():
        yield _found(name, secret, places, ctx)


def _found(name: str, secret: Secret, places: list[tuple[Function, Variable]], ctx: Context) -> Finding:
    one = places[0][0] if len(places) == 1 else None
    who = f"{called(one)} has" if one else f"{len(places)} functions have"
    entries = (Related(var.at or fn.at or NOWHERE, called(fn), fn.logical_id) for fn, var in places)
    related = sorted(entries, key=lambda entry: (entry.at, entry.function or ""))
    return ctx.finding(
        f"{who} {secret.what} in plain text in the variable {name}",
        node=one,
        at=related[0].at,
        confidence=Confidence.HIGH if secret.by_format else Confidence.MEDIUM,
        related=() if one else related,
        key=name,
        fix=Fix(f"Replace the secret, keep the new one in Secrets Manager, and let {name} hold its ARN"),
    )
