"""Addresses put together of their parts: base and path, scheme and host and port."""

from __future__ import annotations

from ennead.code.values import Known, Made, Member, Ref, Unknown, Value, Words, full_name, options, text

_URL_CLASSES = frozenset({"URL", "url.URL", "node:url.URL", "whatwg-url.URL"})
_SAME = frozenset({"toString", "href", "toJSON", "geturl", "human_repr", "strip", "trim", "unicode_string"})
"""Members of a URL, or of text, that give the same address."""
_FIRST_ARGUMENT = frozenset(
    """url.parse node:url.parse urllib.parse.urlparse urllib.parse.urlsplit urllib.parse.quote yarl.URL httpx.URL
    str String encodeURI urllib.request.Request
    sqlalchemy.engine.make_url sqlalchemy.make_url sqlalchemy.engine.url.make_url
    """.split()
)
_JOINS = frozenset({"urllib.parse.urljoin", "url.resolve", "node:url.resolve", "url-join", "urljoin"})
_MOST_LAYERS = 20


def plain(value: Value, layers: int = _MOST_LAYERS) -> Value:
    """The address itself, out of the objects and functions that only hand it through (`new URL(a, b).href`)."""
    while layers > 0:
        layers -= 1
        inner = _inner(value, layers)
        if inner is None:
            break
        value = inner
    return value


def concat(*parts: Value) -> Value:
    """The parts in a row as one text; known ones are merged."""
    merged: list[Value] = []
    for part in parts:
        for piece in part.parts if isinstance(part, Words) else (part,):
            fixed = _fixed(piece)
            if fixed is None:
                merged.append(piece)
            elif merged and (before := _fixed(merged[-1])) is not None:
                merged[-1] = Known(before + fixed)
            elif fixed:
                merged.append(Known(fixed))
    if all(isinstance(piece, Known) for piece in merged):
        return merged[0] if merged else Known("")
    return merged[0] if len(merged) == 1 else Words(tuple(merged))


def join(base: Value | None, path: Value | None, layers: int = _MOST_LAYERS) -> Value:
    """The path under the base, with one slash between; a path that is a whole URL stands alone."""
    path = plain(path, layers) if path is not None else None
    if base is None:
        return path if path is not None else Unknown("no URL is told")
    base = plain(base, layers)
    if path is None or text(path) == "":
        return base
    if is_whole(path):
        return path
    return concat(_without_end(base), Known("/"), _without_start(path))


def built(host: Value, *, scheme: str = "", port: Value | None = None, path: Value | None = None) -> Value:
    """`scheme://host:port/path` of its parts; the host may hold a scheme or a port already."""
    host = plain(host)
    start = text(host.parts[0]) if isinstance(host, Words) else text(host)
    parts: list[Value] = [] if not scheme or (start and "://" in start) else [Known(f"{scheme}://")]
    parts.append(host)
    if port is not None and isinstance(port, Known) and isinstance(port.value, int | str) and port.value != "":
        parts += [Known(":"), port]
    base = concat(*parts)
    return base if path is None else join(base, path)


def each(value: Value) -> tuple[Value, ...]:
    """The addresses it may be."""
    return tuple(plain(option) for option in options(plain(value)))


def is_whole(value: Value) -> bool:
    """Whether the text begins with a scheme."""
    start = text(value.parts[0]) if isinstance(value, Words) else text(value)
    scheme, colon, _ = (start or "").partition("://")
    return bool(colon) and not any(mark in scheme for mark in "/?# ")


def _inner(value: Value, layers: int) -> Value | None:
    """One layer further in, or None where there is none."""
    if isinstance(value, Member) and value.name in _SAME:
        return value.of
    if not isinstance(value, Made):
        return None
    callee = value.callee
    if isinstance(callee, Member) and callee.name in _SAME and not isinstance(callee.of, Ref):
        return callee.of
    name = full_name(callee)
    if name in _JOINS and value.args:
        return _joined(value.args, layers)
    if name in _URL_CLASSES and value.args:
        return join(value.args[1], value.args[0], layers) if len(value.args) > 1 else value.args[0]
    if name in _FIRST_ARGUMENT:
        return (
            value.args[0]
            if value.args
            else next((v for key, v in value.keywords if key in ("url", "name_or_url")), None)
        )
    return None


def _joined(parts: tuple[Value, ...], layers: int) -> Value:
    joined = parts[0]
    for part in parts[1:]:
        joined = join(joined, part, layers)
    return joined


def _fixed(piece: Value) -> str | None:
    if isinstance(piece, Known) and not isinstance(piece.value, bytes):
        return "" if piece.value is None else str(piece.value)
    return None


def _without_end(base: Value) -> Value:
    if isinstance(base, Words):
        return concat(*base.parts[:-1], _without_end(base.parts[-1]))
    word = text(base)
    return base if word is None else Known(word.rstrip("/"))


def _without_start(path: Value) -> Value:
    if isinstance(path, Words):
        return concat(_without_start(path.parts[0]), *path.parts[1:])
    word = text(path)
    return path if word is None else Known(word.lstrip("/"))
