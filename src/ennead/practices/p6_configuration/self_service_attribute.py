"""Attributes that carry rights and that users write themselves."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ennead.check import NOWHERE, Context, check
from ennead.graph.graph import AppGraph
from ennead.graph.reach import ANYONE
from ennead.graph.triggers import called
from ennead.model.app import Attribute, UserPool, UserPoolClient
from ennead.model.finding import Confidence, Exposure, Finding, Hop, Outcome, Practice, Related, Severity
from ennead.model.unknown import Unknown
from ennead.practices.fixes.access import WRITE_ATTRIBUTES
from ennead.practices.fixes.change import written

RIGHTS = frozenset(
    """
    admin admins administrator isadmin superadmin superuser root owner staff employee moderator manager operator
    role roles userrole usertype group groups permission permissions privilege privileges rights scope scopes
    access accesslevel acl authority clearance tier plan subscription premium license licence entitlement
    entitlements paid credit credits balance quota approved verified
    tenant tenants tenantid orgid accountid companyid customerid
    """.split()
)
"""Words of a name that says what its holder may do, or whose data he sees."""
STATES = frozenset({"is", "can"})
"""`is_vip`, `can_publish`: what begins so says what somebody is allowed to be or do."""
_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+")


@check(
    Practice.CONFIGURATION,
    Severity.HIGH,
    on=UserPool,
    references=("CWE-269", "CWE-915", "CWE-284", "OWASP-SLS-S2", "OWASP-SLS-S5", "ATTACK-T1548"),
)
def self_service_attribute(pool: UserPool, ctx: Context) -> Iterator[Outcome]:
    """Whoever signs up writes an attribute that says what he may do."""
    for attribute in pool.attributes:
        if not attribute.custom or attribute.developer_only is True or not carries_rights(attribute.name):
            continue
        if pool.self_sign_up is False and attribute.mutable is False:
            continue
        clients = list(_writers(ctx.graph, pool, attribute))
        sure = [client for client in clients if not isinstance(client.write_attributes, Unknown)]
        unknown = next((one for one in (pool.self_sign_up, *_lists(clients)) if isinstance(one, Unknown)), None)
        if sure and not isinstance(pool.self_sign_up, Unknown):
            yield _found(pool, attribute, sure, ctx)
        elif clients and unknown is not None:
            reason = f"who writes custom:{attribute.name} of {called(pool)} could not be told: {unknown.reason}"
            yield ctx.unassessed(reason, node=pool, at=attribute.at, key=attribute.name)


def carries_rights(name: str) -> bool:
    """Whether a word of the name (`is_admin`, `userRole`, `tenant-id`) speaks of rights."""
    words = [word.lower() for word in _WORD.findall(name)]
    return bool(RIGHTS.intersection(words)) or "".join(words) in RIGHTS or (len(words) > 1 and words[0] in STATES)


def _writers(graph: AppGraph, pool: UserPool, attribute: Attribute) -> Iterator[UserPoolClient]:
    """The clients of the pool through which a user writes the attribute, those that are not told among them."""
    for client in graph.nodes_of(UserPoolClient):
        written = client.write_attributes
        if client.pool == pool.id and (
            written is None or isinstance(written, Unknown) or f"custom:{attribute.name}" in written
        ):
            yield client


def _lists(clients: list[UserPoolClient]) -> list[object]:
    return [client.write_attributes for client in clients]


def _found(pool: UserPool, attribute: Attribute, clients: list[UserPoolClient], ctx: Context) -> Finding:
    listed = any(client.write_attributes is not None for client in clients)
    name = f"custom:{attribute.name}"
    when = " when they sign up" if attribute.mutable is False else " themselves"
    opened = "anyone may sign up" if pool.self_sign_up is True else "administrators make them"
    why = "lists it among what its users write" if listed else "does not say which attributes its users write"
    return ctx.finding(
        f"users of {called(pool)} set {name}{when}: {opened}, and {called(clients[0])} {why}",
        node=pool,
        at=attribute.at,
        severity=None if pool.self_sign_up is True else Severity.MEDIUM,
        confidence=Confidence.HIGH if listed else Confidence.MEDIUM,
        exposure=Exposure.ANONYMOUS if pool.self_sign_up is True else Exposure.SIGNED_IN,
        related=[Related(client.at or NOWHERE, f"{called(client)} lets its users write {name}") for client in clients],
        path=[ANYONE, Hop(pool.id, f"signs up with {called(pool)}", pool.at)] if pool.self_sign_up is True else (),
        key=attribute.name,
        fix=written(
            f"Name in {called(clients[0])} what users write, without {name}, or keep the right in a group",
            (WRITE_ATTRIBUTES, clients[0]),
        ),
    )
