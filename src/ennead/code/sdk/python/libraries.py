"""Further libraries whose functions ask a service: secret caching, pandas over S3, durable executions."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from ennead.code.facts import CallFact, SdkCall
from ennead.code.sdk.python.places import is_address, places
from ennead.code.sdk.python.requests import helper
from ennead.code.sdk.python.told import argument
from ennead.code.values import Event, Known, Made, Member, Typed, Value, full_name, text

_CACHE = "aws_secretsmanager_caching."


def of_function(name: str, fact: CallFact) -> Iterator[SdkCall]:
    """A call of a library, by the full name of what is called."""
    found = _FUNCTIONS.get(name)
    if found is not None:
        yield from found(fact)
    elif name.startswith("pandas.read_") and is_address(path := argument(fact, 0, "path", "filepath_or_buffer")):
        yield from _s3(fact, path, "GetObject")


def of_method(owner: Value, method: str, fact: CallFact) -> Iterator[SdkCall]:
    """A method of something that a library made."""
    if method in {"get_secret_string", "get_secret_binary"} and _is_made(owner, _CACHE):
        yield from _secret(fact, argument(fact, 0, "secret_id"))
    elif method == "invoke" and _is_durable(owner):
        yield helper(fact, "lambda", "Invoke", "boto3", {"FunctionName": argument(fact, 0, "function_name")})
    elif method in {"create", "stream"} and _is_claude(owner):
        yield _claude(method, fact)
    elif method.startswith("to_") and is_address(path := argument(fact, 0, "path", "path_or_buf", "excel_writer")):
        yield from _s3(fact, path, "PutObject")


def _is_durable(owner: Value) -> bool:
    """The context of a durable execution: only that one invokes."""
    if isinstance(owner, Typed):
        return (full_name(owner.type) or "").endswith(".DurableContext")
    return owner == Event("context")


def _is_claude(owner: Value) -> bool:
    """Anthropic's client for Bedrock: `AnthropicBedrock().messages` (`.beta.messages`)."""
    while isinstance(owner, Member):
        owner = owner.of
    name = full_name(owner.callee) if isinstance(owner, Made) else None
    return name in {"anthropic.AnthropicBedrock", "anthropic.AsyncAnthropicBedrock"}


def _claude(method: str, fact: CallFact) -> SdkCall:
    streams = method == "stream" or argument(fact, None, "stream") not in {None, Known(False)}
    operation = "InvokeModelWithResponseStream" if streams else "InvokeModel"
    return helper(fact, "bedrock-runtime", operation, "boto3", {"modelId": argument(fact, None, "model")})


def _is_made(owner: Value, prefix: str) -> bool:
    callee = getattr(owner, "callee", None)
    return callee is not None and (full_name(callee) or "").startswith(prefix)


def _s3(fact: CallFact, path: Value | None, operation: str) -> Iterator[SdkCall]:
    for place in places(path):
        yield helper(fact, "s3", operation, "boto3", dict(place))


def _secret(fact: CallFact, name: Value | None) -> Iterator[SdkCall]:
    for operation in ("DescribeSecret", "GetSecretValue"):
        yield helper(fact, "secretsmanager", operation, "boto3", {"SecretId": name})


def _injected(fact: CallFact) -> Iterator[SdkCall]:
    yield from _secret(fact, argument(fact, 0, "secret_id"))


def _opened(fact: CallFact) -> Iterator[SdkCall]:
    path = argument(fact, 0, "uri")
    if is_address(path):
        mode = text(argument(fact, 1, "mode") or Known("r")) or ""
        yield from _s3(fact, path, "PutObject" if "w" in mode else "GetObject")


def _kafka(fact: CallFact) -> Iterator[SdkCall]:
    yield helper(fact, "kafka-cluster", "Connect", "boto3", {})


_FUNCTIONS: dict[str, Callable[[CallFact], Iterator[SdkCall]]] = {
    "aws_secretsmanager_caching.InjectKeywordedSecretString": _injected,
    "aws_secretsmanager_caching.InjectSecretString": _injected,
    "aws_msk_iam_sasl_signer.MSKAuthTokenProvider.generate_auth_token": _kafka,
    "smart_open.open": _opened,
}
