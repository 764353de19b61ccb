"""What the Python agent costs, interleaved with a bare baseline on the real runtime client.

    python bench/agent_cost.py --layer FOLDER [--client FOLDER] [--python EXE] [--rounds 15] [--calls 300] [--quota 7]

Each round runs, in turn, without and with the agent: several cold starts (a process each), then one process that
answers `--calls` events of 10 KB.  Compared are medians over the rounds: CPU and wall time of the start, resident size,
p50 and p99 of a warm call.  `--client` is a folder with awslambdaric (else the Python's own); `--lab` the Runtime API
of the laboratory, which is read and not changed; `--quota` holds the function to a share of one processor, in percent,
by a control group of version 1 (7 is a function of 128 MB; the bars are then only shown).  Exit 0 if all bars hold, 1
if one does not, 2 if the call is wrong or something is not there.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
LAB = ROOT.parent / "shared" / "lab" / "runtime_api.py"
CGROUP = Path("/sys/fs/cgroup/cpu")
HANDLER = """
import json
import os


def handler(event, context):
    body = json.loads(event["body"])
    with open(os.devnull, "w") as log:
        log.write(str(len(body["items"])))
    return {"statusCode": 200, "body": json.dumps({"items": len(body["items"]), "first": body["items"][0]})}
"""
SIZE = 10_240


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
)


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
    print(json.dumps(result, indent=1) if options.json else table(result))
    return 0 if options.quota or all(row["holds"] for row in result.values()) else 1


def _rounds(options: argparse.Namespace, task: Path, before: tuple[str, ...]) -> list[dict[str, dict[str, float]]]:
    (task / "app.py").write_text(HANDLER, encoding="utf-8")
    (task / "event.json").write_text(json.dumps(event()), encoding="utf-8")
    place = Place(options.lab, options.python, options.client, task, options.calls, options.starts, before)
    return [_round(place, options.layer, number) for number in range(options.rounds)]


@contextmanager
def quota(percent: int | None) -> Iterator[tuple[str, ...]]:
    """A command to put before another one, which then has that share of one processor.  Raises OSError."""
    if percent is None:
        yield ()
        return
    group = CGROUP / f"ennead-agent-cost-{os.getpid()}"
    group.mkdir()
    try:
        (group / "cpu.cfs_period_us").write_text("20000", encoding="ascii")
        (group / "cpu.cfs_quota_us").write_text(str(200 * percent), encoding="ascii")
        yield ("/bin/sh", "-c", f'echo $$ > {group}/cgroup.procs && exec "$@"', "quota")
    finally:
        group.rmdir()


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
    parser.add_argument("--json", action="store_true")
    return parser.parse_args(arguments)


def event() -> dict[str, Any]:
    """A request of an HTTP API with a body, 10 KB in all."""
    items = [{"id": f"item-{n}", "name": "a thing of some kind", "price": n} for n in range(200)]
    head = {
        "version": "2.0",
        "rawPath": "/orders",
        "headers": {"content-type": "application/json"},
        "isBase64Encoded": False,
    }
    while len(json.dumps({**head, "body": json.dumps({"items": items})})) > SIZE:
        items.pop()
    return {**head, "body": json.dumps({"items": items})}


def _round(place: Place, layer: Path, number: int) -> dict[str, dict[str, float]]:
    """Both variants once, the order turned each time."""
    variants = {"bare": (), "agent": (str((layer / "ennead-wrap").resolve()),)}
    order = list(variants) if number % 2 else list(reversed(variants))
    return {name: _figures(place, variants[name]) for name in order}


def _figures(place: Place, wrapper: tuple[str, ...]) -> dict[str, float]:
    cold = _lab(place, wrapper, repeat=place.starts, fresh=True)
    warm = _lab(place, wrapper, repeat=place.calls, fresh=False)
    used = warm["cpu_s"]["user"] + warm["cpu_s"]["system"]
    start = median(one["init_cpu_ms"] for one in cold["starts"])
    return {
        "start_cpu": start,
        "start_wall": median(one["init_ms"] for one in cold["starts"]),
        "rss": warm["peak_rss_mb"],
        "warm_p50": warm["warm_ms"]["p50"],
        "warm_p99": warm["warm_ms"]["p99"],
        "cpu_per_call": (used * 1000 - start) / place.calls,
    }


def _lab(place: Place, wrapper: tuple[str, ...], *, repeat: int, fresh: bool) -> dict[str, Any]:
    """One run of the lab; its figures.  Raises RuntimeError if a call was not answered."""
    out = place.task / "figures.json"
    client = ["--env", f"PYTHONPATH={place.client}"] if place.client else []
    command = [sys.executable, str(place.lab), "--events", str(place.task / "event.json"), "--task", str(place.task)]
    command += ["--repeat", str(repeat), "--out", str(out), *client, *(["--fresh"] if fresh else [])]
    command += ["--", *place.before, *wrapper, place.python, "-m", "awslambdaric", "app.handler"]
    ran = subprocess.run(command, capture_output=True, text=True, check=False)
    figures: dict[str, Any] = json.loads(out.read_text(encoding="utf-8")) if out.is_file() else {}
    if ran.returncode or figures.get("outcomes") != {"ok": repeat}:
        raise RuntimeError(f"the lab ended with {ran.returncode}: {ran.stdout}{ran.stderr}")
    return figures


def summary(rounds: Sequence[Mapping[str, Mapping[str, float]]]) -> dict[str, dict[str, Any]]:
    """For each measure: medians without and with, the median difference in a round, and whether the bar holds."""
    result = {}
    for bar in BARS:
        bare, agent = ([one[name][bar.name] for one in rounds] for name in ("bare", "agent"))
        added = median(with_agent - without for without, with_agent in zip(bare, agent, strict=True))
        holds = bar.most is None or added <= bar.most
        numbers = {"bare": median(bare), "agent": median(agent), "added": added}
        result[bar.name] = {"unit": bar.unit, **numbers, "most": bar.most, "holds": holds}
    return result


def table(result: Mapping[str, Mapping[str, Any]]) -> str:
    """The summary for reading."""
    lines = [f"{'':14}{'bare':>10}{'agent':>10}{'added':>10}{'bar':>10}"]
    for name, row in result.items():
        bar = "-" if row["most"] is None else f"{row['most']:.2f}"
        said = "" if row["holds"] else "  NOT HELD"
        lines.append(
            f"{name:14}{row['bare']:10.3f}{row['agent']:10.3f}{row['added']:10.3f}{bar:>10} {row['unit']}{said}"
        )
    return "\n".join(lines)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
