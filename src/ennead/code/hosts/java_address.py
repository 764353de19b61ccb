"""Addresses in Java's objects for them (`URI.create(u)`, `new HttpHost(h, p)`), and what is told of requests."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple, TypeAlias

from ennead.code.hosts.address import built, join
from ennead.code.hosts.java_chains import Link, Start, chain, simple, start
from ennead.code.hosts.java_settings import Settings, Told
from ennead.code.hosts.java_tables import REQUESTS
from ennead.code.values import Choice, Made, Own, Ref, Series, Unknown, Value, options, text

_MOST_LAYERS = 20
_URL_LINKS = ("uri", "url", "setUri", "setURI", "setUrl")
_VERBS = frozenset({"GET", "POST", "PUT", "DELETE", "PATCH", "HEAD", "OPTIONS", "TRACE"})
_Parts: TypeAlias = Callable[[Start, tuple[Link, ...]], Value | None]


class Request(NamedTuple):
    """What is told of a request: where to, with which verb, by which library."""

    target: Value
    verb: str | None
    client: str


def address(value: Value) -> Value:
    """The text of an address out of the objects around it; of several options each."""
    if isinstance(value, Choice):
        return Choice(tuple(address(option) for option in value.options))
    for _ in range(_MOST_LAYERS):
        inner = _inner(value)
        if inner is None:
            return value
        value = inner
    return value


def verb_of(value: Value) -> str | None:
    """The verb as text or as a constant (`HttpMethod.POST`)."""
    word = value.path[-1] if isinstance(value, Ref) and value.path else text(value)
    if word is None and isinstance(value, Made) and value.args:
        word = text(value.args[0])
    return word.upper() if word is not None and word.upper() in _VERBS else None


def request(value: Value, told: Told) -> Request | None:
    """The value as a request that is to be sent; None where it is none."""
    begun = start(chain(value).root)
    client = None if begun is None else REQUESTS.get(begun.cls)
    if begun is None or client is None:
        return None
    set_here = told.settings(value)
    return Request(_target(begun, set_here), _verb(begun, set_here), client)


def _target(begun: Start, set_here: Settings) -> Value:
    for name in _URL_LINKS:
        if set_here.get(name):
            return address(set_here[name][0])
    if set_here.get("host"):
        return address(set_here["host"][0])
    for argument in reversed(begun.args):
        if verb_of(argument) is None:
            return address(argument)
    return Unknown("the request's URL is not told")


def _verb(begun: Start, set_here: Settings) -> str | None:
    for name in ("method", "setMethod"):
        if set_here.get(name):
            return verb_of(set_here[name][0])
    for name in set_here:
        if name.upper() in _VERBS:
            return name.upper()
    told = [verb for verb in map(verb_of, begun.args) if verb is not None]
    if told:
        return told[0]
    for word in (begun.static.upper(), simple(begun.cls).removeprefix("Http").upper()):
        if word in _VERBS:
            return word
    return None if begun.at is None else "GET"


def _inner(value: Value) -> Value | None:
    root, links = chain(value)
    begun = start(root)
    if begun is None or not isinstance(value, Made):
        return None
    read = _WRAPPERS.get(begun.cls)
    if read is not None:
        return read(begun, links)
    return None


def _uri(begun: Start, links: tuple[Link, ...]) -> Value | None:
    """`java.net.URI` and `URL`: of one text, or of scheme, host and the rest."""
    args = begun.args
    base: Value | None = args[0] if args else None
    if len(args) == 2:
        base = join(address(args[0]), args[1])
    elif len(args) >= 3:
        host = args[2] if len(args) == 7 else args[1]
        base = built(host, scheme=text(args[0]) or "")
    for link in links:
        if link.name == "resolve" and link.args and base is not None:
            base = join(address(base), address(link.args[0]))
    return base


def _first(begun: Start, _links: tuple[Link, ...]) -> Value | None:
    return begun.args[0] if begun.args else None


def _host_port(begun: Start, links: tuple[Link, ...]) -> Value | None:
    """Host, port and perhaps scheme; HttpClient 5 puts the scheme first."""
    args = begun.args
    if not args:
        return _host_link(begun, links)
    if len(args) > 1 and text(args[0]) in ("http", "https"):
        return built(args[1], scheme=text(args[0]) or "", port=args[2] if len(args) > 2 else None)
    scheme = (text(args[2]) or "") if len(args) > 2 else ""
    return built(address(args[0]), scheme=scheme, port=args[1] if len(args) > 1 else None)


def _host_link(begun: Start, links: tuple[Link, ...]) -> Value | None:
    """A builder that is given the whole first, or scheme, host and port by name."""
    by_name = {link.name.removeprefix("set").removeprefix("with").lower(): link.args for link in links if link.args}
    host = by_name.get("host") or by_name.get("applyconnectionstring") or by_name.get("uri")
    if host is None:
        return begun.args[0] if begun.args and not isinstance(begun.args[0], Own) else None
    scheme = by_name.get("scheme")
    port = by_name.get("port")
    return built(address(host[0]), scheme=(text(scheme[0]) or "") if scheme else "", port=port[0] if port else None)


_WRAPPERS: dict[str, _Parts] = {
    "java.net.URI": _uri,
    "java.net.URL": _uri,
    "java.net.InetSocketAddress": _host_port,
    "java.net.InetAddress": _first,
    "okhttp3.HttpUrl": _first,
    "okhttp3.HttpUrl.Companion": _first,
    "okhttp3.HttpUrl.Builder": _host_link,
    "org.springframework.web.util.UriComponentsBuilder": _host_link,
    "org.springframework.web.util.DefaultUriBuilderFactory": _first,
    "org.apache.http.client.utils.URIBuilder": _host_link,
    "org.apache.hc.core5.net.URIBuilder": _host_link,
    "jakarta.ws.rs.core.UriBuilder": _host_link,
    "javax.ws.rs.core.UriBuilder": _host_link,
    "org.apache.http.HttpHost": _host_port,
    "org.apache.hc.core5.http.HttpHost": _host_port,
    "com.google.api.client.http.GenericUrl": _first,
    "redis.clients.jedis.HostAndPort": _host_port,
    "redis.clients.jedis.DefaultJedisClientConfig": _first,
    "io.lettuce.core.RedisURI": _host_link,
    "io.lettuce.core.RedisURI.Builder": _host_link,
    "net.spy.memcached.AddrUtil": _first,
    "com.mongodb.MongoClientURI": _first,
    "com.mongodb.ConnectionString": _first,
    "com.mongodb.ServerAddress": _host_port,
    "com.mongodb.MongoClientSettings": _host_link,
    "com.zaxxer.hikari.HikariConfig": _first,
    "com.slack.api.webhook.WebhookUrl": _first,
    "org.springframework.data.redis.connection.RedisStandaloneConfiguration": _first,
}


def listed(value: Value) -> tuple[Value, ...]:
    """The values of a list or set that is told item by item, or the value itself."""
    items: list[Value] = []
    for option in options(value):
        if isinstance(option, Made) and isinstance(option.callee, Ref) and option.callee.path[-1:] in _LISTS:
            items += option.args
        elif isinstance(option, Series):
            items += option.items
        else:
            items.append(option)
    return tuple(items)


_LISTS = {("of",), ("asList",), ("singletonList",), ("singleton",)}
