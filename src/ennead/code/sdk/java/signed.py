"""HTTP requests that a program signs itself with Signature Version 4."""

from __future__ import annotations

from ennead.code.facts import Argument
from ennead.code.hosts.java_address import request as http_request
from ennead.code.hosts.java_chains import Link, start
from ennead.code.hosts.target import host_of
from ennead.code.sdk.java.request import Answer, Asked, first, request, unresolved
from ennead.code.sdk.signing import signing_name
from ennead.code.values import Known, Own, Unknown, Value, full_name, options, text

_ACTIONS = {
    "aoss": ("opensearchserverless", "APIAccessAll"),
    "appsync": ("appsync", "GraphQL"),
    "dsql": ("dsql", "DbConnect"),
    "elasticache": ("elasticache", "Connect"),
    "execute-api": ("execute-api", "Invoke"),
    "iotdevicegateway": ("iot", "Connect"),
    "lambda": ("lambda", "InvokeFunctionUrl"),
    "neptune-db": ("neptune-db", "connect"),
    "rds-db": ("rds-db", "connect"),
    "vpc-lattice-svcs": ("vpc-lattice-svcs", "Invoke"),
}
"""What a request is, by the name that it is signed with."""
_ES_VERBS = frozenset("GET HEAD POST PUT DELETE PATCH".split())


def model(asked: Asked) -> Answer:
    """`Aws4Signer.create().sign(request, parameters)`, `AwsV4HttpSigner.create().sign(r -> r.request(...))`."""
    if asked.method not in ("sign", "signAsync", "presign"):
        return
    yield from _signed(asked, _signing_name(asked), _request(asked), "java2")


def model1(asked: Asked) -> Answer:
    """1.x: `AWS4Signer` with `setServiceName(name)`."""
    if asked.method in ("sign", "presignRequest"):
        named = asked.fields.told.settings(asked.chain.root).get("setServiceName")
        given = first(asked.fact)
        begun_args = asked.fields.told.settings(given).get("setEndpoint") if given is not None else None
        yield from _signed(asked, named[0] if named else _of_request(given), None, "java1", begun_args)


def transport(asked: Asked) -> Answer:
    """`new AwsSdk2Transport(client, host, "es", region, options)`: the verb is that of each request."""
    each = Unknown("of each request")
    yield from _signed(asked, first(asked.fact, 2), None, "java2", asked.fact.args[1:2], verb=each)


def _of_request(value: Value | None) -> Value | None:
    """1.x: `new DefaultRequest(service)`."""
    begun = start(value) if value is not None else None
    return begun.args[0] if begun is not None and begun.cls == "com.amazonaws.DefaultRequest" and begun.args else None


def _links(asked: Asked) -> tuple[Link, ...]:
    """All that is set on what the signer is given."""
    found: list[Link] = []
    for number, argument in enumerate(asked.fact.args):
        for option in options(argument):
            if isinstance(option, Own):
                found += asked.fields.told.of_lambda(asked.method, number, option)
            else:
                found += asked.fields.told.links(option)
    return tuple(found)


def _signing_name(asked: Asked) -> Value | None:
    for link in _links(asked):
        if link.name in ("signingName", "serviceSigningName") and link.args:
            return link.args[0]
        if link.name == "putProperty" and len(link.args) == 2:
            name = full_name(link.args[0]) or ""
            if name.endswith("SERVICE_SIGNING_NAME"):
                return link.args[1]
    return None


def _request(asked: Asked) -> Value | None:
    for link in _links(asked):
        if link.name == "request" and link.args:
            return link.args[0]
    return first(asked.fact)


def _signed(
    asked: Asked,
    service: Value | None,
    given: Value | None,
    sdk: str,
    url_args: tuple[Value, ...] | None = None,
    verb: Value | None = None,
) -> Answer:
    told = http_request(given, asked.fields.told) if given is not None else None
    url = told.target if told is not None else (url_args[0] if url_args else None)
    if told is not None and told.verb is not None:
        verb = Known(told.verb)
    more = tuple(Argument(name, value) for name, value in (("url", url), ("method", verb)) if value is not None)
    for option in options(service) if service is not None else (None,):
        name = text(option) or signing_name(host_of(url) if url is not None else None)
        found = _operation(name, verb)
        if found is None:
            shown = f"for {name}" if name else "for a service that is not told"
            yield from unresolved(asked.fact, f"a request is signed by hand {shown}; its operation is not told")
        else:
            yield from request(asked.fact, *found, how="signed", sdk=sdk, more=more)


def _operation(service: str | None, verb: Value | None) -> tuple[str, str] | None:
    if service == "es":
        word = text(verb) or ""
        return ("es", f"ESHttp{word.capitalize()}") if word in _ES_VERBS else None
    return _ACTIONS.get(service) if service is not None else None
