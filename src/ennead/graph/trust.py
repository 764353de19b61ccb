"""Whose tokens a role takes: an edge from the issuer, and one from everybody where no condition chooses.

A public issuer (GitHub, GitLab, ...) signs for every customer it has; what tells them apart is a
condition of the trust policy, and a role without one is open to anybody with an account there.
"""

from __future__ import annotations

from collections.abc import Iterator

from ennead.iam.issuers import Issuer, issuer_of
from ennead.model.app import INTERNET, Auth, Exposure, Node, Role
from ennead.model.policy import Condition, Effect, Statement
from ennead.model.supply import IdentityProvider


def trusted(role: Role, nodes: list[Node]) -> Iterator[Exposure]:
    """The edges by which tokens of issuers lead to a role; the nodes they start from are put into `nodes`."""
    for number, statement in enumerate(role.trust):
        if statement.effect is not Effect.ALLOW or statement.unknown is not None:
            continue
        for principal in statement.principals:
            if principal.kind == "Federated" and (host := host_of(principal.value)):
                yield from _edges(role, statement, host, str(number), nodes)


def host_of(principal: str) -> str | None:
    """The host of an OIDC provider's ARN, or the principal where it is a host; None for SAML and what is unknown."""
    host = principal.rpartition("oidc-provider/")[2]
    return host if "." in host and "${" not in host and not host.startswith("arn:") else None


def _edges(role: Role, statement: Statement, host: str, label: str, nodes: list[Node]) -> Iterator[Exposure]:
    issuer = issuer_of(host)
    places = (statement.at,) if statement.at else ()
    provider = IdentityProvider(id=f"identity_provider/{host}", name=host, external=True)
    nodes.append(provider)
    yield Exposure(
        source=provider.id, target=role.id, auth=Auth.JWT, locations=places, label=label,
        condition=_condition(statement),
    )  # fmt: skip
    if issuer is not None and anybody(statement, issuer):
        nodes.append(INTERNET)
        who = f"any {issuer.who}"
        yield Exposure(source=INTERNET.id, target=role.id, auth=Auth.JWT, locations=places, label=f"{who} ({label})")


def _condition(statement: Statement) -> str | None:
    said = (f"{one.key} {', '.join(one.values)}" for one in statement.conditions)
    return "; ".join(said)[:500] or None


def subjects(statement: Statement, issuer: Issuer) -> tuple[str, ...]:
    """The values that the issuer's own condition asks for."""
    return tuple(value for one in statement.conditions if asks(one, issuer.key) for value in one.values)


def anybody(statement: Statement, issuer: Issuer) -> bool:
    """Whether others than one's own get in for sure: no condition chooses, and no part of one is unknown."""
    asked = subjects(statement, issuer)
    if any("${?" in value for value in asked):
        return False
    elsewhere = any(asks(one, key) and "*" not in one.values for one in statement.conditions for key in issuer.also)
    return not elsewhere and (not asked or any(issuer.is_open(value) for value in asked))


def asks(condition: Condition, key: str) -> bool:
    """A condition that must hold, and holds for chosen values only."""
    operator = condition.operator.lower()
    return (
        condition.key.lower() == key.lower()
        and operator.removeprefix("foranyvalue:").startswith(("stringequals", "stringlike", "arnlike", "arnequals"))
        and not operator.endswith("ifexists")
    )
