"""What stands behind `routes:`, `functions:`, `stores:`, `from:` and `to:`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ennead.expect.errors import Faulty, near
from ennead.expect.expectation import Selector
from ennead.expect.values import some_of, some_texts
from ennead.model.data import DataClass
from ennead.model.location import Location
from ennead.sources.cloudformation.marks import mark_of

KEYS = ("name", "kind", "class", "tag", "path", "exposed_to", "started")
AUDIENCES = ("anyone", "signed-in", "account", "application", "nobody")
STARTED = (
    "sync", "async", "poll", "route", "function_url", "authorizer", "bucket", "queue", "topic", "table", "stream",
    "rule", "schedule", "state_machine", "user_pool",
)  # fmt: skip
_CLASSES = tuple(one.value.replace("_", "-") for one in DataClass)


def selector_of(value: Any, at: Location) -> Selector:
    """A name, a list of names, or a mapping of filters that all have to hold.  Raises Faulty."""
    if not isinstance(value, dict):
        try:
            return Selector(names=some_texts(value))
        except ValueError as error:
            raise Faulty(f"{error}, or filters: {{{', '.join(KEYS)}}}", at) from error
    for key in value:
        if key not in KEYS:
            raise Faulty(f"unknown filter {key}; {near(key, KEYS)}", _place(value, key, at))
    if not value:
        raise Faulty('it selects nothing: write "*" for all of them', at)
    read = {key: _filter(value, key, at) for key in value}
    return Selector(
        names=read.get("name", ()),
        kinds=read.get("kind", ()),
        classes=tuple(one.replace("-", "_") for one in read.get("class", ())),
        paths=read.get("path", ()),
        exposed_to=read.get("exposed_to", ()),
        starts=tuple(one.replace("-", "_") for one in read.get("started", ())),
        tags=_tags(value["tag"], _place(value, "tag", at)) if "tag" in value else (),
    )


def _filter(value: Mapping[str, Any], key: str, at: Location) -> tuple[str, ...]:
    if key == "tag":
        return ()
    words = {"class": _CLASSES, "exposed_to": AUDIENCES, "started": tuple(one.replace("_", "-") for one in STARTED)}
    read = some_of(*words[key]) if key in words else some_texts
    try:
        found: tuple[str, ...] = read(value[key])
    except ValueError as error:
        raise Faulty(f"{key}: {error}", _place(value, key, at)) from error
    return found


def _tags(value: Any, at: Location) -> tuple[tuple[str, str], ...]:
    """`{team: payments}` or `team=payments`; the value may be a glob."""
    if isinstance(value, dict) and value and all(isinstance(item, str | int) for item in value.values()):
        return tuple((key, str(item)) for key, item in value.items())
    if isinstance(value, str) and value.count("=") == 1 and all(value.split("=")):
        name, _, wanted = value.partition("=")
        return ((name.strip(), wanted.strip()),)
    raise Faulty("tag: write {team: payments} or team=payments", at)


def _place(value: Mapping[str, Any], key: str, at: Location) -> Location:
    mark = mark_of(value, key)
    return Location(*mark) if mark else at
