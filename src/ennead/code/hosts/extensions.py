"""Addresses of the extensions that AWS lays beside a function: they answer on its own machine, for a service.

As the manuals of the Parameters and Secrets extension and of AppConfig's have them:
`http://localhost:2773/secretsmanager/get?secretId=...`, `http://localhost:2773/systemsmanager/parameters/get?name=...`,
`http://localhost:2772/applications/A/environments/E/configurations/C`.  The ports can be set: any is taken for theirs.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple
from urllib.parse import unquote

from ennead.code.hosts.address import concat
from ennead.code.hosts.python_holes import Holed, parts
from ennead.code.values import Env, Known, Made, Record, Value, full_name, text

_AUTHORITY = re.compile(r"^[a-z]+://[^/?]*[/?]")
_LOCAL = re.compile(r"^http://(?:localhost|127\.0\.0\.1)(?::[^/?]*)?/+([^?]*)(?:\?(.*))?$", re.DOTALL)
_PATHS = {
    "secret": re.compile(r"^secretsmanager/get/?$"),
    "parameter": re.compile(r"^systemsmanager/parameters/get/?$"),
    "configuration": re.compile(
        r"^applications/(?P<application>[^/]+)/environments/(?P<environment>[^/]+)/configurations/(?P<name>[^/]+)/?$"
    ),
}
_ESCAPES = frozenset({"urllib.parse.quote", "urllib.parse.quote_plus"})
_ENCODES = "urllib.parse.urlencode"


class Extension(NamedTuple):
    """What an extension is asked for: `kind` is secret, parameter or configuration, `told` what its address tells."""

    kind: str
    told: dict[str, Value]


def extension(target: Value) -> Extension | None:
    """What an address asks of an extension; None where it is one of something else."""
    holed = Holed(_plain(target))
    found = _LOCAL.match(holed.text)
    if found is None:
        return None
    path, query = found.group(1), found.group(2) or ""
    for kind, pattern in _PATHS.items():
        match = pattern.match(path)
        if match is not None:
            told = {**dict(_pairs(query)), **match.groupdict()}
            values = {name: holed.value(unquote(part)) for name, part in told.items()}
            return Extension(kind, {name: value for name, value in values.items() if value is not None})
    return None


def _pairs(query: str) -> Iterator[tuple[str, str]]:
    for pair in query.split("&"):
        name, _, value = pair.partition("=")
        yield name, value


def _plain(target: Value) -> Iterator[Value]:
    """The parts of an address: variables in front of the path by their defaults, the rest without its escapes."""
    before = ""
    for part in parts(target):
        is_front = isinstance(part, Env) and part.default is not None and not _AUTHORITY.match(before)
        given = part.default if is_front and isinstance(part, Env) and part.default is not None else part
        before += text(given) or "-"
        yield from _unescaped(given)


def _unescaped(part: Value) -> Iterator[Value]:
    name = full_name(part.callee) if isinstance(part, Made) else None
    given = part.args[0] if isinstance(part, Made) and part.args else None
    if name in _ESCAPES and given is not None:
        yield from parts(given)
    elif name == _ENCODES and isinstance(given, Record):
        for key, value in given.entries:
            yield from parts(concat(Known("&"), key, Known("="), value))
    else:
        yield part
