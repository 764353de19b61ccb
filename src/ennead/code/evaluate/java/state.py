"""What is kept while a Java program is followed, beside what the machine keeps for all languages."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, cast

if TYPE_CHECKING:
    from ennead.code.evaluate.java.beans import Beans
    from ennead.code.evaluate.live import Cls, Fn, Live, Obj
    from ennead.code.evaluate.machine import Machine
    from ennead.code.evaluate.modules import Loaded
    from ennead.code.ir import Class, Field, Function
    from ennead.code.values import Value


@dataclass(slots=True)
class File:
    """A file with its imports: simple names to full ones, members to the classes they are of, packages as a whole."""

    loaded: Loaded
    package: str
    folder: str
    declared: dict[str, Class] = field(default_factory=dict)
    singles: dict[str, tuple[str, int]] = field(default_factory=dict)
    members: dict[str, list[str]] = field(default_factory=dict)
    stars: list[str] = field(default_factory=list)
    member_stars: list[str] = field(default_factory=list)
    made: dict[str, Cls] = field(default_factory=dict)
    known: dict[str, Live | None] = field(default_factory=dict)
    """What simple names of classes have come out as."""


@dataclass(slots=True)
class Members:
    """The members of one class by name."""

    fields: dict[str, Field] = field(default_factory=dict)
    methods: dict[str, list[Function]] = field(default_factory=dict)
    classes: dict[str, Class] = field(default_factory=dict)


@dataclass(slots=True)
class State:
    """Beside each key that is an identity stands the thing itself, so that the identity stays its own."""

    files: dict[str, File] = field(default_factory=dict)
    members: dict[int, Members] = field(default_factory=dict)
    outers: dict[int, tuple[Obj, Live]] = field(default_factory=dict)
    """The object that an object of an inner class belongs to."""
    interfaces: dict[int, tuple[Fn, Cls]] = field(default_factory=dict)
    """The application's own interfaces that lambdas stand for."""
    candidates: dict[tuple[Cls, str], list[tuple[Function, Cls]]] = field(default_factory=dict)
    instances: dict[Cls, Live] = field(default_factory=dict)
    described: dict[tuple[Value, Cls], Live] = field(default_factory=dict)
    below: dict[Cls, list[Cls]] = field(default_factory=dict)
    making: list[Cls] = field(default_factory=list)
    """Of what classes objects are being made, one inside of the other."""
    annotated: set[Cls] = field(default_factory=set)
    """Classes whose annotations are noted."""
    beans: Beans | None = None
    """What a framework makes, once one is started."""


def state(machine: Machine) -> State:
    """What is kept."""
    return cast("State", cast("Any", machine.ways).state)
