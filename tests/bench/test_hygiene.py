"""The bench of hygiene: what it asks for in each of its cases."""

from __future__ import annotations

import pytest

from bench import hygiene


@pytest.mark.parametrize("case", [one.name for one in hygiene.CASES])
@pytest.mark.parametrize(
    ("after", "alarms", "ok", "holds"), [(0.2, 0, 9, True), (0.21, 0, 9, False), (0.1, 1, 9, False), (0.1, 0, 8, False)]
)
def test_every_case_is_judged(case: str, after: float, alarms: int, ok: int, holds: bool) -> None:
    """In each case what is done after an answer takes 0.2 ms at most, nothing is flagged, and no call is lost."""
    found = {"x": alarms} if alarms else {}
    outcome = hygiene.Outcome(case, 9, ok, found, after_ms={"p50": after})
    assert outcome.holds is holds
    assert ("NOT HELD" in hygiene.table([outcome])) is not holds
