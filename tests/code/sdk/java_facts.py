"""Java programs' facts built by hand: every call is noted as it is written down, at a line of its own."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ennead.code.facts import CallFact, Facts, SdkCall, Unresolved
from ennead.code.sdk.java import answers
from ennead.code.values import Element, Known, Made, Member, Own, Place, Record, Ref, Series, Typed, Value

V1 = "com.amazonaws.services"
V2 = "software.amazon.awssdk.services"


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


def typed(cls: str) -> Typed:
    """A value of which only the class is told."""
    return Typed(Ref(cls))


class Program:
    """A program that is written down call by call."""

    def __init__(self) -> None:
        self.calls: list[CallFact] = []
        self._line = 0

    def _next(self) -> Place:
        self._line += 1
        return Place("App.java", self._line)

    def _made(self, callee: Value, args: tuple[Any, ...], new: bool = False) -> Made:
        at = self._next()
        told = tuple(value(arg) for arg in args)
        self.calls.append(CallFact(callee, told, (), at, new))
        return Made(callee, told, (), at, new)

    def new(self, cls: str, *args: Any) -> Made:
        """`new cls(args)`."""
        return self._made(Ref(cls), args, new=True)

    def static(self, cls: str, method: str, *args: Any) -> Made:
        """`cls.method(args)`."""
        return self._made(Ref(cls, (method,)), args)

    def on(self, receiver: Value, method: str, *args: Any) -> Made:
        """`receiver.method(args)`."""
        return self._made(Member(receiver, method), args)

    def chain(self, receiver: Value, *links: tuple[Any, ...]) -> Made:
        """`receiver.a(x).b(y)`."""
        for name, *args in links:
            receiver = self.on(receiver, name, *args)
        assert isinstance(receiver, Made)
        return receiver

    def built(self, cls: str, *links: tuple[Any, ...]) -> Made:
        """`cls.builder().a(x).build()`."""
        return self.chain(self.static(cls, "builder"), *links, ("build",))

    def filled(self, receiver: Value, method: str, body: Callable[[Value], object]) -> Made:
        """`receiver.method(b -> ...)`."""
        own = Own("function", "", self._next())
        body(Element(Member(receiver, method), Known(0)))
        return self.on(receiver, method, own)

    def facts(self, *packages: str) -> Facts:
        """What evaluating it gives."""
        return Facts((), tuple(self.calls), (), (), (), packages, ())

    def seen(self) -> list[str]:
        """Requests as `service:Operation name=value (how, sdk)`."""
        return [_shown(found) for found in answers(self.facts()) if isinstance(found, SdkCall)]

    def untold(self, *packages: str) -> list[str]:
        """Reasons of what could not be told."""
        return [found.reason for found in answers(self.facts(*packages)) if isinstance(found, Unresolved)]


def _shown(found: SdkCall) -> str:
    told = "".join(f" {name}={_plain(argument)}" for name, argument in found.arguments)
    return f"{found.service}:{found.operation}{told} ({found.how}, {found.sdk})"


def _plain(argument: Value) -> str:
    if isinstance(argument, Known):
        return str(argument.value)
    return "?" if type(argument).__name__ == "Unknown" else type(argument).__name__
