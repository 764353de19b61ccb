"""How far statements reach beyond one application, in words and as a severity."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from ennead.iam.managed import is_service_role
from ennead.iam.match import names_action
from ennead.iam.power import escalates, full_service, sensitive_reads, wildcard_resource
from ennead.model.finding import Severity
from ennead.model.policy import Effect, Policy, Statement
from ennead.practices.p3_roles.nouns import listed, thing

CHANGES = {
    "s3": ("s3:PutObject", "s3:DeleteObject"),
    "dynamodb": ("dynamodb:PutItem", "dynamodb:UpdateItem", "dynamodb:DeleteItem", "dynamodb:BatchWriteItem"),
    "cognito-idp": ("cognito-idp:AdminSetUserPassword", "cognito-idp:AdminUpdateUserAttributes"),
    "rds-data": ("rds-data:ExecuteStatement", "rds-data:ExecuteSql"),
    "secretsmanager": ("secretsmanager:PutSecretValue",),
    "ecr": ("ecr:PutImage",),
}
"""Actions that change content others rely on: objects, records, users, secrets, images."""

ANSWERS = frozenset({"comprehend", "polly", "rekognition", "textract", "transcribe", "translate"})
"""Services that answer questions and keep next to nothing: whoever may call them spends money."""


@dataclass(frozen=True, slots=True)
class Width:
    """`what` completes "... may"."""

    what: str
    severity: Severity


def everywhere(action: str, statements: Iterable[Statement]) -> bool:
    """Whether they allow the action on every resource of its type."""
    return any(
        statement.effect is Effect.ALLOW
        and names_action(statement, action)
        and bool(wildcard_resource(replace(statement, actions=(action,), not_actions=())))
        for statement in statements
    )


def changed(statements: tuple[Statement, ...]) -> tuple[str, ...]:
    """Services where the content of every resource can be changed."""
    return tuple(
        service for service, actions in CHANGES.items() if any(everywhere(action, statements) for action in actions)
    )


def width_of(policy: Policy) -> Width | None:
    """What a managed policy gives over every resource; None where it gives nothing worth a word.

    AWS's policies for the roles of its services are taken as they are (polling every queue, writing every
    log), unless they hand out a whole service, every function, or a way to more.
    """
    statements = policy.statements
    way = escalates(statements)
    if way:
        return Width(way.removeprefix("may "), Severity.HIGH)
    service_role = is_service_role(policy.arn or "")
    content = () if service_role else changed(statements)
    if content:
        return Width(f"change the content of every {_things(content)} of the account", Severity.HIGH)
    reads = () if service_role else sensitive_reads(statements)
    if "secretsmanager" in reads:
        return Width("read every secret of the account", Severity.HIGH)
    whole = whole_services(statements)
    if whole:
        severity = Severity.LOW if ANSWERS.issuperset(whole) else Severity.MEDIUM
        return Width(f"call every {listed(whole)} action on every resource", severity)
    if everywhere("lambda:InvokeFunction", statements):
        return Width("call every function of the account", Severity.MEDIUM)
    if reads:
        return Width(f"read every {_things(reads)} of the account", Severity.MEDIUM)
    return None


def whole_services(statements: Iterable[Statement]) -> tuple[str, ...]:
    """Services of which every action is allowed on `*`."""
    found = {
        service
        for statement in statements
        if "*" in statement.resources or statement.not_resources
        for service in full_service(statement)
    }
    return tuple(sorted(found))


def _things(services: tuple[str, ...]) -> str:
    return listed(thing(service, ("GetParameter",) if service == "ssm" else ()) for service in services)
