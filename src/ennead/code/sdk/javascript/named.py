"""Names of modules as programs write them, and wrappers that only hand an object through."""

from __future__ import annotations

from typing import NamedTuple

from ennead.code.values import Element, Made, Member, Ref, Value, text

_THROUGH = frozenset(
    """captureAWS captureAWSClient captureAWSv3Client promisifyAll createFetchWithTracing instrument instrumentAWSClient
    markRaw freeze await""".split()
)
"""Functions that give back (in effect) their first argument.  `await (x).y()` is read as a call of `await`."""
_MOST_LAYERS = 60


class Named(NamedTuple):
    """A name of a package; `module` has no version, no `/dist-...` and no `npm:` in it."""

    module: str
    path: tuple[str, ...]

    @property
    def dotted(self) -> str:
        """The names as one text."""
        return ".".join(self.path)


def peel(value: Value) -> Value:
    """The object itself, out of the wrappers that trace it."""
    for _ in range(_MOST_LAYERS):
        if not isinstance(value, Made) or not value.args or _last(value.callee) not in _THROUGH:
            return value
        value = value.args[0]
    return value


def named(value: Value) -> Named | None:
    """The name of a package that a value is, through members and wrappers; None where it is something else."""
    names: list[str] = []
    for _ in range(_MOST_LAYERS):
        value = peel(value)
        if isinstance(value, Member):
            names.append(value.name)
            value = value.of
        elif isinstance(value, Element) and value.key is not None and (key := text(value.key)) is not None:
            names.append(key)
            value = value.of
        elif isinstance(value, Ref):
            path = (*value.path, *reversed(names))
            return Named(_package(value.module), tuple(part for part in path if part != "default"))
        else:
            return None
    return None


def maker(value: Value) -> tuple[Named, Made] | None:
    """The name of what made an object, and the call."""
    value = peel(value)
    if not isinstance(value, Made):
        return None
    found = named(value.callee)
    return None if found is None else (found, value)


def argument(args: tuple[Value, ...], position: int) -> Value | None:
    """The argument at a position, None where there is none."""
    return args[position] if position < len(args) else None


def _last(callee: Value) -> str | None:
    if isinstance(callee, Member):
        return callee.name
    if isinstance(callee, Ref):
        return callee.path[-1] if callee.path else None
    return None


def _package(module: str) -> str:
    """`@aws-sdk/client-s3/dist-cjs/commands/X` is `@aws-sdk/client-s3`."""
    module = module.removeprefix("npm:").removeprefix("node:")
    if not module.startswith(("@aws-sdk/", "@smithy/", "@middy/")):
        return module
    scope, _, rest = module.partition("/")
    return f"{scope}/{rest.partition('/')[0].partition('@')[0]}"
