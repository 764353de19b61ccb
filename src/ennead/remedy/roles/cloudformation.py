"""Edits of SAM and CloudFormation templates that bring a function's role to its needs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from ennead.graph.graph import AppGraph
from ennead.graph.needed.document import VERSION, Writer
from ennead.model.policy import Policy
from ennead.remedy.edit import APPEND, Edit, Insert, Remove, Route, Set
from ennead.remedy.errors import RemedyError
from ennead.remedy.roles.choose import WHOLE, Choice
from ennead.remedy.roles.circles import Dependencies, opened
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
    choice: Choice, graph: AppGraph, source: Source, known: Dependencies
) -> tuple[tuple[Edit, ...], tuple[str, ...]]:
    """The edits for a function's role, and what could not be narrowed with why.

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
    needs, notes = opened(choice.written, function, choice.granted, graph, known, None if role.generated else name)
    statements = Writer(function, graph).statements(needs)
    made = _Edits(subject.at.path, base, role.generated, source, statements, f"{function.name}-needs")
    _refuse_functions(made)
    made.name = _policy_name(function.logical_id or function.name)
    for policy, numbers in _in_order(choice.gone):
        _take(policy, numbers, made)
    _add(made)
    return tuple(_tidy(made)), notes


def _policy_name(function: str) -> str:
    return f"{function.rpartition('.')[2]}Needs"


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
    """What has found no place is a new entry of `Policies`."""
    if not made.statements:
        return
    present = made.source.at(made.file, made.policies)
    if present is None:
        made.edits.append(Insert(made.file, made.base, "Policies", [made.entry()]))
    elif isinstance(present, list):
        made.edits.append(Insert(made.file, made.policies, APPEND, made.entry()))
    else:
        made.edits.append(Set(made.file, made.policies, [present, made.entry()]))
    made.statements = []


def _tidy(made: _Edits) -> Iterator[Edit]:
    """A list of which every entry goes is taken away with its key."""
    for key in ("Policies", "ManagedPolicyArns"):
        route = (*made.base, key)
        present = made.source.at(made.file, route)
        removed = [edit for edit in made.edits if isinstance(edit, Remove) and edit.route[:-1] == route]
        if isinstance(present, list) and present and len(removed) == len(present):
            made.edits = [edit for edit in made.edits if edit not in removed]
            made.edits.append(Remove(made.file, route))
    yield from made.edits
