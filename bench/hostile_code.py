"""Break source files in many ways and follow them: no traceback, bounded time and memory.

    python bench/hostile_code.py [--count 10000] [--seed 1] [--seconds 3]

Programs of the test corpus are cut, repeated, shuffled and sprinkled with what no editor writes.  Exit 0 without
a fault, 1 with one.  A fault is an exception, or more CPU than is allowed.
"""

from __future__ import annotations

import argparse
import random
import resource
import sys
import tempfile
import time
import traceback
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bench.hostile_text import Change, cut, repeat, shuffle, sprinkler, swap
from ennead.code.entry import Entry, Tree
from ennead.code.evaluate.modules import Sources
from ennead.code.ir import Language
from ennead.code.question import ask

CORPUS = Path(__file__).resolve().parent.parent / "tests" / "code" / "corpus"
ENDINGS = {"python": (".py",), "javascript": (".js", ".mjs", ".cjs", ".ts", ".tsx"), "java": (".java",)}
PIECES = (
    "\0", "\ud800", "\ufeff", "(" * 2000, "[" * 500, "{" * 300, "`${", '"""', "'" * 7, "\\", "*/", "/*", "#", "async ",
    "await ", "yield ", "=> ", "lambda: ", "def f(", "class A(B", "}" * 9, "=" * 5, "x." * 3000, "1+" * 3000,
    "not " * 900, "f(" * 200, "if x:\n " * 90, "\r", "\u2028", "<div>", "@", "import ", "from . import *\n",
    "new " * 300, "...", "::",
)  # fmt: skip
WAYS: tuple[Change, ...] = (cut, repeat, sprinkler(PIECES), shuffle, swap)


def seeds() -> list[tuple[Language, Path]]:
    """Every file of the corpus, with its language."""
    found = []
    for language, endings in ENDINGS.items():
        files = sorted((CORPUS / language).rglob("*"))
        found += [(Language(language), path) for path in files if path.suffix in endings]
    return found


def case(number: int, seed: int, files: list[tuple[Language, Path]], folder: Path, seconds: float) -> str | None:
    """Break one file and follow it; what went wrong, or None."""
    chance = random.Random(f"{seed}-{number}")  # noqa: S311  the same cases each time
    language, path = chance.choice(files)
    text = path.read_text(encoding="utf-8")
    for _ in range(chance.randrange(1, 5)):
        text = chance.choice(WAYS)(text or " ", chance)[:600_000]
    target = folder / f"case{path.suffix}"
    target.write_bytes(text.encode("utf-8", "surrogatepass"))
    name = {"java": f"{path.stem}.handleRequest"}.get(language, "handler")
    started = time.process_time()
    try:
        ask(Entry(language, target.name, name, (".",), "code"), Sources(Tree(folder)))
    except Exception:  # noqa: BLE001  (what is measured is that there is none)
        return f"{number} {path.name}\n{traceback.format_exc()[-1500:]}"
    finally:
        target.unlink()
    took = time.process_time() - started
    return f"{number} {path.name} took {took:.1f} CPU seconds" if took > seconds else None


def main() -> int:
    """Run the cases."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--count", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--seconds", type=float, default=3.0)
    parser.add_argument("--only", type=int)
    given = parser.parse_args()
    files = seeds()
    faults = 0
    with tempfile.TemporaryDirectory() as folder:
        for number in range(given.count) if given.only is None else [given.only]:
            fault = case(number, given.seed, files, Path(folder), given.seconds)
            if fault is not None:
                faults += 1
                sys.stdout.write(f"{fault}\n")
                sys.stdout.flush()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    sys.stdout.write(f"{given.count} cases, {faults} faults, {peak} MiB at most\n")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
