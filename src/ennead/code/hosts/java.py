"""Hosts that Java programs connect to: HTTP clients, databases, caches, mail, queues, and vendors' libraries."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TypeAlias

from ennead.code.facts import CallFact, Facts, HostCall
from ennead.code.hosts.address import is_whole, join
from ennead.code.hosts.escaped_extensions import is_extension
from ennead.code.hosts.java_address import address, listed, request, verb_of
from ennead.code.hosts.java_chains import Chain, Link, chain, start
from ennead.code.hosts.java_settings import Told
from ennead.code.hosts.java_tables import (
    DIRECT,
    FIXED,
    PROPERTIES,
    PROPERTY_KEYS,
    REST_TEMPLATE,
    SENDERS,
    SENDING,
    WEB_CLIENTS,
)
from ennead.code.hosts.signature import connections, several
from ennead.code.values import Known, Made, Member, Own, Record, Ref, Unknown, Value, full_name, options, text

_Special: TypeAlias = Callable[[CallFact, Told], Iterator[HostCall]]


def hosts(facts: Facts) -> Iterator[HostCall]:
    """Every connection to a host that the program opens or sets up, in the order of the calls; extensions are none."""
    told = Told(facts)
    for fact in facts.calls:
        for found in connected(fact, told):
            if not is_extension(found.target):
                yield found


def connected(fact: CallFact, told: Told) -> Iterator[HostCall]:
    """The connections that one call opens or sets up, to extensions beside the function too."""
    called = _called(fact)
    if called is not None:
        yield from _of_call(fact, called, told)
    elif isinstance(fact.callee, Member) and fact.callee.name in SENDING:
        yield from _sent(fact, told, None)


def _called(fact: CallFact) -> tuple[str, str] | None:
    """The class at the start of the call's chain and the method's name, `new` for a constructor."""
    callee = fact.callee
    if isinstance(callee, Member):
        begun = start(chain(callee.of).root)
        return None if begun is None else (begun.cls, callee.name)
    if not isinstance(callee, Ref):
        return None
    name = full_name(callee) or ""
    if fact.new:
        return name, "new"
    cls, _, method = name.rpartition(".")
    return cls, method


def _of_call(fact: CallFact, called: tuple[str, str], told: Told) -> Iterator[HostCall]:
    special = _SPECIAL.get(called)
    rule = DIRECT.get(called)
    if special is not None:
        yield from special(fact, told)
    elif rule is not None:
        for value in fact.args[rule.argument : rule.argument + 1]:
            for one in listed(value):
                if not isinstance(one, Known) or isinstance(one.value, str):
                    yield from connections(fact, address(one), rule.client, rule.verb)
    elif called in PROPERTIES:
        yield from _properties(fact, called, told)
    elif called[1] in SENDING:
        yield from _sent(fact, told, SENDERS.get(called))
    else:
        yield from _fixed(fact, called)


def _sent(fact: CallFact, told: Told, client: str | None) -> Iterator[HostCall]:
    """A request that is handed to what sends it; a known client with an untold request connects somewhere."""
    for argument in fact.args[:2]:
        for option in options(argument):
            found = request(_unwrapped(option), told)
            if found is not None:
                yield from connections(fact, found.target, found.client, found.verb)
                client = None
            elif client == "apache":
                host = address(option)
                if host is not option:
                    yield from connections(fact, host, client)
                    return
    if client is not None:
        yield from connections(fact, Unknown("the request is not told"), client)


def _unwrapped(value: Value) -> Value:
    """The request in `HttpExecuteRequest.builder().request(r).build()`."""
    root, links = chain(value)
    begun = start(root)
    if begun is not None and begun.cls == "software.amazon.awssdk.http.HttpExecuteRequest":
        for link in links:
            if link.name == "request" and link.args:
                return link.args[0]
    return value


def _url_opened(fact: CallFact, told: Told) -> Iterator[HostCall]:
    """`new URL(u).openConnection()`; the verb is set on the connection afterwards."""
    if not isinstance(fact.callee, Member):
        return
    verb: str | None = "GET"
    if fact.callee.name == "openConnection":
        set_here = told.settings(Made(fact.callee, fact.args, fact.keywords, fact.at))
        if "setRequestMethod" in set_here:
            verb = verb_of(set_here["setRequestMethod"][0]) if set_here["setRequestMethod"] else None
        elif "setDoOutput" in set_here:
            verb = "POST"
    yield from connections(fact, address(fact.callee.of), "java.net.URL", verb)


def _rest_template(fact: CallFact, told: Told) -> Iterator[HostCall]:
    """Spring's RestTemplate: the URL, or a request of its own."""
    if not isinstance(fact.callee, Member) or not fact.args:
        return
    if request(fact.args[0], told) is not None:
        yield from _sent(fact, told, None)
        return
    verb = REST_TEMPLATE[fact.callee.name] or (verb_of(fact.args[1]) if len(fact.args) > 1 else None)
    yield from connections(fact, _under(_base(chain(fact.callee.of), told), fact.args[0]), "resttemplate", verb)


def _web_client(fact: CallFact, told: Told) -> Iterator[HostCall]:
    """`client.get().uri(u)` of Spring's and Reactor's clients."""
    if not isinstance(fact.callee, Member):
        return
    told_so_far = chain(fact.callee.of)
    begun = start(told_so_far.root)
    client = WEB_CLIENTS.get(begun.cls, "") if begun is not None else ""
    path = fact.args[0] if fact.args else Known("")
    yield from connections(fact, _under(_base(told_so_far, told), path), client, _verb_in(told_so_far.links))


def _verb_in(links: tuple[Link, ...]) -> str | None:
    for link in reversed(links):
        if link.name in ("method", "request") and link.args:
            return verb_of(link.args[0])
        found = verb_of(Known(link.name))
        if found is not None:
            return found
    return None


def _base(chained: Chain, told: Told) -> Value | None:
    """The base URL that a client was made with."""
    set_here = (
        told.settings(Made(Member(chained.root, ""), (), (), chained.root.at)) if isinstance(chained.root, Made) else {}
    )
    for link in reversed(chained.links):
        set_here.setdefault(link.name, link.args)
    for name in ("baseUrl", "rootUri", "uriTemplateHandler", "setUriTemplateHandler"):
        if set_here.get(name):
            return address(set_here[name][0])
    begun = start(chained.root)
    if begun is not None and begun.static == "create" and begun.args:
        return address(begun.args[0])
    return None


def _under(base: Value | None, path: Value) -> Value:
    path = address(path)
    if isinstance(path, Own):
        return base or Unknown("the URL is built by a function")
    if base is None or is_whole(path):
        return path if not (text(path) or "").startswith("/") else Unknown("the base URL is not told")
    return join(base, path)


def _target(fact: CallFact, _told: Told) -> Iterator[HostCall]:
    """`client.target(u)` of JAX-RS; the verb follows later in the chain."""
    for argument in fact.args[:1]:
        yield from connections(fact, address(argument), "jax-rs")


def _pool(fact: CallFact, _told: Told) -> Iterator[HostCall]:
    """`new JedisPool(u)`, `(h, p)` or `(config, h, p)`."""
    plain = [argument for argument in fact.args[:2] if not _is_config(argument)]
    yield from connections(fact, address(plain[0]) if plain else Unknown("no host is told"), "jedis")


def _is_config(value: Value) -> bool:
    begun = start(chain(value).root)
    return begun is not None and begun.cls.endswith("Config")


def _all_hosts(client: str) -> _Special:
    """Every argument is a host."""

    def read(fact: CallFact, _told: Told) -> Iterator[HostCall]:
        for argument in fact.args:
            for one in listed(argument):
                yield from connections(fact, address(one), client)

    return read


def _mongo(fact: CallFact, told: Told) -> Iterator[HostCall]:
    """`MongoClients.create(u)`, with a text, a connection string, or settings that hold one."""
    if not fact.args:
        yield from connections(fact, Known("localhost"), "mongodb")
        return
    set_here = told.settings(fact.args[0])
    held = set_here.get("applyConnectionString")
    yield from connections(fact, address(held[0] if held else fact.args[0]), "mongodb")


def _properties(fact: CallFact, called: tuple[str, str], told: Told) -> Iterator[HostCall]:
    """A client that is set up by properties."""
    number, client = PROPERTIES[called]
    given = fact.args[number] if len(fact.args) > number else None
    found = False
    for option in options(given) if given is not None else ():
        for key, value in entries(option, told):
            if property_name(key) in PROPERTY_KEYS[client]:
                found = True
                yield from several(fact, value, client)
    if not found and client == "kafka":
        yield from connections(fact, Unknown("no bootstrap server is told"), client)


def entries(value: Value, told: Told) -> Iterator[tuple[Value, Value]]:
    """What properties hold: as a mapping, or by calls that put it there."""
    if isinstance(value, Record):
        yield from value.entries
        return
    for link in told.links(value):
        if link.name in ("put", "setProperty", "putIfAbsent") and len(link.args) == 2:
            yield link.args[0], link.args[1]


def property_name(key: Value) -> str | None:
    """The name of a property: its text, or that of the constant that holds it."""
    return key.path[-1] if isinstance(key, Ref) and key.path else text(key)


def _fixed(fact: CallFact, called: tuple[str, str]) -> Iterator[HostCall]:
    """A vendor's library that always connects to the vendor."""
    words = called[0].split(".", 4)
    for length in (2, 3, 4):
        known = FIXED.get(".".join(words[:length]))
        if known is not None and called[1] in known.methods:
            yield from connections(fact, Known(known.host), known.client)
            return


def _specials() -> dict[tuple[str, str], _Special]:
    special: dict[tuple[str, str], _Special] = {}
    for method in ("openConnection", "openStream", "getContent"):
        special["java.net.URL", method] = special["java.net.URI", method] = _url_opened
    for method in REST_TEMPLATE:
        special["org.springframework.web.client.RestTemplate", method] = _rest_template
        special["org.springframework.boot.web.client.RestTemplateBuilder", method] = _rest_template
        special["org.springframework.web.client.RestOperations", method] = _rest_template
    for cls in WEB_CLIENTS:
        special[cls, "uri"] = _web_client
    for package in ("jakarta.ws.rs.client", "javax.ws.rs.client"):
        special[f"{package}.Client", "target"] = special[f"{package}.ClientBuilder", "target"] = _target
    for cls in ("JedisPool", "JedisSentinelPool"):
        special[f"redis.clients.jedis.{cls}", "new"] = _pool
    for package in ("org.elasticsearch.client", "org.opensearch.client"):
        special[f"{package}.RestClient", "builder"] = _all_hosts("elasticsearch")
    for package in ("com.mongodb.client", "com.mongodb.reactivestreams.client"):
        special[f"{package}.MongoClients", "create"] = _mongo
    special["org.opensearch.client.transport.httpclient5.ApacheHttpClient5TransportBuilder", "builder"] = _all_hosts(
        "elasticsearch"
    )
    return special


_SPECIAL = _specials()
