"""Annotations of classes: what they say to libraries is noted; they change nothing of the class."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ennead.code.evaluate.frame import Frame
from ennead.code.evaluate.java.state import state
from ennead.code.evaluate.live import Cls, Scope, frozen
from ennead.code.facts import CallFact
from ennead.code.ir import Call
from ennead.code.values import Made, Ref, Value

if TYPE_CHECKING:
    from ennead.code.evaluate.machine import Machine


def note(machine: Machine, cls: Cls) -> None:
    """Note the annotations of a class that are given anything: each is a call of what it makes, with the class."""
    held = state(machine).annotated
    if cls in held or not cls.cls.decorators:
        return
    held.add(cls)
    frame = Frame(cls.module, Scope("function", cls.scope), cls.name, (), cls)
    for decorator in cls.cls.decorators:
        if not isinstance(decorator, Call):
            continue
        callee = machine.value(decorator.callee, frame)
        if not isinstance(callee, Ref):
            continue
        keywords: list[tuple[str, Value]] = [("value", frozen(machine.value(arg, frame))) for arg in decorator.args]
        keywords += [(name, frozen(machine.value(value, frame))) for name, value in decorator.keywords]
        place = cls.module.place(decorator.at)
        made = Made(callee, (), tuple(keywords), place)
        machine.log.call(CallFact(made, (frozen(cls),), (), place, within=cls.name))
