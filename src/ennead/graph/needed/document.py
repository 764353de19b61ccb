"""The policy that gives a function what it needs, ready to paste: intrinsic functions in its template's dialect."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from ennead.graph.graph import AppGraph
from ennead.model.app import Dialect, Function, Node
from ennead.model.need import Need, Place

VERSION = "2012-10-17"
_TERRAFORM = frozenset({Dialect.TERRAFORM, Dialect.TERRAFORM_MODULE})
_ARN_ATTRIBUTE = {
    "AWS::SNS::Topic": None, "AWS::SecretsManager::Secret": None, "AWS::StepFunctions::StateMachine": None,
    "AWS::Serverless::StateMachine": None, "AWS::RDS::DBCluster": "DBClusterArn", "AWS::Lambda::Alias": None,
    "AWS::DynamoDB::Table": "Arn", "AWS::S3::Bucket": "Arn", "AWS::SQS::Queue": "Arn", "AWS::Lambda::Function": "Arn",
    "AWS::Serverless::Function": "Arn", "AWS::KMS::Key": "Arn", "AWS::Kinesis::Stream": "Arn",
    "AWS::KinesisFirehose::DeliveryStream": "Arn", "AWS::Events::EventBus": "Arn", "AWS::IAM::Role": "Arn",
    "AWS::Cognito::UserPool": "Arn", "AWS::Serverless::SimpleTable": "Arn", "AWS::DynamoDB::GlobalTable": "Arn",
    "AWS::Logs::LogGroup": "Arn", "AWS::Kendra::Index": "Arn", "AWS::EFS::AccessPoint": "Arn",
    "AWS::CodeBuild::Project": "Arn",
}  # fmt: skip
"""By type: the attribute of a resource that is its ARN; None where its `Ref` is."""


_FORMATS = {
    "AWS::SSM::Parameter": "arn:${AWS::Partition}:ssm:${AWS::Region}:${AWS::AccountId}:parameter",
    "AWS::SES::EmailIdentity": "arn:${AWS::Partition}:ses:${AWS::Region}:${AWS::AccountId}:identity/",
    "AWS::Athena::WorkGroup": "arn:${AWS::Partition}:athena:${AWS::Region}:${AWS::AccountId}:workgroup/",
}
"""By type: what stands before its `Ref` in its ARN, where it has no attribute for that."""


class Writer:
    """Writes needs as statements for one function."""

    def __init__(self, function: Function, graph: AppGraph) -> None:
        self.graph = graph
        self.terraform = function.dialect in _TERRAFORM
        self.stack = _stack(function)

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
        return _sub(_open(place.arn))

    def _reference(self, place: Place, node: Node) -> Any | None:
        """A resource of the same template by `GetAtt` or `Ref`."""
        if node.logical_id is None or _stack(node) != self.stack:
            return None
        before = _FORMATS.get(node.type or "")
        if before is not None and place.arn == node.arn:
            slash = "/" if node.type == "AWS::SSM::Parameter" and not node.name.startswith("/") else ""
            return {"Fn::Sub": f"{before}{slash}${{{node.logical_id}}}"}
        if node.type not in _ARN_ATTRIBUTE:
            return None
        suffix = place.arn.removeprefix(node.arn) if node.arn and place.arn.startswith(node.arn) else None
        if suffix is None:
            return None
        attribute = _ARN_ATTRIBUTE[node.type]
        if suffix:
            return {"Fn::Sub": f"${{{node.logical_id}{f'.{attribute}' if attribute else ''}}}{suffix}"}
        return {"Fn::GetAtt": [node.logical_id, attribute]} if attribute else {"Ref": node.logical_id}

    def _terraform(self, place: Place, node: Node | None) -> str:
        if node is not None and node.logical_id and node.arn and place.arn.startswith(node.arn):
            suffix = place.arn.removeprefix(node.arn)
            if not node.logical_id.startswith("module."):
                return f"${{{node.logical_id}.arn}}{suffix}"
        return re.sub(r"\*{2,}", "*", re.sub(r"\$\{[^}]*\}", "*", place.arn))


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
    own = node.id.partition("/")[2]
    return own.removesuffix(node.logical_id or "").rstrip(".") if "." in own else ""


def _open(arn: str) -> str:
    """An ARN of any partition, region and account as one of this stack's own."""
    parts = arn.split(":", 5) if "${" not in arn.rsplit(":", 1)[0] else _apart(arn)
    if len(parts) != 6 or parts[0] != "arn":
        return arn
    filled = ("arn", "${AWS::Partition}", parts[2], "${AWS::Region}", "${AWS::AccountId}", parts[5])
    return ":".join(new if old == "*" else old for old, new in zip(parts, filled, strict=True))


def _apart(arn: str) -> list[str]:
    """The six parts of an ARN whose tokens hold colons."""
    held = re.sub(r"\$\{[^}]*\}", lambda found: found[0].replace(":", "\0"), arn)
    return [part.replace("\0", ":") for part in held.split(":", 5)]


_PLAIN = re.compile(r"\$\{(AWS::\w+|[A-Za-z][A-Za-z0-9]*)\}")


def _sub(text: str) -> Any:
    """Text with tokens as `Fn::Sub`; what no reference can name is `*`."""
    text = re.sub(r"\$\{\?([A-Za-z][A-Za-z0-9]*)\}", r"${\1}", text)
    text = re.sub(r"\$\{[^}]*\}", lambda found: found[0] if _PLAIN.fullmatch(found[0]) else "*", text)
    return {"Fn::Sub": text} if "${" in text else text
