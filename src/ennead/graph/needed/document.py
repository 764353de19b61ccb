"""The policy that gives a function what it needs, ready to paste: intrinsic functions in its template's dialect."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from ennead.graph.graph import AppGraph
from ennead.graph.needed.places import parts_of
from ennead.model.app import TERRAFORM, Dialect, Function, Node
from ennead.model.need import Need, Place
from ennead.sources.serverless.draft import normalized

VERSION = "2012-10-17"
_ARN_ATTRIBUTE = {
    "AWS::SNS::Topic": None, "AWS::SecretsManager::Secret": None, "AWS::StepFunctions::StateMachine": None,
    "AWS::Serverless::StateMachine": None, "AWS::RDS::DBCluster": "DBClusterArn", "AWS::Lambda::Alias": None,
    "AWS::DynamoDB::Table": "Arn", "AWS::S3::Bucket": "Arn", "AWS::SQS::Queue": "Arn", "AWS::Lambda::Function": "Arn",
    "AWS::Serverless::Function": "Arn", "AWS::KMS::Key": "Arn", "AWS::Kinesis::Stream": "Arn",
    "AWS::KinesisFirehose::DeliveryStream": "Arn", "AWS::Events::EventBus": "Arn", "AWS::IAM::Role": "Arn",
    "AWS::Cognito::UserPool": "Arn", "AWS::Serverless::SimpleTable": "Arn", "AWS::DynamoDB::GlobalTable": "Arn",
    "AWS::Logs::LogGroup": "Arn", "AWS::Kendra::Index": "Arn", "AWS::EFS::AccessPoint": "Arn",
    "AWS::CodeBuild::Project": "Arn", "AWS::AmazonMQ::Broker": "Arn", "AWS::MSK::Cluster": None,
    "AWS::MSK::ServerlessCluster": None, "AWS::AppSync::GraphQLApi": None, "AWS::ECS::TaskDefinition": None,
    "AWS::ECS::Service": None, "AWS::Batch::JobQueue": None, "AWS::Batch::JobDefinition": None,
    "AWS::StepFunctions::Activity": None, "AWS::SageMaker::Endpoint": None, "AWS::SageMaker::Model": None,
    "AWS::Bedrock::Guardrail": "GuardrailArn", "AWS::Bedrock::Prompt": "Arn", "AWS::Bedrock::Flow": "Arn",
    "AWS::Bedrock::AgentAlias": "AgentAliasArn", "AWS::S3Tables::TableBucket": None, "AWS::S3Vectors::Index": None,
    "AWS::Lambda::LayerVersion": None,
}  # fmt: skip
"""By type: the attribute of a resource that is its ARN; None where its `Ref` is."""
_WHOLE = re.compile(r"[/:]\*")
"""What a pattern has behind the name of a resource whose ARN only deployment makes: its ARN holds that already."""


_FORMATS = {
    "AWS::SSM::Parameter": "arn:${AWS::Partition}:ssm:${AWS::Region}:${AWS::AccountId}:parameter",
    "AWS::SES::EmailIdentity": "arn:${AWS::Partition}:ses:${AWS::Region}:${AWS::AccountId}:identity/",
    "AWS::Athena::WorkGroup": "arn:${AWS::Partition}:athena:${AWS::Region}:${AWS::AccountId}:workgroup/",
}
"""By type: what stands before its `Ref` in its ARN, where it has no attribute for that."""


class Writer:
    """Writes places as the template of one node would: a function, whose role is made before it and cannot refer to it,
    or a resource with a policy of its own (`before` is off)."""

    def __init__(self, node: Node, graph: AppGraph, *, before: bool = True) -> None:
        self.graph = graph
        self.terraform = node.dialect in TERRAFORM
        self.stack = _stack(node)
        self._later = node if before else None

    def account(self) -> str | dict[str, str]:
        """The account that the template is deployed in."""
        return "${data.aws_caller_identity.current.account_id}" if self.terraform else {"Ref": "AWS::AccountId"}

    def document(self, needs: Iterable[Need]) -> dict[str, Any]:
        """A policy document; statements with the same resources are one."""
        return {"Version": VERSION, "Statement": self.statements(needs)}

    def statements(self, needs: Iterable[Need]) -> list[dict[str, Any]]:
        """Statements, in order of their first action."""
        groups: dict[tuple[tuple[Place, ...], str | None], set[str]] = defaultdict(set)
        for (action, passed), places in _places(needs).items():
            groups[tuple(sorted(places)), passed].add(action)
        statements = [self._statement(sorted(actions), *key) for key, actions in groups.items()]
        return sorted(statements, key=lambda one: (str(one["Action"]), str(one["Resource"])))

    def _statement(self, actions: list[str], places: tuple[Place, ...], passed: str | None) -> dict[str, Any]:
        written = [self.resource(one) for place in places for one in _each(place)]
        resources = list({str(one): one for one in written}.values())
        statement: dict[str, Any] = {
            "Effect": "Allow",
            "Action": actions if len(actions) > 1 else actions[0],
            "Resource": resources if len(resources) > 1 else resources[0],
        }
        if passed is not None:
            statement["Condition"] = {"StringEquals": {"iam:PassedToService": passed}}
        return statement

    def resource(self, place: Place) -> Any:
        """A place as a value of `Resource`."""
        if place.arn == "*":
            return "*"
        node = self.graph.nodes.get(place.node) if place.node else None
        if self.terraform:
            return self._terraform(place, node)
        if node is not None and (written := self._reference(place, node)) is not None:
            return written
        arn = _open(place.arn if node is None else place.arn.replace("arn:aws:", "arn:${AWS::Partition}:", 1))
        if node is not None and node != self._later and _stack(node) != self.stack:
            arn = arn.replace(f"${{{node.logical_id}}}", "*")  # another template's own name for it
        return _sub(self._beside_itself(arn))

    def _beside_itself(self, arn: str) -> str:
        """An ARN that does not refer to the function: its role is made before it, and a reference would be a circle.

        CloudFormation makes its name of the stack's and its own; a long one is cut, which a log must not be lost by.
        """
        if self._later is None:
            return arn
        own = (self._later.logical_id or "").rpartition(".")[2]
        named = "*" if ":log-group:" in arn else f"${{AWS::StackName}}-{own}-*"
        return arn.replace(f"${{{self._later.logical_id}}}", named)

    def _reference(self, place: Place, node: Node) -> Any | None:
        """A resource of the same template by `GetAtt` or `Ref`."""
        if node.logical_id is None or node == self._later or _stack(node) != self.stack:
            return None
        name = template_name(node)
        before = _FORMATS.get(node.type or "")
        if before is not None and place.arn == node.arn:
            slash = "/" if node.type == "AWS::SSM::Parameter" and not node.name.startswith("/") else ""
            return {"Fn::Sub": f"{before}{slash}${{{name}}}"}
        if node.type not in _ARN_ATTRIBUTE:
            return None
        suffix = _suffix(place, node)
        if suffix is None:
            return None
        attribute = _ARN_ATTRIBUTE[node.type]
        if suffix:
            return {"Fn::Sub": f"${{{name}{f'.{attribute}' if attribute else ''}}}{suffix}"}
        return {"Fn::GetAtt": [name, attribute]} if attribute else {"Ref": name}

    def _terraform(self, place: Place, node: Node | None) -> str:
        if node is not None and node.logical_id and node.arn and place.arn.startswith(node.arn):
            suffix = place.arn.removeprefix(node.arn)
            if not node.logical_id.startswith("module."):
                return f"${{{node.logical_id}.arn}}{suffix}"
        return re.sub(r"\*{2,}", "*", re.sub(r"\$\{[^}]*\}", "*", place.arn))


def template_name(node: Node) -> str:
    """The logical id in the template that is deployed: the Serverless Framework makes it of a function's key."""
    name = (node.logical_id or "").rpartition(".")[2]
    if node.dialect is Dialect.SERVERLESS and isinstance(node, Function):
        return f"{normalized(name)}LambdaFunction"
    return name


def _suffix(place: Place, node: Node) -> str | None:
    """What stands behind a resource's ARN; None where the place is not below it."""
    if node.arn is not None:
        return place.arn.removeprefix(node.arn) if place.arn.startswith(node.arn) else None
    _, name, behind = place.arn.partition(f"${{{node.logical_id}}}")
    return _WHOLE.sub("", behind, count=1) if name else None


def _each(place: Place) -> tuple[Place, ...]:
    """A place, and what does as well."""
    if place.instead is None:
        return (place,)
    return place, Place(place.instead, place.instead)


def _places(needs: Iterable[Need]) -> dict[tuple[str, str | None], set[Place]]:
    """By action, and whom a role goes to: where it is needed, without what is covered by all."""
    found: dict[tuple[str, str | None], set[Place]] = defaultdict(set)
    for need in needs:
        found[need.action, need.passed_to] |= set(need.places)
    for places in found.values():
        wide = next((place for place in places if place.arn == "*"), None)
        if wide is not None:
            places.intersection_update({wide})
    return found


def _stack(node: Node) -> str:
    """The nested stack a node stands in; "" for the template itself."""
    return node.id.partition("/")[2].rpartition(".")[0]


def _open(arn: str) -> str:
    """An ARN of any partition, region and account as one of this stack's own; one of a partition is as it is meant."""
    parts = parts_of(arn)
    if len(parts) != 6 or parts[:2] != ["arn", "*"]:
        return arn
    region = "*" if parts[5].startswith("foundation-model/") else "${AWS::Region}"  # profiles ask models elsewhere
    filled = ("arn", "${AWS::Partition}", parts[2], region, "${AWS::AccountId}", parts[5])
    return ":".join(new if old == "*" else old for old, new in zip(parts, filled, strict=True))


_PLAIN = re.compile(r"\$\{(AWS::\w+|[A-Za-z][A-Za-z0-9]*)\}")


def _sub(text: str) -> Any:
    """Text with tokens as `Fn::Sub`; what no reference can name is `*`."""
    text = re.sub(r"\$\{\?([A-Za-z][A-Za-z0-9]*)\}", r"${\1}", text)
    text = re.sub(r"\$\{[^}]*\}", lambda found: found[0] if _PLAIN.fullmatch(found[0]) else "*", text)
    return {"Fn::Sub": text} if "${" in text else text
