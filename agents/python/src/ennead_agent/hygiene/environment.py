"""Variables that steer loaders, interpreters, proxies, certificates and endpoints: changed while the function ran.

`os.putenv` goes past `os.environ`, so what is put is noted as well.  A value that the deployed code or the environment
itself names, and a path to where the function was deployed, are the function's own doing.
"""

from __future__ import annotations

import os
import sys

from . import host
from .base import PATHS, PREFIXES, ROOT, marks, temporary, variables
from .finding import Finding

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from typing import Any

    from .base import Base


def look(base: Base) -> Iterable[Finding]:
    """What is set otherwise than it was."""
    space = variables()
    same = list(map(space.get, base.present)) == base.present_values and base.absent.isdisjoint(space)
    return () if same and not marks.put and len(space) == base.variable_count else _look_at_all(base, space)


def _look_at_all(base: Base, space: dict[bytes, bytes]) -> Iterator[Finding]:
    base.note_variables(space)
    known = base.variables
    for name, before in known.items():
        now = space.get(name)
        if now != before:
            yield from _judge(base, name, before, now)
            known[name] = now
    yield from _look_at_others(base, space)


def _look_at_others(base: Base, space: dict[bytes, bytes]) -> Iterator[Finding]:
    for name, value in list(space.items()):
        if name.startswith(PREFIXES) and base.endpoints.get(name) != value:
            yield from _judge(base, name, base.endpoints.get(name), value)
            base.endpoints[name] = value
    while marks.put:
        name, value = marks.put.popitem()
        if space.get(name) != value:  # put past `os.environ`: only children see it
            yield from _judge(base, name, base.variables.get(name), value)


def _judge(base: Base, name: bytes, before: bytes | None, now: bytes | None) -> Iterator[Finding]:
    if now is None or not now or _lawful(base, name.decode("ascii", "replace"), before or b"", now):
        return
    reason = "a variable that steers loaders, interpreters or connections was changed"
    yield Finding("environment", name, reason, name.decode("ascii", "replace"), mend=_back(name, before))


def _back(name: bytes, before: bytes | None) -> Any:
    def mend() -> None:
        if before is None:
            os.environb.pop(name, None)
            os.unsetenv(name)
        else:
            os.environb[name] = before

    return mend


def _lawful(base: Base, name: str, before: bytes, now: bytes) -> bool:
    if name in PATHS:
        known = before.split(b":")
        added = [part for part in now.replace(b" ", b":").split(b":") if part and part not in known]
        if name == "PATH" and now.startswith(before):
            return True  # what comes last is found only where nothing else has the name
        return all(part.startswith(b"/") and not temporary(os.fsdecode(part)) for part in added)
    return any(now in value for value in base.values) or _named(now)


def _named(value: bytes) -> bool:
    """Whether a deployed file of the function's own code holds the value."""
    for module in list(sys.modules.values()):
        file = getattr(module, "__file__", None)
        if not isinstance(file, str) or not file.startswith(ROOT) or not file.endswith(".py"):
            continue
        if any(value in line for line in host.lines(file, 1 << 20)):
            return True
    return False
