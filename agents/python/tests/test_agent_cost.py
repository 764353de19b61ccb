"""The measuring script: what it sends, how it judges, and that it says what it lacks."""

from __future__ import annotations

import importlib.util
import json
import sys
import xml.etree.ElementTree as ET
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


def rounds(cost: ModuleType, added: float, **others: float) -> list[dict[str, dict[str, float]]]:
    bare = {bar.name: 10.0 for bar in cost.BARS}
    more = {"agent": added, **others}
    variants = {name: {bar: value + more[name] for bar, value in bare.items()} for name in more}
    return [{"bare": bare, **variants} for _ in range(3)]


def test_event_is_10_kb(cost: ModuleType) -> None:
    """The event that is played is just below 10 KB."""
    assert 10_000 < len(json.dumps(cost.event())) <= 10_240


def test_bars_decide(cost: ModuleType) -> None:
    """What adds less than each bar holds, what adds more does not, and what has no bar is only shown."""
    assert all(row["holds"] for row in cost.summary(rounds(cost, 0.1)).values())
    held = {name for name, row in cost.summary(rounds(cost, 20.0)).items() if row["holds"]}
    open_ended = {bar.name for bar in cost.BARS if bar.most is None}
    assert held == open_ended | {f"us_{sink}_untrusted" for sink in ("sql", "path", "code")}
    assert {"start_wall", "cpu_per_call"} <= open_ended
    assert "NOT HELD" in cost.table(cost.summary(rounds(cost, 20.0)))


def test_guarded_calls_have_bars(cost: ModuleType) -> None:
    """A guarded call may take 10 us more without text of the event in it, and 200 us with it."""
    most = {bar.name: bar.most for bar in cost.BARS}
    assert {most[f"us_{sink}_plain"] for sink in ("sql", "path", "code")} == {10.0}
    assert {most[f"us_{sink}_untrusted"] for sink in ("sql", "path", "code")} == {200.0}


def test_others_are_shown_beside_ours(cost: ModuleType) -> None:
    """What other protections add stands in the table, and decides nothing."""
    result = cost.summary(rounds(cost, 0.1, zen=70.0))
    assert result["start_cpu"]["adds"] == {"agent": pytest.approx(0.1), "zen": pytest.approx(70.0)}
    assert all(row["holds"] for row in result.values())
    assert "+zen" in cost.table(result)


def test_probes_are_summed_up(cost: ModuleType) -> None:
    """Of timed calls the first of an invocation stands apart, and the rest is one median, in microseconds."""
    probe = sys.modules["bench.agent_probe"]
    names = probe.NAMES
    lines = [json.dumps({"answer": {"name": name, "ns": [9000, 1000, 3000, 2000]}}) for name in names]
    found = probe.figures(lines)
    assert found["us_sql_plain"] == 2.0
    assert found["us_sql_plain_first"] == 9.0
    assert set(found) == {f"us_{name}{word}" for name in names for word in ("", "_first")}


def test_plot_shows_each_variant(cost: ModuleType) -> None:
    """The plot is XML, with a bar for each variant of each measure."""
    result = cost.summary(rounds(cost, 0.1, zen=70.0))
    drawn = cost.bars(cost.charts(result), "what & who")
    found = ET.fromstring(drawn)  # noqa: S314  # what was just drawn
    bars = [one for one in found.iter() if one.tag.endswith("rect")]
    assert len(bars) == 2 * len(cost.charts(result))


def test_layer_is_weighed(cost: ModuleType, layer: Path) -> None:
    """The layer weighs less than 2 MB, compiled files included."""
    assert 0.1 < cost.layer_mb(layer) < cost.LAYER_MB


def test_missing_layer_is_said(cost: ModuleType, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Without a layer or the lab there is nothing to measure: exit 2."""
    assert cost.main(["--layer", str(tmp_path)]) == 2
    assert "no layer" in capsys.readouterr().err
