"""The measuring script: what it sends, how it judges, and that it says what it lacks."""

from __future__ import annotations

import importlib.util
import json
import sys
from pathlib import Path
from types import ModuleType

import pytest

import agent_lab

SCRIPT = agent_lab.AGENT.parents[1] / "bench" / "agent_cost.py"
pytestmark = pytest.mark.skipif(
    sys.version_info < (3, 11) or not SCRIPT.is_file(),
    reason="the project's own scripts need Python 3.11 and a checkout",
)


@pytest.fixture
def cost() -> ModuleType:
    spec = importlib.util.spec_from_file_location("agent_cost", SCRIPT)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["agent_cost"] = module
    spec.loader.exec_module(module)
    return module


def rounds(cost: ModuleType, added: float) -> list[dict[str, dict[str, float]]]:
    bare = {bar.name: 10.0 for bar in cost.BARS}
    return [{"bare": bare, "agent": {name: value + added for name, value in bare.items()}} for _ in range(3)]


def test_event_is_10_kb(cost: ModuleType) -> None:
    """The event that is played is just below 10 KB."""
    assert 10_000 < len(json.dumps(cost.event())) <= 10_240


def test_bars_decide(cost: ModuleType) -> None:
    """What adds less than each bar holds, what adds more does not, and what has no bar is only shown."""
    assert all(row["holds"] for row in cost.summary(rounds(cost, 0.1)).values())
    held = {name for name, row in cost.summary(rounds(cost, 20.0)).items() if row["holds"]}
    assert held == {"start_wall", "cpu_per_call"}
    assert "NOT HELD" in cost.table(cost.summary(rounds(cost, 20.0)))


def test_missing_layer_is_said(cost: ModuleType, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Without a layer or the lab there is nothing to measure: exit 2."""
    assert cost.main(["--layer", str(tmp_path)]) == 2
    assert "no layer" in capsys.readouterr().err
