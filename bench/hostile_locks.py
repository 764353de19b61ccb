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
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from ennead.model.package import Inventory
from ennead.packages.locks.discover import Projects
from ennead.packages.locks.files import MAX_BYTES
from tests.packages.locks.held import NAMES, Held, fixture

Case = dict[str, bytes]
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


def cut(text: str, chance: random.Random) -> str:
    """Without a stretch."""
    start, end = sorted(chance.randrange(len(text) + 1) for _ in range(2))
    return text[:start] + text[end:]


def repeat(text: str, chance: random.Random) -> str:
    """With a stretch many times."""
    start = chance.randrange(len(text) + 1)
    stretch = text[start : start + chance.randrange(1, 200)]
    return text[:start] + stretch * chance.randrange(2, 400) + text[start:]


def sprinkle(text: str, chance: random.Random) -> str:
    """With a piece that does not belong there."""
    at = chance.randrange(len(text) + 1)
    return text[:at] + chance.choice(PIECES) + text[at:]


def shuffle(text: str, chance: random.Random) -> str:
    """Its lines in another order."""
    lines = text.splitlines(keepends=True)
    chance.shuffle(lines)
    return "".join(lines)


def swap(text: str, chance: random.Random) -> str:
    """Two words exchanged."""
    words = text.split(" ")
    one, other = chance.randrange(len(words)), chance.randrange(len(words))
    words[one], words[other] = words[other], words[one]
    return " ".join(words)


def flip(text: str, chance: random.Random) -> str:
    """One letter another."""
    at = chance.randrange(len(text) + 1)
    return text[:at] + chr(chance.randrange(32, 127)) + text[at + 1 :]


WAYS: tuple[Callable[[str, random.Random], str], ...] = (cut, repeat, sprinkle, sprinkle, shuffle, swap, flip)


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


def _filled(start: str, piece: str, end: str = "") -> bytes:
    """As much of a piece as is still read; `{n}` in it is a number."""
    made, size, number = [start], len(start) + len(end), 0
    while size < MAX_BYTES - 200:
        one = piece.replace("{n}", str(number))
        made.append(one)
        size += len(one)
        number += 1
    return "".join((*made, end)).encode()[:MAX_BYTES]


def slow() -> Iterator[tuple[str, Case]]:
    """Files of the largest size that are made to be slow."""
    yield (
        "json: many packages",
        {"package-lock.json": _filled('{"packages":{"":{}', ',"node_modules/p{n}":{"version":"1.0.0"}', "}}")},
    )
    nested = "/".join(["node_modules/a"] * 29)
    asks = ",".join(f'"n{number}":"1"' for number in range(500))
    yield (
        "json: deep places that ask much",
        {
            "package-lock.json": _filled(
                '{"packages":{"":{}', f',"{nested}/node_modules/p{{n}}":{{"dependencies":{{{asks}}}}}', "}}"
            )
        },
    )
    yield (
        "json: a long chain",
        {
            "package-lock.json": _filled(
                '{"packages":{"":{"dependencies":{"p0":"1"}}',
                ',"node_modules/p{n}":{"version":"1","dependencies":{"p{n}1":"1","p{n}2":"1"}}',
                "}}",
            )
        },
    )
    yield "json: brackets", {"package-lock.json": b"[" * (MAX_BYTES - 10)}
    yield "json: one text without an end", {"package-lock.json": b'{"a": "' + b"\\" * (MAX_BYTES - 20)}
    yield "yaml: flow", {"pnpm-lock.yaml": b"a: " + b"[" * 1_000_000}
    yield "yaml: packages", {"pnpm-lock.yaml": _filled("packages:\n", "  /p{n}@1.0.0:\n    dev: false\n")}
    yield "toml: packages", {"poetry.lock": _filled("", '[[package]]\nname = "p{n}"\nversion = "1"\n')}
    yield (
        "toml: one name",
        {"poetry.lock": _filled("", '[[package]]\nname = "p"\nversion = "{n}"\n[package.dependencies]\np = "*"\n')},
    )
    yield "toml: dots", {"uv.lock": b"a." * 1_000_000 + b"b = 1"}
    yield "toml: an open text", {"uv.lock": b'a = """' + b'"" ' * 2_000_000}
    yield "toml: tables in tables", {"uv.lock": _filled("", "[a.b.c.d{n}.e.f.g.h]\n")}
    yield (
        "xml: dependencies",
        {
            "pom.xml": _filled(
                "<project><artifactId>a</artifactId><dependencies>",
                "<dependency><groupId>g</groupId><artifactId>a{n}</artifactId><version>${v}</version></dependency>",
                "</dependencies></project>",
            )
        },
    )
    yield "xml: properties that grow", {
        "pom.xml": ("<project><artifactId>a</artifactId><properties><p0>x</p0>" + "".join(
            f"<p{n}>${{p{n - 1}}}${{p{n - 1}}}</p{n}>" for n in range(1, 60)) + "</properties><dependencies>" + (
            "<dependency><groupId>g</groupId><artifactId>a</artifactId><version>${p59}</version></dependency>" * 5000
        ) + "</dependencies></project>").encode()
    }  # fmt: skip
    yield "xml: modules that are lists of each other", {
        "pom.xml": b"<project><groupId>g</groupId><artifactId>r</artifactId><packaging>pom</packaging><modules>"
        + b"".join(b"<module>m%d</module>" % n for n in range(300)) + b"</modules></project>",
        **{f"m{n}/pom.xml": (
            f"<project><parent><groupId>g</groupId><artifactId>r</artifactId><version>1</version></parent>"
            f"<artifactId>m{n}</artifactId><dependencyManagement><dependencies>" + "".join(
                f"<dependency><groupId>g</groupId><artifactId>m{(n + k) % 300}</artifactId><version>1</version>"
                "<type>pom</type><scope>import</scope></dependency>" for k in range(1, 40)
            ) + "</dependencies></dependencyManagement></project>").encode() for n in range(300)},
    }  # fmt: skip
    yield (
        "yarn: descriptors",
        {"yarn.lock": _filled("", 'p@{n}, "p@^{n}":\n  version "1.0.0"\n  dependencies:\n    p "1"\n')},
    )
    yield "requirements: lines", {"requirements.txt": _filled("", "p{n}==1.0\n")}
    yield "requirements: a chain of notes", {"requirements.txt": _filled("", "p{n}==1.0\n    # via p{n}1, p{n}2\n")}
    yield (
        "requirements: a long chain of notes",
        {"requirements.txt": "".join(f"p{n}==1.0\n    # via p{n + 1}\n" for n in range(50_000)).encode()},
    )
    wishes = ",".join(f'"r{n}":"1"' for n in range(2000))
    chains = [("r", 2000, '"c0"'), ("c", 20_000, '"c9"')]
    yield (
        "json: many roots",
        {
            "package-lock.json": f'{{"packages":{{"":{{"dependencies":{{{wishes}}}}}'.encode()
            + "".join(
                f',"node_modules/{kind}{n}":{{"version":"1","dependencies":{{"{kind}{n + 1}":"1",{other}:"1"}}}}'
                for kind, count, other in chains
                for n in range(count)
            ).encode()
            + b"}}"
        },
    )
    yield "requirements: one line", {"requirements.txt": b"a==1 \\\n" * 1_000_000}
    yield "requirements: brackets", {"requirements.txt": b"a[" + b"x," * 1900 + b"]\n" + b"a;" + b"(" * 3000}
    yield (
        "requirements: include each other",
        {
            f"r{n}.txt" if n else "requirements.txt": "".join(f"-r r{k}.txt\n" for k in range(60)).encode()
            for n in range(60)
        },
    )
    yield "gradle: brackets", {"build.gradle": b"dependencies {" + b"(" * 3_000_000}
    yield "gradle: literals", {"build.gradle": _filled("dependencies {\n", "implementation 'g:a{n}:$v'\n", "}")}
    yield "gradle: an open text", {"build.gradle": b"dependencies {" + b"'\"" * 2_000_000}
    yield "go: requirements", {"go.mod": _filled("module m\nrequire (\n", "e.com/p{n} v1.0.0 // indirect\n")}
    yield "ruby: gems", {"Gemfile.lock": _filled("GEM\n  specs:\n", "    g{n} (1.0)\n      g (1)\n")}


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
