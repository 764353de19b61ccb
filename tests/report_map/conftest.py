"""A shop of twelve functions, built by hand: every sort of entry, store and gap a map has to show."""

from __future__ import annotations

import pytest

from ennead.graph.graph import AppGraph
from ennead.model.app import (
    INTERNET,
    Api,
    Auth,
    Bucket,
    Edge,
    EdgeKind,
    Exposure,
    Function,
    FunctionUrl,
    Gap,
    GapKind,
    Grant,
    LogGroup,
    Mode,
    Node,
    Parameter,
    Queue,
    Reference,
    Role,
    Route,
    Schedule,
    Secret,
    Source,
    Table,
    Topic,
    Trigger,
    UserPool,
    Variable,
)
from ennead.model.location import Location
from ennead.model.policy import Effect, Policy, PolicySource, Principal, Statement
from ennead.model.unknown import Unknown

SECRET = "hunter2-in-an-environment-variable"
STORED = "hunter3-in-a-stored-parameter"
HANDED = "hunter4-in-a-custom-resource"

NAMES = [
    "OrderNew",
    "OrderGet",
    "OrderPay",
    "OrderShip",
    "Feedback",
    "Resize",
    "Receipt",
    "Notify",
    "Admin",
    "Report",
    "Cleanup",
    "Webhook",
]


def at(line: int) -> Location:
    """A place in the fixture's template."""
    return Location("template.yml", line, 3, ("Resources",))


def function(name: str, line: int = 10) -> Function:
    """A function with a secret in its environment."""
    return Function(
        id=f"function/{name}",
        name=f"shop-{name.lower()}",
        logical_id=name,
        type="AWS::Lambda::Function",
        at=at(line),
        runtime="python3.12",
        handler=f"{name.lower()}.handler",
        code="backend",
        timeout=Unknown("parameter Timeout has no value") if name == "Report" else 30,
        environment=(Variable("API_TOKEN", SECRET, at(line + 1)),),
    )


def route(method: str, path: str, auth: Auth, target: str) -> tuple[list[Node], list[Edge]]:
    """A route, who reaches it and the function it starts."""
    node = Route(
        id=f"route/{method} {path}",
        name=f"{method} {path}",
        at=at(200),
        api="api/Api",
        method=method,
        path=path,
        auth=auth,
        integration="function",
        target=f"function/{target}",
    )
    exposure = Exposure(source=INTERNET.id, target=node.id, auth=auth, locations=(at(200),))
    trigger = Trigger(source=node.id, target=f"function/{target}", auth=auth, locations=(at(201),), event="Api")
    return [node], [exposure, trigger]


def role(
    name: str, *grants: tuple[str, tuple[str, ...]], wildcard: tuple[str, ...] = ()
) -> tuple[list[Node], list[Edge]]:
    """A function's role with what it names and what its wildcard hits."""
    statement = Statement(Effect.ALLOW, ("dynamodb:*",), resources=("*",), at=at(300))
    node = Role(
        id=f"role/{name}Role",
        name=f"{name}Role",
        logical_id=f"{name}Role",
        policies=(Policy("inline", PolicySource.INLINE, (statement,)),),
        trust=(
            Statement(Effect.ALLOW, ("sts:AssumeRole",), principals=(Principal("Service", "lambda.amazonaws.com"),)),
        ),
        generated=True,
        function=name,
    )
    edges: list[Edge] = [Edge(kind=EdgeKind.ASSUMES, source=f"function/{name}", target=node.id)]
    edges += [Grant(source=node.id, target=target, actions=actions) for target, actions in grants]
    edges += [Grant(source=node.id, target=target, actions=("dynamodb:*",), wildcard=True) for target in wildcard]
    return [node], edges


def graph(name: str, nodes: list[Node], edges: list[Edge], gaps: tuple[Gap, ...] = ()) -> AppGraph:
    """A graph of those, in that order."""
    return AppGraph(name, {node.id: node for node in nodes}, tuple(edges), gaps, ("template.yml",))


def _starts(source: str, target: str, mode: Mode, batch: int | None = None) -> Trigger:
    return Trigger(source=source, target=target, mode=mode, batch=batch, locations=(at(400),))


def _stores() -> list[Node]:
    return [
        INTERNET,
        Api(id="api/Api", name="Api", logical_id="Api"),
        Table(id="table/Orders", name="orders", logical_id="Orders", at=at(500), billing="PAY_PER_REQUEST"),
        Table(id="table/Users", name="users", logical_id="Users", at=at(510)),
        Bucket(id="bucket/Uploads", name="uploads", logical_id="Uploads", at=at(520), public_access_block=frozenset()),
        Bucket(id="bucket/Receipts", name="receipts", logical_id="Receipts", at=at(530)),
        Queue(id="queue/Shipping", name="shipping", logical_id="Shipping", at=at(540), visibility=30, max_receive=3),
        Topic(id="topic/News", name="news", logical_id="News", at=at(550)),
        Secret(id="secret/Payment", name="payment", logical_id="Payment", at=at(560)),
        Parameter(id="parameter/Key", name="key", logical_id="Key", at=at(570), value=STORED),
        LogGroup(id="log_group/OrderNewLogs", name="/aws/lambda/shop-ordernew"),
        UserPool(id="user_pool/Pool", name="pool", logical_id="Pool", at=at(580)),
        Schedule(id="schedule/Nightly", name="Nightly", at=at(590), expression="rate(1 day)"),
        FunctionUrl(id="function_url/WebhookUrl", name="WebhookUrl", at=at(595), auth=Auth.UNKNOWN),
        Source(id="custom_resource/Seed", name="Seed", at=at(599), properties=(("Password", HANDED),)),
    ]


def _flows() -> list[Edge]:
    url = "function_url/WebhookUrl"
    return [
        Exposure(source=INTERNET.id, target=url, auth=Auth.UNKNOWN),
        Trigger(source=url, target="function/Webhook", auth=Auth.UNKNOWN),
        Exposure(source=INTERNET.id, target="bucket/Uploads", auth=Auth.NONE, actions=("s3:PutObject",)),
        _starts("bucket/Uploads", "function/Resize", Mode.ASYNC),
        _starts("queue/Shipping", "function/OrderShip", Mode.POLL, 10),
        _starts("topic/News", "function/Notify", Mode.ASYNC),
        _starts("schedule/Nightly", "function/Cleanup", Mode.ASYNC),
        _starts("custom_resource/Seed", "function/Report", Mode.SYNC),
        Reference(source="function/OrderGet", target="table/Users", via="USERS_TABLE", label="USERS_TABLE"),
    ]


GAPS = (
    Gap(GapKind.INPUT, "parameter Stage has no value", at(4), "parameter", "function/Report"),
    Gap(GapKind.UNSUPPORTED, "queue policy built by Fn::Transform", at(210), "transform", "queue/Shipping"),
)


@pytest.fixture
def shop() -> AppGraph:
    """The shop."""
    nodes: list[Node] = [*_stores(), *(function(name, 10 * place) for place, name in enumerate(NAMES, 1))]
    edges = _flows()
    for part in (
        route("POST", "/orders", Auth.COGNITO, "OrderNew"),
        route("GET", "/orders/{id}", Auth.COGNITO, "OrderGet"),
        route("POST", "/pay", Auth.COGNITO, "OrderPay"),
        route("POST", "/admin", Auth.NONE, "Admin"),
        route("POST", "/feedback", Auth.NONE, "Feedback"),
        role("OrderNew", ("table/Orders", ("dynamodb:PutItem",)), ("queue/Shipping", ("sqs:SendMessage",))),
        role("OrderGet", ("table/Orders", ("dynamodb:GetItem", "dynamodb:Query", "dynamodb:Scan"))),
        role(
            "OrderPay",
            ("secret/Payment", ("secretsmanager:GetSecretValue",)),
            ("table/Orders", ("dynamodb:UpdateItem",)),
        ),
        role("OrderShip", ("topic/News", ("sns:Publish",)), ("bucket/Receipts", ("s3:PutObject",))),
        role("Admin", wildcard=("table/Orders", "table/Users", "bucket/Receipts")),
        role("Report", ("bucket/Receipts", ("s3:GetObject",))),
        role("Cleanup", ("table/Users", ("dynamodb:DeleteItem",))),
        role("Feedback", ("bucket/Uploads", ("s3:PutObject",))),
    ):
        nodes += part[0]
        edges += part[1]
    return graph("shop", nodes, edges, GAPS)
