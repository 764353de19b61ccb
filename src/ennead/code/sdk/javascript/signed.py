"""HTTP requests that a program signs itself with Signature Version 4."""

from __future__ import annotations

from ennead.code.facts import Argument, CallFact
from ennead.code.hosts.address import built, join, plain
from ennead.code.hosts.target import host_of
from ennead.code.sdk.javascript.named import argument
from ennead.code.sdk.javascript.request import Answer, request, unresolved
from ennead.code.sdk.signing import signing_name
from ennead.code.values import Made, Record, Value, options, text

_ACTIONS = {
    "aoss": "APIAccessAll",
    "appsync": "GraphQL",
    "dsql": "DbConnect",
    "execute-api": "Invoke",
    "iotdevicegateway": "Connect",
    "lambda": "InvokeFunctionUrl",
    "neptune-db": "connect",
    "vpc-lattice-svcs": "Invoke",
}
"""What a request to a host of the service is, by the name it is signed with."""
_ES_VERBS = frozenset({"get", "head", "post", "put", "delete", "patch"})


def by_signer(fact: CallFact, made: Made) -> Answer:
    """`new SignatureV4({service, region}).sign(request)`."""
    given = argument(fact.args, 0)
    yield from _signed(fact, _option(argument(made.args, 0), "service"), _input(given))


def by_aws4(fact: CallFact) -> Answer:
    """`aws4.sign({host, path, service}, credentials)`."""
    given = _input(argument(fact.args, 0))
    yield from _signed(fact, _option(given, "service"), given)


def by_aws4fetch(fact: CallFact, made: Made) -> Answer:
    """`new AwsClient({service}).fetch(url, {method, aws: {service}})`."""
    settings = argument(fact.args, 1)
    aws = _option(settings, "aws")
    service = _option(aws, "service") or _option(argument(made.args, 0), "service")
    yield from _signed(fact, service, settings, argument(fact.args, 0))


def by_interceptor(fact: CallFact) -> Answer:
    """`aws4Interceptor({options: {service}})`."""
    given = argument(fact.args, 0)
    inner = _option(given, "options") or given
    yield from _signed(fact, _option(inner, "service"), None)


def by_v2(fact: CallFact, made: Made) -> Answer:
    """`new AWS.Signers.V4(request, "es").addAuthorization(...)`."""
    made_request = argument(made.args, 0)
    url = argument(made_request.args, 0) if isinstance(made_request, Made) else None
    yield from _signed(fact, argument(made.args, 1), None, url, sdk="js2")


def _signed(
    fact: CallFact, service: Value | None, given: Value | None, url: Value | None = None, sdk: str = "http"
) -> Answer:
    method = _option(given, "method")
    url = url if url is not None else _url(given)
    host = host_of(plain(url)) if url is not None else None
    more = tuple(Argument(name, value) for name, value in (("url", url), ("method", method)) if value is not None)
    for option in options(service) if service is not None else (None,):
        name = text(option) or signing_name(host)
        operation = _operation(name, method)
        if name is None or operation is None:
            shown = f"for {name}" if name else "for a service that is not told"
            yield from unresolved(fact, f"a request is signed by hand {shown}; its operation is not told")
        else:
            yield from request(fact, _SERVICES.get(name, name), operation, how="signed", sdk=sdk, more=more)


_SERVICES = {"aoss": "opensearchserverless", "iotdevicegateway": "iot"}


def _operation(service: str | None, method: Value | None) -> str | None:
    if service is None:
        return None
    if service == "es":
        verb = (text(method) or "GET" if method is None else text(method) or "").lower()
        return f"ESHttp{verb.capitalize()}" if verb in _ES_VERBS else None
    return _ACTIONS.get(service)


def _input(given: Value | None) -> Value | None:
    """The record of a request: itself, or what `new HttpRequest(record)` was given."""
    if isinstance(given, Made):
        return argument(given.args, 0)
    return given


def _url(given: Value | None) -> Value | None:
    if not isinstance(given, Record):
        return None
    direct = _option(given, "url")
    host = _option(given, "hostname") or _option(given, "host")
    if host is None:
        headers = _option(given, "headers")
        host = _option(headers, "host") or _option(headers, "Host")
    if host is None:
        return direct
    url = built(host, scheme="https")
    path = _option(given, "path")
    return url if path is None else join(url, path)


def _option(value: Value | None, name: str) -> Value | None:
    return value.get(name) if isinstance(value, Record) else None
