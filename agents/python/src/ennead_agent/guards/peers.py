"""Whose a peer inside is: whether the event names it, and whether the environment or the running code does.

Hosts are held against each other as addresses, ports as numbers: `http://a@0x7f.1:08080/x` names `127.0.0.1:8080`,
and no other port of it.
"""

from __future__ import annotations

import os
import re
from itertools import islice

from ..classes.lazy import Pattern
from . import address, authority

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from ..untrusted.texts import Index, Text

_LONGEST = 512
"""Characters of a text in which a place is looked for; of a longer one the beginning of a URL is looked at."""
_LARGEST = 16_384
_FEW_WORDS = 3
"""Words of such a text: a line of prose or of a log that tells of a place is no one's choice of it."""
_HOST_IN_FRONT = 255
_LONGEST_SCHEME = 20
_MOST_URLS = 16
_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*\Z")
_PORT = Pattern(r":\s*(\+?\d[\d_]*)")
_TOLD = re.compile(r"\]?:(\d+)")
_BREAK = re.compile(r"[\s/\\@|,;()<>=&?#\"'{}!*$`]")
_RUNTIME = "AWS_LAMBDA_RUNTIME_API"
_READ_BY_LIBRARIES = Pattern(r"(?i).*_proxy\Z|_?(?:aws|otel|dd|sentry|new_relic|powertools|parameters_secrets)_")
_HERE = ("127.", "0.", "169.254.", "::1", "fe80:", "localhost")
"""What lists of hosts without proxy name as a matter of course."""
_KNOWN_MOST = 256
_known: set[tuple[str, Any]] = set()
"""Peers of the environment's that were connected to while no event named them: the function's own use."""
_PLACES, _NUMBERS, _MADE = object(), object(), object()
"""Keys of what is found once in an index."""
_MOST_OBJECTS = 10_000


def named_by(index: Index | None, name: str, host: str, port: Any, *, alone: bool = False) -> Text | None:
    """The untrusted text that holds this very peer, host and port: a client or the handler has taken it apart.

    `alone`: as a value that is nothing but this place, or a URL of it.
    """
    if index is None:
        return None
    telling = _telling(index, port)
    peers = {address.canonical(name), address.canonical(host)} if telling else set()
    for low, value in telling:
        if _is(low, peers, port) or (not alone and _has(low, peers, port)):
            return index.text(value)
    return None


def _telling(index: Index, port: Any) -> list[tuple[str, str]]:
    """The texts that tell of a place with this port, in lower case and as they are; looked for once an event."""
    found = index.answers.get((_PLACES, port))
    if found is None:
        found = [(low, value) for low, value in index.lows.items() if ":" in low and _may_tell(low, port)]
        index.answers[_PLACES, port] = found
    telling: list[tuple[str, str]] = found
    return telling


def _may_tell(low: str, port: Any) -> bool:
    if len(low) > _LARGEST:
        return False
    if any(authority.number(one.group(1)) == port for one in _PORT.finditer(low)) or low.lstrip()[:1] == "[":
        return True
    return "://" in low and any(authority.WEB.get(low[first:last], port) == port for first, last in _schemes(low))


def _schemes(low: str) -> Iterator[tuple[int, int]]:
    """Where the schemes of the first URLs in a text stand."""
    at = low.find("://")
    for _ in range(_MOST_URLS):
        if at < 0:
            return
        begin = max(0, at - _LONGEST_SCHEME)
        found = _SCHEME.search(low[begin:at])
        if found is not None:
            yield begin + found.start(), at
        at = low.find("://", at + 3)


def _is(low: str, peers: set[str], port: Any) -> bool:
    """Whether a text is a URL of one of these peers, or its host and port."""
    text = low.strip()
    if " " in text or not (len(text) <= _LONGEST or "//" in text[:_LONGEST]):
        return False
    for scheme, host, told in authority.authorities(text[: 4 * _LONGEST]):
        if told is None:
            agrees = bool(scheme) and authority.WEB.get(scheme, port) == port
            agrees = agrees or (not scheme and text == f"[{host}]" and ":" in host)
        else:
            agrees = told == port
        if agrees and address.canonical(host) in peers:
            return True
    return False


def _has(low: str, peers: set[str], port: Any) -> bool:
    """Whether a place stands in a text of few words, for a handler to cut it out."""
    if len(low) > _LONGEST or len(low.split()) > _FEW_WORDS:
        return False
    return any(
        authority.number(one.group(1)) == port and any(host in peers for host in _before(low, one.start()))
        for one in _PORT.finditer(low)
    ) or any(_is(low[first:].split(None, 1)[0], peers, port) for first, _ in _schemes(low))


def _before(text: str, end: int) -> Iterator[str]:
    """The hosts that may stand before a colon: in brackets, up to a sign, without the colon before."""
    if text[end - 1 : end] == "]":
        yield address.canonical(text[text.rfind("[", 0, end) + 1 : end - 1])
        return
    token = _BREAK.split(text[max(0, end - _HOST_IN_FRONT) : end])[-1]
    yield address.canonical(token)
    yield address.canonical(token.rpartition(":")[2])
    yield address.canonical(re.split(r"[^0-9.]", token)[-1])


def environment(name: str, port: Any) -> list[str]:
    """The variables that name this peer, with its port or none: a proxy, an extension, a store in the own network.

    The Runtime API is the runtime client's: its variable counts where code that runs names it.  Lists of hosts that
    need no proxy name this machine and the link's own services always, and so say nothing of them.
    """
    low = name.lower()
    found = [variable for variable, value in os.environ.items() if low in value.lower() and _tells(value, low, port)]
    return [
        variable
        for variable in found
        if not (variable.lower() == "no_proxy" and low.startswith(_HERE))
        and (variable != _RUNTIME or _is_named([variable]))
    ]


def _tells(text: str, low: str, port: Any) -> bool:
    """Whether a text names a host (in lower case), alone or with this port."""
    text = text.lower()
    at = text.find(low)
    while at >= 0:
        end = at + len(low)
        if _begins(text, at, low) and not (text[end : end + 1].isalnum() or text[end : end + 1] in ("_", "-")):
            told = _TOLD.match(text, end)
            further = text[end : end + 1] == "." and (text[end + 1 : end + 2].isalnum())
            if not further and (told is None or int(told.group(1)) == port):
                return True
        at = text.find(low, at + 1)
    return False


def _begins(text: str, at: int, low: str) -> bool:
    before = text[at - 1 : at] if at else ""
    if len(low) == 1:  # `0` is a host in a URL only
        return text[:at].endswith("//")
    return not (before.isalnum() or (before and before in "_.-") or (before == ":" and ":" in low))


def is_used(variables: list[str], name: str, port: Any) -> bool:
    """Whether the function reads one of these variables, as far as can be told, or a library does by itself.

    Its name stands in code that runs or may have run before; its value is kept by a module or an object of one; or it
    was used in an earlier invocation, whose event did not name it.
    """
    if (name, port) in _known or any(_READ_BY_LIBRARIES.match(one) and one != _RUNTIME for one in variables):
        return True
    return _is_named(variables) or _is_kept(name.lower(), port)


def used(name: str, port: Any) -> None:
    """Remember a peer of the environment's that no text of this event names."""
    if len(_known) < _KNOWN_MOST:
        _known.add((name, port))


def _is_named(variables: list[str]) -> bool:
    from ..untrusted import constants, reached

    codes, frames = constants.stack()
    further, _ = reached.frames(frames)
    return any(
        one in constants.of_code(code)
        for code in (*codes, *further)
        if "/awslambdaric/" not in code.co_filename
        for one in variables
    )


def _is_kept(low: str, port: Any) -> bool:
    """Whether the modules of the running code keep a text of this peer by a name that the code uses."""
    from ..untrusted import constants, reached

    _, frames = constants.stack()
    _, beyond = reached.frames(frames)
    return any(
        _tells(text, low, port)
        for names, words, _ in (*frames, *beyond)
        for word in words
        for text in _kept(names.get(word), 0)
    )


_DEPTH = 3
_MOST_KEPT = 64


def _kept(value: Any, depth: int) -> Iterator[str]:
    """The texts in a value, and in those of an object's own attributes."""
    kind: Any = type(value)
    if kind is str:
        yield value
        return
    inner: Any = value
    if kind is not dict and kind not in (list, tuple):
        if value is None or isinstance(value, type) or kind.__module__ in ("builtins", "types"):
            return
        try:
            inner = object.__getattribute__(value, "__dict__")
        except AttributeError:
            return
    if depth < _DEPTH and type(inner) in (dict, list, tuple):
        for one in islice(list(inner.values() if type(inner) is dict else inner), _MOST_KEPT):
            yield from _kept(one, depth + 1)


def code_says(index: Index | None, name: str, port: Any) -> bool:
    """Whether the environment or the running code names this peer, with its port or none."""
    return bool(environment(name, port)) or _constants_say(index, name.lower(), port)


def _constants_say(index: Index | None, low: str, port: Any) -> bool:
    from ..untrusted import constants

    texts: Any = () if index is None else index
    return any(_tells(text, low, port) for text, _ in constants.fragments(texts))


def made_of_numbers(index: Index | None, host: str) -> str | None:
    """The field whose number a host inside is, or the first of four whose numbers are its parts.

    Numbers, and texts of a single sign, are no texts of the index.  Parts count if one list has them in a row, or one
    object has all of them.
    """
    if index is None:
        return None
    asked = (_MADE, host)
    if asked not in index.answers:
        index.answers[asked] = _made_of_numbers(index, host)
    found: str | None = index.answers[asked]
    return found


def _made_of_numbers(index: Index, host: str) -> str | None:
    plain = host.strip("[]").lower()
    dotted = address.canonical(host)
    parts = dotted.split(".") if dotted.replace(".", "").isdigit() else []
    whole = {plain}
    if len(parts) == 4 and parts[0] != "0":
        whole.add(str(sum(int(part) << shift for part, shift in zip(parts, (24, 16, 8, 0)))))
    numbers, objects = _numbers(index)
    makes = len(parts) == 4 and dotted != "0.0.0.0" and numbers.issuperset(parts)  # noqa: S104
    if not makes and whole.isdisjoint(numbers):
        return None
    for leaves in objects:
        key = next((key for key, leaf in leaves if leaf in whole), None)
        if key is None and makes and _makes(leaves, parts):
            key = next(key for key, leaf in leaves if leaf == parts[0])
        if key is not None:
            return _field(key)
    return None


def _makes(leaves: list[tuple[Any, str]], parts: list[str]) -> bool:
    rows: dict[Any, list[str]] = {}
    for key, leaf in leaves:
        rows.setdefault(key, []).append(leaf)
    if any(row[at : at + 4] == parts for row in rows.values() for at in range(len(row) - 3)):
        return True
    fields = [row[0] for row in rows.values() if len(row) == 1]
    return all(fields.count(part) >= parts.count(part) for part in set(parts))


def _numbers(index: Index) -> tuple[frozenset[str], list[list[tuple[Any, str]]]]:
    """All numbers and single signs, and those of each object; looked for once an event."""
    found = index.answers.get(_NUMBERS)
    if found is None:
        objects = list(islice(filter(None, map(_leaves, index.objects())), _MOST_OBJECTS))
        found = index.answers[_NUMBERS] = frozenset(leaf for leaves in objects for _, leaf in leaves), objects
    numbers: tuple[frozenset[str], list[list[tuple[Any, str]]]] = found
    return numbers


def _leaves(one: dict[str, Any]) -> list[tuple[Any, str]]:
    """The numbers and short texts of an object, and of the lists in it, as they are written in a host."""
    found = []
    for key, value in one.items():
        for leaf in value if type(value) is list else (value,):
            kind = type(leaf)
            if kind is str:
                if len(leaf) == 1 or (len(leaf) <= 3 and leaf.isdigit()):
                    found.append((key, leaf.lower()))
            elif (kind is int and 0 <= leaf < 1 << 32) or kind is float:
                found.append((key, str(leaf)))
    return found


def _field(key: Any) -> str:
    from ..untrusted import texts

    return texts.path(((None, ""), key))
