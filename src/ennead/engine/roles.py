"""Roles of an application's functions: what each needs, what its role grants, what is too much and what is missing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from ennead.code.entry import NoEntry
from ennead.code.question import Answer
from ennead.engine.programs import Programs
from ennead.engine.scan import Request, graphs_of, readings, root_of
from ennead.graph.graph import AppGraph
from ennead.graph.merge import combine
from ennead.graph.needed.assess import assessed
from ennead.graph.needed.boundary import Boundary, boundary_of
from ennead.graph.needed.held import Held
from ennead.graph.needed.needs import Needs, Untold
from ennead.model.app import Function
from ennead.model.rules import NO_ROLE_RULES, RoleRules
from ennead.sources.discover import Unread
from ennead.sources.read import AppReading


@dataclass(frozen=True, slots=True)
class FunctionRoles:
    """One function: what it needs, and its role against that.  `language` is None where no code is read.

    `boundary` is None where the configuration asks for none, or the role is not declared here.
    """

    function: Function
    language: str | None
    needs: Needs
    held: Held
    boundary: Boundary | None = None

    @property
    def untold(self) -> tuple[Untold, ...]:
        """What could not be told: of what it does, and of what its role grants."""
        return (*self.needs.untold, *self.held.untold)


@dataclass(frozen=True, slots=True)
class AppRoles:
    """The functions of one application, by id, over all its environments; `rules` is what their roles must have."""

    name: str
    graph: AppGraph
    functions: tuple[FunctionRoles, ...]
    faults: tuple[str, ...] = ()
    rules: RoleRules = NO_ROLE_RULES


def roles(path: Path, request: Request) -> Iterator[AppRoles | Unread]:
    """Each application's roles; what was not read is handed on.  Raises SourceError."""
    programs = Programs(root_of(path))
    for reading in readings(path, request):
        if not isinstance(reading, AppReading):
            yield reading
            continue
        graph = combine(reading.name, graphs_of(reading, request.config.data))
        faults = tuple(f"{fault.at}: {fault.reason}" for fault in reading.faults)
        rules = request.config.rules.roles
        yield AppRoles(reading.name, graph, tuple(_functions(graph, programs, rules)), faults, rules)


def _functions(graph: AppGraph, programs: Programs, rules: RoleRules) -> Iterator[FunctionRoles]:
    answers = programs.answers(graph)
    for function, needs, held in assessed(graph, answers):
        language = _language(answers[function.id])
        yield FunctionRoles(function, language, needs, held, boundary_of(held.role, rules))


def _language(answer: Answer | NoEntry) -> str | None:
    if isinstance(answer, NoEntry):
        return None
    typed = answer.entry.file.endswith((".ts", ".tsx", ".mts", ".cts"))
    return "typescript" if typed else answer.entry.language.value
