"""Time Ennead against Checkov on one folder, in turn.

    python bench/versus.py FOLDER [--runs 5] [--checkov PATH] [--json]

Three commands take turns (A B C A B C …): `ennead scan`, `checkov` with its default frameworks, `checkov` with
CloudFormation alone.  Exit 0 if every run ended as it should, 1 if not, 2 if the call is wrong or Checkov is not there.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import sys
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bench.measure import Run, run

QUIET_CHECKOV = {
    "LOG_LEVEL": "ERROR",
    "CKV_SKIP_PACKAGE_UPDATE_CHECK": "True",
    "BC_SKIP_MAPPING": "TRUE",
    "CKV_GITHUB_CONFIG_FETCH_DATA": "False",
    "CKV_GITLAB_CONFIG_FETCH_DATA": "False",
}
"""Keeps Checkov off the network (its `common/util/env_vars_config.py`): what is timed is the scan."""
KEYS_OF_ITS_PLATFORM = ("BC_API_KEY", "PRISMA_API_URL")
MEASURES: dict[str, tuple[str, Callable[[Run], float]]] = {
    "cpu": ("s CPU", lambda one: one.cpu),
    "wall": ("s wall", lambda one: one.wall),
    "peak": ("MiB peak", lambda one: one.peak),
}


@dataclass(frozen=True, slots=True)
class Contestant:
    """A command to time; `fine` are the exit codes that say it did its work (findings are no failure)."""

    name: str
    command: tuple[str, ...]
    fine: frozenset[int]
    env: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Spread:
    """The smallest, the middle and the largest of the runs."""

    min: float
    median: float
    max: float


def contestants(folder: Path, checkov: Path, environment: Mapping[str, str]) -> tuple[Contestant, ...]:
    """The three, Ennead first: ratios are taken against it."""
    outside = {key: value for key, value in environment.items() if key not in KEYS_OF_ITS_PLATFORM} | QUIET_CHECKOV
    default = (str(checkov), "--directory", str(folder), "--skip-download")
    ennead = (sys.executable, "-m", "ennead", "scan", str(folder), "--format", "json")
    return (
        Contestant("ennead", ennead, frozenset({0, 1, 3}), dict(environment)),
        Contestant("checkov", default, frozenset({0, 1}), outside),
        Contestant("checkov cfn", (*default, "--framework", "cloudformation"), frozenset({0, 1}), outside),
    )


def find_checkov(given: str | None, environment: Mapping[str, str]) -> Path | None:
    """The binary at `given`, else at `$CHECKOV`, else on the path; None where that one is not there."""
    named = given or environment.get("CHECKOV") or "checkov"
    found = shutil.which(named, path=environment.get("PATH"))
    return Path(found) if found else None


def take_turns(field: Sequence[Contestant], turns: int) -> dict[str, list[Run]]:
    """Run them one after the other, `turns` times; the machine's moods hit all of them alike."""
    runs: dict[str, list[Run]] = {one.name: [] for one in field}
    with tempfile.TemporaryDirectory(prefix="ennead-versus-") as place:
        for turn in range(turns):
            for one in field:
                runs[one.name].append(run(one.command, Path(place, "output"), one.env))
                print(f"{turn + 1}/{turns} {one.name:<12} {_line(runs[one.name][-1])}", file=sys.stderr)
    return runs


def _line(one: Run) -> str:
    return f"{one.cpu:8.2f} s CPU {one.wall:8.2f} s wall {one.peak:7.0f} MiB   exit {one.code}"


def spreads(runs: Mapping[str, Sequence[Run]]) -> dict[str, dict[str, Spread]]:
    """By contestant and measure."""
    return {
        name: {measure: _spread([value(one) for one in taken]) for measure, (_, value) in MEASURES.items()}
        for name, taken in runs.items()
    }


def _spread(values: Sequence[float]) -> Spread:
    return Spread(min(values), median(values), max(values))


def ratios(found: Mapping[str, Mapping[str, Spread]], against: str = "ennead") -> dict[str, dict[str, float]]:
    """Ennead's median as a share of each other's: 0.25 is a quarter of what the other takes."""
    own = found[against]
    return {
        name: {measure: own[measure].median / spread.median for measure, spread in other.items() if spread.median}
        for name, other in found.items()
        if name != against
    }


def failures(field: Sequence[Contestant], runs: Mapping[str, Sequence[Run]]) -> list[str]:
    """Runs that did not end as they should, one line each: their figures count for nothing.

    Python ends with 1 where it finds no module to run, which is Ennead's code for findings too: no output tells.
    """
    return [
        f"{one.name}, run {number}: exit {taken.code}, {taken.stderr.strip()[-300:] or 'nothing on stderr'}"
        for one in field
        for number, taken in enumerate(runs[one.name], 1)
        if taken.code not in one.fine or (one.name == "ennead" and (taken.tracebacks or not taken.output))
    ]


def show(found: Mapping[str, Mapping[str, Spread]]) -> None:
    """Print the table: min, median, max by contestant, then the ratios of the medians."""
    print(f"{'':<12} " + " ".join(f"{unit + ' (min med max)':>28}" for unit, _ in MEASURES.values()))
    for name, measures in found.items():
        cells = (f"{spread.min:8.2f} {spread.median:9.2f} {spread.max:9.2f}" for spread in measures.values())
        print(f"{name:<12} " + " ".join(f"{cell:>28}" for cell in cells))
    for name, shares in ratios(found).items():
        print(f"ennead takes {' · '.join(f'{share:.2f} of the {what}' for what, share in shares.items())} of {name}")


def _document(found: Mapping[str, Mapping[str, Spread]], turns: int, failed: list[str]) -> str:
    as_json = {
        name: {what: {"min": one.min, "median": one.median, "max": one.max} for what, one in measures.items()}
        for name, measures in found.items()
    }
    shape = {"schema": "ennead.versus/1", "runs": turns, "figures": as_json, "ratios": ratios(found), "failed": failed}
    return json.dumps(shape, indent=1)


def main(arguments: Sequence[str] | None = None, environment: Mapping[str, str] = os.environ) -> int:
    """Time and print; the module's docstring has the exit codes."""
    parser = argparse.ArgumentParser(description="Time Ennead against Checkov on one folder, in turn.")
    parser.add_argument("folder", type=Path, metavar="FOLDER")
    parser.add_argument("--runs", type=int, default=5, metavar="N", help="turns of each (default 5)")
    parser.add_argument("--checkov", metavar="PATH", help="its binary (default: $CHECKOV, then the one on PATH)")
    parser.add_argument("--json", action="store_true", help="print one JSON document")
    options = parser.parse_args(arguments)
    if not options.folder.is_dir() or options.runs < 1:
        parser.error(f"{options.folder} is no folder" if options.runs > 0 else "--runs takes a number from 1 on")
    checkov = find_checkov(options.checkov, environment)
    if checkov is None:
        where = options.checkov or environment.get("CHECKOV") or "PATH"
        print(f"Checkov is not there ({where}). Install it apart from Ennead and name it:", file=sys.stderr)
        print("  python -m venv checkov && checkov/bin/pip install checkov", file=sys.stderr)
        print("  python bench/versus.py FOLDER --checkov checkov/bin/checkov", file=sys.stderr)
        return 2
    field = contestants(options.folder, checkov, environment)
    runs = take_turns(field, options.runs)
    found, failed = spreads(runs), failures(field, runs)
    if options.json:
        print(_document(found, options.runs, failed))
    else:
        show(found)
    for line in failed:
        print(f"failed: {line}", file=sys.stderr)
    return int(bool(failed))


if __name__ == "__main__":
    sys.exit(main())
