"""One plan for all roles of a folder's applications: edits, what was left and why."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from ennead.engine.roles import AppRoles, FunctionRoles
from ennead.model.app import TERRAFORM, Dialect
from ennead.remedy.apply import fingerprint
from ennead.remedy.edit import Edit, Plan
from ennead.remedy.errors import RemedyError
from ennead.remedy.roles import cloudformation, serverless, split, terraform
from ennead.remedy.roles.choose import Choice, choose
from ennead.remedy.roles.circles import Dependencies
from ennead.remedy.roles.source import Source
from ennead.remedy.roles.tf_module import Modules


@dataclass(frozen=True, slots=True)
class Left:
    """A function whose role is left as it is, or not brought all the way, and why."""

    function: str
    reason: str


def plan(apps: Iterable[AppRoles], root: Path, functions: tuple[str, ...] = ()) -> tuple[Plan, tuple[Left, ...]]:
    """The plan that brings every role (or those of some functions) to what is needed, and what it leaves.

    A role that several functions share is taken apart only where all of them are asked for.
    """
    source = Source(root)
    made = _Made(Modules(root), serverless.Services(source))
    for app in apps:
        chosen = [one for one in app.functions if not functions or name_of(one) in functions]
        for group in _by_role(chosen):
            _group(group, app, source, made)
    files = sorted({edit.file for edit in made.edits})
    seen = {file: fingerprint(root, file) for file in files}
    title = f"bring {made.changed} role{'' if made.changed == 1 else 's'} to what is needed"
    notes = tuple(f"{one.function}: {one.reason}" for one in made.left)
    return Plan(title, tuple(made.edits), bool(made.left), notes, seen), tuple(made.left)


@dataclass(slots=True)
class _Made:
    modules: Modules
    services: serverless.Services
    edits: list[Edit] = field(default_factory=list)
    left: list[Left] = field(default_factory=list)
    changed: int = 0
    known: dict[str, Dependencies] = field(default_factory=dict)

    def add(self, edits: Iterable[Edit]) -> None:
        """Edits that are not there yet."""
        new = [edit for edit in edits if edit not in self.edits]
        self.changed += bool(new)
        self.edits += new


def name_of(one: FunctionRoles) -> str:
    """What the template calls the function."""
    return one.function.logical_id or one.function.id.partition("/")[2]


def _by_role(functions: Iterable[FunctionRoles]) -> list[list[FunctionRoles]]:
    """The functions by the role they run with; those without a role that is told each alone."""
    groups: dict[str, list[FunctionRoles]] = {}
    for one in functions:
        role = one.held.role
        groups.setdefault(role.id if role else one.function.id, []).append(one)
    return list(groups.values())


def _group(group: list[FunctionRoles], app: AppRoles, source: Source, made: _Made) -> None:
    """The edits for one role."""
    others = group[0].held.shared_with
    shared = bool(others)
    if len(group) <= len(others):
        made.left += [Left(name_of(one), "it shares its role with functions that were not asked for") for one in group]
        return
    try:
        choices = [choose(one, app.graph, alone=shared) for one in group]
    except RemedyError as error:
        made.left += [Left(name_of(one), str(error)) for one in group]
        return
    known = [choice for choice in choices if choice is not None]
    made.left += [Left(name_of(one), one.held.kept or _UNDECLARED) for one in group[len(known) :]]
    made.left += [Left(name_of(choice.function), note) for choice in known for note in choice.notes]
    if not known or (not shared and known[0].empty):
        return
    try:
        edits, notes = _edits(known, app, source, made, shared=shared)
        made.add(edits)
        made.left += [Left(name_of(known[0].function), note) for note in notes]
    except RemedyError as error:
        made.left += [Left(name_of(choice.function), str(error)) for choice in known]


_UNDECLARED = "its role is not declared here"


def _edits(
    choices: list[Choice], app: AppRoles, source: Source, made: _Made, *, shared: bool
) -> tuple[tuple[Edit, ...], tuple[str, ...]]:
    role = choices[0].role
    if role.dialect in TERRAFORM:
        return terraform.edits(choices, app, made.modules, shared=shared)
    if choices[0].function.function.dialect is Dialect.SERVERLESS:
        return serverless.edits(choices, app, made.services, shared=shared)
    if role.dialect not in {Dialect.SAM, Dialect.CLOUDFORMATION}:
        raise RemedyError(f"roles written in {role.dialect.value} are not edited yet: paste the policy it shows")
    function = choices[0].function.function
    file = function.at.path if function.at else ""
    if file not in made.known:
        made.known[file] = Dependencies(source.at(file, ()))
    if shared:
        return split.edits(role, choices, app.graph, source, made.known[file], app.rules)
    return cloudformation.edits(choices[0], app.graph, source, made.known[file], app.rules)
