"""A package that was found in an instance, before what hides what is decided."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Final

from ennead.model.package import Ecosystem, Named, Unread

_NAMES: Final = {
    Ecosystem.PYPI: re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9._-]{0,212}[A-Za-z0-9])?"),
    Ecosystem.NPM: re.compile(r"(?:@[\w.~!'()*-]{1,212}/)?[\w.~!'()*-]{1,212}"),
    Ecosystem.MAVEN: re.compile(r"(?:[\w.-]{1,200}:)?[\w.-]{1,200}"),
}
_ANY = re.compile(r"[\w.+/@:~-]{1,250}")
_VERSION = re.compile(r"[!-~]{1,128}")


@dataclass(slots=True)
class Found:
    """A package, the folder of the instance that it is looked up in, and the names it asks for itself."""

    named: Named
    folder: str
    root: str = ""
    """The place (archive, layer, folder) that it was read from."""
    needs: frozenset[str] = frozenset()


@dataclass(slots=True)
class Answers:
    """What reading files comes to."""

    found: list[Found] = field(default_factory=list)
    unread: list[Unread] = field(default_factory=list)
    declared: set[str] = field(default_factory=set)
    """Files that a package's record names, as paths in the instance."""


def is_name(ecosystem: Ecosystem, name: object) -> bool:
    """Whether a package of an ecosystem may be called so."""
    return isinstance(name, str) and _NAMES.get(ecosystem, _ANY).fullmatch(name) is not None and name.isascii()


def is_version(version: object) -> bool:
    """Whether a text may be a version: it is short, without spaces, and holds nothing that steers a terminal."""
    return isinstance(version, str) and _VERSION.fullmatch(version) is not None
