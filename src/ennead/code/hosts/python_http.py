"""Python's libraries that make HTTP requests, and the URL each is given."""

from __future__ import annotations

from collections.abc import Iterator

from ennead.code.facts import CallFact, HostCall
from ennead.code.hosts.address import built, is_whole, join, plain
from ennead.code.hosts.record import argument
from ennead.code.hosts.signature import Model, connections, maker, verb
from ennead.code.values import Made, Member, Ref, Unknown, Value, full_name, options

_VERBS = ("get", "post", "put", "patch", "delete", "head", "options")
_NO_URL = Unknown("no URL is given")
_REQUESTS = frozenset({"requests.Request", "requests.models.Request", "httpx.Request"})


def _verb(client: str, method: str | None, base: str = "") -> Model:
    """`get(url)`, on an instance with a base too."""

    def model(fact: CallFact) -> Iterator[HostCall]:
        url = _of_request(argument(fact, 0, "url"))
        yield from connections(fact, join(_base(fact, base), url) if url is not None else _NO_URL, client, method)

    return model


def _request(client: str, base: str = "") -> Model:
    """`request(method, url)`."""

    def model(fact: CallFact) -> Iterator[HostCall]:
        url = _of_request(argument(fact, 1, "url"))
        method = verb(argument(fact, 0, "method"))
        yield from connections(fact, join(_base(fact, base), url) if url is not None else _NO_URL, client, method)

    return model


def _of_request(url: Value | None) -> Value | None:
    """`request.url` of a request that was made to be signed."""
    if not isinstance(url, Member) or url.name != "url":
        return url
    made = url.of
    if isinstance(made, Made) and isinstance(made.callee, Member) and made.callee.name == "prepare":
        made = made.callee.of
    if isinstance(made, Made) and full_name(made.callee) == "botocore.awsrequest.AWSRequest":
        return argument(_as_fact(made), 1, "url")
    return url


def _base(fact: CallFact, name: str) -> Value | None:
    """The base URL that the session was made with."""
    made = maker(fact.callee) if name else None
    if made is None:
        return None
    return argument(_as_fact(made), 0 if name == "base_url" and _takes_base_first(made) else None, name)


def _as_fact(made: Made) -> CallFact:
    return CallFact(made.callee, made.args, made.keywords, made.at)


def _takes_base_first(made: Made) -> bool:
    return full_name(made.callee) in ("aiohttp.ClientSession", "requests_toolbelt.sessions.BaseUrlSession")


def _opened(fact: CallFact) -> Iterator[HostCall]:
    """`urlopen(url)`, `urlopen(Request(url, method=...))`."""
    for target in options(argument(fact, 0, "url", "fullurl") or _NO_URL):
        method: str | None = "POST" if argument(fact, 1, "data") is not None else "GET"
        if isinstance(target, Made) and full_name(target.callee) == "urllib.request.Request":
            request = _as_fact(target)
            told = argument(request, 5, "method")
            sends = argument(request, 1, "data") is not None
            method = verb(told) if told is not None else ("POST" if sends else method)
        yield from connections(fact, target, "urllib", method)


def _prepared(client: str) -> Model:
    """`send(request)`: a request that was made before, by a class or by the client itself."""

    def model(fact: CallFact) -> Iterator[HostCall]:
        for given in options(argument(fact, 0, "request") or _NO_URL):
            made = _request_of(given)
            if made is None:
                yield from connections(fact, Unknown("a request that is made elsewhere"), client)
                continue
            base = None
            if isinstance(made.callee, Member) and isinstance(made.callee.of, Made):
                base = argument(_as_fact(made.callee.of), None, "base_url")
            url = argument(_as_fact(made), 1, "url") or _NO_URL
            yield from connections(fact, join(base, url), client, verb(argument(_as_fact(made), 0, "method")))

    return model


def _request_of(value: Value) -> Made | None:
    """The call that holds the address: of `Request(...).prepare()` and `s.prepare_request(Request(...))` the class."""
    if not isinstance(value, Made):
        return None
    callee = value.callee
    if not isinstance(callee, Member):
        return value if full_name(callee) in _REQUESTS else None
    if callee.name == "prepare":
        return _request_of(callee.of)
    if callee.name == "prepare_request" and value.args:
        return _request_of(value.args[0])
    return value if callee.name == "build_request" else None


def _connection(client: str, scheme: str) -> Model:
    """`HTTPSConnection(host, port).request(method, path)`."""

    def model(fact: CallFact) -> Iterator[HostCall]:
        made = maker(fact.callee)
        if made is None:
            yield from connections(fact, Unknown("where the connection goes is not told"), client)
            return
        host = argument(_as_fact(made), 0, "host")
        port = argument(_as_fact(made), 1, "port")
        path = argument(fact, 1, "url")
        method = verb(argument(fact, 0, "method"))
        target = _NO_URL if host is None else built(host, scheme=scheme, port=port, path=path)
        if path is not None and is_whole(plain(path)):
            target = path
        yield from connections(fact, target, client, method)

    return model


def _pool_of_url(fact: CallFact) -> Iterator[HostCall]:
    """`connection_from_url(url).request(method, path)`."""
    made = maker(fact.callee)
    base = argument(_as_fact(made), 0, "url") if made is not None else None
    yield from connections(fact, join(base, argument(fact, 1, "url")), "urllib3", verb(argument(fact, 0, "method")))


def _option(fact: CallFact) -> Iterator[HostCall]:
    """`curl.setopt(curl.URL, url)`."""
    if len(fact.args) < 2:
        return
    name = fact.args[0]
    is_url = (isinstance(name, Member) and name.name == "URL") or (isinstance(name, Ref) and name.path == ("URL",))
    if is_url:
        yield from connections(fact, fact.args[1], "pycurl")


def _made(client: str, position: int | None, *names: str) -> Model:
    """A client that names its server when it is made, or asked to connect."""

    def model(fact: CallFact) -> Iterator[HostCall]:
        yield from connections(fact, argument(fact, position, *names) or _NO_URL, client)

    return model


def _session(client: str, made: str, base: str = "base_url", *, streams: bool = True) -> dict[str, Model]:
    models = {f"{made}().{name}": _verb(client, name.upper(), base) for name in _VERBS}
    models[f"{made}().request"] = _request(client, base)
    if streams:
        models[f"{made}().stream"] = _request(client, base)
    return models


def _functions(client: str) -> dict[str, Model]:
    models = {f"{client}.{name}": _verb(client, name.upper()) for name in _VERBS}
    models[f"{client}.request"] = _request(client)
    models[f"{client}.stream"] = _request(client)
    return models


def _connections() -> dict[str, Model]:
    models: dict[str, Model] = {}
    for name, scheme in (("HTTPConnection", "http"), ("HTTPSConnection", "https")):
        for call in ("request", "putrequest"):
            models[f"http.client.{name}().{call}"] = _connection("http.client", scheme)
    for name, scheme in (("HTTPConnectionPool", "http"), ("HTTPSConnectionPool", "https")):
        for module in ("urllib3", "urllib3.connectionpool"):
            for call in ("request", "urlopen", "request_encode_body"):
                models[f"{module}.{name}().{call}"] = _connection("urllib3", scheme)
    return models


_POOLS = ("urllib3.PoolManager", "urllib3.ProxyManager", "urllib3.poolmanager.PoolManager")

MODELS: dict[str, Model] = {
    **_functions("requests"),
    **_session("requests", "requests.Session"),
    **_session("requests", "requests.session"),
    **_session("requests", "requests.sessions.Session"),
    **_session("requests", "requests_toolbelt.sessions.BaseUrlSession"),
    **_session("requests", "requests_futures.sessions.FuturesSession"),
    **_session("requests", "requests_oauthlib.OAuth1Session"),
    **_session("requests", "requests_oauthlib.OAuth2Session"),
    **_session("requests", "requests_html.HTMLSession"),
    **_session("requests", "requests_html.AsyncHTMLSession"),
    **_session("cloudscraper", "cloudscraper.create_scraper"),
    **_session("authlib", "authlib.integrations.requests_client.OAuth2Session"),
    **_session("authlib", "authlib.integrations.httpx_client.AsyncOAuth2Client"),
    **{f"requests.{made}().send": _prepared("requests") for made in ("Session", "session", "sessions.Session")},
    **{f"httpx.{made}().send": _prepared("httpx") for made in ("Client", "AsyncClient")},
    **_functions("treq"),
    **_functions("httpx"),
    **_session("httpx", "httpx.Client"),
    **_session("httpx", "httpx.AsyncClient"),
    **_session("aiohttp", "aiohttp.ClientSession"),
    "aiohttp.ClientSession().ws_connect": _verb("aiohttp", None, "base_url"),
    "aiohttp.request": _request("aiohttp"),
    "urllib.request.urlopen": _opened,
    "urllib.request.urlretrieve": _opened,
    "urllib.request.build_opener().open": _opened,
    "urllib2.urlopen": _opened,
    **{
        f"{pool}().{call}": _request("urllib3")
        for pool in _POOLS
        for call in ("request", "urlopen", "request_encode_url")
    },
    "urllib3.request": _request("urllib3"),
    "urllib3.connection_from_url().request": _pool_of_url,
    "urllib3.connection_from_url().urlopen": _pool_of_url,
    **_connections(),
    "httplib2.Http().request": _verb("httplib2", None),
    "pycurl.Curl().setopt": _option,
    "websocket.create_connection": _made("websocket", 0, "url"),
    "websocket.WebSocketApp": _made("websocket", 0, "url"),
    "websocket.WebSocket().connect": _made("websocket", 0, "url"),
    "websockets.connect": _made("websockets", 0, "uri"),
    "websockets.client.connect": _made("websockets", 0, "uri"),
    "websockets.sync.client.connect": _made("websockets", 0, "uri"),
    "xmlrpc.client.ServerProxy": _made("xmlrpc", 0, "uri"),
    "zeep.Client": _made("zeep", 0, "wsdl"),
    "suds.client.Client": _made("suds", 0, "url"),
    "gql.transport.requests.RequestsHTTPTransport": _made("gql", 0, "url"),
    "gql.transport.aiohttp.AIOHTTPTransport": _made("gql", 0, "url"),
    "sgqlc.endpoint.http.HTTPEndpoint": _made("sgqlc", 0, "url"),
    "slack_sdk.webhook.WebhookClient": _made("slack_sdk", 0, "url"),
    "slack_sdk.WebhookClient": _made("slack_sdk", 0, "url"),
    "jwt.PyJWKClient": _made("jwt", 0, "uri"),
    "discord_webhook.DiscordWebhook": _made("discord_webhook", 0, "url"),
    "pymsteams.connectorcard": _made("pymsteams", 0, "hookurl"),
    "hvac.Client": _made("hvac", 0, "url"),
    "grpc.insecure_channel": _made("grpc", 0, "target"),
    "grpc.secure_channel": _made("grpc", 0, "target"),
    "grpc.aio.insecure_channel": _made("grpc", 0, "target"),
    "grpc.aio.secure_channel": _made("grpc", 0, "target"),
}
"""By what is called, as `signature.signature` writes it."""
