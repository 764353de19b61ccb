"""What a scan ends with: findings in order, what could not be told, what was accepted and by whom."""

from __future__ import annotations

from dataclasses import dataclass, field

from ennead.engine.priority import priority_of
from ennead.model.finding import Confidence, Finding, Outcome, Severity, Unassessed
from ennead.model.location import Location


@dataclass(frozen=True, slots=True)
class AppSummary:
    """One application that was scanned.

    `counts` are numbers of nodes by kind (`{"function": 26, "route": 4}`), `gaps` numbers of inputs
    without a value by class (`{"parameter": 3, "import": 1}`); `unread` how many of these may hide resources.
    """

    name: str
    sources: tuple[str, ...]
    counts: dict[str, int] = field(default_factory=dict)
    environments: tuple[str, ...] = ()
    gaps: dict[str, int] = field(default_factory=dict)
    unread: int = 0

    @property
    def functions(self) -> int:
        """How many functions it has."""
        return self.counts.get("function", 0)


@dataclass(frozen=True, slots=True)
class Accepted:
    """A finding or a «could not tell» that somebody has accepted.

    `by` is `baseline`, `suppression` or the foreign tool's mark (`checkov:skip`, `cfn-lint`, `nosec`, `nosemgrep`).
    """

    outcome: Outcome
    by: str
    reason: str | None = None
    at: Location | None = None
    expires: str | None = None


@dataclass(frozen=True, slots=True)
class Stats:
    """Wall time and files read."""

    seconds: float = 0.0
    files: int = 0


@dataclass(frozen=True, slots=True)
class ScanResult:
    """Findings stand in the order to work on them, the worst first."""

    apps: tuple[AppSummary, ...]
    findings: tuple[Finding, ...] = ()
    unassessed: tuple[Unassessed, ...] = ()
    accepted: tuple[Accepted, ...] = ()
    stats: Stats = Stats()

    def worst_at_least(self, level: Severity) -> bool:
        """Whether a finding of that severity or above is there."""
        return any(finding.severity.rank >= level.rank for finding in self.findings)

    def exit_code(self, fail_on: Severity | None) -> int:
        """1 for findings at or above `fail_on`, else 3 where something could not be told, else 0."""
        if fail_on is not None and self.worst_at_least(fail_on):
            return 1
        return 3 if self.unassessed or not self.apps else 0


def order(finding: Finding) -> tuple[int, int, int, int, str, str]:
    """Sort key: priority, severity, exposure, confidence, then stable."""
    return (
        priority_of(finding).rank,
        -finding.severity.rank,
        -int(finding.exposure),
        list(Confidence).index(finding.confidence),
        finding.app or "",
        finding.identity,
    )
