"""The words of what a change does."""

from __future__ import annotations

from dataclasses import dataclass, field

from ennead.engine.base.tree import LeftOut
from ennead.engine.change.findings import FindingChange, Standing, UntoldChange
from ennead.engine.result import ScanResult
from ennead.graph.change.words import GraphChange, How
from ennead.graph.graph import AppGraph
from ennead.model.finding import Severity
from ennead.model.location import Location


@dataclass(frozen=True, slots=True)
class Note:
    """Something that could not be compared, and why; `app` is the application it is about."""

    reason: str
    at: Location | None = None
    app: str | None = None


@dataclass(frozen=True, slots=True)
class AppChange:
    """An application that came, went, or is called otherwise (`was`), and environments of it that came or went."""

    how: How
    name: str
    was: str | None = None
    came: tuple[str, ...] = ()
    went: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Change:
    """All a change does.

    `base` says what it is compared with, `names` are the applications of both versions.  `graph` is None where
    only findings are compared, `scanned` (the later scan) where only the map is.  `before` and `after` are the
    two versions as one graph each, for names and places.
    """

    base: str
    names: tuple[str, ...]
    apps: tuple[AppChange, ...] = ()
    graph: GraphChange | None = None
    findings: tuple[FindingChange, ...] = ()
    untold: tuple[UntoldChange, ...] = ()
    notes: tuple[Note, ...] = ()
    left_out: tuple[LeftOut, ...] = ()
    scanned: ScanResult | None = None
    before: AppGraph = field(default_factory=lambda: AppGraph(""))
    after: AppGraph = field(default_factory=lambda: AppGraph(""))

    def of(self, standing: Standing) -> tuple[FindingChange, ...]:
        """The findings that stand so."""
        return tuple(one for one in self.findings if one.standing is standing)

    def untold_of(self, standing: Standing) -> tuple[UntoldChange, ...]:
        """What could not be told and stands so."""
        return tuple(one for one in self.untold if one.standing is standing)

    def exit_code(self, fail_on: Severity | None) -> int:
        """1 for a new finding at or above `fail_on`, else 3 where something new could not be told or compared."""
        if fail_on is not None and any(one.finding.severity.rank >= fail_on.rank for one in self.of(Standing.NEW)):
            return 1
        return 3 if self.untold_of(Standing.NEW) or self.notes else 0

    @property
    def several(self) -> bool:
        """Whether things have to say which application they are of."""
        return len(self.names) > 1

    @property
    def nothing(self) -> bool:
        """Whether it changes nothing that is on the map or that a check says."""
        findings = any(one.standing is not Standing.STILL or one.reprioritised for one in self.findings)
        untold = any(one.standing is not Standing.STILL for one in self.untold)
        return not (self.apps or findings or untold) and (self.graph is None or self.graph.nothing)
