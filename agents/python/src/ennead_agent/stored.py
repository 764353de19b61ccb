"""Stored attacks: what comes back from a place where someone less trusted writes is untrusted text too.

The contract's `untrusted` names such places: `table/NAME`, `bucket/NAME`, `queue/NAME`, `external/HOST`; `*` stands for
a part of a name.  What an SDK call to one of them answers, and what is read of a body that it streams or that such a
host sends, goes to the index of the invocation that asked.
"""

from __future__ import annotations

from . import faults, imports, invocation, registry

TYPE_CHECKING = False
if TYPE_CHECKING:
    import re
    from collections.abc import Iterable
    from types import ModuleType
    from typing import Any

_MARK = "_ennead_source"
_LARGEST = 1 << 20
"""Bytes of one answer that are looked at."""
_READS = ("read", "read1", "readinto", "readline", "readlines")
_places: list[str] = []
_compiled: list[re.Pattern[str]] = []


def install() -> None:
    """Follow what comes back, where the contract names a place that is not trusted."""
    policy = registry.state.policy
    listed = policy.rules.get("untrusted") if policy is not None else None
    _places[:] = [place for place in listed if isinstance(place, str)] if isinstance(listed, list) else []
    _compiled.clear()
    if not _places:
        return
    imports.when("botocore.response", lambda module: _follow(module.StreamingBody, ("read", "readinto")))
    if any(place.startswith("external/") for place in _places):
        imports.when("http.client", _follow_http)


def answered(targets: Iterable[str], parsed: Any) -> None:
    """Take in what a call of the SDK to these targets (`table/orders`) answered."""
    if not _places:
        return
    source = next((target for target in targets if _is_untrusted(target)), None)
    if source is None or not isinstance(parsed, dict):
        return
    _take({name: value for name, value in parsed.items() if name != "ResponseMetadata"}, source)
    for value in parsed.values():
        if hasattr(value, "iter_chunks"):
            setattr(value, _MARK, source)


def _is_untrusted(target: str) -> bool:
    return any(one.fullmatch(target) for one in _patterns())


def _patterns() -> list[re.Pattern[str]]:
    """The places as flows of the contract have them: stars, hosts with any port, names that a stack makes up."""
    if not _compiled:
        from .edges import names

        for place in _places:
            made = None if "*" in place or place.startswith("external/") else names.made_by_stack(place)
            _compiled.extend(one for one in (names.pattern(place), made) if one is not None)
    return _compiled


def _take(value: Any, source: str) -> None:
    found = invocation.current()
    index = found.untrusted if found is not None else None
    if index is not None:
        index.add(value, source)


def _follow(owner: Any, methods: Iterable[str]) -> None:
    for name in methods:
        original = vars(owner).get(name)
        if callable(original):
            setattr(owner, name, _reading(original, name))


def _reading(original: Any, name: str) -> Any:
    def read(self: Any, *args: Any, **kwargs: Any) -> Any:
        data = original(self, *args, **kwargs)
        source = getattr(self, _MARK, None)
        if source is not None:
            faults.shielded("stored", _came, data, args, source)
        return data

    read.__name__, read.__qualname__, read.__doc__ = name, original.__qualname__, original.__doc__
    return read


def _came(data: Any, args: tuple[Any, ...], source: str) -> None:
    if isinstance(data, int) and args:  # read into the caller's own buffer
        data = bytes(args[0][:data])
    if isinstance(data, (bytes, bytearray)):
        _take(bytes(data[:_LARGEST]), source)
    elif isinstance(data, list):
        _take(data[:1000], source)


def _follow_http(module: ModuleType) -> None:
    _follow(module.HTTPResponse, _READS)
    respond = module.HTTPConnection.getresponse

    def getresponse(self: Any) -> Any:
        response = respond(self)
        faults.shielded("stored", _mark_response, response, self)
        return response

    getresponse.__doc__ = respond.__doc__
    module.HTTPConnection.getresponse = getresponse


def _mark_response(response: Any, connection: Any) -> None:
    host = getattr(connection, "_tunnel_host", None) or connection.host
    target = f"external/{str(host).lower()}:{getattr(connection, '_tunnel_port', None) or connection.port}"
    if _is_untrusted(target):
        setattr(response, _MARK, target)
