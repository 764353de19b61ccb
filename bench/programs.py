"""What reading source files into the common form takes, and how that grows.

    python bench/programs.py FOLDER... [--files 1000] [--most 5000]

Files are those of the languages that are read, largest folders first come, minified ones and those over 1 MiB left out.
Each size is read in a process of its own; CPU is user and system time, memory the peak of the process.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import time
from pathlib import Path

from ennead.code.evaluate.modules import ENDINGS, read
from ennead.code.javascript.source_map import looks_minified

MOST_BYTES = 1024 * 1024


def files(folders: list[Path], most: int) -> list[Path]:
    """Source files below the folders, in a fixed order."""
    found: list[Path] = []
    for folder in folders:
        for path in sorted(folder.rglob("*")):
            if path.suffix in ENDINGS and path.is_file() and 0 < path.stat().st_size <= MOST_BYTES:
                found.append(path)
                if len(found) == most:
                    return found
    return found


def measure(folders: list[Path], most: int) -> dict[str, float]:
    """Read files and keep what was made of them."""
    texts = [(path, path.read_text(encoding="utf-8", errors="replace")) for path in files(folders, most)]
    texts = [(path, text) for path, text in texts if not looks_minified(text)]
    started = time.process_time()
    modules = [read(ENDINGS[path.suffix], text, path.name) for path, text in texts]
    seconds = time.process_time() - started
    problems = sum(1 for module in modules if module.problems)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    size = sum(len(text) for _, text in texts) / 1e6
    return {"files": len(modules), "MB": size, "CPU s": seconds, "MiB": peak, "with problems": problems}


def main() -> int:
    """Measure one size, or five of them."""
    parser = argparse.ArgumentParser()
    parser.add_argument("folders", nargs="+", type=Path)
    parser.add_argument("--files", type=int, default=1000)
    parser.add_argument("--most", type=int)
    given = parser.parse_args()
    if given.most is None:
        sys.stdout.write(
            json.dumps({key: round(value, 2) for key, value in measure(given.folders, given.files).items()})
        )
        sys.stdout.write("\n")
        return 0
    for number in range(given.files, given.most + 1, given.files):
        command = [sys.executable, __file__, *map(str, given.folders), "--files", str(number)]
        sys.stdout.write(subprocess.run(command, capture_output=True, text=True, check=True).stdout)
        sys.stdout.flush()
    return 0


if __name__ == "__main__":
    sys.exit(main())
