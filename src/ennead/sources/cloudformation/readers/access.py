"""IAM roles and policies, resource policies, keys and secrets."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from ennead.iam.managed import managed_policy
from ennead.iam.parse import parse_policy
from ennead.model import app
from ennead.model.app import Key, ManagedPolicy, Mode, Node, Parameter, ResourcePolicy, Role, Secret, Trigger
from ennead.model.location import Location
from ennead.model.policy import Policy, PolicySource, Statement
from ennead.model.unknown import Unknown
from ennead.sources.cloudformation.desk import Desk, places, short_name
from ennead.sources.cloudformation.marks import mark_of
from ennead.sources.cloudformation.readers.registry import reads
from ennead.sources.cloudformation.stack import Resource
from ennead.sources.cloudformation.view import View


def locator(document: Any, fallback: Location) -> Callable[[tuple[str, ...]], Location]:
    """Places of a policy's statements: the deepest mark on the way, else the policy's own."""

    def locate(route: tuple[str, ...]) -> Location:
        here, best = document, fallback
        for step in route:
            key: str | int = int(step) if isinstance(here, list) and step.isdigit() else step
            mark = mark_of(here, key)
            if mark:
                best = Location(*mark)
            try:
                here = here[key]
            except (KeyError, IndexError, TypeError):
                break
        return best

    return locate


def statements(view: View, key: str, fallback: Location | None = None) -> tuple[Statement, ...]:
    """The statements of a policy document in a property."""
    document = view.raw(key)
    return parse_policy(document, locator(document, fallback or view.at(key)))


@reads("AWS::IAM::Role")
def role(resource: Resource, desk: Desk) -> None:
    """A role: its policies with their statements, its trust, its boundary."""
    props = resource.properties
    generated = resource.origin is not None and resource.origin.logical_id != resource.bare_id
    sources = resource.origin.properties.get("Policies") if generated and resource.origin else None
    places_of = _Places(sources, resource, props)
    prefix = resource.logical_id.rpartition(".")[0]
    owner = f"{prefix}." if prefix else ""
    desk.add(
        Role(
            **desk.base(resource),
            policies=(*_managed(props, places_of), *_inline(props, places_of, generated)),
            trust=statements(props, "AssumeRolePolicyDocument"),
            boundary=props.text("PermissionsBoundary"),
            generated=generated,
            function=f"{owner}{resource.origin.logical_id}" if generated and resource.origin else None,
        )
    )


class _Places:
    """Where a policy of a generated role stands among the `Policies` of its SAM source."""

    def __init__(self, sources: Any, resource: Resource, props: View) -> None:
        self._items = sources if isinstance(sources, list) else [sources] if sources else []
        self._holder = sources
        self._resource, self._props = resource, props

    def of_index(self, index: int, fallback: Location) -> tuple[Location, Any]:
        """Place and source of the policy SAM numbered so."""
        if 0 <= index < len(self._items):
            mark = mark_of(self._holder, index)
            return (Location(*mark, route=self._route(index)) if mark else fallback), self._items[index]
        return fallback, None

    def _route(self, index: int) -> tuple[str, ...]:
        """The entry's route in the SAM source; the only entry may stand there without a list."""
        origin = self._resource.origin
        if origin is None:
            return ()
        return ("Resources", origin.logical_id, "Policies", *((str(index),) if self._holder is self._items else ()))

    def of_arn(self, arn: str, fallback: Location) -> Location:
        """Place of a managed policy by its name or ARN."""
        for index, item in enumerate(self._items):
            if isinstance(item, str) and (item == arn or arn.endswith(f"/{item}")):
                return self.of_index(index, fallback)[0]
        return fallback


def _managed(props: View, places_of: _Places) -> Iterator[Policy]:
    for index, item in (
        enumerate(props.raw("ManagedPolicyArns") or []) if isinstance(props.raw("ManagedPolicyArns"), list) else ()
    ):
        mark = mark_of(props.raw("ManagedPolicyArns"), index)
        whole = props.at("ManagedPolicyArns")
        route = (*whole.route, str(index)) if whole.route else ()
        at = places_of.of_arn(str(item), Location(*mark, route=route) if mark else whole)
        yield managed(item, at)


def managed(item: object, at: Location) -> Policy:
    """A managed policy by its ARN: expanded where we have its document, unknown where not."""
    if not isinstance(item, str) or "${?" in item:
        return Policy(
            "managed policy",
            PolicySource.MANAGED,
            arn=None,
            at=at,
            unknown=Unknown("which managed policy could not be told"),
        )
    name = item.rpartition("/")[2]
    if not item.startswith("arn:aws:iam::aws:"):
        return Policy(
            name,
            PolicySource.CUSTOMER,
            arn=item,
            at=at,
            unknown=Unknown(f"policy {short_name(item)} is declared elsewhere"),
        )
    known = managed_policy(item)
    if known is None:
        return Policy(
            name,
            PolicySource.MANAGED,
            arn=item,
            at=at,
            unknown=Unknown(f"{name} is not in our table of managed policies"),
        )
    return Policy(name, PolicySource.MANAGED, known.statements, item, at)


def _inline(props: View, places_of: _Places, generated: bool) -> Iterator[Policy]:
    for number, one in enumerate(props.views("Policies")):
        name = one.known("PolicyName") or "policy"
        tail = name[len(name.rstrip("0123456789")) :]
        index = int(tail) if generated and tail and len(tail) < 6 else number
        at, source = places_of.of_index(index, one.here) if generated else (one.here, None)
        template = isinstance(source, dict) and "Statement" not in source and len(source) == 1
        label = next(iter(source)) if template and isinstance(source, dict) else name
        kind = PolicySource.TEMPLATE if template else PolicySource.INLINE
        given = source.get(label) if isinstance(source, dict) else None
        starred = template and isinstance(given, dict) and "*" in given.values()
        yield Policy(str(label), kind, statements(one, "PolicyDocument", at), at=at, starred=starred)


@reads("AWS::IAM::ManagedPolicy", "AWS::IAM::Policy", "AWS::IAM::RolePolicy")
def policy(resource: Resource, desk: Desk) -> None:
    """A policy of its own, attached to roles by name."""
    props = resource.properties
    names = (*props.texts("Roles"), *props.texts("RoleName"))
    roles = tuple(desk.target(name, Role, "AWS::IAM::Role") for name in names)
    customer = resource.type == "AWS::IAM::ManagedPolicy"
    held = Policy(
        props.known("PolicyName") or props.known("ManagedPolicyName") or resource.logical_id,
        PolicySource.CUSTOMER if customer else PolicySource.INLINE,
        statements(props, "PolicyDocument"),
        resource.arn if customer else None,
        resource.at,
    )
    desk.add(ManagedPolicy(**desk.base(resource), policy=held, roles=roles))


_TARGETS: dict[str, tuple[str, type[Node], str]] = {
    "AWS::S3::BucketPolicy": ("Bucket", app.Bucket, "PolicyDocument"),
    "AWS::SQS::QueuePolicy": ("Queues", app.Queue, "PolicyDocument"),
    "AWS::SQS::QueueInlinePolicy": ("Queue", app.Queue, "PolicyDocument"),
    "AWS::SNS::TopicPolicy": ("Topics", app.Topic, "PolicyDocument"),
    "AWS::SNS::TopicInlinePolicy": ("TopicArn", app.Topic, "PolicyDocument"),
    "AWS::Events::EventBusPolicy": ("EventBusName", app.Bus, "Statement"),
    "AWS::SecretsManager::ResourcePolicy": ("SecretId", app.Secret, "ResourcePolicy"),
    "AWS::Kinesis::ResourcePolicy": ("ResourceArn", app.Stream, "ResourcePolicy"),
}


@reads(*_TARGETS)
def resource_policy(resource: Resource, desk: Desk) -> None:
    """Who may act on a resource."""
    props = resource.properties
    key, kind, document = _TARGETS[resource.type]
    targets = tuple(desk.target(text, kind, *_types_of(kind)) for text in props.texts(key))
    found = statements(props, document)
    if resource.type == "AWS::Events::EventBusPolicy":
        targets = targets or (desk.add(app.Bus(id="bus/default", name="default", external=True)),)
        found = _bus_statements(props)
    desk.add(ResourcePolicy(**desk.base(resource), targets=targets, statements=found))


def _types_of(kind: type[Node]) -> tuple[str, ...]:
    return {
        app.Bucket: ("AWS::S3::Bucket",),
        app.Queue: ("AWS::SQS::Queue",),
        app.Topic: ("AWS::SNS::Topic",),
        app.Bus: ("AWS::Events::EventBus",),
        app.Secret: ("AWS::SecretsManager::Secret",),
        app.Stream: ("AWS::Kinesis::Stream",),
    }.get(kind, ())  # fmt: skip


def _bus_statements(props: View) -> tuple[Statement, ...]:
    """A bus policy is one statement, or the older form of principal and action."""
    if props.has("Statement"):
        document: Any = {"Statement": props.raw("Statement")}
    else:
        principal = props.raw("Principal")
        document = {
            "Statement": {"Effect": "Allow", "Action": props.raw("Action"), "Principal": principal, "Resource": "*"}
        }
        condition = props.view("Condition")
        if condition.data:
            document["Statement"]["Condition"] = {
                str(condition.raw("Type")): {str(condition.raw("Key")): condition.raw("Value")}
            }
    return parse_policy(document, locator(document, props.at("Statement")))


@reads("AWS::KMS::Key")
def key(resource: Resource, desk: Desk) -> None:
    """A key and its key policy."""
    props = resource.properties
    node_id = desk.add(Key(**desk.base(resource), rotation=props.flag("EnableKeyRotation")))
    own_policy(resource, desk, node_id, "KeyPolicy")


def own_policy(resource: Resource, desk: Desk, node_id: str, key: str) -> None:
    """A resource policy written into the resource itself."""
    props = resource.properties
    if props.has(key):
        base = desk.base(resource, ResourcePolicy.KIND)
        desk.add(ResourcePolicy(**{**base, "at": props.at(key)}, targets=(node_id,), statements=statements(props, key)))


@reads("AWS::SecretsManager::Secret")
def secret(resource: Resource, desk: Desk) -> None:
    """A secret."""
    desk.add(
        Secret(
            **desk.base(resource),
            encrypted_with=resource.properties.text("KmsKeyId"),
            deletion_policy=resource.deletion_policy,
        )
    )


@reads("AWS::SecretsManager::RotationSchedule")
def rotation(resource: Resource, desk: Desk) -> None:
    """Rotation starts a function."""
    props = resource.properties
    if props.has("RotationLambdaARN"):
        source = desk.target(props.raw("SecretId"), Secret, "AWS::SecretsManager::Secret", at=resource.at)
        at = props.at("RotationLambdaARN")
        target = desk.function_of(props.raw("RotationLambdaARN"), at)
        desk.trigger(Trigger(source=source, target=target, mode=Mode.ASYNC, event="rotation", locations=places(at)))


@reads("AWS::SSM::Parameter")
def parameter(resource: Resource, desk: Desk) -> None:
    """A parameter of the parameter store."""
    props = resource.properties  # KeyId is Terraform's alone: CloudFormation makes no encrypted parameter
    desk.add(Parameter(**desk.base(resource), value=props.text("Value"), encrypted_with=props.text("KeyId")))
