"""The table that decides what to do first."""

from __future__ import annotations

from dataclasses import replace

import pytest

from ennead.engine.priority import CONTROL, TABLE, Control, priority_of
from ennead.model.finding import Exposure, Finding, NoFix, Practice, Priority, Severity
from ennead.model.impact import Impact
from ennead.model.location import Location

FINDING = Finding("c", Practice.MAP, Severity.HIGH, "m", Location("t"), "c-1", NoFix("n"))


def test_every_case_is_decided() -> None:
    """There is an entry for each control, impact and exposure."""
    assert all(set(TABLE[control][impact]) == set(Exposure) for control in Control for impact in Impact)
    assert set(CONTROL) == set(Severity)


@pytest.mark.parametrize("control", Control)
@pytest.mark.parametrize("impact", Impact)
@pytest.mark.parametrize("exposure", Exposure)
def test_worse_never_comes_later(control: Control, impact: Impact, exposure: Exposure) -> None:
    """Wider exposure, higher impact and less control are never decided later."""
    here = TABLE[control][impact][exposure].rank
    controls = list(Control)
    assert all(TABLE[control][impact][wider].rank <= here for wider in Exposure if wider >= exposure)
    assert all(TABLE[control][more][exposure].rank <= here for more in Impact if more.rank >= impact.rank)
    less = controls[: controls.index(control) + 1]
    assert all(TABLE[one][impact][exposure].rank <= here for one in less)


@pytest.mark.parametrize("exposure", Exposure)
@pytest.mark.parametrize("severity", Severity)
def test_unknown_is_never_low(severity: Severity, exposure: Exposure) -> None:
    """An impact that could not be told counts as moderate, and so does one nobody asked for."""
    finding = replace(FINDING, severity=severity, exposure=exposure)
    moderate = priority_of(replace(finding, impact=Impact.MODERATE))
    assert priority_of(replace(finding, impact=Impact.UNKNOWN)) is moderate
    assert priority_of(replace(finding, impact=None)) is moderate


def test_now_is_rare() -> None:
    """Only what is open or broken is ever to be done now."""
    assert {control for control in Control for row in TABLE[control].values() if Priority.NOW in row.values()} == {
        Control.NONE,
        Control.BROKEN,
    }
