"""Stages of APIs, and what usage plans and web ACLs add to them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from ennead.model.app import Api, Stage, Throttle
from ennead.sources.cloudformation.desk import Desk
from ennead.sources.cloudformation.readers.registry import reads
from ennead.sources.cloudformation.stack import Resource
from ennead.sources.cloudformation.view import View


@reads("AWS::ApiGateway::Stage", "AWS::ApiGatewayV2::Stage")
def stage(resource: Resource, desk: Desk) -> None:
    """A stage and its limits."""
    props = resource.properties
    rest = resource.type == "AWS::ApiGateway::Stage"
    api = desk.target(
        props.raw("RestApiId" if props.has("RestApiId") else "ApiId"),
        Api,
        "AWS::ApiGateway::RestApi",
        "AWS::ApiGatewayV2::Api",
    )
    throttle, named = _rest_throttles(props) if rest else _http_throttles(props)
    logs = props.has("AccessLogSetting") or props.has("AccessLogSettings")
    name = props.known("StageName") or resource.logical_id
    desk.add(
        Stage(
            **{**desk.base(resource), "name": name},
            api=api,
            throttle=throttle,
            route_throttles=tuple(named),
            access_log=logs,
            tracing=props.flag("TracingEnabled"),
            cache=props.flag("CacheClusterEnabled"),
        )
    )


def _rest_throttles(props: View) -> tuple[Throttle | None, list[str]]:
    everywhere, named = None, []
    for one in props.views("MethodSettings"):
        if not (one.has("ThrottlingRateLimit") or one.has("ThrottlingBurstLimit")):
            continue
        path, verb = one.known("ResourcePath") or "/*", one.known("HttpMethod") or "*"
        if path in {"/*", "*"} and verb == "*":
            everywhere = Throttle(rate=one.number("ThrottlingRateLimit"), burst=one.number("ThrottlingBurstLimit"))
        else:
            named.append(f"{verb} {path.replace('~1', '/')}")
    return everywhere, named


def _http_throttles(props: View) -> tuple[Throttle | None, list[str]]:
    default = props.view("DefaultRouteSettings")
    everywhere = None
    if default.has("ThrottlingRateLimit") or default.has("ThrottlingBurstLimit"):
        everywhere = Throttle(rate=default.number("ThrottlingRateLimit"), burst=default.number("ThrottlingBurstLimit"))
    named = [name for name, one in props.entries("RouteSettings") if one.has("ThrottlingRateLimit")]
    return everywhere, named


def usage_plans(desk: Desk) -> Iterator[str]:
    """Ids of the APIs that a usage plan with a throttle covers."""
    for resource in desk.resources():
        if resource.type == "AWS::ApiGateway::UsagePlan" and resource.properties.has("Throttle"):
            for one in resource.properties.views("ApiStages"):
                yield desk.target(one.raw("ApiId"), Api, "AWS::ApiGateway::RestApi")


def protected(desk: Desk) -> Iterator[str]:
    """Ids of the stages a web ACL is attached to."""
    for resource in desk.resources():
        if resource.type in {"AWS::WAFv2::WebACLAssociation", "AWS::WAFRegional::WebACLAssociation"}:
            text = resource.properties.known("ResourceArn") or ""
            for other in desk.resources():
                if (
                    other.type in {"AWS::ApiGateway::Stage", "AWS::ApiGateway::RestApi"}
                    and f"${{{other.logical_id}}}" in text
                ):
                    yield desk.id_of(other)


def finish_stages(desk: Desk) -> None:
    """What other resources say about stages: usage plans and web ACLs."""
    planned, shielded = set(usage_plans(desk)), set(protected(desk))
    for node in list(desk.nodes.values()):
        if isinstance(node, Stage):
            covered = node.id in shielded or node.api in shielded
            desk.nodes[node.id] = replace(node, usage_plan=node.api in planned, web_acl=covered)
