"""What Lambda does with a function's role, beside the requests of its code: polling, logging, networks, traces.

Sources: the pages of https://docs.aws.amazon.com/lambda/latest/dg/ on execution roles, event source mappings,
destinations, VPC access, X-Ray and durable functions.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import NamedTuple

from ennead.code.values import Env
from ennead.graph.needed.places import Places, everywhere
from ennead.graph.needed.requests import key_of
from ennead.model.app import Broker, EdgeKind, Function, Mode, Node, Trigger
from ennead.model.location import Location
from ennead.model.need import EVERYTHING, Because, Need, Place


class _Poll(NamedTuple):
    """What a poller does: on what it polls (`suffix` behind its ARN), on nothing that can be named, sometimes."""

    pattern: str
    suffix: str
    own: str
    anywhere: str = ""
    sometimes: tuple[tuple[str, str], ...] = ()
    """Actions and the case in which they are needed."""
    key: str = ""
    """What is needed of the customer's key that it is encrypted with."""


_NETWORK = (
    "ec2:CreateNetworkInterface ec2:DescribeNetworkInterfaces ec2:DescribeVpcs ec2:DeleteNetworkInterface "
    "ec2:DescribeSubnets ec2:DescribeSecurityGroups"
)
_SECRET = ("secretsmanager:GetSecretValue", "the source's sign-in is kept in a secret")
_IAM_ACCESS = "the cluster uses IAM access control"
_POLLS = {
    "sqs": _Poll(
        "arn:*:sqs:*:*:{}", "", "sqs:ReceiveMessage sqs:DeleteMessage sqs:GetQueueAttributes",
        sometimes=(("sqs:ChangeMessageVisibility", "some clients ask for it; it is not in the documented minimum"),),
        key="kms:Decrypt",
    ),
    "dynamodb": _Poll(
        "arn:*:dynamodb:*:*:table/{}", "/stream/*",
        "dynamodb:DescribeStream dynamodb:GetRecords dynamodb:GetShardIterator", "dynamodb:ListStreams",
    ),
    "kinesis": _Poll(
        "arn:*:kinesis:*:*:stream/{}", "",
        "kinesis:DescribeStream kinesis:DescribeStreamSummary kinesis:GetRecords kinesis:GetShardIterator "
        "kinesis:ListShards", "kinesis:ListStreams",
        sometimes=(("kinesis:SubscribeToShard", "a consumer with its own throughput reads the stream"),),
        key="kms:Decrypt",
    ),
    "kafka": _Poll(
        "arn:*:kafka:*:*:cluster/{}", "/*", "kafka:DescribeClusterV2 kafka:GetBootstrapBrokers", _NETWORK,
        sometimes=(
            ("kafka:DescribeCluster", "provisioned clusters, older API"),
            *((f"kafka-cluster:{name}", _IAM_ACCESS) for name in (
                "Connect", "DescribeGroup", "AlterGroup", "DescribeTopic", "ReadData",
                "DescribeClusterDynamicConfiguration",
            )),
        ),
    ),
    "mq": _Poll(
        "arn:*:mq:*:*:broker:{}:*", "", "mq:DescribeBroker", f"{_NETWORK} secretsmanager:GetSecretValue",
    ),
    "documentdb": _Poll(
        "arn:*:rds:*:*:cluster:{}", "", "rds:DescribeDBClusters",
        f"rds:DescribeDBClusterParameters rds:DescribeDBSubnetGroups {_NETWORK} secretsmanager:GetSecretValue",
    ),
}  # fmt: skip

_OF_KEY = "kms:GenerateDataKey kms:Decrypt"
_SENDS = {
    "queue": ("sqs:SendMessage", _OF_KEY, "arn:*:sqs:*:*:{}", ""),
    "topic": ("sns:Publish", _OF_KEY, "arn:*:sns:*:*:{}", ""),
    "function": ("lambda:InvokeFunction", "", "arn:*:lambda:*:*:function:{}", ""),
    "bus": ("events:PutEvents", "", "arn:*:events:*:*:event-bus/{}", ""),
    "bucket": ("s3:PutObject", "kms:GenerateDataKey", "arn:*:s3:::{}", "/*"),
}
"""By the kind of what events are handed on to: the action, what is needed of its key, and its ARN."""
DEAD_LETTER = "ENNEAD_DEAD_LETTER"
"""The variable that tells the agent in a function which queue the records go to that it refuses (`docs/attach.md`): it
sends them with the function's role, so a function that has it needs that right though its code does not show it."""
_SAMPLING = "xray:GetSamplingRules xray:GetSamplingTargets xray:GetSamplingStatisticSummaries"
_LOG = "logs:CreateLogStream logs:PutLogEvents"


def platform_needs(function: Function, places: Places) -> Iterator[Need]:
    """What the function's role is needed for whatever its code does."""
    yield from _logs(function, places)
    yield from _traces(function)
    yield from _network(function)
    yield from _durable(function, places)
    yield from _file_systems(function, places)
    for edge in places.graph.out_of(function, None, EdgeKind.FAILS_TO, EdgeKind.PUBLISHES):
        if edge.label in {"dead-letter", "on-failure", "on-success"}:
            yield from _sent(places.graph.nodes.get(edge.target), edge.locations, Because.CONFIGURATION, places)
    yield from _refused(function, places)
    for trigger in places.graph.into(function, Trigger):
        if trigger.mode is Mode.POLL:
            case = "its trigger is enabled" if trigger.enabled is False else None
            yield from (replace(need, condition=case or need.condition) for need in _polled(trigger, places))


def _each(actions: str, where: tuple[Place, ...], because: Because, at: tuple[Location, ...], case: str | None = None
          ) -> Iterator[Need]:  # fmt: skip
    for action in actions.split():
        yield Need(action, where, because, at, case)


def _at(function: Function) -> tuple[Location, ...]:
    return (function.at,) if function.at else ()


def _logs(function: Function, places: Places) -> Iterator[Need]:
    where = (_log_group(function, places),)
    yield from _each(_LOG, where, Because.CONFIGURATION, _at(function))
    yield from _each(
        "logs:CreateLogGroup", where, Because.CONFIGURATION, _at(function), "the log group does not exist yet"
    )
    if any("LambdaInsightsExtension" in layer for layer in function.layers):
        arn = "arn:*:logs:*:*:log-group:/aws/lambda-insights:*"
        insights = (Place(arn, arn),)
        yield from _each(_LOG, insights, Because.CONFIGURATION, _at(function))
        yield from _each(
            "logs:CreateLogGroup", insights, Because.CONFIGURATION, _at(function), "the log group does not exist yet"
        )


def _log_group(function: Function, places: Places) -> Place:
    pattern = "arn:*:logs:*:*:log-group:{}"
    if isinstance(function.log_group, str):
        return places.named(function.log_group, pattern, ":*")
    made = function.name == function.logical_id and function.arn is not None and "${" in function.arn.rpartition(":")[2]
    own = f"${{{function.logical_id}}}" if made and function.logical_id else function.name
    return places.named(f"/aws/lambda/{own}", pattern, ":*")


def _traces(function: Function) -> Iterator[Need]:
    if function.tracing != "Active":
        return
    where, at = (EVERYTHING,), _at(function)
    yield from _each("xray:PutTraceSegments xray:PutTelemetryRecords", where, Because.CONFIGURATION, at)
    yield from _each(_SAMPLING, where, Because.CONFIGURATION, at, "the tracing library samples by central rules")


def _network(function: Function) -> Iterator[Need]:
    if function.vpc is not True:
        return
    where, at = (EVERYTHING,), _at(function)
    needed = "ec2:CreateNetworkInterface ec2:DescribeNetworkInterfaces ec2:DeleteNetworkInterface"
    yield from _each(needed, where, Because.CONFIGURATION, at)
    listed = "ec2:DescribeSubnets ec2:AssignPrivateIpAddresses ec2:UnassignPrivateIpAddresses"
    yield from _each(listed, where, Because.CONFIGURATION, at, "in the documented list, not asked for at creation")


def _durable(function: Function, places: Places) -> Iterator[Need]:
    if function.durable is not True:
        return
    own = (places.place(function, "arn:*:lambda:*:*:function:{}", ":*"),)
    actions = "lambda:CheckpointDurableExecution lambda:GetDurableExecutionState"
    yield from _each(actions, own, Because.CONFIGURATION, _at(function))


def _file_systems(function: Function, places: Places) -> Iterator[Need]:
    for text in function.file_systems:
        where = (places.named(text, "arn:*:elasticfilesystem:*:*:access-point/{}"),)
        case = "the file system's own policy asks for it"
        actions = "elasticfilesystem:ClientMount elasticfilesystem:ClientWrite"
        yield from _each(actions, where, Because.CONFIGURATION, _at(function), case)


def _refused(function: Function, places: Places) -> Iterator[Need]:
    """What the agent needs to hand refused records on; of a queue that nothing tells, on every queue."""
    told = next((one for one in function.environment if one.name == DEAD_LETTER), None)
    if told is None:
        return
    action, of_key, pattern, _ = _SENDS["queue"]
    where = places.of(Env(DEAD_LETTER), pattern, function) or (everywhere(pattern),)
    at, because = (told.at,) if told.at else _at(function), Because.CONFIGURATION
    yield Need(action, where, because, at)
    nodes = (places.graph.nodes.get(place.node) for place in where if place.node)
    if keys := tuple(key for node in nodes for key in key_of(node, places)):
        yield from _each(of_key, keys, because, at)


def _polled(trigger: Trigger, places: Places) -> Iterator[Need]:
    node = places.graph.nodes.get(trigger.source)
    poll = _POLLS.get(trigger.event or "")
    if node is None or poll is None:
        return
    at, because = trigger.locations[:1], Because.TRIGGER
    if isinstance(node, Broker) and node.external and node.engine is not None:  # self-managed: it has no ARN
        yield from _each(_NETWORK, (EVERYTHING,), because, at, "its brokers are reached through a VPC")
        yield from _each(_SECRET[0], (EVERYTHING,), because, at, _SECRET[1])
        return
    own = (_polled_place(node, poll, places),)
    yield from _each(poll.own, own, because, at)
    yield from _each(poll.anywhere, (EVERYTHING,), because, at)
    for action, case in poll.sometimes:
        yield Need(action, own if action.split(":")[0] == poll.own.split(":")[0] else (EVERYTHING,), because, at, case)
    if keys := tuple(key_of(node, places)):
        yield from _each(poll.key, keys, because, at)
    if trigger.on_failure is not None:
        yield from _sent(places.graph.nodes.get(trigger.on_failure), at, because, places)


def _polled_place(node: Node, poll: _Poll, places: Places) -> Place:
    """What is polled; the ARN of a table's stream stands below the table's."""
    if node.external and (node.arn is not None or "/" in node.name):
        return places.named(node.arn or node.name, poll.pattern)
    return places.place(node, poll.pattern, poll.suffix)


def _sent(node: Node | None, at: tuple[Location, ...], because: Because, places: Places) -> Iterator[Need]:
    """What is needed to hand failed events, or results, on."""
    if node is None or node.kind not in _SENDS:
        return
    action, of_key, pattern, suffix = _SENDS[node.kind]
    yield Need(action, (places.place(node, pattern, suffix),), because, at)
    if keys := tuple(key_of(node, places)):
        yield from _each(of_key, keys, because, at)
