"""What many methods give: nothing, themselves, something that is not told."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ennead.code.evaluate.live import NOTHING, Builtin, Live
from ennead.code.values import Known, Unknown

if TYPE_CHECKING:
    from ennead.code.evaluate.calls import Given


def receiver(given: Given) -> Live:
    """What a method of the language is called on."""
    return given.callee.receiver if isinstance(given.callee, Builtin) else NOTHING


def first(given: Given) -> Live | None:
    """The first argument."""
    return given.args[0] if given.args else None


def number(_: Given) -> Live:
    """Some number."""
    return Unknown("a number")


def maybe(_: Given) -> Live:
    """True or false."""
    return Unknown()


def nothing(_: Given) -> Live:
    """Nothing."""
    return NOTHING


def true(_: Given) -> Live:
    """True."""
    return Known(True)
