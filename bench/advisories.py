"""Measures the database of advisories: building it, growing it, opening it, asking it.

    python -m bench.advisories FOLDER [--records 40000] [--json]

FOLDER holds OSV records.  It is built as it is, then grown to that many records by copies with names of their own: a
stand-in for the exports of three ecosystems, not real data.  Nothing uses the network.
"""

from __future__ import annotations

import argparse
import gzip
import json
import random
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from ennead.model.package import Ecosystem, Package
from ennead.packages.advisories import Advisories
from ennead.packages.advisories.importing import import_paths

Figures = dict[str, float]
LOOK_UPS = 20_000
LINES = 100_000


def timed(work: Callable[[], object]) -> float:
    """Seconds."""
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def read(folder: Path) -> list[dict[str, Any]]:
    """The records of a folder of `.jsonl.gz`."""
    records = []
    for file in sorted(folder.glob("*.jsonl.gz")):
        with gzip.open(file, "rt", encoding="utf-8") as lines:
            records += [json.loads(line) for line in lines]
    return records


def grown(records: list[dict[str, Any]], wanted: int) -> Iterator[str]:
    """Lines of records: each copy has an id, aliases and package names of its own."""
    for number in range(wanted):
        turn, place = divmod(number, len(records))
        line = json.dumps(records[place])
        if turn:
            for alias in {records[place]["id"], *(records[place].get("aliases") or [])}:
                line = line.replace(f'"{alias}"', f'"{alias}-{turn}"')
            for name in {entry["package"]["name"] for entry in records[place]["affected"]}:
                line = line.replace(f'"name": "{name}"', f'"name": "{name}-{turn}"')
        yield f"{line}\n"


def packages(records: list[dict[str, Any]], chance: random.Random) -> list[Package]:
    """Packages to look up: one in five is known, as in real lockfiles."""
    known = [
        Package(
            Ecosystem(entry["package"]["ecosystem"]), entry["package"]["name"], (entry.get("versions") or ["1.0.0"])[0]
        )
        for record in records
        for entry in record["affected"]
    ]
    other = [Package(Ecosystem.NPM, f"unknown-{number}", "1.0.0") for number in range(LOOK_UPS)]
    return [chance.choice(known) if chance.random() < 0.2 else other[number] for number in range(LOOK_UPS)]


def asked(database: Path, records: list[dict[str, Any]]) -> Figures:
    """What opening and asking takes; the best of three openings, each look-up in a database just opened."""
    chosen = packages(records, random.Random(1))  # noqa: S311
    opening = min(timed(lambda: Advisories(database).close()) for _ in range(3))
    with Advisories(database) as advisories:
        entries = timed(lambda: [advisories.match(one.ecosystem, one.name, one.version or "") for one in chosen])
    with Advisories(database) as advisories:
        told = timed(lambda: [advisories.about(one) for one in chosen])
    with Advisories(database) as advisories:
        fixed = timed(lambda: [advisories.smallest_fix(one) for one in chosen])
    scale = 1e6 / len(chosen)
    return {
        "open, ms": opening * 1e3,
        "ids of a package, us": entries * scale,
        "all about a package, us": told * scale,
        "smallest fix, us": fixed * scale,
    }


def piped(database: Path, records: list[dict[str, Any]]) -> Figures:
    """Lines a second of the two commands that answer many questions, their start included."""
    chance = random.Random(2)  # noqa: S311
    figures = {}
    for ecosystem in ("PyPI", "npm", "Maven"):
        entries = [one for record in records for one in record["affected"] if one["package"]["ecosystem"] == ecosystem]
        names = [(one["package"]["name"], _versions(one)) for one in entries]
        chosen = [chance.choice(names) for _ in range(LINES)]
        versions = [chance.choice(known) for _, known in chosen]
        compared = "".join(f"{one} {chance.choice(versions)}\n" for one in versions)
        matched = "".join(f"{name} {one}\n" for (name, _), one in zip(chosen, versions, strict=True))
        figures[f"compare {ecosystem}, lines/s"] = LINES / _run("compare", ecosystem, compared, database)
        figures[f"match {ecosystem}, lines/s"] = LINES / _run("match", ecosystem, matched, database)
    return figures


def _versions(entry: dict[str, Any]) -> list[str]:
    return [one for one in entry.get("versions") or [] if " " not in one] or ["1.0.0"]


def _run(name: str, ecosystem: str, text: str, database: Path) -> float:
    command = [sys.executable, "-m", "ennead", "db", name, "--ecosystem", ecosystem, "--stdin"]
    command += ["--database", str(database)] if name == "match" else []
    return timed(lambda: subprocess.run(command, input=text.encode(), stdout=subprocess.DEVNULL, check=True))


def measure(folder: Path, wanted: int) -> Figures:
    """All figures."""
    records = read(folder)
    with TemporaryDirectory(prefix="ennead-bench-") as scratch:
        small, large, lines = Path(scratch, "small.db"), Path(scratch, "large.db"), Path(scratch, "large.jsonl")
        figures: Figures = {"records": len(records), "build, s": timed(lambda: import_paths([folder], small))}
        figures["size, MB"] = small.stat().st_size / 1e6
        lines.write_text("".join(grown(records, wanted)), encoding="utf-8")
        figures |= {"grown to": wanted, "grown: build, s": timed(lambda: import_paths([lines], large))}
        figures["grown: size, MB"] = large.stat().st_size / 1e6
        figures["grown: build again, s"] = timed(lambda: import_paths([folder], large))
        figures |= {f"grown: {name}": value for name, value in asked(large, records).items()}
        return figures | {f"grown: {name}": value for name, value in piped(large, records).items()}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--records", type=int, default=40_000)
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()
    figures = measure(given.folder, given.records)
    if given.json:
        print(json.dumps(figures, indent=2))
        return
    for name, value in figures.items():
        print(f"{name:32}{value:>12,.1f}" if value < 1000 else f"{name:32}{value:>12,.0f}")


if __name__ == "__main__":
    main()
