"""What the Python agent costs, interleaved with a bare baseline on the real runtime client.

    python bench/agent_cost.py --layer FOLDER [--client FOLDER] [--python EXE] [--rounds 15] [--calls 300] [--quota 7]
                               [--peers] [--plot FILE.svg] [--json]

Each round runs, in turn, without and with the agent: several cold starts (a process each), one process that answers
`--calls` events of 10 KB, and one that times guarded calls from within the function (a statement, a file, an
expression; with text of the event in them and without).  Compared are medians over the rounds.  `--peers` measures
aikido_zen and ddtrace in the same rounds, where the interpreter has them.  `--client` is a folder with awslambdaric
(else the Python's own); `--lab` the Runtime API of the laboratory, which is read and not changed; `--quota` holds the
function to a share of one processor, in percent, by a control group of version 1 (7 is a function of 128 MB; the bars
are then only shown).  `--plot` draws what each variant adds.  Exit 0 if all bars hold, 1 if one does not, 2 if the call
is wrong or something is not there.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bench import benign_peers
from bench.agent_probe import HANDLER, NAMES, event, events, figures
from bench.plot import Chart, bars
from bench.quota import quota

ROOT = Path(__file__).resolve().parent.parent
LAB = ROOT.parent / "shared" / "lab" / "runtime_api.py"


@dataclass(frozen=True, slots=True)
class Bar:
    """A measure, its unit, and the most that the agent may add to it (None: only shown)."""

    name: str
    unit: str
    most: float | None


BARS = (
    Bar("start_cpu", "ms CPU", 15.0),
    Bar("start_wall", "ms", None),
    Bar("rss", "MB", 3.0),
    Bar("warm_p50", "ms", 0.2),
    Bar("warm_p99", "ms", 0.5),
    Bar("cpu_per_call", "ms CPU", None),
    *(Bar(f"us_{name}", "us", 200.0 if name.endswith("untrusted") else 10.0) for name in NAMES),
    *(Bar(f"us_{name}_first", "us", None) for name in NAMES),
)
LAYER_MB = 2.0
"""The most that the layer may weigh."""


@dataclass(frozen=True, slots=True)
class Place:
    """What to run: the lab's script, an interpreter, the client's folder and the function's."""

    lab: Path
    python: str
    client: Path | None
    task: Path
    calls: int
    starts: int
    before: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Variant:
    """How a function is started: words before the interpreter, variables, the handler."""

    before: tuple[str, ...] = ()
    env: tuple[str, ...] = ()
    handler: str = "app.handler"


def main(arguments: Sequence[str]) -> int:
    """Measure, print, judge."""
    options = _parse(arguments)
    if not options.lab.is_file() or not (options.layer / "ennead-wrap").is_file():
        print("there is no lab, or no layer with ennead-wrap, at the places named", file=sys.stderr)
        return 2
    try:
        with tempfile.TemporaryDirectory() as folder, quota(options.quota) as before:
            rounds = _rounds(options, Path(folder), before)
    except OSError as error:
        print(f"cannot hold the function to a share of the processor: {error}", file=sys.stderr)
        return 2
    result = summary(rounds)
    size = layer_mb(options.layer)
    weighs = {"unit": "MB", "bare": 0.0, "agent": size, "added": size, "adds": {"agent": size}}
    result["layer"] = {**weighs, "most": LAYER_MB, "holds": size < LAYER_MB}
    if options.plot:
        options.plot.write_text(bars(charts(result), "What protections of a Python function add"), encoding="utf-8")
    print(json.dumps(result, indent=1) if options.json else table(result))
    return 0 if options.quota or all(row["holds"] for row in result.values()) else 1


def _rounds(options: argparse.Namespace, task: Path, before: tuple[str, ...]) -> list[dict[str, dict[str, float]]]:
    (task / "app.py").write_text(HANDLER, encoding="utf-8")
    (task / "event.json").write_text(json.dumps(event()), encoding="utf-8")
    (task / "probes.jsonl").write_text(events(), encoding="utf-8")
    place = Place(options.lab, options.python, options.client, task, options.calls, options.starts, before)
    found = variants(options, task)
    return [_round(place, found, number) for number in range(options.rounds)]


def variants(options: argparse.Namespace, task: Path) -> dict[str, Variant]:
    """What is measured: bare, the agent in `enforce`, and the peers that are there."""
    wrapper = str((options.layer / "ennead-wrap").resolve())
    found = {"bare": Variant(), "agent": Variant((wrapper,), ("ENNEAD_MODE=enforce",))}
    if not options.peers:
        return found
    if benign_peers.has(options.python, "aikido_zen"):
        (task / "app_zen.py").write_text(benign_peers.ZEN.format(name="app"), encoding="utf-8")
        found["zen"] = Variant(env=("AIKIDO_BLOCK=1",), handler="app_zen.handler")
    if benign_peers.has(options.python, "ddtrace"):
        starter = str(Path(options.python).with_name("ddtrace-run"))
        found["ddtrace"] = Variant((starter,), tuple(f"{name}={word}" for name, word in benign_peers.DATADOG.items()))
    return found


def _parse(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--layer", type=Path, required=True)
    parser.add_argument("--client", type=Path)
    parser.add_argument("--python", default=sys.executable)
    parser.add_argument("--lab", type=Path, default=LAB)
    parser.add_argument("--rounds", type=int, default=15)
    parser.add_argument("--calls", type=int, default=300)
    parser.add_argument("--starts", type=int, default=4)
    parser.add_argument("--quota", type=int)
    parser.add_argument("--peers", action="store_true")
    parser.add_argument("--plot", type=Path)
    parser.add_argument("--json", action="store_true")
    return parser.parse_args(arguments)


def _round(place: Place, found: Mapping[str, Variant], number: int) -> dict[str, dict[str, float]]:
    """All variants once, the order turned each time."""
    order = list(found) if number % 2 else list(found)[::-1]
    return {name: _figures(place, found[name]) for name in order}


def _figures(place: Place, variant: Variant) -> dict[str, float]:
    cold = _lab(place, variant, "event.json", repeat=place.starts, fresh=True)
    warm = _lab(place, variant, "event.json", repeat=place.calls, fresh=False)
    _lab(place, variant, "probes.jsonl", repeat=1, fresh=False)
    used = warm["cpu_s"]["user"] + warm["cpu_s"]["system"]
    start = median(one["init_cpu_ms"] for one in cold["starts"])
    return {
        "start_cpu": start,
        "start_wall": median(one["init_ms"] for one in cold["starts"]),
        "rss": warm["peak_rss_mb"],
        "warm_p50": warm["warm_ms"]["p50"],
        "warm_p99": warm["warm_ms"]["p99"],
        "cpu_per_call": (used * 1000 - start) / place.calls,
        **figures((place.task / "answers.jsonl").read_text(encoding="utf-8").splitlines()),
    }


def _lab(place: Place, variant: Variant, played: str, *, repeat: int, fresh: bool) -> dict[str, Any]:
    """One run of the lab; its figures.  Raises RuntimeError if a call was not answered."""
    out = place.task / "figures.json"
    client = [f"PYTHONPATH={place.client}"] if place.client else []
    command = [sys.executable, str(place.lab), "--events", str(place.task / played), "--task", str(place.task)]
    command += ["--repeat", str(repeat), "--out", str(out), "--answers", str(place.task / "answers.jsonl")]
    command += [word for pair in (*client, *variant.env) for word in ("--env", pair)]
    command += [*(["--fresh"] if fresh else []), "--", *place.before, *variant.before, place.python]
    ran = subprocess.run([*command, "-m", "awslambdaric", variant.handler], capture_output=True, text=True, check=False)
    told: dict[str, Any] = json.loads(out.read_text(encoding="utf-8")) if out.is_file() else {}
    if ran.returncode or set(told.get("outcomes", ())) != {"ok"}:
        raise RuntimeError(f"the lab ended with {ran.returncode}: {told.get('outcomes')} {ran.stdout}{ran.stderr}")
    return told


def summary(rounds: Sequence[Mapping[str, Mapping[str, float]]]) -> dict[str, dict[str, Any]]:
    """For each measure: medians, the median of what each variant adds in a round, and whether the agent's bar holds."""
    result = {}
    for bar in BARS:
        bare = [one["bare"][bar.name] for one in rounds]
        adds = {
            name: median(one[name][bar.name] - without for one, without in zip(rounds, bare, strict=True))
            for name in rounds[0]
            if name != "bare"
        }
        agent = median(one["agent"][bar.name] for one in rounds)
        holds = bar.most is None or adds["agent"] <= bar.most
        numbers = {"bare": median(bare), "agent": agent, "added": adds["agent"], "adds": adds}
        result[bar.name] = {"unit": bar.unit, **numbers, "most": bar.most, "holds": holds}
    return result


def layer_mb(layer: Path) -> float:
    """What the layer's files weigh, unpacked."""
    return sum(path.stat().st_size for path in layer.rglob("*") if path.is_file()) / 1e6


def charts(result: Mapping[str, Mapping[str, Any]]) -> list[Chart]:
    """What each variant adds, as bars."""
    titles = {
        "start_cpu": "Start", "rss": "Memory", "warm_p50": "Warm call, p50", "warm_p99": "Warm call, p99",
        "us_sql_plain": "Statement without text of the event", "us_sql_untrusted": "Statement with text of the event",
        "us_path_plain": "File without text of the event", "us_path_untrusted": "File with text of the event",
    }  # fmt: skip
    return [
        Chart(f"{title}: added", result[name]["unit"], _ours_first(result[name]["adds"]), result[name]["most"])
        for name, title in titles.items()
    ]


def _ours_first(adds: Mapping[str, float]) -> dict[str, float]:
    return dict(sorted(adds.items(), key=lambda one: one[0] != "agent"))


def table(result: Mapping[str, Mapping[str, Any]]) -> str:
    """The summary for reading; the last columns are what each variant adds."""
    names = list(dict.fromkeys(name for row in result.values() for name in row["adds"]))
    lines = [f"{'':24}{'bare':>10}{'agent':>10}{'bar':>10}" + "".join(f"{'+' + name:>11}" for name in names)]
    for name, row in result.items():
        bar = "-" if row["most"] is None else f"{row['most']:.2f}"
        said = "" if row["holds"] else "  NOT HELD"
        adds = "".join(f"{row['adds'][one]:11.3f}" if one in row["adds"] else f"{'':11}" for one in names)
        lines.append(f"{name:24}{row['bare']:10.3f}{row['agent']:10.3f}{bar:>10}{adds} {row['unit']}{said}")
    return "\n".join(lines)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
