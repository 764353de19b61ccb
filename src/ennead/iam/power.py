"""What a set of statements lets its holder do, as far as checks ask for it.

Everything here says what is surely granted: a statement with `unknown` set is left out, and whoever asks
reports it apart.  A statement that denies counts where it has no condition and speaks of every resource.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from ennead.iam.actions import find, service_names
from ennead.iam.conditions import holds
from ennead.iam.managed import is_service_role
from ennead.iam.match import action_matches, actions_overlap, names_action, resource_matches
from ennead.iam.tables import expand
from ennead.iam.tri import Tri
from ennead.iam.ways import READS, WAYS, Way
from ennead.model.policy import Condition, Effect, Policy, Statement

OWN_ROLE = frozenset(
    {
        "logs:CreateLogGroup",
        "logs:CreateLogStream",
        "logs:PutLogEvents",
        "ec2:CreateNetworkInterface",
        "ec2:DeleteNetworkInterface",
        "ec2:AssignPrivateIpAddresses",
        "ec2:UnassignPrivateIpAddresses",
    }
)
"""What every function needs for its log and its network, granted on `*` by AWS's own AWSLambdaBasicExecutionRole
and AWSLambdaVPCAccessExecutionRole: on `*` it gives no data away."""

_EVERYTHING = "arn:aws:*:*:*:*"


def full_service(statement: Statement) -> tuple[str, ...]:
    """Services of which the statement allows every action, in order; `("*",)` for all of them.

    Says nothing about resources and conditions.
    """
    if not _grants(statement):
        return ()
    if statement.not_actions:
        whole = (name for name in service_names() if not _touched(name, statement.not_actions))
        return tuple(sorted(whole))
    found: set[str] = set()
    for pattern in statement.actions:
        prefix, colon, name = pattern.lower().partition(":")
        if not prefix.strip("*") and not name.strip("*"):
            return ("*",)
        if colon and name and not name.strip("*"):
            wild = "*" in prefix or "?" in prefix
            found |= {each for each in service_names() if action_matches(prefix, each)} if wild else {prefix}
    return tuple(sorted(found))


def is_admin(statements: Iterable[Statement]) -> bool:
    """Whether they allow every action, IAM's own among them, on every resource.

    PowerUserAccess is none: it leaves IAM out.
    """
    every = tuple(statements)
    return any(
        _whole(statement) and _all_resources(statement) and not _stopped(statement.conditions)
        for statement in every
        if _grants(statement) and not _denied("iam:PutRolePolicy", every)
    )


def _whole(statement: Statement) -> bool:
    services = full_service(statement)
    return services == ("*",) or bool(statement.not_actions and "iam" in services)


def wildcard_resource(statement: Statement, policy_arn: str | None = None) -> tuple[str, ...]:
    """Action patterns, as written, that the statement allows on every resource though they could be limited.

    Empty where there are none: actions that only know `*`, those every function's role needs (`OWN_ROLE`),
    those our table does not have, and whatever stands in a service role policy of AWS (`policy_arn`, see
    `is_service_role`).  `*` stands for what NotAction allows.
    """
    if not _grants(statement) or (policy_arn is not None and is_service_role(policy_arn)):
        return ()
    patterns = ("*",) if statement.not_actions else statement.actions
    return tuple(dict.fromkeys(pattern for pattern in patterns if _wide(pattern, statement)))


def wide_actions(policy: Policy) -> tuple[str, ...]:
    """`wildcard_resource` over a whole policy; empty for a service role policy of AWS."""
    found = (action for statement in policy.statements for action in wildcard_resource(statement, policy.arn))
    return tuple(dict.fromkeys(found))


def escalates(statements: Iterable[Statement]) -> str | None:
    """How the holder can become administrator, or nearly; None where no way of the table is open.

    The text completes "the role ...": "may change the code of every function (lambda:UpdateFunctionCode)".
    """
    every = tuple(statements)
    if is_admin(every):
        return "may do everything on every resource"
    if any("iam" in full_service(one) and _everywhere("iam:PutRolePolicy", one, every) for one in every):
        return "may do everything in IAM (iam:*)"
    return next((way.reason for way in WAYS if _open(way, every)), None)


def sensitive_reads(statements: Iterable[Statement]) -> tuple[str, ...]:
    """Services where the content of every resource can be read, in order."""
    every = tuple(statements)
    return tuple(
        service
        for service, actions in sorted(READS.items())
        if any(_everywhere(action, statement, every) for action in actions for statement in every)
    )


def _grants(statement: Statement) -> bool:
    return statement.effect is Effect.ALLOW and statement.unknown is None


def _touched(service: str, patterns: tuple[str, ...]) -> bool:
    return any(actions_overlap(f"{service}:*", pattern) for pattern in patterns)


def _wide(pattern: str, statement: Statement) -> bool:
    return any(_every_one(action, statement) for action in expand(pattern) if action not in OWN_ROLE)


def _every_one(action: str, statement: Statement) -> bool:
    """Whether the action can be limited and the statement does not: it covers all resources of some type."""
    found = find(action)
    if found is None or not found.arns:
        return False
    return bool(statement.not_resources) or any(covers_type(text, found.arns) for text in statement.resources)


@lru_cache(maxsize=16384)
def covers_type(pattern: str, formats: tuple[str, ...]) -> bool:
    """Whether a resource pattern covers everything of one of the formats, in one region and account at least.

    `arn:aws:dynamodb:us-east-1:*:table/*` does; `arn:aws:s3:::my-bucket/*` does not: it names a bucket.
    """
    fields = re.split(r":(?![^{}]*\})", pattern, maxsplit=5)
    wide = ":".join([*fields[:3], "*", "*", fields[5]]) if len(fields) == 6 else pattern
    samples = (re.sub(r"\$\{\w+\}", "*", text) for text in formats)
    return any(
        resource_matches(wide, sample) is Tri.YES for sample in samples if "*" in sample.split(":", maxsplit=5)[-1]
    )


def _all_resources(statement: Statement) -> bool:
    return any(resource_matches(pattern, _EVERYTHING) is Tri.YES for pattern in statement.resources)


def _holds(action: str, statement: Statement, every: tuple[Statement, ...]) -> bool:
    """Whether it allows the action on something."""
    if not _grants(statement) or not names_action(statement, action) or _stopped(statement.conditions):
        return False
    return not _denied(action, every)


def _everywhere(action: str, statement: Statement, every: tuple[Statement, ...]) -> bool:
    return _holds(action, statement, every) and _every_one(action, statement)


def _denied(action: str, statements: tuple[Statement, ...]) -> bool:
    return any(
        statement.effect is Effect.DENY
        and statement.unknown is None
        and not statement.conditions
        and names_action(statement, action)
        and _every_one(action, statement)
        and not statement.not_resources
        for statement in statements
    )


def _open(way: Way, every: tuple[Statement, ...]) -> bool:
    wide = [statement for statement in every if _everywhere(way.everywhere, statement, every)]
    if way.service is not None:
        wide = [statement for statement in wide if _passes(statement.conditions, way.service)]
    return bool(wide) and (way.anywhere is None or any(_holds(way.anywhere, one, every) for one in every))


def _passes(conditions: tuple[Condition, ...], service: str) -> bool:
    """Whether a role may be passed to the service: `iam:PassedToService` chooses services, and stops no other way."""
    context = {"iam:PassedToService": service}
    return not any(holds(condition, context) is Tri.NO for condition in conditions)


def _stopped(conditions: tuple[Condition, ...]) -> bool:
    """Conditions that leave chosen resources or chosen policies only; others say when, not what."""
    keys = (condition.key.lower() for condition in conditions)
    return any(key in {"iam:permissionsboundary", "iam:policyarn"} or "resourcetag/" in key for key in keys)
