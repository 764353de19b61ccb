"""Scan folders of real applications and hold what Ennead found against what they declare.

    python bench/corpus.py FOLDER... [--json] [--list-misses]
    python bench/corpus.py FOLDER --map map.json --scan scan.json      (nothing is run)

Exit 0 if every run ended with a document and without a traceback, 1 if not, 2 if the call is wrong.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bench.compare import AppRow, Comparison, compare
from bench.count import Count, count
from bench.measure import Run, run

SCHEMAS = {"map": "ennead.graph/1", "scan": "ennead.scan/1"}


class NoDocumentError(Exception):
    """A run, or a saved file, gave no document of the shape that was asked for."""


@dataclass(frozen=True, slots=True)
class Result:
    """One folder: what was counted, what was compared, what the runs took (`map` and `scan`; empty for saved files)."""

    folder: str
    count: Count
    comparison: Comparison
    runs: dict[str, Run]

    @property
    def tracebacks(self) -> int | None:
        """None where nothing was run: saved documents cannot tell."""
        return sum(one.tracebacks for one in self.runs.values()) if self.runs else None

    def document(self) -> dict[str, Any]:
        """Everything as JSON, with one object per app."""
        compared = self.comparison
        return {
            "folder": self.folder,
            "declared": self.count.totals(),
            "failures": [asdict(failure) for failure in self.count.failures],
            "apps": [{**asdict(app), "findings_per_function": app.findings_per_function} for app in compared.apps],
            "misses": [asdict(miss) for miss in compared.misses],
            "unread": compared.unread,
            "extra_functions": compared.extra,
            "totals": totals(compared),
            "runs": {name: _figures(one) for name, one in self.runs.items()},
            "tracebacks": self.tracebacks,
        }


def totals(compared: Comparison) -> dict[str, Any]:
    """Sums over the apps of one folder."""
    return {
        "apps": len(compared.apps),
        "templates": compared.templates,
        "share_read": compared.share_read,
        "functions": sum(app.functions for app in compared.apps),
        "functions_found": sum(app.functions_found for app in compared.apps),
        "events": sum(app.events for app in compared.apps),
        "events_found": sum(app.events_found for app in compared.apps),
        "triggers": sum(app.triggers for app in compared.apps),
        "gaps": dict(sorted(compared.gaps().items())),
        "findings": sum(app.findings for app in compared.apps),
        "findings_per_function_median": compared.median_findings,
        "unassessed": compared.unassessed,
    }


def _figures(one: Run) -> dict[str, float]:
    return {"exit": one.code, "cpu_seconds": one.cpu, "wall_seconds": one.wall, "peak_mib": one.peak}


def measure(folders: Sequence[Path], results: Path) -> list[dict[str, tuple[Run, Path]]]:
    """Run both commands over each folder as a whole; all of them before anything large is read."""
    measured = []
    for number, folder in enumerate(folders):
        both = {}
        for name in SCHEMAS:
            output = results / f"{number}-{name}.json"
            both[name] = run([sys.executable, "-m", "ennead", name, str(folder), "--format", "json"], output), output
        measured.append(both)
    return measured


def load(name: str, path: Path, one: Run | None = None) -> dict[str, Any]:
    """The document of that command; raises `NoDocumentError` with what stderr said."""
    try:
        document = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError) as error:
        said = f"; it ended with {one.code} and said: {one.stderr.strip()[-1000:] or 'nothing'}" if one else ""
        raise NoDocumentError(f"`ennead {name}` gave no JSON ({error}){said}") from error
    if not isinstance(document, dict) or document.get("schema") != SCHEMAS[name]:
        raise NoDocumentError(f"{path.name} is no {SCHEMAS[name]} document")
    return document


def measured_results(folders: Sequence[Path]) -> list[Result]:
    """Run, count and compare."""
    with tempfile.TemporaryDirectory(prefix="ennead-corpus-") as place:
        measured = measure(folders, Path(place))
        results = []
        for folder, both in zip(folders, measured, strict=True):
            graph, scan = (load(name, path, one) for name, (one, path) in both.items())
            counted = count(folder)
            runs = {name: one for name, (one, _) in both.items()}
            results.append(Result(str(folder), counted, compare(counted, graph, scan), runs))
    return results


def saved_result(folder: Path, graph: Path, scan: Path) -> Result:
    """Count, and compare with documents of an earlier run."""
    counted = count(folder)
    return Result(str(folder), counted, compare(counted, load("map", graph), load("scan", scan)), {})


def show(result: Result, *, list_misses: bool) -> None:
    """Print one folder: a row per app, then the sums."""
    compared = result.comparison
    print(f"{'app':<52} {'functions':>11} {'events':>11} {'triggers':>8} {'findings':>8} {'each':>6}  gaps")
    for app in compared.apps:
        print(_row(app))
    print()
    for line in _summary(result):
        print(line)
    if list_misses:
        for miss in compared.misses:
            owner = f"{miss.owner}." if miss.owner else ""
            print(f"  missed {miss.what} {owner}{miss.name} ({miss.type or 'no type'}) {miss.path}:{miss.line}")
        for kind, names in (("not read", compared.unread), ("not declared", compared.extra)):
            for name in names:
                print(f"  {kind}: {name}")


def _row(app: AppRow) -> str:
    functions, events = f"{app.functions_found}/{app.functions}", f"{app.events_found}/{app.events}"
    gaps = ", ".join(f"{number} {name}" for name, number in sorted(app.gaps.items()))
    each = _number(app.findings_per_function)
    return f"{app.name:<52} {functions:>11} {events:>11} {app.triggers:>8} {app.findings:>8} {each:>6}  {gaps}".rstrip()


def _number(value: float | None) -> str:
    return "–" if value is None else f"{value:.2f}"


def _summary(result: Result) -> list[str]:
    compared, sums, declared = result.comparison, totals(result.comparison), result.count.totals()
    missed = Counter(f"{miss.what} {miss.type}" for miss in compared.misses)
    gaps = " · ".join(f"{number} {name}" for name, number in sums["gaps"].items())
    lines = [
        f"folder       {result.folder}",
        f"declared     {' · '.join(f'{number} {what}' for what, number in declared.items())}",
        f"read         {compared.share_read:.1%} of {compared.templates} templates with resources; {sums['apps']} apps",
        f"functions    {sums['functions_found']} of {sums['functions']} found; {len(compared.extra)} not declared",
        f"events       {sums['events_found']} of {sums['events']} found; {sums['triggers']} trigger edges",
        f"missed       {', '.join(f'{number} {what}' for what, number in missed.most_common()) or 'nothing'}",
        f"gaps         {gaps or 'none'}",
        f"findings     {sums['findings']}, per function {_number(compared.median_findings)} (median over apps)",
        f"unassessed   {compared.unassessed}",
        f"tracebacks   {'not known (saved documents)' if result.tracebacks is None else result.tracebacks}",
    ]
    for name, one in result.runs.items():
        lines.append(
            f"{name:<12} {one.cpu:.2f} s CPU · {one.wall:.2f} s wall · {one.peak:.0f} MiB at most · exit {one.code}"
        )
    return lines


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Hold what Ennead finds in folders against what they declare.")
    parser.add_argument("folders", nargs="+", type=Path, metavar="FOLDER")
    parser.add_argument("--json", action="store_true", help="print one JSON document")
    parser.add_argument("--list-misses", action="store_true", help="name everything that was not found")
    parser.add_argument("--map", type=Path, metavar="FILE", help="a saved output of `ennead map FOLDER --format json`")
    parser.add_argument(
        "--scan", type=Path, metavar="FILE", help="a saved output of `ennead scan FOLDER --format json`"
    )
    options = parser.parse_args(arguments)
    for folder in options.folders:
        if not folder.is_dir():
            parser.error(f"{folder} is no folder")
    if (options.map is None) != (options.scan is None) or (options.map and len(options.folders) > 1):
        parser.error("--map and --scan go together, with one FOLDER")
    return options


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure and print; the module's docstring has the exit codes."""
    options = _options(arguments)
    try:
        if options.map:
            results = [saved_result(options.folders[0], options.map, options.scan)]
        else:
            results = measured_results(options.folders)
    except NoDocumentError as error:
        print(error, file=sys.stderr)
        return 1
    if options.json:
        print(json.dumps({"schema": "ennead.corpus/1", "folders": [result.document() for result in results]}, indent=1))
    else:
        for result in results:
            show(result, list_misses=options.list_misses)
    return int(any(result.tracebacks for result in results))


if __name__ == "__main__":
    sys.exit(main())
