"""Typed access to resolved properties: the wrong type is an unknown with its reason, never a crash."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from ennead.model.app import Flag, Number, Text
from ennead.model.location import Location
from ennead.model.unknown import Unknown
from ennead.sources.cloudformation.inputs import has_hole
from ennead.sources.cloudformation.marks import mark_of


@dataclass(frozen=True, slots=True)
class View:
    """A mapping of resolved values; `here` is its place, used where a member's own is not known.

    `twin` is the same mapping as the source wrote it, where a translation lost the marks of this one.
    """

    data: dict[str, Any]
    here: Location
    twins: tuple[dict[str, Any], ...] = ()
    aliases: tuple[tuple[str, str], ...] = ()

    def has(self, key: str) -> bool:
        """Whether the member is set at all."""
        return self.data.get(key) is not None

    def raw(self, key: str) -> Any:
        """The member as it is."""
        return self.data.get(key)

    def at(self, key: str) -> Location:
        """Where the member is written, else where the mapping is."""
        for holder in (self.data, *self.twins):
            mark = mark_of(holder, key)
            if mark is None:
                mark = next((m for new, old in self.aliases if new == key and (m := mark_of(holder, old))), None)
            if mark:
                return Location(*mark, route=(*self.here.route, key))
        return self.here

    def text(self, key: str) -> Text:
        """Text (numbers count as text); Unknown where it is something else."""
        value = self.data.get(key)
        if value is None or isinstance(value, str | Unknown):
            return value
        if isinstance(value, bool):
            return "true" if value else "false"
        if isinstance(value, int | float):
            return str(value)
        return Unknown(f"{key} is no text")

    def known(self, key: str) -> str | None:
        """The text, or None where it is unset or unknown.  For names, where holes are welcome."""
        value = self.text(key)
        return value if isinstance(value, str) else None

    def number(self, key: str) -> Number:
        """A number; Unknown where it could not be told or is none."""
        value = self.data.get(key)
        if value is None or isinstance(value, Unknown):
            return value
        if isinstance(value, int | float) and not isinstance(value, bool):
            return value
        if isinstance(value, str):
            if "${" in value:
                return Unknown(f"{key} is {value}, which could not be told")
            try:
                return int(value) if len(value) < 20 else Unknown(f"{key} is out of range")
            except ValueError:
                return _real(value, key)
        return Unknown(f"{key} is no number")

    def flag(self, key: str) -> Flag:
        """True or false, as text too; Unknown where it could not be told."""
        value = self.data.get(key)
        if value is None or isinstance(value, bool | Unknown):
            return value
        if isinstance(value, str) and value.lower() in {"true", "false"}:
            return value.lower() == "true"
        return Unknown(f"{key} is {value}, neither true nor false" if isinstance(value, str) else f"{key} is no flag")

    def view(self, key: str) -> View:
        """The member as a mapping; an empty one where it is none."""
        value = self.data.get(key)
        twins = tuple(inner for twin in self.twins if isinstance(inner := twin.get(key), dict))
        return View(value if isinstance(value, dict) else {}, self.at(key), twins)

    def views(self, key: str) -> Iterator[View]:
        """The members of a list that are mappings; a single mapping counts as a list of one."""
        value = self.data.get(key)
        items = value if isinstance(value, list) else [value]
        for place, item in enumerate(items):
            if isinstance(item, dict):
                mark = mark_of(value, place) or getattr(item, "mark", None)
                route = (*self.here.route, key, str(place))
                yield View(item, Location(mark[0], mark[1], mark[2], route) if mark else self.at(key))

    def entries(self, key: str) -> Iterator[tuple[str, View]]:
        """The members of a mapping of mappings, with their names."""
        inner = self.view(key)
        for name, value in inner.data.items():
            if isinstance(value, dict):
                yield name, View(value, inner.at(name))

    def texts(self, key: str) -> tuple[str, ...]:
        """The texts of a list; a single text counts as a list of one."""
        value = self.data.get(key)
        items = value if isinstance(value, list) else [value]
        return tuple(str(item) for item in items if isinstance(item, str | int | float) and not isinstance(item, bool))

    def is_unknown(self, key: str) -> Unknown | None:
        """The reason, where the member as a whole could not be told."""
        value = self.data.get(key)
        if isinstance(value, Unknown):
            return value
        return Unknown(f"{key} is {value}") if isinstance(value, str) and has_hole(value) else None


def _real(value: str, key: str) -> float | Unknown:
    try:
        number = float(value)
    except ValueError:
        return Unknown(f"{key} is no number")
    return number if abs(number) < 1e15 else Unknown(f"{key} is out of range")
