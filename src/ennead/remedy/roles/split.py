"""A role that several functions share, taken apart: each function gets a role of its own, with what it needs."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ennead.graph.authority import policies_of
from ennead.graph.graph import AppGraph
from ennead.graph.needed.document import VERSION, Writer
from ennead.model.app import Dialect, Function, Role
from ennead.model.need import Because, Need
from ennead.model.policy import Policy, PolicySource
from ennead.remedy.edit import Edit, Insert, Remove, Set
from ennead.remedy.errors import RemedyError
from ennead.remedy.roles.choose import Choice
from ennead.remedy.roles.circles import Dependencies, named, opened
from ennead.remedy.roles.source import Source

_BASIC = "AWSLambdaBasicExecutionRole"
"""The policy that SAM attaches to every role it makes."""
_ENDS = ("Role", "OwnRole")
_COPIED = ("PermissionsBoundary", "Path", "Tags", "MaxSessionDuration", "Description")


def edits(
    role: Role, choices: list[Choice], graph: AppGraph, source: Source, known: Dependencies
) -> tuple[tuple[Edit, ...], tuple[str, ...]]:
    """The edits that give each function of a shared role its own, and what could not be narrowed with why.

    The shared role goes where nothing else names it.

    Raises:
        RemedyError: the role, or a function, is not written in a way that can be edited.
    """
    file, name = _written(role, source)
    properties = source.at(file, ("Resources", name, "Properties")) or {}
    made: list[Edit] = []
    notes: list[str] = []
    for choice in choices:
        function = choice.function.function
        own_file, own = _written(function, source)
        if own_file != file:
            raise RemedyError(f"{own} and the role it shares are written in two templates: give it a role by hand")
        wanted = [
            need for need in choice.written if not (_is_basic(need) and _made_by_sam(function, properties, source))
        ]
        needs, reasons = opened(wanted, function, choice.granted, graph, known)
        notes += reasons
        made += _own_role(choice, Writer(function, graph).statements(needs), own, file, properties, graph, source)
    functions = {_written(choice.function.function, source)[1] for choice in choices}
    if not _named_elsewhere(name, functions, source.at(file, ())):
        made.append(Remove(file, ("Resources", name)))
    return tuple(made), tuple(notes)


def _written(node: Function | Role, source: Source) -> tuple[str, str]:
    name = (node.logical_id or "").rpartition(".")[2]
    if node.at is None or source.at(node.at.path, ("Resources", name)) is None:
        raise RemedyError(f"{name or node.name} is not written in a template itself: edit what makes it")
    return node.at.path, name


def _own_role(
    choice: Choice,
    statements: list[dict[str, Any]],
    own: str,
    file: str,
    shared: dict[str, Any],
    graph: AppGraph,
    source: Source,
) -> Iterator[Edit]:
    """A role made by SAM where it can make the same one, else a role of its own."""
    function = choice.function.function
    base = ("Resources", own, "Properties")
    inline = [{"Version": VERSION, "Statement": statements}] if statements else []
    managed = list(_managed(choice, graph, source, file))
    if _made_by_sam(function, shared, source):
        entries = [*(one for one in managed if _BASIC not in str(one)), *inline]
        yield Remove(file, (*base, "Role"))
        if entries:
            yield Set(file, (*base, "Policies"), entries)
        return
    made = next((name for end in _ENDS if source.at(file, ("Resources", name := f"{own}{end}")) is None), None)
    if made is None:
        raise RemedyError(f"{own}Role is there already: give {own} a role by hand")
    properties: dict[str, Any] = {"AssumeRolePolicyDocument": shared.get("AssumeRolePolicyDocument")}
    if managed:
        properties["ManagedPolicyArns"] = managed
    if inline:
        properties["Policies"] = [{"PolicyName": f"{own}Needs", "PolicyDocument": inline[0]}]
    properties |= {key: shared[key] for key in _COPIED if key in shared}
    yield Insert(file, ("Resources",), made, {"Type": "AWS::IAM::Role", "Properties": properties}, after=own)
    yield Set(file, (*base, "Role"), {"Fn::GetAtt": [made, "Arn"]})


def _made_by_sam(function: Function, shared: dict[str, Any], source: Source) -> bool:
    """Whether SAM can make the same role; it gives it a name that may be taken."""
    file, own = _written(function, source)
    taken = source.at(file, ("Resources", f"{own}Role")) is not None
    return function.dialect is Dialect.SAM and not taken and not any(key in shared for key in _COPIED)


def _is_basic(need: Need) -> bool:
    """Whether the policy that SAM attaches gives it."""
    return need.because is Because.CONFIGURATION and need.action.startswith("logs:")


def _managed(choice: Choice, graph: AppGraph, source: Source, file: str) -> Iterator[Any]:
    """The managed policies that stay, as they are written."""
    for policy in policies_of(graph, choice.role):
        if policy.source is PolicySource.MANAGED and policy not in choice.gone:
            yield _as_written(policy, source, file)


def _as_written(policy: Policy, source: Source, file: str) -> Any:
    route = policy.at.route if policy.at else ()
    found = source.at(file, (*route[:2], "Properties", *(int(one) if one.isdigit() else one for one in route[2:])))
    return policy.arn if found is None or isinstance(found, list) else found


def _named_elsewhere(role: str, functions: set[str], document: Any) -> bool:
    """Whether anything but these functions' `Role` names the role."""
    for name, resource in document.get("Resources", {}).items():
        whole = resource if isinstance(resource, dict) else {}
        properties = dict(whole.get("Properties") or {})
        if name in functions:
            properties.pop("Role", None)
        if name != role and role in named([{**whole, "Properties": properties}]):
            return True
    return role in named([value for key, value in document.items() if key != "Resources"])
