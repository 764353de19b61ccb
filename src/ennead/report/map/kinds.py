"""The kinds of things as a reader calls them, in the order a request meets them."""

from __future__ import annotations

from ennead.model.app import Function, FunctionUrl, Node, Route, Schedule
from ennead.model.unknown import Unknown
from ennead.report.map.view import asks

# kind: (one, many, shape)
_WORDS: dict[str, tuple[str, str, str]] = {
    "internet": ("everybody", "everybody", "outside"),
    "principal": ("principal", "principals", "outside"),
    "account": ("account", "accounts", "outside"),
    "distribution": ("distribution", "distributions", "entry"),
    "api": ("API", "APIs", "entry"),
    "route": ("route", "routes", "entry"),
    "function_url": ("function URL", "function URLs", "entry"),
    "authorizer": ("authorizer", "authorizers", "guard"),
    "user_pool": ("user pool", "user pools", "guard"),
    "user_pool_client": ("user pool client", "user pool clients", "guard"),
    "identity_pool": ("identity pool", "identity pools", "guard"),
    "schedule": ("schedule", "schedules", "clock"),
    "rule": ("rule", "rules", "message"),
    "bus": ("event bus", "event buses", "message"),
    "pipe": ("pipe", "pipes", "message"),
    "function": ("function", "functions", "function"),
    "state_machine": ("state machine", "state machines", "machine"),
    "topic": ("topic", "topics", "message"),
    "queue": ("queue", "queues", "queue"),
    "stream": ("stream", "streams", "queue"),
    "broker": ("broker", "brokers", "queue"),
    "bucket": ("bucket", "buckets", "bucket"),
    "table": ("table", "tables", "store"),
    "database": ("database", "databases", "store"),
    "secret": ("secret", "secrets", "guard"),
    "parameter": ("parameter", "parameters", "guard"),
    "workflow": ("workflow", "workflows", "machine"),
    "identity_provider": ("identity provider", "identity providers", "guard"),
    "base_image": ("base image", "base images", "other"),
    "external": ("external host", "external hosts", "other"),
}
SHAPES = tuple(sorted({shape for _, _, shape in _WORDS.values()}))
_ORDER = {kind: place for place, kind in enumerate(_WORDS)}


def kind_order(kind: str) -> tuple[int, str]:
    """Sort key: outside, entries, functions, stores, the rest by name."""
    return (_ORDER.get(kind, len(_ORDER)), kind)


def kind_word(kind: str, count: int = 1) -> str:
    """`table` or `tables`, as many as there are."""
    one = kind.replace("_", " ")
    words = _WORDS.get(kind, (one, _many(one), "other"))
    return words[0] if count == 1 else words[1]


def _many(one: str) -> str:
    if one.endswith("y"):
        return f"{one[:-1]}ies"
    if one.endswith(("ch", "sh", "x")):
        return f"{one}es"
    return one if one.endswith("s") else f"{one}s"


def shape_of(kind: str) -> str:
    """The shape a kind is drawn in: outside entry guard clock message function machine queue bucket store other."""
    return _WORDS[kind][2] if kind in _WORDS else "other"


def subtitle(node: Node) -> str:
    """The one thing to know about a node after its name: a route's demand, a function's runtime, else its kind."""
    match node:
        case Route() | FunctionUrl():
            return asks(node.auth.value)
        case Function(runtime=str(runtime)):
            return runtime
        case Function(image=image) if image is not None:
            return "container image"
        case Schedule(expression=str(expression)):
            return expression
        case Function(runtime=Unknown()):
            return "runtime: could not tell"
    return kind_word(node.kind)
