"""Findings of `vulnerable-package` as edits of manifests."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from ennead.engine.programs import Programs
from ennead.graph.graph import AppGraph
from ennead.model.app import Function
from ennead.model.finding import Finding
from ennead.packages.shipped import Carried, Shipped
from ennead.packages.way_out.told import AGAIN
from ennead.remedy.edit import Edit
from ennead.remedy.packages.edits import fixes_of
from ennead.remedy.packages.together import Together


@dataclass(frozen=True, slots=True)
class Planned:
    """The edits for a finding, and what is left to do: the first step after them, or why there are none."""

    edits: tuple[Edit, ...]
    left: str
    ecosystem: str = ""
    version: str = ""


class PackageFindings:
    """The packages that findings of a scan are about; what functions ship is found out when it is first asked."""

    def __init__(self, root: Path, graphs: Mapping[str, AppGraph]) -> None:
        self._graphs = graphs
        self._root = root
        self._shipped: dict[str, Shipped] = {}

    @cached_property
    def _programs(self) -> Programs:
        return Programs(self._root)

    def planned(self, finding: Finding) -> Planned:
        """What a manifest has to say for a finding to go."""
        carried = list(self._carried(finding))
        known = [one.named for shipped in self._shipped.values() for load in shipped.loads.values()
                 for one in load.packages]  # fmt: skip
        fixes = fixes_of(carried, self._programs.tree, known)
        if not fixes.plan.edits:
            reason = fixes.left[0].reason if fixes.left else "the package is not found again: scan again"
            return Planned((), reason)
        files = ", ".join(sorted({edit.file for edit in fixes.plan.edits}))
        way = fixes.made[0][1]
        told = f"{files} is changed; now {way.then or AGAIN}"
        return Planned(fixes.plan.edits, told, carried[0].named.package.ecosystem, way.version or "")

    def _carried(self, finding: Finding) -> Iterator[Carried]:
        """Every package that a finding is about: by the place that it names, and the functions."""
        told = list(self._of(finding))
        anchor = next((one for one in told if one.named.at == finding.at), None)
        if anchor is None:
            return
        wanted = _key(anchor)
        yield from dict.fromkeys(one for one in told if _key(one) == wanted)

    def _of(self, finding: Finding) -> Iterator[Carried]:
        names = {finding.function, *(one.function for one in finding.related)} - {None}
        for name in [finding.app] if finding.app is not None else list(self._graphs):
            graph = self._graphs.get(name)
            if graph is None:
                continue
            if name not in self._shipped:
                self._shipped[name] = self._programs.shipped(graph)
            for node_id, load in self._shipped[name].loads.items():
                function = graph.node(node_id, Function)
                if function is not None and (not names or function.logical_id in names):
                    yield from (one for one in load.packages if one.vulnerable)


def _key(one: Carried) -> tuple[str, str, str | None]:
    return one.named.package.ecosystem, one.named.package.name, one.fix


def planned(
    findings: Sequence[Finding], root: Path, graphs: Mapping[str, AppGraph]
) -> tuple[list[tuple[Finding, Planned]], tuple[Edit, ...]]:  # fmt: skip
    """The plan of each finding, and all edits together."""
    about, together = PackageFindings(root, graphs), Together()
    plans = [(one, about.planned(one)) for one in findings]
    for _, plan in plans:
        together.add(plan.edits, plan.ecosystem, plan.version)
    return plans, together.edits()
