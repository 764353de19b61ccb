"""The supply chain of each application: what builds and deploys it, put beside what its template declares.

A workflow belongs to the applications in the folder it deploys (`docs/supply-chain.md`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from ennead.model.app import (
    DECLARED,
    INTERNET,
    Auth,
    Edge,
    EdgeKind,
    Exposure,
    Fragment,
    Function,
    Gap,
    GapKind,
    Node,
    Role,
)
from ennead.model.location import Location
from ennead.model.supply import Job, Workflow
from ennead.model.unknown import Unknown
from ennead.sources.app import AppReading
from ennead.sources.cloudformation.load import parse, read_text
from ennead.sources.errors import SourceError
from ennead.sources.supply import github, others

MAX_PIPELINES = 500


@dataclass(slots=True)
class Chain:
    """The workflows of a scanned folder, their texts by path, and the files of CI services that cannot be read."""

    workflows: tuple[Workflow, ...] = ()
    texts: dict[str, str] = field(default_factory=dict)
    broken: tuple[SourceError, ...] = ()

    def of(self, folder: str, folders: Sequence[str]) -> tuple[Workflow, ...]:
        """The workflows that deploy the application in a folder; `folders` are those of all applications."""
        return tuple(one for one in self.workflows if any(_deploys(job, folder, folders) for job in one.jobs))

    def supplied(self, reading: AppReading, folder: str, folders: Sequence[str]) -> AppReading:
        """The reading with the workflows that deploy it, in every environment."""
        workflows = self.of(folder, folders)
        if not workflows:
            return reading
        fragments = {key: with_workflows(fragment, workflows) for key, fragment in reading.fragments.items()}
        paths = [one.logical_id for one in workflows if one.logical_id]
        texts = {**reading.texts, **{path: self.texts[path] for path in paths}}
        return replace(reading, fragments=fragments, texts=texts, shared=frozenset(paths))


def open_chain(root: Path, pipelines: Iterable[str]) -> Chain:
    """Read the files of CI services (paths relative to the root)."""
    chain, found, callers, broken = Chain(), [], {}, []
    for path in list(pipelines)[:MAX_PIPELINES]:
        try:
            text = read_text(root / path, path)
            workflow = _read(text, path)
            if "/workflows/" in path and "uses:" in text:
                content = parse(text, path).root
                if isinstance(content, dict):
                    callers[path] = (github.starts(content), tuple(github.called(content)))
        except SourceError as error:
            broken.append(error)
            continue
        if workflow is not None:
            found.append(workflow)
            chain.texts[path] = text
    chain.workflows = tuple(_with_callers(one, callers) for one in found)
    chain.broken = tuple(broken)
    return chain


def _read(text: str, path: str) -> Workflow | None:
    file = path.rpartition("/")[2]
    if file.startswith(".gitlab-ci."):
        return others.read_gitlab(text, path)
    if file.startswith("buildspec"):
        return others.read_buildspec(text, path)
    return github.read_workflow(text, path)


def _with_callers(one: Workflow, callers: dict[str, tuple[tuple[str, ...], tuple[str, ...]]]) -> Workflow:
    """A workflow that others call is started by what starts them."""
    if "workflow_call" not in one.triggers:
        return one
    more = [event for events, called in callers.values() if one.logical_id in called for event in events]
    return replace(one, triggers=tuple(dict.fromkeys((*one.triggers, *more))))


def _deploys(job: Job, folder: str, folders: Sequence[str]) -> bool:
    """Whether a job deploys the application in a folder.

    One that names no place, or one that could not be told, may deploy any; one at a folder that holds an
    application deploys that one, else those below it.
    """
    if not job.deploys or None in job.folders:
        return True
    return any(
        folder == place if place in folders else place == "." or folder.startswith(f"{place}/")
        for place in job.folders
        if place is not None
    )


def with_workflows(fragment: Fragment, workflows: Sequence[Workflow]) -> Fragment:
    """The fragment with workflows: what they deploy, the roles they assume, who may have them run code."""
    nodes: dict[str, Node] = {}
    edges: list[Edge] = []
    gaps: list[Gap] = []
    for one in workflows:
        nodes[one.id] = one
        if one.for_strangers:
            nodes[INTERNET.id] = INTERNET
        edges += _edges(one, fragment, nodes, gaps)
    known = {node.id for node in fragment.nodes}
    sources = tuple(one.logical_id for one in workflows if one.logical_id)
    return replace(
        fragment,
        nodes=(*fragment.nodes, *(node for node in nodes.values() if node.id not in known)),
        edges=(*fragment.edges, *dict.fromkeys(edges)),
        gaps=(*fragment.gaps, *dict.fromkeys(gaps)),
        sources=tuple(sorted({*fragment.sources, *sources})),
    )


def _edges(one: Workflow, fragment: Fragment, nodes: dict[str, Node], gaps: list[Gap]) -> Iterator[Edge]:
    functions = [node for node in fragment.nodes if isinstance(node, Function) and not node.external]
    for job in one.jobs:
        for command in job.deploys[:1]:
            for fn in functions:
                yield _edge(EdgeKind.DEPLOYED_AS, fn.id, one.id, job.at, f"{job.name}: {command}")
        if isinstance(job.role, str):
            role = _role(job.role, fragment)
            nodes.setdefault(role.id, role)
            yield _edge(EdgeKind.ASSUMES, one.id, role.id, job.role_at, job.name)
        elif isinstance(job.role, Unknown):
            reason = f"which role job {job.name} of {one.name} assumes could not be told: {job.role.reason}"
            gaps.append(Gap(GapKind.INPUT, reason, job.role_at, "workflow", one.id))
        if job.foreign and job in one.for_strangers:
            yield Exposure(
                source=INTERNET.id, target=one.id, auth=Auth.NONE, locations=(job.foreign,), label=job.name,
                condition=job.condition,
            )  # fmt: skip


def _edge(kind: EdgeKind, source: str, target: str, at: Location | None, label: str) -> Edge:
    places = (at,) if at else ()
    return Edge(kind=kind, source=source, target=target, locations=places, lenses=DECLARED, label=label)


def _role(arn: str, fragment: Fragment) -> Role:
    """The application's own role of that name, else one that is declared elsewhere."""
    name = arn.rpartition("/")[2]
    for node in fragment.nodes:
        if isinstance(node, Role) and name in {node.name, node.id.partition("/")[2]}:
            return node
    return Role(id=f"role/{name}", name=name, external=True, arn=arn if arn.startswith("arn:") else None)
