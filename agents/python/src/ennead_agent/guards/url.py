"""Guard `url`: untrusted text that leads a request to a place inside, or makes a URL one of a file.

Whose text the host is decides, and where the host lies: a public host may be a customer's webhook, and a private one
that the code or the environment names is the function's own.  What is judged: the URL a client is given, and the peer
of each connection, so that a name which changes its address between look-up and connection is met there.
"""

from __future__ import annotations

import re

from .. import audit, imports, invocation, untrusted, verdicts
from ..classes.lazy import Pattern
from . import address, authority, wrapping

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import ModuleType
    from typing import Any

    from ..untrusted.match import Span
    from ..untrusted.texts import Index

GUARD = "url"
_LARGEST = 16_384
_PARAMETER = Pattern(r"&((?:[A-Za-z_]|%[0-9a-fA-F]{2})(?:[\w.\[\]-]|%[0-9a-fA-F]{2})*)=")
_NAME = Pattern(r"[A-Za-z_][\w.\[\]-]*\Z")
_PREFIX = Pattern(r"[?&][\w.\[\]-]+=[\w.:+-]{1,64}\Z")
_BARE = Pattern(
    r"(?:https?|wss?):[/\\]{2}(?:[^/?#@]*@)?([0-9][0-9a-fx.]*|\w)\.?(?::(\d*))?(?=[/?#\\]|\Z)", re.IGNORECASE
)
"""The host and port of a URL whose host is a number, or of one letter."""


def install() -> None:
    """Watch what is requested, and whom the function connects to."""
    audit.first("urllib.Request", _request)
    audit.first("socket.getaddrinfo", _lookup)
    for event in ("socket.connect", "socket.sendto", "socket.sendmsg"):
        audit.first(event, _connect)
    imports.when("urllib3.connectionpool", _follow_urllib3)
    imports.when("httpx._client", _follow_httpx)
    imports.when("aiohttp.client", _follow_aiohttp)


def _request(args: tuple[Any, ...]) -> None:
    _judged(args[0])


def _judged(url: Any) -> None:
    if invocation.current() is None:
        return
    try:
        judge(url if isinstance(url, str) else str(url))
    except verdicts.Blocked:
        raise
    except Exception as error:  # noqa: BLE001
        verdicts.failed(GUARD, error)


def judge(url: str) -> None:
    """Stop a request of this URL if untrusted text has chosen its scheme, other than the web's, or its host, inside.

    Also if it adds a parameter of its own: it stands behind the code's `name=`, and has another `&name=` in it.
    """
    if len(url) > _LARGEST:
        url = url[:_LARGEST]
    found = untrusted.spans(url, GUARD)
    if not found:
        _judge_numbers(url)
        return
    scheme = authority.SCHEME.match(url)
    name = scheme.group(1).lower() if scheme else ""
    if scheme and name not in authority.WEB and "." not in name:
        touching = _touching(found, 0, scheme.end())
        if touching is not None and not url[scheme.end() :].isdigit():
            _attack(touching, f"makes the URL one of `{name if name in _KNOWN else 'another scheme'}`")
        return
    start, end = authority.place(url, scheme.end() if scheme and name in authority.WEB else 0)
    for span in found:
        if span.start > end and _adds_parameter(url, span):
            _attack(span, "adds a parameter to a request")
    touching = _touching(found, start, end)
    if touching is None:
        _judge_numbers(url)
        return
    _lead()
    whole = scheme is not None and url[scheme.end() : scheme.end() + 2] == "//"  # else it may be a path alone
    if any(address.is_inside(host) or (whole and address.is_one_word(host)) for host in authority.hosts(url)):
        _attack(touching, "chooses a host inside")


def _adds_parameter(url: str, span: Span) -> bool:
    """Whether a value behind the code's `name=`, or `name=prefix:`, has a further `&name=`, coded or not."""
    part = url[span.start : span.end]
    if "&" not in part:
        return False
    if url[span.start - 1] != "=" and not (span.exact and part[0] not in "&/?" and _PREFIX.search(url[: span.start])):
        return False
    return any(_NAME.match(authority.decoded(one.group(1))) for one in _PARAMETER.finditer(part))


_KNOWN = {"file", "ftp", "data", "gopher", "jar", "dict", "ldap", "netdoc", "local_file", "unix"}


def _attack(span: Span, what: str) -> None:
    verdicts.attack(GUARD, f"value of {span.text.where} {what}", {"field": span.text.where})


def _touching(found: list[Span], start: int, end: int) -> Span | None:
    """The span that puts characters of its own in here; a short word counts only if the code put it here."""
    for one in found:
        if one.start < end and one.end > start and (one.joined or not one.exact or one.end - one.start > 3):
            return one
    return None


def _lead() -> None:
    """Remember that this invocation goes where untrusted text says: where it is led on from there is looked at too."""
    found = invocation.current()
    if found is not None:
        found.led = True


def _lookup(args: tuple[Any, ...]) -> None:
    host = args[0]
    found = invocation.current()
    if found is None or not host:
        return
    name = host.decode("ascii", "replace") if isinstance(host, (bytes, bytearray)) else str(host)
    try:
        if not found.led and untrusted.spans(name, GUARD):
            found.led = True
    except Exception as error:  # noqa: BLE001
        verdicts.failed(GUARD, error)


def _connect(args: tuple[Any, ...]) -> None:
    peer = args[1]
    found = invocation.current()
    if found is None or not isinstance(peer, tuple) or not peer:
        return
    host = peer[0].decode("ascii", "replace") if isinstance(peer[0], (bytes, bytearray)) else str(peer[0])
    try:
        _judge_peer(found, host, peer[1] if len(peer) > 1 else 0)
    except verdicts.Blocked:
        raise
    except Exception as error:  # noqa: BLE001
        verdicts.failed(GUARD, error)


def _judge_peer(found: Any, host: str, port: Any) -> None:
    if not address.may_be_inside(host) or not (address.is_inside_address(host) or address.is_inside(host)):
        return
    from .. import sensors
    from . import peers

    name = sensors.name_of(host)
    variables = peers.environment(name, port)
    if variables:
        _judge_named(found, name, host, port, variables)
        return
    touching = _touching(untrusted.spans(name, GUARD), 0, len(name))
    if touching is not None:
        _attack(touching, "chooses a host that lies inside")
    index = untrusted.seen_by(GUARD)
    holder = peers.named_by(index, name, host, port)
    where = holder.where if holder is not None else _numbers_of(index, name, host)
    if where is not None and not peers.code_says(index, name, port):
        verdicts.attack(GUARD, f"value of {where} chooses a host that lies inside", {"field": where})
    elif found.led and not peers.code_says(index, name, port):
        verdicts.attack(GUARD, "a request to a place that untrusted text chose was led on to a host inside")


def _judge_named(found: Any, name: str, host: str, port: Any, variables: list[str]) -> None:
    """A peer that the environment names is the function's own, unless a value of the event is this very place.

    Then it is if the function uses the variable, as far as can be told.
    """
    from . import peers

    if found.legible and not found.mentions(name):  # seldom, and then the event's texts are looked at
        peers.used(name, port)
        return
    holder = peers.named_by(untrusted.seen_by(GUARD), name, host, port, alone=True)
    if holder is None:
        peers.used(name, port)
    elif not peers.is_used(variables, name, port):
        where = holder.where
        verdicts.attack(GUARD, f"value of {where} chooses a host that lies inside", {"field": where})


def _numbers_of(index: Index | None, name: str, host: str) -> str | None:
    """The field of a number that this host is; a name that was looked up is none."""
    from . import peers

    if len(name) > 1 and name != host and address.number_of(name.lower()) is None:
        return None
    return peers.made_of_numbers(index, name)


def _judge_numbers(url: str) -> None:
    """Numbers and single letters of the event are no texts to be found in a URL: its host may be made of them."""
    bare = _BARE.match(url)
    if bare is None:
        return
    host = bare.group(1)
    if not (address.is_inside(host) or address.is_one_word(host)):
        return
    from ..untrusted import constants
    from . import peers

    if constants.is_constant(url):
        return
    index = untrusted.seen_by(GUARD)
    where = peers.made_of_numbers(index, host)
    if where is None:
        return
    port = int(bare.group(2)) if bare.group(2) else authority.WEB[url[: url.index(":")].lower()]
    if not peers.code_says(index, host, port):
        verdicts.attack(GUARD, f"value of {where} chooses a host inside", {"field": where})


def _follow_urllib3(module: ModuleType) -> None:
    """requests and botocore too; behind a proxy the pool's own host is the proxy's, and the URL is whole."""

    def asked(pool: Any, _method: Any = "", url: Any = "", *_: Any, **__: Any) -> None:
        whole = str(url)
        host = f"[{pool.host}]" if ":" in str(pool.host) else pool.host  # it is kept without the brackets
        _judged(whole if "://" in whole else f"{pool.scheme}://{host}:{pool.port}{whole}")

    wrapping.before(module.HTTPConnectionPool, "urlopen", GUARD, asked)


def _follow_httpx(module: ModuleType) -> None:
    for owner in (module.Client, module.AsyncClient):
        wrapping.before(owner, "_send_single_request", GUARD, lambda _self, request, *_, **__: _judged(request.url))


def _follow_aiohttp(module: ModuleType) -> None:
    wrapping.before(
        module.ClientSession, "_request", GUARD, lambda _self, _method, str_or_url, **__: _judged(str_or_url)
    )
