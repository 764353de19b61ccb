"""Edits of SAM and CloudFormation templates that bring a function's role to its needs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from ennead.graph.authority import policies_of
from ennead.graph.graph import AppGraph
from ennead.graph.needed.document import VERSION
from ennead.model.policy import Policy
from ennead.model.rules import NO_ROLE_RULES, RoleRules
from ennead.remedy.edit import APPEND, Edit, Insert, Remove, Route, Set
from ennead.remedy.errors import RemedyError
from ennead.remedy.roles import quotas, required
from ennead.remedy.roles.cfn_statements import statements_of
from ennead.remedy.roles.choose import WHOLE, Choice
from ennead.remedy.roles.circles import Dependencies
from ennead.remedy.roles.source import Source

_FUNCTIONS = ("Ref", "Fn::")


@dataclass(slots=True)
class _Edits:
    """The edits of one role, with what is still to be written."""

    file: str
    base: Route
    """Where the role, or the function of a role that SAM makes, has its properties."""
    generated: bool
    source: Source
    statements: list[dict[str, Any]]
    name: str
    edits: list[Edit] = field(default_factory=list)
    attached: list[Any] = field(default_factory=list)
    """References to new managed policies."""

    @property
    def policies(self) -> Route:
        """Where its policies stand."""
        return (*self.base, "Policies")

    def entry(self) -> dict[str, Any]:
        """The new statements as an entry of `Policies`."""
        document = {"Version": VERSION, "Statement": self.statements}
        return document if self.generated else {"PolicyName": self.name, "PolicyDocument": document}

    def inside(self, entry: Route) -> Route:
        """Where an entry of `Policies` has its statements."""
        return (*entry, "Statement") if self.generated else (*entry, "PolicyDocument", "Statement")


def edits(
    choice: Choice,
    graph: AppGraph,
    source: Source,
    known: Dependencies,
    rules: RoleRules = NO_ROLE_RULES,
    title: str | None = None,
) -> tuple[tuple[Edit, ...], tuple[str, ...]]:
    """The edits for a function's role, and what could not be narrowed with why.

    `title` is what a new policy is called, by the function where it is None.

    Raises:
        RemedyError: the role is not written in a way that can be edited.
    """
    role, function = choice.role, choice.function.function
    subject = function if role.generated else role
    if subject.at is None or subject.logical_id is None:
        raise RemedyError("where its role is written is not known: edit it by hand")
    name = subject.logical_id.rpartition(".")[2]
    base: Route = ("Resources", name, "Properties")
    if source.at(subject.at.path, ("Resources", name)) is None:
        raise RemedyError(f"{name} is not written in {subject.at.path} itself: edit what makes it")
    own = None if role.generated else name
    statements, notes = statements_of(choice.written, choice, graph, source, known, own)
    named = _free(title or _policy_name(function.logical_id or function.name), subject.at.path, base, source)
    made = _Edits(subject.at.path, base, role.generated, source, statements, named)
    if not choice.gone and not choice.written:
        return tuple(_settings(choice, rules, made)), notes
    _refuse_functions(made)
    _apart(choice, graph, made)
    for policy, numbers in _in_order(choice.gone):
        _take(policy, numbers, made)
    _add(made)
    return (*_tidy(made), *_settings(choice, rules, made)), notes


def _settings(choice: Choice, rules: RoleRules, made: _Edits) -> list[Edit]:
    """The boundary and the path that the configuration asks for."""
    if made.generated:
        return required.of_function(rules, made.source, made.file, made.base, bounded=not choice.unbounded)
    return required.of_role(rules, choice, made.source, made.file, made.base)


def _apart(choice: Choice, graph: AppGraph, made: _Edits) -> None:
    """New statements go into managed policies where the role's own would be longer than may be."""
    policies = list(policies_of(graph, choice.role))
    new = quotas.document(quotas.size(one) for one in made.statements)
    if not made.statements or quotas.inline(policies, choice.gone) + new <= quotas.INLINE:
        return
    packed = quotas.statements(made.statements)
    quotas.attached(str(made.base[1]), quotas.managed(policies, choice.gone), len(packed))
    resources = policies_apart(packed, made.name, str(made.base[1]), made.source, made.file)
    made.edits += resources
    made.attached = [{"Ref": str(edit.key)} for edit in resources]
    made.statements = []


def policies_apart(
    packed: list[list[dict[str, Any]]], name: str, after: str, source: Source, file: str
) -> list[Insert]:
    """Managed policies of their own behind a resource."""
    names: list[str] = []
    number = 0
    while len(names) < len(packed):
        number += 1
        if source.at(file, ("Resources", f"{name}{number}")) is None:
            names.append(f"{name}{number}")
    places = [after, *names]
    return [
        Insert(file, ("Resources",), own, _policy(statements), after=place)
        for own, place, statements in zip(names, places, packed, strict=False)
    ]


def _policy(statements: list[dict[str, Any]]) -> dict[str, Any]:
    document = {"Version": VERSION, "Statement": statements}
    return {"Type": "AWS::IAM::ManagedPolicy", "Properties": {"PolicyDocument": document}}


def _policy_name(function: str) -> str:
    return f"{function.rpartition('.')[2]}Needs"


def _free(title: str, file: str, base: Route, source: Source) -> str:
    """The name, with a number behind it where a policy of the role has it: of two with one name IAM keeps one."""
    listed = source.at(file, (*base, "Policies"))
    taken = [one.get("PolicyName") for one in listed if isinstance(one, dict)] if isinstance(listed, list) else []
    numbered = (f"{title}{number}" for number in range(2, len(taken) + 3))
    return title if title not in taken else next(one for one in numbered if one not in taken)


def _refuse_functions(made: _Edits) -> None:
    """A list that a function makes (`Fn::If`) has no entries to edit."""
    for key in ("Policies", "ManagedPolicyArns"):
        value = made.source.at(made.file, (*made.base, key))
        if isinstance(value, dict) and any(str(name).startswith(_FUNCTIONS) for name in value):
            raise RemedyError(f"{made.base[1]}'s {key} are made by {next(iter(value))}: edit them by hand")


def _in_order(gone: dict[Policy, tuple[int, ...]]) -> list[tuple[Policy, tuple[int, ...]]]:
    """Inline policies of which something stays first: new statements are best put there."""

    def rank(item: tuple[Policy, tuple[int, ...]]) -> tuple[bool, bool, tuple[str, ...]]:
        policy, numbers = item
        whole = policy.source in WHOLE
        return whole, len(numbers) == len(policy.statements), policy.at.route if policy.at else ()

    return sorted(gone.items(), key=rank)


def _take(policy: Policy, numbers: tuple[int, ...], made: _Edits) -> None:
    """Take a policy, or some of its statements, away; the new statements stand in the first place that is freed."""
    entry = _route(policy, made)
    if policy.source in WHOLE:
        if made.statements and entry[: len(made.policies)] == made.policies:
            made.edits.append(Set(made.file, entry, made.entry() if entry != made.policies else [made.entry()]))
            made.statements = []
        else:
            made.edits.append(Remove(made.file, entry))
        return
    inside = made.inside(entry)
    written = made.source.at(made.file, inside)
    if written is None:
        raise RemedyError(f"{policy.name} has no statements of its own in {made.file}: edit it by hand")
    if len(numbers) == len(policy.statements) and not made.statements:
        made.edits.append(Remove(made.file, entry))
    elif isinstance(written, list) and len(written) == len(policy.statements):
        _replace(inside, numbers, written, made)
    elif len(policy.statements) == 1:
        made.edits.append(Set(made.file, inside, made.statements if len(made.statements) > 1 else made.statements[0]))
        made.statements = []
    else:
        raise RemedyError(f"the statements of {policy.name} are not written one by one: edit it by hand")


def _replace(inside: Route, numbers: tuple[int, ...], written: list[Any], made: _Edits) -> None:
    """Put the new statements in the place of those that go; one that is already written so stays."""
    stays = [one for number, one in enumerate(written) if number not in numbers]
    new = [one for one in made.statements if one not in stays]
    made.statements = []
    freed = []
    for number in numbers:
        if written[number] in new:
            new.remove(written[number])
        else:
            freed.append(number)
    for number in freed:
        if new:
            made.edits.append(Set(made.file, (*inside, number), new.pop(0)))
        else:
            made.edits.append(Remove(made.file, (*inside, number)))
    behind = numbers[-1] + 1
    for one in new:
        made.edits.append(Insert(made.file, inside, behind if behind < len(written) else APPEND, one))


def _route(policy: Policy, made: _Edits) -> Route:
    """Where a policy is written: `("Resources", X, "Properties", "Policies", 0)`."""
    route = policy.at.route if policy.at else ()
    if len(route) < 3 or route[1] != made.base[1] or (policy.at and policy.at.path != made.file):
        raise RemedyError(f"where {policy.name} is written is not known: edit it by hand")
    found: Route = (*made.base, *(int(step) if step.isdigit() else step for step in route[2:]))
    if made.generated and isinstance(made.source.at(made.file, made.policies), str):  # the only one, without a list
        found = made.policies
    if made.source.at(made.file, found) is None:
        raise RemedyError(f"{policy.name} is not written at {made.base[1]} itself: edit what makes it")
    return found


def _add(made: _Edits) -> None:
    """What has found no place is a new entry of `Policies`, or of the list of managed policies."""
    if made.statements:
        _listed("Policies", [made.entry()], made)
    if made.attached:
        _listed("Policies" if made.generated else "ManagedPolicyArns", made.attached, made)
    made.statements = []


def _listed(key: str, entries: list[Any], made: _Edits) -> None:
    """New entries of a list; where every other entry goes, they are all of it."""
    route = (*made.base, key)
    present = made.source.at(made.file, route)
    if present is None:
        made.edits.append(Insert(made.file, made.base, key, entries))
    elif Remove(made.file, route) in made.edits or _emptied(route, present, made):
        made.edits = [edit for edit in made.edits if edit not in _removed(route, made)]
        made.edits.append(Set(made.file, route, entries))
    elif isinstance(present, list):
        made.edits += [Insert(made.file, route, APPEND, entry) for entry in entries]
    else:
        made.edits.append(Set(made.file, route, [present, *entries]))


def _removed(route: Route, made: _Edits) -> list[Edit]:
    """The edits that take a list, or entries of it, away."""
    return [edit for edit in made.edits if isinstance(edit, Remove) and route in (edit.route, edit.route[:-1])]


def _emptied(route: Route, present: Any, made: _Edits) -> bool:
    return isinstance(present, list) and bool(present) and len(_removed(route, made)) == len(present)


def _tidy(made: _Edits) -> Iterator[Edit]:
    """A list of which every entry goes is taken away with its key."""
    for key in ("Policies", "ManagedPolicyArns"):
        route = (*made.base, key)
        removed = _removed(route, made)
        if _emptied(route, made.source.at(made.file, route), made):
            made.edits = [edit for edit in made.edits if edit not in removed]
            made.edits.append(Remove(made.file, route))
    yield from made.edits
