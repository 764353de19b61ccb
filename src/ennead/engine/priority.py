"""What to do first: a published table over exposure and severity, no weights (see `docs/priority.md`)."""

from __future__ import annotations

from ennead.model.finding import Exposure, Finding, Priority, Severity

_NOW, _SOON, _LATER = Priority.NOW, Priority.SOON, Priority.LATER

TABLE: dict[Severity, dict[Exposure, Priority]] = {
    Severity.CRITICAL: dict.fromkeys(Exposure, _NOW),
    Severity.HIGH: {
        Exposure.ANONYMOUS: _NOW,
        Exposure.SIGNED_IN: _NOW,
        Exposure.ACCOUNT: _SOON,
        Exposure.APPLICATION: _SOON,
        Exposure.INTERNAL: _SOON,
    },
    Severity.MEDIUM: {
        Exposure.ANONYMOUS: _SOON,
        Exposure.SIGNED_IN: _SOON,
        Exposure.ACCOUNT: _SOON,
        Exposure.APPLICATION: _LATER,
        Exposure.INTERNAL: _LATER,
    },
    Severity.LOW: dict.fromkeys(Exposure, _LATER),
    Severity.INFO: dict.fromkeys(Exposure, _LATER),
}


def priority_of(finding: Finding) -> Priority:
    """The table's entry for the finding."""
    return TABLE[finding.severity][finding.exposure]
