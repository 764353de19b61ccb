"""What the platform calls the things of the map, so far as templates tell: agents see names, not ids of templates."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final

from ennead.contract.words import ELSEWHERE
from ennead.graph.graph import AppGraph
from ennead.model.app import TERRAFORM, Function, Node

_SERVICE_IDS: Final = {
    "ce": "costexplorer", "cognito-idp": "cognitoidentityprovider", "config": "configservice",
    "cur": "costandusagereportservice", "discovery": "applicationdiscoveryservice",
    "dms": "databasemigrationservice", "ds": "directoryservice", "ds-data": "directoryservicedata",
    "elb": "elasticloadbalancing", "elbv2": "elasticloadbalancingv2", "es": "elasticsearchservice",
    "events": "eventbridge", "iot-data": "iotdataplane", "iot-jobs-data": "iotjobsdataplane",
    "lex-models": "lexmodelbuildingservice", "lex-runtime": "lexruntimeservice", "lexv2-models": "lexmodelsv2",
    "lexv2-runtime": "lexruntimev2", "logs": "cloudwatchlogs",
    "marketplace-entitlement": "marketplaceentitlementservice", "meteringmarketplace": "marketplacemetering",
    "mgh": "migrationhub", "sdb": "simpledb", "serverlessrepo": "serverlessapplicationrepository",
    "sms-voice": "pinpointsmsvoice", "stepfunctions": "sfn",
}  # fmt: skip
"""botocore's service ids (`metadata.serviceId`, as one lower-case word) where they are not the name without dashes."""
_KINDS: Final = {
    "dynamodb": "table", "dynamodbstreams": "table", "s3": "bucket", "sqs": "queue", "sns": "topic",
    "lambda": "function", "stepfunctions": "state_machine", "events": "bus", "kinesis": "stream", "firehose": "stream",
    "secretsmanager": "secret", "ssm": "parameter", "kms": "key", "logs": "log_group", "cognito-idp": "user_pool",
    "sts": "role", "rds-data": "database", "athena": "database",
}  # fmt: skip
"""The kind of target that agents tell of a service's requests, also of those that name none."""
_TOKEN: Final = re.compile(r"\$\{[^{}]*\}")
_GATEWAY: Final = "external/*.execute-api.*.amazonaws.com"
"""Where routes of API Gateway answer; an id of its own making stands before it."""
_SUFFIXED: Final = frozenset({"secret", "state_machine"})
"""What bears the template's id, or its name in an ARN, with random letters behind it."""
_MADE_UP: Final = frozenset({"user_pool", "key", "api", "distribution", "identity_pool", "user_pool_client"})
"""What the platform gives an id of its own making."""


def operations(name: str) -> tuple[str, ...]:
    """An operation as the map writes it and as the SDK's service id has it: `events:PutEvents`, `eventbridge:...`."""
    service, colon, operation = name.partition(":")
    told = _SERVICE_IDS.get(service, service.replace("-", ""))
    return (name,) if told == service or not colon else (name, f"{told}:{operation}")


@dataclass(slots=True)
class Deployed:
    """The names in all environments of an application.  `given` are a person's: id in the template to name.

    `unnamed` collects targets whose names only deployment knows.
    """

    graphs: Mapping[str, AppGraph]
    given: Mapping[str, str] = field(default_factory=dict)
    unnamed: set[str] = field(default_factory=set)

    def functions(self, name: str) -> tuple[str, ...]:
        """What a function is called where it runs; its id in the template where that is not told."""
        if name in self.given:
            return (self.given[name],)
        nodes = [node for graph in self.graphs.values() for node in graph.nodes_of(Function)]
        own = [node for node in nodes if (node.logical_id or node.id.partition("/")[2]) == name]
        return tuple(dict.fromkeys(node.name if _is_told(node) else name for node in own)) or (name,)

    def targets(self, to: str) -> tuple[str, ...]:
        """A target of the contract as agents see it."""
        kind, _, name = to.partition("/")
        if to == ELSEWHERE:
            return (ELSEWHERE, "external/*")
        if kind == "service":
            return _service(name)
        if kind == "external":
            return (f"external/${{{name[1:]}}}" if name.startswith("$") else to,)
        if kind == "route":
            return (_GATEWAY,)
        if name in self.given:
            return (f"{kind}/{self.given[name]}",)
        nodes = [node for graph in self.graphs.values() if (node := graph.nodes.get(to)) is not None]
        found = tuple(dict.fromkeys(self._name(kind, node) for node in nodes)) or (to,)
        if kind in _SUFFIXED:
            return (*found, *(f"{one}-*" for one in found if not one.endswith("*")))
        return found

    def _name(self, kind: str, node: Node) -> str:
        """The name; with `*` for what only deployment knows of it.

        An id of CloudFormation stands for the name that a stack makes up of it, and agents know it by that.
        """
        if kind in _MADE_UP:
            self.unnamed.add(node.id)
            return f"{kind}/*"
        if _is_made_up(node):
            plain = (node.logical_id or "").rpartition(".")[2]
            if node.dialect not in TERRAFORM and plain.isalnum():
                return f"{kind}/{plain}"
            self.unnamed.add(node.id)
            return f"{kind}/*"
        found = _TOKEN.sub("*", node.name)
        if found == "*":
            self.unnamed.add(node.id)
        return f"{kind}/{found}"


def _service(name: str) -> tuple[str, ...]:
    """A service whose requests name nothing: the kind of thing they would name, or the service itself."""
    told = _SERVICE_IDS.get(name, name.replace("-", ""))
    kind = _KINDS.get(name)
    return (f"service/{told}/*",) if kind is None else (f"{kind}/*",)


def _is_made_up(node: Node) -> bool:
    """Whether the template gives no name: the platform makes one."""
    return not node.name or (node.logical_id is not None and node.name == node.logical_id and not node.external)


def _is_told(node: Node) -> bool:
    """Whether the name is the deployed one, whole."""
    return not _is_made_up(node) and "${" not in node.name


def pairs(texts: Iterable[str]) -> dict[str, str]:
    """`ID=NAME` pairs.  Raises ValueError for one without either."""
    found: dict[str, str] = {}
    for pair in texts:
        name, equals, value = pair.partition("=")
        if not (equals and name and value):
            raise ValueError(pair)
        found[name] = value
    return found
