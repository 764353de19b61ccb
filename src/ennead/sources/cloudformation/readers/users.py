"""Cognito: user pools, their clients and triggers, identity pools."""

from __future__ import annotations

from collections.abc import Iterator

from ennead.model import app
from ennead.model.app import (
    Attribute,
    Auth,
    Exposure,
    IdentityPool,
    Mode,
    PasswordPolicy,
    Trigger,
    UserPool,
    UserPoolClient,
)
from ennead.model.unknown import Unknown
from ennead.sources.cloudformation.desk import Desk, places
from ennead.sources.cloudformation.readers.registry import reads
from ennead.sources.cloudformation.stack import Resource
from ennead.sources.cloudformation.view import View

STANDARD = frozenset(
    "address birthdate email email_verified family_name gender given_name locale middle_name name nickname phone_number"
    " phone_number_verified picture preferred_username profile sub updated_at website zoneinfo".split()
)
"""OpenID Connect's own attributes; any other name in the schema is a custom one."""


@reads("AWS::Cognito::UserPool")
def user_pool(resource: Resource, desk: Desk) -> None:
    """A user pool: who may sign up, with which attributes and passwords, and the functions it asks."""
    props = resource.properties
    admin_only = props.view("AdminCreateUserConfig").flag("AllowAdminCreateUserOnly")
    sign_up = admin_only if isinstance(admin_only, Unknown) else not admin_only
    node_id = desk.add(
        UserPool(
            **desk.base(resource),
            deletion_policy=resource.deletion_policy,
            self_sign_up=sign_up,
            password=_password(props),
            attributes=tuple(_attributes(props)),
            mfa=props.text("MfaConfiguration"),
        )
    )
    if sign_up is True:
        internet = desk.add(app.INTERNET)
        desk.edges.append(
            Exposure(
                source=internet,
                target=node_id,
                auth=Auth.NONE,
                locations=(resource.at,),
                actions=("cognito-idp:SignUp",),
            )
        )
    triggers = props.view("LambdaConfig")
    for name, value in triggers.data.items():
        arn = value.get("LambdaArn") if isinstance(value, dict) else value
        if not isinstance(arn, str) or name in {"KMSKeyID"}:
            continue
        at = triggers.at(name)
        target = desk.function_of(arn, at)
        declared = desk.declared(target, "Cognito", "UserPool", node_id)
        desk.trigger(
            Trigger(
                source=node_id, target=target, mode=Mode.SYNC, event=name, label=name, locations=places(at, *declared)
            )
        )


def _password(props: View) -> PasswordPolicy | None:
    policy = props.view("Policies").view("PasswordPolicy")
    if not policy.data:
        return None
    return PasswordPolicy(
        minimum_length=policy.number("MinimumLength"),
        lowercase=policy.flag("RequireLowercase"),
        uppercase=policy.flag("RequireUppercase"),
        numbers=policy.flag("RequireNumbers"),
        symbols=policy.flag("RequireSymbols"),
        at=props.view("Policies").at("PasswordPolicy"),
    )


def _attributes(props: View) -> Iterator[Attribute]:
    for one in props.views("Schema"):
        name = one.known("Name") or ""
        yield Attribute(
            name=name.removeprefix("custom:"),
            mutable=one.flag("Mutable"),
            custom=name not in STANDARD,
            developer_only=one.flag("DeveloperOnlyAttribute"),
            at=one.at("Name"),
        )


@reads("AWS::Cognito::UserPoolClient")
def client(resource: Resource, desk: Desk) -> None:
    """An app client and the attributes it may write."""
    props = resource.properties
    written: tuple[str, ...] | Unknown | None = None
    if props.has("WriteAttributes"):
        unknown = props.is_unknown("WriteAttributes")
        written = unknown if unknown is not None else props.texts("WriteAttributes")
    desk.add(
        UserPoolClient(
            **desk.base(resource),
            pool=desk.target(props.raw("UserPoolId"), UserPool, "AWS::Cognito::UserPool"),
            write_attributes=written,
            auth_flows=props.texts("ExplicitAuthFlows"),
            secret=props.flag("GenerateSecret"),
        )
    )


@reads("AWS::Cognito::IdentityPool")
def identity_pool(resource: Resource, desk: Desk) -> None:
    """An identity pool."""
    desk.add(
        IdentityPool(**desk.base(resource), unauthenticated=resource.properties.flag("AllowUnauthenticatedIdentities"))
    )
