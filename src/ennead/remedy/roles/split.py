"""A role that several functions share, taken apart: each function gets a role of its own, with what it needs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from ennead.graph.authority import policies_of
from ennead.graph.graph import AppGraph
from ennead.graph.needed.document import VERSION
from ennead.model.app import Dialect, Function, Mode, Role, Trigger
from ennead.model.need import Because, Need
from ennead.model.policy import Policy, PolicySource
from ennead.model.rules import NO_ROLE_RULES, RoleRules
from ennead.remedy.edit import Edit, Insert, Remove, Set
from ennead.remedy.errors import RemedyError
from ennead.remedy.roles import quotas, required
from ennead.remedy.roles.cfn_statements import statements_of
from ennead.remedy.roles.choose import Choice, refuse_lost
from ennead.remedy.roles.circles import Dependencies, named
from ennead.remedy.roles.cloudformation import policies_apart
from ennead.remedy.roles.source import Source

_BASIC = "AWSLambdaBasicExecutionRole"
"""The policy that SAM attaches to every role it makes."""
_ENDS = ("Role", "OwnRole")
_COPIED = ("PermissionsBoundary", "Path", "Tags", "MaxSessionDuration", "Description")


@dataclass(frozen=True, slots=True)
class _Shared:
    """The shared role as it is written: its file, its properties; and what new roles must have."""

    file: str
    properties: dict[str, Any]
    graph: AppGraph
    source: Source
    rules: RoleRules


def edits(
    role: Role,
    choices: list[Choice],
    graph: AppGraph,
    source: Source,
    known: Dependencies,
    rules: RoleRules = NO_ROLE_RULES,
) -> tuple[tuple[Edit, ...], tuple[str, ...]]:
    """The edits that give each function of a shared role its own, and what could not be narrowed with why.

    The shared role goes where nothing else names it.

    Raises:
        RemedyError: the role, or a function, is not written in a way that can be edited.
    """
    refuse_lost(choices)
    file, name = _written(role, source)
    shared = _Shared(file, source.at(file, ("Resources", name, "Properties")) or {}, graph, source, rules)
    made: list[Edit] = []
    notes: list[str] = []
    for choice in choices:
        function = choice.function.function
        own_file, own = _written(function, source)
        if own_file != file:
            raise RemedyError(f"{own} and the role it shares are written in two templates: give it a role by hand")
        wanted = [need for need in choice.written if not (_is_basic(need) and _made_by_sam(function, shared))]
        statements, reasons = statements_of(wanted, choice, graph, source, known)
        notes += reasons
        made += _own_role(choice, statements, own, shared)
    functions = {_written(choice.function.function, source)[1] for choice in choices}
    if not _named_elsewhere(name, functions, source.at(file, ())):
        made.append(Remove(file, ("Resources", name)))
    return tuple(made), tuple(notes)


def _written(node: Function | Role, source: Source) -> tuple[str, str]:
    name = (node.logical_id or "").rpartition(".")[2]
    if node.at is None or source.at(node.at.path, ("Resources", name)) is None:
        raise RemedyError(f"{name or node.name} is not written in a template itself: edit what makes it")
    return node.at.path, name


def _own_role(choice: Choice, statements: list[dict[str, Any]], own: str, shared: _Shared) -> Iterator[Edit]:
    """A role made by SAM where it can make the same one, else a role of its own."""
    file, source = shared.file, shared.source
    base = ("Resources", own, "Properties")
    by_sam = _made_by_sam(choice.function.function, shared)
    managed = [one for one in _managed(choice, shared) if not (by_sam and _BASIC in str(one))]
    statements, apart = _placed(choice, statements, own, len(managed), shared)
    managed += [{"Ref": str(edit.key)} for edit in apart]
    inline = [{"Version": VERSION, "Statement": statements}] if statements else []
    yield from apart
    if by_sam:
        yield Remove(file, (*base, "Role"))
        if managed or inline:
            yield Set(file, (*base, "Policies"), [*managed, *inline])
        bounded = shared.rules.boundary is None
        yield from required.of_function(shared.rules, source, file, base, bounded=bounded)
        return
    made = next((name for end in _ENDS if source.at(file, ("Resources", name := f"{own}{end}")) is None), None)
    if made is None:
        raise RemedyError(f"{own}Role is there already: give {own} a role by hand")
    properties: dict[str, Any] = {"AssumeRolePolicyDocument": shared.properties.get("AssumeRolePolicyDocument")}
    if managed:
        properties["ManagedPolicyArns"] = managed
    if inline:
        properties["Policies"] = [{"PolicyName": f"{own}Needs", "PolicyDocument": inline[0]}]
    properties |= {key: shared.properties[key] for key in _COPIED if key in shared.properties}
    properties |= required.properties(shared.rules, choice.function, own, source, file)
    yield Insert(file, ("Resources",), made, {"Type": "AWS::IAM::Role", "Properties": properties}, after=own)
    yield Set(file, (*base, "Role"), {"Fn::GetAtt": [made, "Arn"]})


def _placed(
    choice: Choice, statements: list[dict[str, Any]], own: str, managed: int, shared: _Shared
) -> tuple[list[dict[str, Any]], list[Insert]]:
    """The statements that the role itself has, and the policies that hold them where they are too long for it."""
    if quotas.document(quotas.size(one) for one in statements) <= quotas.INLINE:
        return statements, []
    packed = quotas.statements(statements)
    function = choice.function.function
    automatic = _attached_by_sam(function, shared.graph) if _made_by_sam(function, shared) else 0
    quotas.attached(own, managed + automatic, len(packed))
    return [], policies_apart(packed, f"{own}Needs", own, shared.source, shared.file)


def _attached_by_sam(function: Function, graph: AppGraph) -> int:
    """How many managed policies SAM attaches by itself: for the log, the network, traces and pollers."""
    polled = {one.event for one in graph.into(function, Trigger) if one.mode is Mode.POLL}
    return 1 + (function.vpc is True) + (function.tracing == "Active") + len(polled)


def _made_by_sam(function: Function, shared: _Shared) -> bool:
    """Whether SAM can make the same role; it gives it a name that may be taken."""
    file, own = _written(function, shared.source)
    taken = shared.source.at(file, ("Resources", f"{own}Role")) is not None
    plain = shared.rules.name is None and not any(key in shared.properties for key in _COPIED)
    return function.dialect is Dialect.SAM and not taken and plain


def _is_basic(need: Need) -> bool:
    """Whether the policy that SAM attaches gives it."""
    return need.because is Because.CONFIGURATION and need.action.startswith("logs:")


def _managed(choice: Choice, shared: _Shared) -> Iterator[Any]:
    """The managed policies that stay, as they are written."""
    for policy in policies_of(shared.graph, choice.role):
        if policy.source is PolicySource.MANAGED and policy not in choice.gone:
            yield _as_written(policy, shared.source, shared.file)


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
