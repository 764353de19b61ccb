"""What moto holds of a policy, found out by asking: with no right, with one to the resource, to another, to all."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from botocore.exceptions import ClientError  # type: ignore[import-untyped]

from bench.roles_moto_shop import Shop
from bench.roles_moto_stack import Clients, Declared

Statements = list[dict[str, Any]]
_OTHER = "arn:aws:s3:::something-else"
_TRUST = {"Version": "2012-10-17", "Statement": []}


@dataclass(frozen=True, slots=True)
class Held:
    """The actions that moto judges, and those whose resource it judges too."""

    actions: frozenset[str]
    resources: frozenset[str]

    def as_moto_reads(self, statements: Statements) -> Statements:
        """Statements for moto: where it asks for `*` whatever a request is for, they have to say `*`."""
        return [one if one["Action"] in self.resources else {**one, "Resource": "*"} for one in statements]


@dataclass(frozen=True, slots=True)
class _Probe:
    """A request for an action, and the resource it is for."""

    arn: str
    ask: Callable[[Clients, Shop], object]


def _key(**names: str) -> dict[str, Any]:
    return {name: {"S": value} for name, value in names.items()}


_USERS, _PICTURE = "UsersTable", "thumbnails/probe.jpg"
_PROBES = {
    "dynamodb:GetItem": _Probe(
        "${UsersTable.Arn}",
        lambda ask, shop: ask("dynamodb").get_item(TableName=shop.stack.attribute(_USERS), Key=_key(userId="probe")),
    ),
    "dynamodb:PutItem": _Probe(
        "${UsersTable.Arn}",
        lambda ask, shop: ask("dynamodb").put_item(TableName=shop.stack.attribute(_USERS), Item=_key(userId="probe")),
    ),
    "dynamodb:UpdateItem": _Probe(
        "${UsersTable.Arn}",
        lambda ask, shop: ask("dynamodb").update_item(TableName=shop.stack.attribute(_USERS), Key=_key(userId="probe")),
    ),
    "dynamodb:Query": _Probe(
        "${UsersTable.Arn}",
        lambda ask, shop: ask("dynamodb").query(
            TableName=shop.stack.attribute(_USERS),
            KeyConditionExpression="userId = :one",
            ExpressionAttributeValues={":one": {"S": "probe"}},
        ),
    ),
    "s3:GetObject": _Probe(
        "${ImagesBucket.Arn}/thumbnails/*",
        lambda ask, shop: ask("s3").get_object(Bucket=shop.stack.attribute("ImagesBucket"), Key=_PICTURE),
    ),
    "s3:PutObject": _Probe(
        "${ImagesBucket.Arn}/thumbnails/*",
        lambda ask, shop: ask("s3").put_object(Bucket=shop.stack.attribute("ImagesBucket"), Key=_PICTURE, Body=b"x"),
    ),
    "sns:Publish": _Probe(
        "${NewsletterStack.Outputs.TopicArn}",
        lambda ask, shop: ask("sns").publish(TopicArn=shop.text("${NewsletterStack.Outputs.TopicArn}"), Message="x"),
    ),
    "sqs:SendMessage": _Probe(
        "${FailuresQueue.Arn}",
        lambda ask, shop: ask("sqs").send_message(QueueUrl=shop.stack.attribute("FailuresQueue"), MessageBody="x"),
    ),
    "ssm:GetParameter": _Probe(
        "arn:aws:ssm:${AWS::Region}:${AWS::AccountId}:parameter${ShippingParameter}",
        lambda ask, shop: ask("ssm").get_parameter(Name=shop.stack.attribute("ShippingParameter")),
    ),
    "states:StartExecution": _Probe(
        "${FulfilmentMachine}",
        lambda ask, shop: ask("stepfunctions").start_execution(
            stateMachineArn=shop.stack.attribute("FulfilmentMachine"), name=shop.fresh("probe"), input="{}"
        ),
    ),
    "events:PutEvents": _Probe(
        "${ShopBus.Arn}",
        lambda ask, _: ask("events").put_events(Entries=[{"Source": "probe", "DetailType": "x", "Detail": "{}"}]),
    ),
    "secretsmanager:GetSecretValue": _Probe(
        "${WebhookSecret}",
        lambda ask, shop: ask("secretsmanager").get_secret_value(SecretId=shop.stack.attribute("WebhookSecret")),
    ),
    "ses:SendEmail": _Probe(
        "arn:aws:ses:${AWS::Region}:${AWS::AccountId}:identity/${MailIdentity}",
        lambda ask, shop: ask("sesv2").send_email(
            FromEmailAddress=shop.text("probe@${MailIdentity}"),
            Destination={"ToAddresses": ["probe@shop.example"]},
            Content={"Simple": {"Subject": {"Data": "x"}, "Body": {"Text": {"Data": "x"}}}},
        ),
    ),
}


def control(shop: Shop) -> Clients:
    """Clients of a role that has nothing to do with the shop; to be had before moto asks IAM."""
    nobody = Declared("control", shop.file.parent, "", "", {}, (), {}, _TRUST)
    return Clients(shop.url, shop.take_on(nobody))


def held(shop: Shop, ask: Clients) -> Held:
    """What moto holds, now that it asks IAM."""
    judged: set[str] = set()
    by_resource: set[str] = set()
    for action, probe in _PROBES.items():

        def denied(*resources: str, action: str = action, probe: _Probe = probe) -> bool:
            statements = [{"Effect": "Allow", "Action": action, "Resource": one} for one in resources]
            shop.allow("control", statements)
            return _denied(probe, ask, shop)

        if denied() and not denied("*"):
            judged.add(action)
            if not denied(shop.text(probe.arn)) and denied(_OTHER):
                by_resource.add(action)
    return Held(frozenset(judged), frozenset(by_resource))


def _denied(probe: _Probe, ask: Clients, shop: Shop) -> bool:
    """Whether the request is refused for want of a right; how it ends otherwise does not count."""
    before = shop.refusals()
    with suppress(ClientError):
        probe.ask(ask, shop)
    return shop.refusals() > before
