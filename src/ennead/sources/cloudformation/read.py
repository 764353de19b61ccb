"""A template in one environment to a fragment of the graph."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from ennead.model.app import Auth, EdgeKind, Exposure, Fragment, GapKind, Mode, Route, Source, Trigger
from ennead.model.location import Location
from ennead.sources.cloudformation.desk import KINDS, Desk, RouteDraft, places
from ennead.sources.cloudformation.expand import Files
from ennead.sources.cloudformation.exports import Exports
from ennead.sources.cloudformation.inputs import Gaps, Inputs
from ennead.sources.cloudformation.passive import PLAIN, is_passive
from ennead.sources.cloudformation.readers import READERS, functions, stages, storage
from ennead.sources.cloudformation.stack import Resource, Stack
from ennead.sources.cloudformation.template import Template
from ennead.sources.outside import Offer

_LAST = {"AWS::Lambda::EventInvokeConfig": 2, "AWS::Lambda::Permission": 1}
"""Types whose readers need the nodes of others."""

_SOURCE_KINDS = {
    "AWS::IoT::TopicRule": "iot_rule", "AWS::SES::ReceiptRule": "mail_rule", "AWS::CodePipeline::Pipeline": "pipeline",
    "AWS::Config::ConfigRule": "config_rule", "AWS::Bedrock::Agent": "agent",
    "AWS::ElasticLoadBalancingV2::TargetGroup": "target_group",
}  # fmt: skip
_POLICIES = {
    "AWS::S3::BucketPolicy", "AWS::SQS::QueuePolicy", "AWS::SQS::QueueInlinePolicy", "AWS::SNS::TopicPolicy",
    "AWS::SNS::TopicInlinePolicy", "AWS::Events::EventBusPolicy", "AWS::SecretsManager::ResourcePolicy", "AWS::Kinesis::ResourcePolicy",
}  # fmt: skip
_OTHER_STARTERS = {
    "alexa-appkit.amazon.com": "alexa", "alexa-connectedhome.amazon.com": "alexa", "lex.amazonaws.com": "lex",
    "lexv2.amazonaws.com": "lex", "connect.amazonaws.com": "connect", "bedrock.amazonaws.com": "bedrock",
    "iot.amazonaws.com": "iot", "ses.amazonaws.com": "ses", "config.amazonaws.com": "config",
    "cloudwatch.amazonaws.com": "alarm", "lambda.alarms.cloudwatch.amazonaws.com": "alarm", "secretsmanager.amazonaws.com": "rotation",
    "elasticloadbalancing.amazonaws.com": "alb", "vpc-lattice.amazonaws.com": "vpc-lattice", "s3.amazonaws.com": "s3",
    "sns.amazonaws.com": "sns", "events.amazonaws.com": "events", "apigateway.amazonaws.com": "http",
    "logs.amazonaws.com": "logs", "cognito-idp.amazonaws.com": "cognito", "codecommit.amazonaws.com": "codecommit",
    "appsync.amazonaws.com": "appsync", "scheduler.amazonaws.com": "schedule", "cognito-sync.amazonaws.com": "cognito",
    "logs.us-east-1.amazonaws.com": "logs", "s3-object-lambda.amazonaws.com": "s3",
}  # fmt: skip
"""Services that start a function they have the permission for, where nothing else in the template says how."""

_EVENTS_OF = {"CloudWatchLogs": "logs", "AlexaSkill": "alexa", "IoTRule": "iot"}


@dataclass(frozen=True, slots=True)
class Reading:
    """What a template in one environment came to: its fragment, what the translator refused, what it offers others."""

    fragment: Fragment
    faults: tuple[tuple[str | None, str, Location], ...]
    marks: tuple[Mark, ...]
    offers: tuple[Offer, ...] = ()


@dataclass(frozen=True, slots=True)
class Mark:
    """A resource as its source writes it: its id, its first and last line, its `Metadata`.

    `logical_id` None stands for the template itself.
    """

    path: str
    logical_id: str | None
    first_line: int
    last_line: int
    metadata: Mapping[str, Any]


def read(
    template: Template,
    root: Path,
    given: Mapping[str, Any],
    managed: Mapping[str, str],
    exports: Exports | None = None,
    *,
    offering: bool = False,
) -> Reading:
    """Read a template with the given parameter values.  `root` is the scanned folder.

    `exports` knows what other applications hand over; `offering`: say what this one does.
    """
    gaps = Gaps()
    gaps.budget.written = template.written
    files = Files(root, template.path.rpartition("/")[0], {template.path}, gaps.budget)
    inputs = Inputs(template, dict(given), gaps, exports or Exports())
    return read_stacks((Stack(template, inputs, files, gaps, managed).open(),), offering=offering)


def read_stacks(stacks: tuple[Stack, ...], *, offering: bool = False) -> Reading:
    """Read the stacks of one application, at least one; they share their gaps and files."""
    gaps, files = stacks[0].gaps, stacks[0].files
    resources = [resource for stack in stacks for resource in stack.resources()]
    desk = Desk(stacks, gaps)
    desk.index(resources, kind_of)
    desk.welcome(stacks[0].inputs.exports.arrived.values())
    for resource in sorted(resources, key=lambda one: _LAST.get(one.type, 0)):
        _read_one(resource, desk)
    stages.finish_stages(desk)
    _routes(desk)
    _other_starters(desk)
    faults = tuple(fault for one in desk.stacks() for fault in one.faults)
    fragment = Fragment(
        tuple(desk.nodes.values()), tuple(dict.fromkeys(desk.edges)), gaps.all(), tuple(sorted(files.seen))
    )
    marks = tuple(mark for one in desk.stacks() for mark in _marks(one))
    return Reading(fragment, faults, marks, _offers(desk) if offering else ())


def _offers(desk: Desk) -> tuple[Offer, ...]:
    from ennead.sources.cloudformation.offers import offers_of  # noqa: PLC0415

    return offers_of(desk)


def _marks(stack: Stack) -> Iterator[Mark]:
    """The resources of a stack's own file, and its `Metadata`."""
    source = stack.source
    path = stack.template.path
    section = source.get("Resources")
    ends = [mark[1] for mark in getattr(source, "keys_at", {}).values()]
    keys_at: Mapping[str, Any] = getattr(section, "keys_at", {})
    lines = sorted((*ends, *(mark[1] for mark in keys_at.values() if mark[0] == path)))
    for name, raw in section.items() if isinstance(section, dict) else ():
        mark = keys_at.get(name)
        if mark is None or mark[0] != path:
            continue
        after = bisect_right(lines, mark[1])
        last = (lines[after] if after < len(lines) else 10**9) - 1
        metadata = raw.get("Metadata") if isinstance(raw, dict) else None
        yield Mark(path, stack.prefix + name, mark[1], last, metadata if isinstance(metadata, dict) else {})
    whole = source.get("Metadata")
    if isinstance(whole, dict):
        yield Mark(path, None, 1, 10**9, whole)


def kind_of(resource: Resource) -> str:
    """The node kind of a resource."""
    kind = resource.type
    if kind == "AWS::Events::Rule":
        return "schedule" if resource.properties.has("ScheduleExpression") else "rule"
    if kind in KINDS:
        return KINDS[kind].KIND
    if kind.startswith("Custom::") or kind == "AWS::CloudFormation::CustomResource":
        return "custom_resource"
    if kind in _POLICIES:
        return "resource_policy"
    return (
        _SOURCE_KINDS.get(kind)
        or PLAIN.get(kind)
        or ("database" if READERS.get(kind) is storage.database else "resource")
    )


def _read_one(resource: Resource, desk: Desk) -> None:
    kind = "AWS::CloudFormation::CustomResource" if resource.type.startswith("Custom::") else resource.type
    reader = READERS.get(kind)
    if reader:
        reader(resource, desk)
    elif is_passive(kind):
        return
    else:
        desk.add(Source(**desk.base(resource)))
        if kind not in PLAIN:
            klass = "type" if kind.startswith(("AWS::", "Alexa::")) else "foreign-type"
            gap = GapKind.UNSUPPORTED if klass == "type" else GapKind.INPUT
            desk.gap(gap, klass, f"resource type {kind} is not read yet", resource.at, kind)


def _routes(desk: Desk) -> None:
    """Routes get their ids once all are known: where two APIs share one, both carry the API's."""
    owners = Counter(
        (draft.method, draft.path) for draft in {(d.api, d.method, d.path): d for d in desk.routes}.values()
    )
    for draft in desk.routes:
        shared = owners[(draft.method, draft.path)] > 1
        api = draft.api.partition("/")[2]
        name = f"{draft.method} {draft.path}"
        node_id = f"route/{api} {name}" if shared else f"route/{name}"
        _put_route(draft, node_id, name, desk)


def _put_route(draft: RouteDraft, node_id: str, name: str, desk: Desk) -> None:
    desk.add(
        Route(
            id=node_id, name=name, at=draft.at, api=draft.api, method=draft.method, path=draft.path, target=draft.target,
            logical_id=draft.api.partition("/")[2], **draft.fields,
        )
    )  # fmt: skip
    auth: Auth = draft.fields["auth"]
    if draft.trigger:
        desk.trigger(replace(draft.trigger, source=node_id))
    elif draft.target:
        desk.link(_handed_on(draft), node_id, draft.target, draft.at)
    if draft.fields.get("preflight") or draft.fields["integration"] == "none":
        return
    if draft.private:
        network = desk.add(Source(id="network/private", name="callers inside the network", external=True))
        desk.edges.append(Exposure(source=network, target=node_id, auth=auth, locations=places(draft.at)))
    else:
        desk.edges.append(functions.entry(node_id, auth, draft.at, desk))


def _handed_on(draft: RouteDraft) -> EdgeKind:
    """What a route does to the service it hands its requests to."""
    if draft.target and draft.target.startswith("state_machine/"):
        return EdgeKind.INVOKES
    return EdgeKind.READS if draft.method in {"GET", "HEAD"} else EdgeKind.PUBLISHES


def _other_starters(desk: Desk) -> None:
    """A service that may invoke a function and has no trigger in the template starts it all the same."""
    started: dict[str, set[str | None]] = {}
    for edge in desk.edges:
        if isinstance(edge, Trigger):
            started.setdefault(edge.target, set()).add(edge.event)
    for edge in list(desk.edges):
        if (
            not isinstance(edge, Exposure)
            or edge.kind is not EdgeKind.MAY_INVOKE
            or not edge.source.startswith("service/")
        ):
            continue
        event = _OTHER_STARTERS.get(edge.source.removeprefix("service/"))
        known = started.get(edge.target, set())
        covered = event in known or (event in {"events", "schedule"} and known & {"events", "schedule"})
        covered = covered or (event == "http" and bool(known & {"authorizer", "http"}))
        covered = covered or (event == "cognito" and any(name and name[0].isupper() for name in known))
        if event and not covered:
            mode = (
                Mode.SYNC
                if event in {"http", "alexa", "lex", "connect", "bedrock", "alb", "vpc-lattice", "appsync"}
                else Mode.ASYNC
            )
            desk.trigger(
                Trigger(
                    source=edge.source,
                    target=edge.target,
                    mode=mode,
                    event=event,
                    label=edge.label,
                    locations=edge.locations,
                )
            )
