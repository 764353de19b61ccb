"""JavaScript programs' facts built by hand, and their requests in short."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from ennead.code.facts import CallFact, Facts, SdkCall, Unresolved
from ennead.code.sdk.javascript import answers
from ennead.code.values import Known, Made, Member, Place, Record, Ref, Series, Value

AT = Place("app.js", 1)


def ref(name: str, *path: str) -> Ref:
    """Something of a package."""
    return Ref(name, path)


def value(given: Any) -> Value:
    """A Python value as a told one."""
    if isinstance(given, dict):
        return Record(tuple((Known(key), value(item)) for key, item in given.items()))
    if isinstance(given, list):
        return Series(tuple(value(item) for item in given))
    if isinstance(given, str | int | bool) or given is None:
        return Known(given)
    told: Value = given
    return told


def made(callee: Value, *args: Any) -> Made:
    """What calling something gave."""
    return Made(callee, tuple(value(arg) for arg in args), (), AT)


def new(callee: Value, *args: Any) -> Made:
    """A new object."""
    return replace(made(callee, *args), new=True)


def call(callee: Value, *args: Any) -> CallFact:
    """A call of a function."""
    return CallFact(callee, tuple(value(arg) for arg in args), (), AT)


def on(receiver: Value, name: str, *args: Any) -> CallFact:
    """A call of a method."""
    return call(Member(receiver, name), *args)


def facts(*given: CallFact, packages: tuple[str, ...] = ("@aws-sdk/client-s3", "aws-sdk")) -> Facts:
    """A program."""
    return Facts((), given, (), (), (), packages, ())


def seen(*given: CallFact) -> list[str]:
    """Requests as `service:Operation name=value (how, sdk)`."""
    return [_shown(found) for found in answers(facts(*given)) if isinstance(found, SdkCall)]


def untold(*given: CallFact, packages: tuple[str, ...] = ("@aws-sdk/client-s3", "aws-sdk")) -> list[str]:
    """Classes of what could not be told."""
    return [found.klass for found in answers(facts(*given, packages=packages)) if isinstance(found, Unresolved)]


def _shown(found: SdkCall) -> str:
    told = "".join(f" {name}={_plain(argument)}" for name, argument in found.arguments)
    return f"{found.service}:{found.operation}{told} ({found.how}, {found.sdk})"


def _plain(argument: Value) -> str:
    if isinstance(argument, Known):
        return str(argument.value)
    return "?" if type(argument).__name__ == "Unknown" else type(argument).__name__
