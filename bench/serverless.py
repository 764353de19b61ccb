"""Hold what Ennead reads of Serverless Framework services against a count of their files with PyYAML.

    python bench/serverless.py FOLDER... [--list-misses]

A function counts as found where a function node stands in its lines; an event where an edge, a route or a gap stands
in its lines.  Files that PyYAML cannot read are asked of nobody and counted.  Exit 0 without a traceback, 1 with one.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import yaml

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bench import tally
from bench.template import Value
from bench.template import read as tree_of

NAMES = ("serverless.yml", "serverless.yaml")
NOT_WRITTEN_HERE = frozenset({".git", "node_modules", ".serverless"})


def services(root: Path) -> Iterator[tuple[str, Value | None]]:
    """Each service file of AWS below the folder, by its path, and its tree; None where it is no valid YAML."""
    for file in sorted(one for name in NAMES for one in root.rglob(name)):
        if NOT_WRITTEN_HERE & set(file.relative_to(root).parts):
            continue
        name = file.relative_to(root).as_posix()
        try:
            tree = tree_of(file.read_text(encoding="utf-8", errors="replace"))
        except yaml.YAMLError:
            yield name, None
            continue
        provider = tree.get("provider")
        cloud = provider.get("name") if provider and provider.entries else provider
        if cloud is not None and cloud.text in ("aws", None):
            yield name, tree


def measure(root: Path, totals: tally.Totals) -> None:
    """One folder."""
    read = tally.folder(root, totals)
    if read is None:
        return
    broken = {fault.at.path: fault.reason for one in read.readings for fault in one.faults}
    for path, tree in services(root):
        if tree is None:
            totals.counts["no valid YAML"] += 1
            continue
        totals.counts["services"] += 1
        totals.counts["services read"] += path not in broken
        if path in broken:
            totals.misses.append(f"{root.name}/{path}: {broken[path]}")
        declared = tree.get("functions")
        groups = [declared] if declared and declared.entries else list(declared.members) if declared else []
        for function in (entry for group in groups for entry in group.entries):
            read.hold("functions", path, function.span.first, function.span.last, totals)
            listed = function.value.get("events")
            for event in listed.members if listed else ():
                read.hold("events", path, event.span.first, event.span.last, totals)


if __name__ == "__main__":
    sys.exit(tally.main(measure))
