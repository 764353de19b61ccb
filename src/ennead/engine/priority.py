"""What to do first: a published table of control, impact and exposure, no weights (see `docs/priority.md`)."""

from __future__ import annotations

from enum import StrEnum
from typing import TypeAlias

from ennead.model.finding import Exposure, Finding, Priority, Severity
from ennead.model.impact import Impact

_NOW, _SOON, _LATER = Priority.NOW, Priority.SOON, Priority.LATER


class Control(StrEnum):
    """What stands between the attacker and the damage, as the severity of the finding says it."""

    NONE = "none"
    BROKEN = "broken"
    WEAK = "weak"
    HYGIENE = "hygiene"


CONTROL: dict[Severity, Control] = {
    Severity.CRITICAL: Control.NONE,
    Severity.HIGH: Control.BROKEN,
    Severity.MEDIUM: Control.WEAK,
    Severity.LOW: Control.HYGIENE,
    Severity.INFO: Control.HYGIENE,
}


Row: TypeAlias = dict[Exposure, Priority]


def _row(anonymous: Priority, signed_in: Priority, account: Priority, application: Priority, internal: Priority) -> Row:
    return {
        Exposure.ANONYMOUS: anonymous,
        Exposure.SIGNED_IN: signed_in,
        Exposure.ACCOUNT: account,
        Exposure.APPLICATION: application,
        Exposure.INTERNAL: internal,
    }


_LITTLE = _row(_SOON, _LATER, _LATER, _LATER, _LATER)
_MUCH = _row(_SOON, _SOON, _SOON, _LATER, _LATER)

TABLE: dict[Control, dict[Impact, Row]] = {
    Control.NONE: {
        Impact.HIGH: _row(_NOW, _NOW, _NOW, _NOW, _NOW),
        Impact.MODERATE: _row(_NOW, _NOW, _NOW, _NOW, _NOW),
        Impact.UNKNOWN: _row(_NOW, _NOW, _NOW, _NOW, _NOW),
        Impact.LOW: _row(_NOW, _NOW, _SOON, _SOON, _SOON),
        Impact.NONE: _row(_NOW, _SOON, _SOON, _SOON, _SOON),
    },
    Control.BROKEN: {
        Impact.HIGH: _row(_NOW, _NOW, _SOON, _SOON, _SOON),
        Impact.MODERATE: _row(_NOW, _NOW, _SOON, _SOON, _SOON),
        Impact.UNKNOWN: _row(_NOW, _NOW, _SOON, _SOON, _SOON),
        Impact.LOW: _row(_SOON, _SOON, _SOON, _SOON, _SOON),
        Impact.NONE: _row(_SOON, _SOON, _SOON, _SOON, _SOON),
    },
    Control.WEAK: {
        Impact.HIGH: _MUCH,
        Impact.MODERATE: _MUCH,
        Impact.UNKNOWN: _MUCH,
        Impact.LOW: _LITTLE,
        Impact.NONE: _LITTLE,
    },
    Control.HYGIENE: {impact: _row(_LATER, _LATER, _LATER, _LATER, _LATER) for impact in Impact},
}
"""Wider exposure, higher impact and less control never come later (a test holds it)."""


def priority_of(finding: Finding) -> Priority:
    """The table's entry for the finding; an impact nobody could tell counts as unknown, which is never low."""
    return TABLE[CONTROL[finding.severity]][finding.impact or Impact.UNKNOWN][finding.exposure]
