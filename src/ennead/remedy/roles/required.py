"""What the configuration file asks of roles (`[roles]`), as templates of CloudFormation's syntax have it."""

from __future__ import annotations

import re
from typing import Any

from ennead.engine.roles import FunctionRoles
from ennead.model.rules import RoleRules
from ennead.remedy.edit import Edit, Route, Set
from ennead.remedy.errors import RemedyError
from ennead.remedy.roles.choose import Choice
from ennead.remedy.roles.quotas import named
from ennead.remedy.roles.source import Source

_STACK = {"stack": "${AWS::StackName}", "region": "${AWS::Region}"}


def filled(pattern: str, function: str, words: dict[str, str]) -> str:
    """A role's name for a function.  Raises RemedyError where it is too long."""
    values = {**words, "function": function}
    return named(re.sub(r"\{(\w+)\}", lambda found: values[found[1]], pattern), function)


def is_name(boundary: str) -> bool:
    """Whether a boundary is the name of a parameter."""
    return not boundary.startswith("arn:")


def boundary(rules: RoleRules, source: Source, file: str) -> Any:
    """The boundary as a value of a template; None where none is asked for.

    Raises:
        RemedyError: the template has nothing of that name.
    """
    wanted = rules.boundary
    if wanted is None:
        return None
    if not is_name(wanted):
        return {"Fn::Sub": wanted} if "${" in wanted else wanted
    if all(source.at(file, (key, wanted)) is None for key in ("Parameters", "Resources")):
        raise RemedyError(f"{file} has no parameter {wanted}, which roles.boundary names: declare it")
    return {"Ref": wanted}


def lasting(one: FunctionRoles) -> bool:
    """Whether the boundary of a function's role stays: it is the one that is asked for, or may be."""
    return one.boundary is None or (one.boundary.has is not None and one.boundary.holds is not False)


def name(rules: RoleRules, function: str) -> Any:
    """A new role's name as a value of a template; None where CloudFormation makes one.

    Raises:
        RemedyError: it is too long.
    """
    if rules.name is None:
        return None
    text = filled(rules.name, function, _STACK)
    return {"Fn::Sub": text} if "${" in text else text


def properties(rules: RoleRules, one: FunctionRoles, function: str, source: Source, file: str) -> dict[str, Any]:
    """Properties of a new `AWS::IAM::Role`, which win over those of the role it is made of."""
    made: dict[str, Any] = {}
    if (own := name(rules, function)) is not None:
        made["RoleName"] = own
    if rules.path is not None:
        made["Path"] = rules.path
    if not lasting(one):
        made["PermissionsBoundary"] = boundary(rules, source, file)
    return made


def of_function(rules: RoleRules, source: Source, file: str, base: Route, *, bounded: bool) -> list[Edit]:
    """Edits of a function whose role SAM makes: its path, and its boundary unless it is `bounded`."""
    made: list[Edit] = []
    for key, value in (
        ("PermissionsBoundary", None if bounded else boundary(rules, source, file)),
        ("RolePath", rules.path),
    ):
        given = source.at(file, ("Globals", "Function", key)) is not None or source.at(file, (*base, key)) is not None
        if value is not None and not given:
            made.append(Set(file, (*base, key), value))
    return made


def of_role(rules: RoleRules, choice: Choice, source: Source, file: str, base: Route) -> list[Edit]:
    """The edit that gives a role the boundary it lacks."""
    if not choice.unbounded:
        return []
    return [Set(file, (*base, "PermissionsBoundary"), boundary(rules, source, file))]
