"""Groups of dependencies: which are for development, by the names people give them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from ennead.model.package import Scope

DEVELOPMENT: Final = frozenset(
    "dev devel develop development test tests testing unittest integration e2e lint linting linter linters format"
    " formatting fmt style doc docs documentation typing types type typecheck mypy ci qa bench benchmark benchmarks"
    " coverage cov debug local tool tools tooling build release publish check checks precommit commit nox tox notebook"
    " notebooks jupyter".split()
)
_MAIN = frozenset({"main", "default", "packages", ""})


def scope_of(group: str) -> Scope:
    """Whether a group is shipped, for development, or installed where somebody asks for it."""
    name = group.lower()
    if name in _MAIN:
        return Scope.SHIPPED
    return Scope.DEVELOPMENT if is_development(name) else Scope.OPTIONAL


def is_development(name: str) -> bool:
    """Whether a name (of a group, of a requirements file) says that it is for development."""
    return bool(DEVELOPMENT.intersection(re.split(r"[^a-z0-9]+", name[:200].lower())))


def best(groups: Iterable[str]) -> Scope:
    """The scope of a package in several groups."""
    scopes = {scope_of(group) for group in groups} or {Scope.SHIPPED}
    return next(one for one in (Scope.SHIPPED, Scope.OPTIONAL, Scope.DEVELOPMENT) if one in scopes)
