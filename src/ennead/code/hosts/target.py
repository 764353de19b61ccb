"""The host of a told URL or host text, and the environment variable it begins with."""

from __future__ import annotations

import re

from ennead.code.values import Choice, Env, Known, Value, Words

_HOLE = "\x00"
_MOST = 4_096
_HOST_END = re.compile(r"[/?#;,\\]")
_HOST = re.compile(r"[a-z0-9_*](?:[a-z0-9_.*-]*[a-z0-9_*])?")
_LONGEST_ENDING = 4
"""How long the last label may be for a hole right after it to be read as a path (`https://api.example.com{path}`)."""


def host_of(value: Value) -> str | None:
    """The host in a URL or host text: lower case, without scheme, credentials, port and path.

    A hole in the host is `*` if the host goes on after it with at least two labels (`*.example.com`); else, and where
    no host is told, None.  Of several servers in one URL the first.
    """
    written = _written(value)
    if written is None:
        return None
    authority = _authority(written)
    if authority is None:
        return None
    host = _without_port(authority.rpartition("@")[2])
    return _told(host) if host else None


def variable_of(value: Value) -> str | None:
    """The environment variable in which the URL's beginning stands, or None."""
    if isinstance(value, Words):
        value = value.parts[0]
    if isinstance(value, Choice):
        names = {variable_of(option) for option in value.options}
        return names.pop() if len(names) == 1 else None
    return value.name if isinstance(value, Env) else None


def _written(value: Value) -> str | None:
    """The text, with one character for every hole."""
    if isinstance(value, Known):
        return value.value[:_MOST].replace(_HOLE, "") if isinstance(value.value, str) else None
    if not isinstance(value, Words):
        return None
    parts = (str(part.value).replace(_HOLE, "") if isinstance(part, Known) else _HOLE for part in value.parts)
    return "".join(parts)[:_MOST]


def _authority(written: str) -> str | None:
    """What stands between the scheme and the path."""
    written = written.strip()
    before, scheme, after = written.partition("://")
    if scheme and not _HOST_END.search(before):
        rest = after
    elif written.startswith("//"):
        rest = written[2:]
    else:
        rest = written
    found = _HOST_END.search(rest)
    return (rest[: found.start()] if found else rest) or None


def _without_port(authority: str) -> str:
    if authority.startswith("["):
        return authority[1:].partition("]")[0]
    if authority.count(":") > 1:
        head, _, tail = authority.rpartition(":")
        return authority if _HOLE not in authority and not tail.isdecimal() else head.partition(":")[0]
    return authority.partition(":")[0]


def _told(host: str) -> str | None:
    host = host.lower().rstrip(".")
    if ":" in host:
        return host if all(part in "0123456789abcdef:." for part in host) else None
    if host.endswith(_HOLE):
        host = host.rstrip(_HOLE)
        if not _is_whole(host):
            return None
    head, hole, tail = host.rpartition(_HOLE)
    if hole and tail.strip(".").count(".") < 1:
        return None
    shown = f"{head}{hole}{tail}".replace(_HOLE, "*")
    return shown if _HOST.fullmatch(shown) and ".." not in shown else None


def _is_whole(host: str) -> bool:
    """Whether a hole right after the text is the path: the text ends like a domain."""
    _, dot, ending = host.rpartition(".")
    return bool(dot) and 2 <= len(ending) <= _LONGEST_ENDING and ending.isalpha()
