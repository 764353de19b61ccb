"""A program's calls as facts: stand-ins for things outside, which note what is done with them.

trace = Trace()
trace.outside("boto3").client("s3").get_object(Bucket=trace.env("B"))
list(answers(trace.facts()))
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import is_dataclass
from typing import Any, cast

from ennead.code.facts import CallFact, Facts, ReadFact, SdkCall, Unresolved
from ennead.code.sdk.python import answers
from ennead.code.values import (
    Choice,
    Element,
    Env,
    Event,
    Known,
    Made,
    Member,
    Place,
    Record,
    Ref,
    Series,
    Typed,
    Unknown,
    Value,
    Words,
)


class Outside:
    """Something outside the program; every call of it and of what it gives is noted."""

    def __init__(self, trace: Trace, value: Value) -> None:
        self._trace = trace
        self._value = value

    def __getattr__(self, name: str) -> Outside:
        value = self._value
        inner = Ref(value.module, (*value.path, name)) if isinstance(value, Ref) else Member(value, name)
        return Outside(self._trace, inner)

    def __getitem__(self, key: Any) -> Outside:
        return Outside(self._trace, Element(self._value, frozen(key)))

    def __iter__(self) -> Iterator[Outside]:
        yield Outside(self._trace, Element(self._value, None))

    def __call__(self, *args: Any, **keywords: Any) -> Outside:
        return self._trace.call(self._value, args, keywords)


class Trace:
    """What a program does."""

    def __init__(self) -> None:
        self.calls: list[CallFact] = []
        self.reads: list[ReadFact] = []

    def outside(self, module: str, *path: str) -> Any:
        """A module that is not the program's own, or something of it."""
        return Outside(self, Ref(module, path))

    def typed(self, module: str, *path: str) -> Any:
        """A value of a declared type."""
        return Outside(self, Typed(Ref(module, path)))

    def event(self) -> Any:
        """What the handler is called with."""
        return Outside(self, Event("event"))

    def context(self) -> Any:
        """The second thing that the handler is called with."""
        return Outside(self, Event("context"))

    def untold(self) -> Any:
        """A value that could not be told."""
        return Outside(self, Unknown())

    def either(self, *options: Any) -> Any:
        """One of several values."""
        return Outside(self, Choice(tuple(map(frozen, options))))

    def read(self, thing: Any) -> None:
        """A read that is no call."""
        self.reads.append(ReadFact(frozen(thing), self._place()))

    def call(self, callee: Value, args: tuple[Any, ...], keywords: dict[str, Any], *, handed: bool = False) -> Outside:
        """A call; a keyword `spread_` is a mapping spread into it."""
        told = tuple(("" if name == "spread_" else name, frozen(value)) for name, value in keywords.items())
        given, at = tuple(map(frozen, args)), self._place()
        self.calls.append(CallFact(callee, given, told, at, within="handler", handed=handed))
        return Outside(self, Made(callee, given, told, at))

    def hand(self, function: Any, **keywords: Any) -> None:
        """A function that is handed over to be called."""
        self.call(frozen(function), (), keywords, handed=True)

    def facts(self) -> Facts:
        """All that was noted."""
        return Facts((), tuple(self.calls), tuple(self.reads), (), (), (), ())

    def requests(self) -> list[str]:
        """The requests in short: `s3:GetObject Bucket=b client`."""
        return [short(call) for call in answers(self.facts()) if isinstance(call, SdkCall)]

    def unresolved(self) -> list[str]:
        """Why calls could not be told."""
        return [f"{one.klass}: {one.reason}" for one in answers(self.facts()) if isinstance(one, Unresolved)]

    def _place(self) -> Place:
        return Place("app.py", len(self.calls) + 1)


def short(call: Any) -> str:
    """A request in one line."""
    told = [f"{argument.name}={_word(argument.value)}" for argument in call.arguments]
    sdk = [] if call.sdk == "boto3" else [call.sdk]
    return " ".join([f"{call.service}:{call.operation}", *told, call.how, *sdk])


def _word(value: Value) -> str:
    if isinstance(value, Known):
        return str(value.value)
    if isinstance(value, Env):
        return f"${value.name}"
    if isinstance(value, Words):
        return "".join(map(_word, value.parts))
    return type(value).__name__


def frozen(value: Any) -> Value:
    """A plain Python value, or a stand-in, as a value."""
    if isinstance(value, Outside):
        return value._value
    if isinstance(value, dict):
        return Record(tuple((frozen(key), frozen(inner)) for key, inner in value.items()))
    if isinstance(value, list | tuple) and not is_dataclass(value):
        return Series(tuple(map(frozen, value)))
    if is_dataclass(value):
        return cast("Value", value)  # a value already
    return Known(value)
