"""Where readers put what they read, and ask which resource a text names."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from ennead.model import app
from ennead.model.app import Edge, EdgeKind, GapKind, Node, Reference, Trigger
from ennead.model.location import Location
from ennead.sources.cloudformation.inputs import Gaps
from ennead.sources.cloudformation.stack import Resource, Stack
from ennead.sources.cloudformation.tags import tags_of
from ennead.sources.cloudformation.view import View
from ennead.sources.errors import SourceError
from ennead.sources.outside import Handed
from ennead.sources.sam.origin import Event

KINDS: dict[str, type[Node]] = {
    "AWS::Lambda::Function": app.Function,
    "AWS::Lambda::Alias": app.Alias,
    "AWS::Lambda::Version": app.Version,
    "AWS::Lambda::LayerVersion": app.Layer,
    "AWS::Lambda::Url": app.FunctionUrl,
    "AWS::ApiGateway::RestApi": app.Api,
    "AWS::ApiGatewayV2::Api": app.Api,
    "AWS::AppSync::GraphQLApi": app.Api,
    "AWS::ApiGateway::Stage": app.Stage,
    "AWS::ApiGatewayV2::Stage": app.Stage,
    "AWS::ApiGateway::Authorizer": app.Authorizer,
    "AWS::ApiGatewayV2::Authorizer": app.Authorizer,
    "AWS::CloudFront::Distribution": app.Distribution,
    "AWS::S3::Bucket": app.Bucket,
    "AWS::S3Express::DirectoryBucket": app.Bucket,
    "AWS::DynamoDB::Table": app.Table,
    "AWS::DynamoDB::GlobalTable": app.Table,
    "AWS::SQS::Queue": app.Queue,
    "AWS::SNS::Topic": app.Topic,
    "AWS::Kinesis::Stream": app.Stream,
    "AWS::KinesisFirehose::DeliveryStream": app.Stream,
    "AWS::Events::EventBus": app.Bus,
    "AWS::Scheduler::Schedule": app.Schedule,
    "AWS::Pipes::Pipe": app.Pipe,
    "AWS::MSK::Cluster": app.Broker,
    "AWS::MSK::ServerlessCluster": app.Broker,
    "AWS::AmazonMQ::Broker": app.Broker,
    "AWS::StepFunctions::StateMachine": app.StateMachine,
    "AWS::Cognito::UserPool": app.UserPool,
    "AWS::Cognito::UserPoolClient": app.UserPoolClient,
    "AWS::Cognito::IdentityPool": app.IdentityPool,
    "AWS::SecretsManager::Secret": app.Secret,
    "AWS::SSM::Parameter": app.Parameter,
    "AWS::KMS::Key": app.Key,
    "AWS::Logs::LogGroup": app.LogGroup,
    "AWS::IAM::Role": app.Role,
    "AWS::IAM::ManagedPolicy": app.ManagedPolicy,
    "AWS::IAM::Policy": app.ManagedPolicy,
    "AWS::IAM::RolePolicy": app.ManagedPolicy,
    "AWS::RDS::DBCluster": app.Database,
    "AWS::RDS::DBInstance": app.Database,
    "AWS::DocDB::DBCluster": app.Database,
    "AWS::OpenSearchService::Domain": app.Database,
}
"""Which node a resource type becomes; types with a reader of their own may decide otherwise (rules, sources)."""

_BY_SERVICE: dict[str, type[Node]] = {
    "sqs": app.Queue, "sns": app.Topic, "s3": app.Bucket, "dynamodb": app.Table, "kinesis": app.Stream,
    "firehose": app.Stream, "kafka": app.Broker, "mq": app.Broker, "states": app.StateMachine, "lambda": app.Function,
    "events": app.Bus, "rds": app.Database, "secretsmanager": app.Secret, "ssm": app.Parameter, "kms": app.Key,
    "cognito-idp": app.UserPool, "logs": app.LogGroup,
}  # fmt: skip
_MAX_HOPS = 4
"""From an alias to its version to its function, with room for one that names itself."""
_HOLE = re.compile(r"\$\{\??([^{}]+)\}")
_SAFE = re.compile(r"[^A-Za-z0-9_.:/${}?@ -]")


@dataclass(slots=True)
class Desk:
    """Nodes and edges of an application's stacks (nested ones included) in one environment."""

    top: tuple[Stack, ...]
    gaps: Gaps
    nodes: dict[str, Node] = field(default_factory=dict)
    edges: list[Edge] = field(default_factory=list)
    routes: list[RouteDraft] = field(default_factory=list)
    _by_text: dict[str, tuple[str, Resource]] = field(default_factory=dict)
    _resources: dict[str, Resource] = field(default_factory=dict)
    _ids: dict[str, str] = field(default_factory=dict)

    # -- what is there --------------------------------------------------------------------------

    def index(self, resources: Iterable[Resource], kind_of: Any) -> None:
        """Make every resource findable by what Ref, its ARN and its name read."""
        for resource in resources:
            node_id = f"{kind_of(resource)}/{resource.logical_id}"
            self._resources[resource.logical_id] = resource
            self._ids[resource.logical_id] = node_id
            for text in (resource.arn, resource.ref, f"${{{resource.logical_id}}}", f"${{{resource.logical_id}.Arn}}"):
                self._by_text.setdefault(text, (node_id, resource))
        for resource in self._resources.values():
            self._by_text.setdefault(resource.name, (self._ids[resource.logical_id], resource))

    def welcome(self, arrivals: Iterable[Handed]) -> None:
        """Make what other applications handed over findable: external nodes, no resources of this one."""
        for handed in arrivals:
            for thing in handed.things:
                self.add(thing.node)
                at = thing.node.at or Location("")
                name = thing.texts[0]
                stand_in = Resource(thing.node.id.partition("/")[2], thing.type, View({}, at), at, name, name, name)
                for text in thing.texts:
                    self._by_text.setdefault(text, (thing.node.id, stand_in))

    def stacks(self) -> Iterator[Stack]:
        """Every stack, nested ones after the one they are in."""
        for stack in self.top:
            yield from stack.stacks()

    def asset(self, key: object) -> str | None:
        """The file or folder that is uploaded under that key, relative to the scanned folder."""
        return self.top[0].files.assets.get(key) if isinstance(key, str) else None

    def uploaded(self, key: object) -> Any:
        """What the file holds that is uploaded under that key; None where it is not here or cannot be read."""
        files = self.top[0].files.below("")
        try:
            return files.document(path) if (path := self.asset(key)) else None
        except SourceError as error:
            self.gap(GapKind.INPUT, "file", f"{key}: {error.reason}", error.at)
            return None

    def resource(self, logical_id: str) -> Resource | None:
        """The resource of that id."""
        return self._resources.get(logical_id)

    def resources(self) -> Iterator[Resource]:
        """All resources."""
        yield from self._resources.values()

    def id_of(self, resource: Resource) -> str:
        """The node id of a resource."""
        return self._ids[resource.logical_id]

    def find(self, text: object, *types: str) -> tuple[str, Resource] | None:
        """The resource a text names by reference, ARN or name; of one of the types, where some are given."""
        if not isinstance(text, str) or not text:
            return None
        for candidate in _readings(text):
            found = self._by_text.get(candidate)
            if found and (not types or found[1].type in types):
                return found
            if types and (named := self._named(candidate, types)):
                return named
        return None

    def bearers(self, name: object) -> list[tuple[str, Resource]]:
        """Every resource that bears a physical name: a table and a function may share one."""
        return [(self._ids[one.logical_id], one) for one in self._resources.values() if one.name == name]

    def _named(self, name: str, types: tuple[str, ...]) -> tuple[str, Resource] | None:
        """A name that resources of other types bear too."""
        for resource in self._resources.values():
            if resource.type in types and resource.name == name:
                return self._ids[resource.logical_id], resource
        return None

    def target(self, text: object, kind: type[Node], *types: str, at: Location | None = None) -> str:
        """The id of the node a text names; a node of that kind marked external, where the app does not declare it."""
        found = self.find(text, *types)
        if found:
            return found[0]
        return self.external(text, kind, at)

    def external(self, text: object, kind: type[Node], at: Location | None = None) -> str:
        """A node for something named here and declared elsewhere; an ARN's service decides its kind."""
        name = short_name(text)
        if isinstance(text, str) and text.startswith("arn:"):
            service = text.split(":")[2] if text.count(":") >= 2 else ""
            kind = _BY_SERVICE.get(service, kind)
        node_id = f"{kind.KIND}/{name}"
        if node_id not in self.nodes and name not in self._resources:
            self.add(kind(id=node_id, name=name, at=at, external=True))
        return node_id if node_id in self.nodes else f"{kind.KIND}/{name}"

    # -- what is read ---------------------------------------------------------------------------

    def add(self, node: Node) -> str:
        """Put a node down; the first of an id stays."""
        self.nodes.setdefault(node.id, node)
        return node.id

    def base(self, resource: Resource, kind: str | None = None) -> dict[str, Any]:
        """The fields every node of a resource has."""
        shown = (
            resource.logical_id
            if resource.name.startswith("${") and resource.name.endswith(f"{resource.bare_id}}}")
            else resource.name
        )
        return {
            "id": f"{kind}/{resource.logical_id}" if kind else self._ids[resource.logical_id],
            "name": shown,
            "at": resource.at,
            "logical_id": resource.logical_id,
            "type": resource.type,
            "conditional": resource.condition,
            "arn": resource.arn if resource.arn.startswith("arn:") else None,
            "tags": tags_of(resource.properties),
            "dialect": resource.dialect,
        }

    def link(self, kind: EdgeKind, source: str, target: str, at: Location | None, label: str | None = None) -> None:
        """Put a plain edge down."""
        self.edges.append(Edge(kind=kind, source=source, target=target, locations=places(at), label=label))

    def reference(self, source: str, target: str, via: str, at: Location) -> None:
        """`source` names `target` in `via` (a variable or property)."""
        self.edges.append(Reference(source=source, target=target, via=via, locations=(at,), label=via))

    def trigger(self, edge: Trigger) -> None:
        """Put a trigger down."""
        self.edges.append(edge)

    def gap(self, kind: GapKind, klass: str, reason: str, at: Location | None, about: str | None = None) -> None:
        """Note something seen and not resolved."""
        self.gaps.add(kind, klass, reason, at, about)

    def function_of(self, text: object, at: Location | None = None) -> str:
        """The function (or the one behind an alias or version) that a text names."""
        for _ in range(_MAX_HOPS):
            found = self.find(text, "AWS::Lambda::Function")
            if found:
                return found[0]
            via = self.find(text, "AWS::Lambda::Alias", "AWS::Lambda::Version")
            if not via:
                break
            text = via[1].properties.raw("FunctionName")
        return self.external(text, app.Function, at)

    def events(self, owner: str, *types: str) -> Iterator[Event]:
        """The SAM events declared on a function (`owner` with its stack's prefix), of some types."""
        prefix, _, bare = owner.rpartition(".")
        for stack in self.stacks():
            if stack.prefix == (f"{prefix}." if prefix else ""):
                for event in stack.declared.get(bare, []):
                    if not types or event.type in types:
                        yield event

    def declared(self, function_id: str, kind: str, key: str, source: str) -> list[Location]:
        """Places of a function's SAM events of a type whose property `key` names the node `source`."""
        owner = function_id.partition("/")[2]
        found = []
        for event in self.events(owner, kind):
            named = self.find(self.value_of(owner, event.properties.get(key)))
            if named and named[0] == source:
                found.append(event.at)
        return found

    def value_of(self, owner: str, raw: Any) -> Any:
        """A raw value of a SAM source, resolved in the stack of its owner."""
        prefix = owner.rpartition(".")[0]
        for stack in self.stacks():
            if stack.prefix == (f"{prefix}." if prefix else ""):
                return stack.resolver.value(raw)
        return raw


@dataclass(frozen=True, slots=True)
class RouteDraft:
    """A route before it has its id: two APIs may share a method and path."""

    api: str
    method: str
    path: str
    fields: dict[str, Any]
    at: Location
    target: str | None = None
    trigger: Trigger | None = None
    private: bool = False


def places(*locations: Location | None) -> tuple[Location, ...]:
    """The known ones, each once, in order."""
    return tuple(dict.fromkeys(place for place in locations if place is not None and place.path))


def short_name(text: object) -> str:
    """What to call something that is only named: an ARN's last part, a parameter's name, the text itself."""
    if not isinstance(text, str) or not text:
        return "unknown"
    parts = _arn_parts(text) if text.startswith("arn:") else []
    rest = ":".join(parts[5:]) if len(parts) > 5 else text
    if rest.startswith("table/"):
        rest = rest.partition("/stream/")[0]  # a table's stream is the table as a trigger
    for prefix in (
        "function:",
        "table/",
        "stream/",
        "stateMachine:",
        "event-bus/",
        "secret:",
        "parameter/",
        "cluster/",
        "broker:",
        "role/",
    ):
        rest = rest.removeprefix(prefix)
    rest = _HOLE.sub(lambda match: match.group(1), rest)
    return _SAFE.sub("", rest)[:120].strip() or "unknown"


def _readings(text: str) -> Iterator[str]:
    """The text, and what it means once qualifiers and sub-resources are taken off."""
    yield text
    for suffix in ("/*", ":*", "/index/*", "*"):
        if text.endswith(suffix):
            yield text[: -len(suffix)]
    if ":function:" in text:
        start = text.find("arn:aws:lambda")
        arn = (text[start:] if start >= 0 else text).split("/invocations")[0]
        parts = _arn_parts(arn)
        if len(parts) >= 7:
            yield ":".join(parts[:7])
            yield parts[6]
    elif "/stream/" in text:
        yield text.split("/stream/", maxsplit=1)[0]
    if text.startswith("arn:") and (parts := _arn_parts(text)) and len(parts) >= 6:
        tail = parts[5].split("/", 1)[-1] if parts[2] in {"dynamodb", "events", "kinesis", "ssm"} else parts[-1]
        yield tail
        yield tail.split("/")[0]
    elif text.startswith("https://sqs."):
        yield text.rsplit("/", 1)[-1]
    if text.startswith("${") and text.endswith("}") and "." in text:
        yield f"{text.rpartition('.')[0]}}}"


def _arn_parts(text: str) -> list[str]:
    """An ARN split at its colons; the ones inside tokens stay."""
    return re.split(r":(?![^{]*\})", text)
