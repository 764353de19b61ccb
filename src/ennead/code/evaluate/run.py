"""From an entry to its facts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ennead.code.evaluate.calls import Given, call
from ennead.code.evaluate.frame import Frame
from ennead.code.evaluate.languages import Ways
from ennead.code.evaluate.live import Fn, Live, Obj, options_of
from ennead.code.evaluate.machine import Machine
from ennead.code.evaluate.modules import Sources
from ennead.code.ir import Language
from ennead.code.values import Made, Member, Own, Place, Unknown

if TYPE_CHECKING:
    from ennead.code.entry import Entry
    from ennead.code.facts import Facts


def facts_of(entry: Entry, sources: Sources) -> Facts:
    """Everything that a handler reaches.  What could not be followed is among the unresolved."""
    machine = Machine(sources, entry, _ways(entry.language))
    try:
        _follow(machine)
    except RecursionError:
        machine.unresolved("bound", "code nested deeper than is followed", Place(entry.file, 1))
    return machine.log.facts()


def _ways(language: Language) -> Ways:
    if language is Language.PYTHON:
        from ennead.code.evaluate.python.ways import Python  # noqa: PLC0415  a language is loaded where it is met

        return Python()
    if language is Language.JAVA:
        from ennead.code.evaluate.java.ways import Java  # noqa: PLC0415

        return Java()
    from ennead.code.evaluate.javascript.ways import JavaScript  # noqa: PLC0415

    return JavaScript()


def _follow(machine: Machine) -> None:
    entry = machine.entry
    start = Place(entry.file, max(entry.inline_line, 1))
    value = machine.ways.handler(machine)
    if value is None:
        machine.unresolved("handler", f"{entry.file} defines no {entry.name}", start)
        return
    loaded = machine.loaded[entry.file]
    frame = Frame(loaded, loaded.scope)
    followed = False
    for one in options_of(value):
        followed = _called(machine, one, frame, start) or followed
    if not followed:
        machine.unresolved("handler", f"what {entry.name} in {entry.file} is could not be told", start)


def _called(machine: Machine, value: Live, frame: Frame, place: Place) -> bool:
    """Call the handler; one that a library wraps is called inside."""
    if isinstance(value, Made | Own | Member):
        inner = machine.thaw(value)
        for fn in inner:
            _called(machine, fn, frame, place)
        return bool(inner) or isinstance(value, Made) or (isinstance(value, Member) and isinstance(value.of, Made))
    if isinstance(value, Unknown):
        return False
    args = machine.ways.first_arguments(value)
    if isinstance(value, Fn) and value.function.kind != "arrow" and len(value.function.params) < len(args):
        args = args[: max(len(value.function.params), 1)]
    call(machine, value, Given(machine, value, args, [], place, frame))
    return isinstance(value, Fn | Obj) or value is not None
