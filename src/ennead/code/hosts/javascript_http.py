"""JavaScript's libraries that make HTTP requests, and the URL each is given."""

from __future__ import annotations

from collections.abc import Iterator

from ennead.code.facts import CallFact, HostCall
from ennead.code.hosts.address import built, is_whole, join, plain
from ennead.code.hosts.record import first, records
from ennead.code.hosts.signature import Model, connections, first_maker, verb
from ennead.code.values import Known, Made, Record, Unknown, Value, full_name, options, text

_URL = ("url", "uri", "href", "URL")
_BASE = ("baseURL", "baseUrl", "prefixUrl", "prefix", "origin", "uri", "url")
_VERBS = {
    "get": "GET",
    "post": "POST",
    "put": "PUT",
    "patch": "PATCH",
    "delete": "DELETE",
    "del": "DELETE",
    "head": "HEAD",
    "options": "OPTIONS",
    "postForm": "POST",
    "putForm": "PUT",
    "patchForm": "PATCH",
    "getStream": "GET",
}


def _request(client: str, method: str | None = None, scheme: str = "http", first_base: str = "GET") -> Model:
    """A call that is given a URL, options, or both; an instance's own base stands before the path."""

    def model(fact: CallFact) -> Iterator[HostCall]:
        base = _base(first_maker(fact.callee))
        told = method or _told_method(fact.args) or first_base
        for target in _targets(fact.args, scheme):
            yield from connections(fact, join(base, target), client, told)

    return model


def _with_method(client: str) -> Model:
    """A call that is given the method, then the URL."""

    def model(fact: CallFact) -> Iterator[HostCall]:
        method = verb(fact.args[0]) if fact.args else None
        for target in _targets(fact.args[1:], "http"):
            yield from connections(fact, target, client, method)

    return model


def _on_made(client: str) -> Model:
    """A client whose making names the server; requests on it are not looked at."""

    def model(fact: CallFact) -> Iterator[HostCall]:
        for target in _targets(fact.args, "https"):
            yield from connections(fact, target, client)

    return model


def _targets(args: tuple[Value, ...], scheme: str) -> Iterator[Value]:
    """The URLs that a call's arguments tell: the first one that is no options object, else what the options say."""
    if not args:
        yield Unknown("no URL is given")
        return
    for option in options(args[0]):
        if isinstance(option, Made) and full_name(option.callee) == "Request" and option.args:
            yield from _targets((*option.args, *args[1:]), scheme)
        elif isinstance(option, Record):
            yield _of_options(option, scheme)
        else:
            target = plain(option)
            yield target if is_whole(target) else _under_options(args[1:], target)


def _of_options(record: Record, scheme: str) -> Value:
    url = first(record, *_URL)
    base = first(record, "baseURL", "baseUrl", "prefixUrl")
    if url is not None or base is not None:
        return join(base, url)
    host = first(record, "hostname", "host")
    if host is None:
        return Unknown("the options name no host")
    protocol = text(first(record, "protocol"))
    port, path = first(record, "port"), first(record, "path", "pathname")
    return built(host, scheme=protocol.rstrip(":/") if protocol else scheme, port=port, path=path)


def _under_options(rest: tuple[Value, ...], target: Value) -> Value:
    """A path under the base that the options after it name."""
    for record in rest[:2]:
        base = first(record, "baseURL", "baseUrl", "prefixUrl")
        if base is not None:
            return join(base, target)
    return target


def _told_method(args: tuple[Value, ...]) -> str | None:
    for arg in args[:3]:
        for record in records(arg):
            method = verb(first(record, "method"))
            if method:
                return method
    return None


def _base(made: Made | None) -> Value | None:
    """The base URL that an instance was made with."""
    if made is None or not made.args:
        return None
    for option in options(made.args[0]):
        if isinstance(option, Record):
            found = first(option, *_BASE)
            if found is not None:
                return found
    return made.args[0] if made.new and not isinstance(made.args[0], Record) else None


def _socket(fact: CallFact) -> Iterator[HostCall]:
    """`connect({host, port})`, `connect(port, host)`."""
    client = "net"
    if fact.args and isinstance(fact.args[0], Record):
        host = first(fact.args[0], "host", "hostname")
        yield from connections(fact, host or Known("localhost"), client)
    elif len(fact.args) > 1:
        yield from connections(fact, fact.args[1], client)
    else:
        yield from connections(fact, Unknown("no host is given"), client)


def _datagram(fact: CallFact) -> Iterator[HostCall]:
    """`send(message, port, address)`, `send(message, offset, length, port, address)`."""
    position = 4 if len(fact.args) >= 5 else 2
    if len(fact.args) > position:
        yield from connections(fact, fact.args[position], "dgram")


def _graphql(fact: CallFact) -> Iterator[HostCall]:
    """`request(url, query)`, `request({url})`, `new GraphQLClient(url)`."""
    for target in _targets(fact.args, "https"):
        yield from connections(fact, target, "graphql-request", "POST")


def _verbs(prefix: str, client: str, scheme: str = "http") -> dict[str, Model]:
    return {f"{prefix}.{name}": _request(client, method, scheme) for name, method in _VERBS.items()}


def _family(client: str, *instances: str) -> dict[str, Model]:
    """A library whose function takes a URL or options, has a function per verb, and makes instances with a base."""
    models = {client: _request(client), f"{client}.request": _request(client), **_verbs(client, client)}
    for instance in instances:
        models |= {f"{client}.{instance}()": _request(client), f"{client}.{instance}().request": _request(client)}
        models |= _verbs(f"{client}.{instance}()", client)
    return models


def _plain_http() -> dict[str, Model]:
    models: dict[str, Model] = {}
    for library in ("http", "https"):
        for prefix in (library, f"follow-redirects.{library}"):
            models[f"{prefix}.request"] = _request(library, None, library)
            models[f"{prefix}.get"] = _request(library, "GET", library)
    return models


_FETCH = (
    "fetch node-fetch cross-fetch isomorphic-fetch isomorphic-unfetch unfetch make-fetch-happen fetch-retry()".split()
)
_REQUEST = "request request-promise request-promise-native requestretry".split()

MODELS: dict[str, Model] = {
    **{name: _request("fetch" if name.startswith("fetch") else name) for name in _FETCH},
    "cross-fetch.fetch": _request("cross-fetch"),
    "undici.fetch": _request("undici"),
    "undici.request": _request("undici"),
    "undici.stream": _request("undici"),
    "undici.pipeline": _request("undici"),
    **{f"undici.{made}().request": _request("undici") for made in ("Client", "Pool")},
    **_family("axios", "create", "Axios", "AxiosInstance", "AxiosStatic"),
    **_family("got", "extend"),
    **{f"got.{name}": model for name, model in _family("got", "extend").items()},
    **_family("ky", "create", "extend"),
    **_family("superagent", "agent"),
    **_family("needle"),
    "needle": _with_method("needle"),
    "needle.request": _with_method("needle"),
    **{name: model for library in _REQUEST for name, model in _family(library, "defaults").items()},
    **_family("phin"),
    **_family("wretch"),
    "urllib.request": _request("urllib"),
    "bent": _on_made("bent"),
    "axios-retry": lambda _fact: iter(()),
    "ofetch.ofetch": _request("ofetch"),
    "ofetch.$fetch": _request("ofetch"),
    **_plain_http(),
    "http2.connect": _on_made("http2"),
    "WebSocket": _on_made("websocket"),
    "ws": _on_made("ws"),
    "ws.WebSocket": _on_made("ws"),
    "isomorphic-ws": _on_made("ws"),
    "socket.io-client": _on_made("socket.io-client"),
    "socket.io-client.io": _on_made("socket.io-client"),
    "socket.io-client.connect": _on_made("socket.io-client"),
    "EventSource": _on_made("eventsource"),
    "eventsource": _on_made("eventsource"),
    "graphql-request.request": _graphql,
    "graphql-request.GraphQLClient": _graphql,
    "@apollo/client.ApolloClient": _on_made("@apollo/client"),
    "@apollo/client/core.ApolloClient": _on_made("@apollo/client"),
    "@apollo/client.HttpLink": _on_made("@apollo/client"),
    "@apollo/client/core.HttpLink": _on_made("@apollo/client"),
    "@apollo/client.createHttpLink": _on_made("@apollo/client"),
    "@apollo/client/core.createHttpLink": _on_made("@apollo/client"),
    "apollo-link-http.createHttpLink": _on_made("@apollo/client"),
    "apollo-link-http.HttpLink": _on_made("@apollo/client"),
    "@urql/core.createClient": _on_made("@urql/core"),
    "@slack/webhook.IncomingWebhook": _on_made("@slack/webhook"),
    "slack-node().setWebhook": _on_made("slack-node"),
    "aws-appsync.AWSAppSyncClient": _on_made("aws-appsync"),
    "soap.createClient": _on_made("soap"),
    "soap.createClientAsync": _on_made("soap"),
    "webdav.createClient": _on_made("webdav"),
    **{f"{library}.{call}": _socket for library in ("net", "tls") for call in ("connect", "createConnection")},
    "net.Socket().connect": _socket,
    "tls.TLSSocket().connect": _socket,
    "dgram.createSocket().send": _datagram,
}
"""By what is called, as `signature.signature` writes it."""
