"""Guard `url`: untrusted text that leads a request to a place inside, or makes a URL one of a file.

Whose text the host is decides, and where the host lies: a public host may be a customer's webhook, and a private one
that the code or the environment names is the function's own.  What is judged: the URL a client is given, and the peer
of each connection, so that a name which changes its address between look-up and connection is met there.
"""

from __future__ import annotations

import os
import re

from .. import audit, imports, invocation, untrusted, verdicts
from ..classes.lazy import Pattern
from . import address, wrapping

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import ModuleType
    from typing import Any

    from ..untrusted.match import Span
    from ..untrusted.texts import Text

GUARD = "url"
_SCHEME = Pattern(r"\s*(?:url:)?\s*([a-zA-Z][a-zA-Z0-9+.-]*)\s*:", re.IGNORECASE)
_WEB = {"http", "https", "ws", "wss"}
_LARGEST = 16_384
_LONGEST_PEER = 512
_IGNORED = str.maketrans("", "", "\t\r\n")
_END = Pattern(r"[/\\?#]")
_PARAMETER = Pattern(r"&[A-Za-z_][\w.\[\]-]*=")


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
        return
    scheme = _SCHEME.match(url)
    name = scheme.group(1).lower() if scheme else ""
    if scheme and name not in _WEB and "." not in name:
        touching = _touching(found, 0, scheme.end())
        if touching is not None and not url[scheme.end() :].isdigit():
            _attack(touching, f"makes the URL one of `{name if name in _KNOWN else 'another scheme'}`")
        return
    start, end = _authority(url, scheme.end() if scheme and name in _WEB else 0)
    for span in found:
        if span.start > end and url[span.start - 1] == "=" and _is_parameter(url[span.start : span.end]):
            _attack(span, "adds a parameter to a request")
    touching = _touching(found, start, end)
    if touching is None:
        return
    _lead()
    whole = scheme is not None and url[scheme.end() : scheme.end() + 2] == "//"  # else it may be a path alone
    inside = next((host for host in hosts(url) if _inside(host) or (whole and address.is_one_word(host))), None)
    if inside is not None:
        _attack(touching, "chooses a host inside")


def _is_parameter(part: str) -> bool:
    return _PARAMETER.search(part) is not None


_KNOWN = {"file", "ftp", "data", "gopher", "jar", "dict", "ldap", "netdoc", "local_file", "unix"}


def _attack(span: Span, what: str) -> None:
    verdicts.attack(GUARD, f"value of {span.text.where} {what}", {"field": span.text.where})


def _touching(found: list[Span], start: int, end: int) -> Span | None:
    """The span that puts characters of its own in here; a short word counts only if the code put it here."""
    for one in found:
        if one.start < end and one.end > start and (one.joined or not one.exact or one.end - one.start > 3):
            return one
    return None


def _authority(url: str, start: int) -> tuple[int, int]:
    """Where the host part lies, the user's name before it included."""
    while start < len(url) and url[start] in "/\\":
        start += 1
    found = _END.search(url, start)
    return start, found.start() if found else len(url)


def hosts(url: str) -> set[str]:
    """The hosts that a client may read from a URL: parsers differ on backslashes, users, and what they leave out."""
    found = set()
    for text in {url, url.translate(_IGNORED).strip(), _decoded(url)}:
        scheme = _SCHEME.match(text)
        begin = scheme.end() if scheme and scheme.group(1).lower() in _WEB else 0
        start, end = _authority(text, begin)
        for part in (text[start:end], re.split(r"[/?#]", text[start:], maxsplit=1)[0]):
            for choice in {part.rpartition("@")[2], part.partition("@")[2] or part, part}:
                found.add(_without_port(choice))
    return {host for host in found if host}


def _decoded(url: str) -> str:
    if "%" not in url:
        return url
    from urllib.parse import unquote

    return unquote(url)


def _without_port(host: str) -> str:
    if host.startswith("["):
        return host[1:].partition("]")[0]
    head, colon, port = host.rpartition(":")
    return head if colon and (port.isdigit() or not port) and ":" not in head else host


def _inside(host: str) -> bool:
    return address.is_inside(host)


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
    if not address.may_be_inside(host) and not host[:1].isalpha():
        return
    if not (address.is_inside_address(host) or address.is_inside(host)):
        return
    from .. import sensors

    name = sensors.name_of(host)
    if _is_own(name, port):
        return
    touching = _touching(untrusted.spans(name, GUARD), 0, len(name))
    if touching is not None:
        _attack(touching, "chooses a host that lies inside")
    holder = _holder(name, port)
    if holder is not None and not _code_says(f"{name}:{port}"):
        verdicts.attack(GUARD, f"value of {holder.where} chooses a host that lies inside", {"field": holder.where})
    elif found.led and not _code_says(name):
        verdicts.attack(GUARD, "a request to a place that untrusted text chose was led on to a host inside")


def _holder(name: str, port: Any) -> Text | None:
    """The text that names this very peer, as `localhost:8080`: a client has taken host and port apart."""
    low = name.lower()
    for text in untrusted.seen_by(GUARD) or ():
        if low not in text.lower or len(text.value) > _LONGEST_PEER:
            continue
        target = text.lower.strip().rstrip("/")
        if target.endswith(f":{port}") and low in hosts(target):
            return text
    return None


def _is_own(name: str, port: Any) -> bool:
    """Whether the environment names the peer: the runtime's API, an extension, a proxy, a store in the own network."""
    peer = f"{name}:{port}"
    return any(peer in value or value == name or f"//{name}/" in value + "/" for value in os.environ.values())


def _code_says(name: str) -> bool:
    from ..untrusted import constants

    found = invocation.current()
    index = found.untrusted if found is not None else None
    return any(name in text for text, _ in constants.fragments(index or ()))


def _follow_urllib3(module: ModuleType) -> None:
    """requests and botocore too; behind a proxy the pool's own host is the proxy's, and the URL is whole."""

    def asked(pool: Any, _method: Any = "", url: Any = "", *_: Any, **__: Any) -> None:
        whole = str(url)
        _judged(whole if "://" in whole else f"{pool.scheme}://{pool.host}:{pool.port}{whole}")

    wrapping.before(module.HTTPConnectionPool, "urlopen", GUARD, asked)


def _follow_httpx(module: ModuleType) -> None:
    for owner in (module.Client, module.AsyncClient):
        wrapping.before(owner, "_send_single_request", GUARD, lambda _self, request, *_, **__: _judged(request.url))


def _follow_aiohttp(module: ModuleType) -> None:
    wrapping.before(
        module.ClientSession, "_request", GUARD, lambda _self, _method, str_or_url, **__: _judged(str_or_url)
    )
