"""A finding with what its repair has to know."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TypeVar

from ennead.graph.graph import AppGraph
from ennead.model.app import Node
from ennead.model.finding import Finding
from ennead.model.location import Location
from ennead.remedy.edit import Edit
from ennead.remedy.errors import RemedyError
from ennead.remedy.findings.written import Written

N = TypeVar("N", bound=Node)


class ByHand(RemedyError):
    """There is no change that fits all: what a person has to decide."""


@dataclass(frozen=True, slots=True)
class Case:
    """A finding, the graph of its application, and the templates as they are written."""

    finding: Finding
    graph: AppGraph
    written: Written

    def nodes(self, kind: type[N], at: Callable[[N], Location | None] = lambda node: node.at) -> list[N]:
        """The things of a class that the finding is about.

        Raises:
            ByHand: none of them is written in a file here.
        """
        about = (self.finding.at, *(other.at for other in self.finding.related))
        places = {_line(one) for one in about} - {None}
        found = [
            node
            for node in self.graph.nodes_of(kind)
            if not node.external and (node.id in self.finding.about or _line(at(node)) in places)
        ]
        if not found:
            raise ByHand("what it is about is not written in a file here")
        return found


def _line(at: Location | None) -> tuple[str, int] | None:
    return (at.path, at.line) if at and at.line else None


Make = Callable[[Case], Iterator[Edit]]
"""The edits that repair a finding.  Raises RemedyError where it cannot be done by a machine."""
