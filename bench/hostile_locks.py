"""Break lockfiles and manifests in many ways and read them: no traceback, bounded time and memory.

    python bench/hostile_locks.py [--count 10000] [--seed 1] [--seconds 2]

The fixtures of the tests are cut, repeated, shuffled, spliced with each other and sprinkled with what no tool writes;
then come files made to be slow, at the size that is still read.  Exit 0 without a fault, 1 with one.  A fault is an
exception, more CPU time than is allowed, more than 600 MiB, or a text in the answer that is not fit to print.
"""

from __future__ import annotations

import argparse
import random
import resource
import sys
import time
import traceback
from collections.abc import Iterable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bench.hostile_locks_slow import Case, slow
from bench.hostile_text import Change, cut, repeat, shuffle, sprinkler, swap
from ennead.model.package import Inventory
from ennead.packages.locks.discover import Projects
from tests.packages.locks.held import NAMES, Held, fixture

MEMORY = 600 * 1024 * 1024
SLOW_SECONDS = 20.0
"""For a file of the largest size, full of what is slow to read."""
PIECES = (
    "\0", "\ufeff", "\u2028", "(" * 3000, "[" * 500, "{" * 300, '"""', "'''", "'" * 7, "\\", "*/", "/*", "#", "//",
    "}" * 9, "]" * 9, ">" * 9, "</project>", "<!ENTITY a 'b'>", "<!DOCTYPE x [<!ENTITY a 'b'>]>", "&a;", "- &a [*a]",
    "*a", "<<: *a", "${" * 100, "${a}", "$" * 99, "../" * 50, "/etc/passwd", "-r requirements.txt\n", "-c .\n", "\r",
    "@" * 99, "; " * 99, "node_modules/" * 90, "a." * 300, "1" * 5000, "-1e999", "NaN", "null", "true",
    "\x1b[31m", "\ud7ff",
    "== ", "~=", "===", ">=1,<2," * 200, "workspace:*", "link:../..", "file:.", "npm:", "git+ssh://", "[[package]]\n",
    "__metadata:\n", "'\n'", "=", ":", ",", "\t", " " * 9999, "\n" * 999,
)  # fmt: skip


def flip(text: str, chance: random.Random) -> str:
    """One letter another."""
    at = chance.randrange(len(text) + 1)
    return text[:at] + chr(chance.randrange(32, 127)) + text[at + 1 :]


SPRINKLE = sprinkler(PIECES)
WAYS: tuple[Change, ...] = (cut, repeat, SPRINKLE, SPRINKLE, shuffle, swap, flip)


def broken(chance: random.Random, seeds: list[Case]) -> Case:
    """A fixture, with one to three of its files broken; sometimes one that holds the text of another format."""
    files = dict(chance.choice(seeds))
    for _ in range(chance.randrange(1, 4)):
        path = chance.choice(sorted(files))
        text = files[path].decode("utf-8", "replace")
        if chance.random() < 0.05:
            text = chance.choice(sorted(chance.choice(seeds).items()))[1].decode("utf-8", "replace")
        for _ in range(chance.randrange(1, 4)):
            text = chance.choice(WAYS)(text, chance)
        files[path] = text.encode("utf-8", "replace")
    return files


def judged(case: Case, seconds: float) -> tuple[str, float, int]:
    """What is wrong with the reading of a case, the CPU time it took, and how many packages it named."""
    began = time.process_time()
    try:
        projects = Projects(Held(case))
        found = projects.inventories()
        for folder in {path.rpartition("/")[0] or "." for path in case}:
            projects.inventory(folder)
    except Exception:  # noqa: BLE001  (any is the fault that is looked for)
        return traceback.format_exc(), time.process_time() - began, 0
    used = time.process_time() - began
    fault = f"took {used:.1f} CPU seconds" if used > seconds else _unfit(found.values())
    return fault, used, sum(len(one.named) for one in found.values())


def _unfit(found: Iterable[Inventory]) -> str:
    """A text in the answers that would surprise whoever prints it."""
    for inventory in found:
        if any(not one.reason.isprintable() or len(one.reason) > 700 for one in inventory.unread):
            return "a reason that is not fit to print"
        for one in inventory.named:
            texts = (one.package.name, one.package.version, one.wanted, one.reason, one.source, *one.via, *one.imports)
            if any(text is not None and not text.isprintable() for text in texts):
                return f"a text that is not fit to print: {one!r}"
            if one.package.version is None and not one.reason and not one.own:
                return f"no version and no reason: {one!r}"
            if any(len(text or "") > 2000 for text in texts) or len(one.via) > 30:
                return f"a text that is too long: {one.package.name}"
    return ""


def main() -> int:
    """Run."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--seconds", type=float, default=2.0)
    parser.add_argument("--no-slow", action="store_true", help="without the files of the largest size")
    chosen = parser.parse_args()
    chance, seeds = random.Random(chosen.seed), [fixture(name) for name in NAMES]  # noqa: S311
    slowest, packages, faults = 0.0, 0, 0
    for number in range(chosen.count):
        case = broken(chance, seeds)
        fault, used, named = judged(case, chosen.seconds)
        slowest, packages = max(slowest, used), packages + named
        if fault:
            faults += 1
            print(f"case {number}: {sorted(case)}\n{fault}")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    print(f"{chosen.count} broken, {packages} packages read, slowest {slowest:.2f} CPU s, {peak // 2**20} MiB")
    for label, case in () if chosen.no_slow else slow():
        fault, used, named = judged(case, SLOW_SECONDS)
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
        print(f"{label}: {used:.1f} CPU s, {named} packages, {peak // 2**20} MiB so far {fault}")
        faults += bool(fault) or peak > MEMORY
    print(f"{faults} faults")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
