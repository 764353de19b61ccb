#!/usr/bin/env python3
"""Which classes the agent's detector finds in labelled events: {"id": "e-00000", "classes": ["card"]} a line.

Run:  python bench/pii.py EVENTS.jsonl[.gz] > found.jsonl
Only the field `event` of each line is looked at, as a whole (the agent itself searches at most 2 KB of values).
"""

from __future__ import annotations

import argparse
import gzip
import importlib
import json
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

AGENT = Path(__file__).resolve().parents[1] / "agents" / "python" / "src"
WHOLE = 1 << 20


def lines(path: Path) -> Iterator[dict[str, Any]]:
    """The documents of a file of JSON lines, gzipped or not."""
    data = path.read_bytes()
    text = gzip.decompress(data) if data[:2] == b"\x1f\x8b" else data
    for line in text.splitlines():
        if line.strip():
            yield json.loads(line)


def main(words: list[str] | None = None) -> int:
    """Print the classes of each event; the time of one, sampled as in a function, on stderr."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("events", type=Path)
    asked = parser.parse_args(words)
    sys.path.insert(0, str(AGENT))
    classes = importlib.import_module("ennead_agent.classes")

    times = []
    for entry in lines(asked.events):
        print(json.dumps({"id": entry["id"], "classes": sorted(classes.of(entry["event"], WHOLE))}))
        start = time.perf_counter()
        classes.of(entry["event"])
        times.append(time.perf_counter() - start)
    times.sort()
    if times:
        print(
            f"sampled: median {times[len(times) // 2] * 1e6:.0f} us, p99 {times[len(times) * 99 // 100] * 1e6:.0f} us",
            file=sys.stderr,
        )
    return 0


if __name__ == "__main__":
    sys.exit(main())
