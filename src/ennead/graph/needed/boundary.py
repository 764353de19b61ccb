"""The permissions boundary of a role against the one that the configuration file asks for."""

from __future__ import annotations

import re
from dataclasses import dataclass

from ennead.graph.needed.places import parts_of
from ennead.model.app import Role
from ennead.model.rules import RoleRules

_TOKEN = re.compile(r"\$\{[^{}]*\}|\*")
_PSEUDO = {"${AWS::Partition}": "aws[a-z-]*", "${AWS::AccountId}": "[0-9]{12}"}


@dataclass(frozen=True, slots=True)
class Boundary:
    """The boundary that is asked for, what the role has (None: none), and whether that is it; None: not told."""

    required: str
    has: str | None
    holds: bool | None

    @property
    def missing(self) -> bool:
        """Whether the role has none at all."""
        return self.holds is False and self.has is None


def boundary_of(role: Role | None, rules: RoleRules) -> Boundary | None:
    """A role's boundary; None where none is asked for, or the role is not declared here."""
    if rules.boundary is None or role is None or role.external:
        return None
    has = role.boundary
    if has is None:
        return Boundary(rules.boundary, None, False)
    if not isinstance(has, str):
        return Boundary(rules.boundary, f"({has.reason})", None)
    if not rules.boundary.startswith("arn:"):
        return Boundary(rules.boundary, has, True if _holds_name(has, rules.boundary) else None)
    return Boundary(rules.boundary, has, _same(rules.boundary, has))


def _holds_name(has: str, name: str) -> bool:
    """Whether a role's boundary is that parameter itself, as its template or its variables write it.

    What else it has may be the parameter's value or not: a template does not tell.
    """
    return re.fullmatch(rf"\$\{{\??(?:var\.|param:|self:custom\.)?{re.escape(name)}\}}", has) is not None


def _same(required: str, has: str) -> bool | None:
    """Whether two ARNs are of one policy; None where only deployment knows the one that is there."""
    if not has.startswith("arn:"):
        return None if "${" in has else False
    pairs = list(zip(parts_of(required), parts_of(has), strict=False))
    if all(one == other or _fits(one, other) or _fits(other, one) for one, other in pairs):
        return True
    tail = has.partition(":policy/")[2]
    return None if _TOKEN.search(tail) and not _TOKEN.sub("", tail) else False


def _fits(pattern: str, text: str) -> bool:
    """Whether a text is what a pattern with variables may come to."""
    parts: list[str] = []
    end = 0
    for found in _TOKEN.finditer(pattern):
        parts += [re.escape(pattern[end : found.start()]), _PSEUDO.get(found[0], "[^:]*")]
        end = found.end()
    return re.fullmatch("".join((*parts, re.escape(pattern[end:]))), text) is not None
