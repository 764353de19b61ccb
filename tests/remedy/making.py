"""Edits of a text, as the tests of this folder make them."""

from __future__ import annotations

from textwrap import dedent

from ennead.remedy.edit import APPEND, Edit, Insert, Remove, Route, Set
from ennead.remedy.formats import rewritten

FILE = "template.yaml"


def made(text: str, *edits: Edit, name: str = FILE) -> str:
    """The text with edits; indentation of the example is taken off."""
    return rewritten(dedent(text), name, edits)


def put(route: Route, value: object) -> Set:
    """A setting in the example."""
    return Set(FILE, route, value)


def drop(*route: str | int) -> Remove:
    """A removal in the example."""
    return Remove(FILE, route)


def add(route: Route, key: str | int, value: object, after: str | Route | None = None) -> Insert:
    """An insertion in the example."""
    return Insert(FILE, route, key, value, after)


def append(route: Route, value: object) -> Insert:
    """An item behind the others."""
    return add(route, APPEND, value)
