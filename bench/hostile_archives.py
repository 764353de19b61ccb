"""Break archives and images in many ways and read what is deployed in them: no traceback, nothing written, bounded.

    python -m bench.hostile_archives [--count 10000] [--seed 1] [--seconds 5]

Archives that the tests build (zip files, wheels, jars in jars, images in both layouts, databases of systems) are cut,
repeated, spliced and changed, where it hurts most: in headers, sizes and counts.  Exit 0 without a fault, 1 with one.
A fault is an exception, more CPU than is allowed, a file opened for writing, or one opened outside of the folder.
"""

from __future__ import annotations

import argparse
import gzip
import os
import random
import resource
import sys
import tempfile
import time
import traceback
from collections.abc import Callable, Iterator
from pathlib import Path

from ennead.model.app import Function, Layer
from ennead.packages.deployed import deployed
from tests.packages.deployed.build import (
    ELF,
    Root,
    jar,
    module,
    oci,
    pom,
    rpm,
    rpmdb,
    saved,
    tarred,
    wheel,
    zipped,
)  # fmt: skip

NUMBERS = (
    b"\xff\xff\xff\xff",
    b"\0\0\0\0",
    b"\xff\xff\xff\x7f",
    b"\0\0\0\x80",
    b"\1\0\0\0",
    b"\0\0\0\1",
    b"\xff\xff",
    b"7777777",
)
MARKS = (
    b"PK\1\2",
    b"PK\3\4",
    b"PK\5\6",
    b"PK\6\6",
    b"ustar",
    b"\x1f\x8b",
    b"SQLite",
    b"dist-info",
    b"package.json",
    b"Layers",
)
_WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_APPEND | os.O_TRUNC
_CHANGES = {
    "os.mkdir",
    "os.rename",
    "os.remove",
    "os.link",
    "os.symlink",
    "os.chmod",
    "os.chown",
    "os.truncate",
    "socket.connect",
}


def cut(data: bytes, chance: random.Random) -> bytes:
    """Without a stretch, or without its end."""
    start = chance.randrange(len(data) + 1)
    return data[:start] + (data[start + chance.randrange(1, 3000) :] if chance.random() < 0.5 else b"")


def flip(data: bytes, chance: random.Random) -> bytes:
    """With some bytes changed."""
    found = bytearray(data)
    for _ in range(chance.randrange(1, 20)):
        found[chance.randrange(len(found))] = chance.randrange(256)
    return bytes(found)


def lie(data: bytes, chance: random.Random) -> bytes:
    """With a number that is not so, near the mark of a header."""
    places = [place for mark in MARKS if (place := data.find(mark, chance.randrange(len(data)))) >= 0]
    start = chance.choice(places or [0]) + chance.randrange(64)
    number = chance.choice(NUMBERS)
    return data[:start] + number + data[start + len(number) :]


def repeat(data: bytes, chance: random.Random) -> bytes:
    """With a stretch many times."""
    start = chance.randrange(len(data))
    stretch = data[start : start + chance.randrange(1, 600)]
    return data[:start] + stretch * chance.randrange(2, 400) + data[start:]


def splice(data: bytes, chance: random.Random) -> bytes:
    """With a part of it somewhere else."""
    start, target = chance.randrange(len(data)), chance.randrange(len(data))
    return data[:target] + data[start : start + chance.randrange(1, 5000)] + data[target:]


def rename(data: bytes, chance: random.Random) -> bytes:
    """With a name that leads out, or ends the text, in the place of one as long."""
    old, new = chance.choice(
        (
            (b"requests", b"../../xx"),
            (b"METADATA", b"\x1b[2J\0\r\nz"[:8]),
            (b"node_modules", b"/etc/passwd\0"),
            (b"var/task", b"../../.."),
        )
    )
    return data.replace(old, new)


WAYS: tuple[Callable[[bytes, random.Random], bytes], ...] = (cut, flip, flip, lie, lie, lie, repeat, splice, rename)


def seeds() -> dict[str, bytes]:
    """Whole archives by the name of their file."""
    python = wheel("requests", "2.31.0", "requests/__init__.py", direct_url_json='{"url": "https://a.b/c"}') | {
        "x/tool": ELF
    }
    node = (
        module("ms")
        | module("debug", folder="node_modules/ms/node_modules")
        | {"index.js.map": '{"sources": ["node_modules/a/b.js"]}'}
    )
    inner = jar(pom("g", "a", "1"), pom("g", "b", "2"), more={"lib/c-1.jar": jar(pom("g", "c", "1"))})
    function = zipped(
        {**python, **node, "lib/a-1.jar": inner, "x.whl": zipped(python), "a.deps.json": '{"libraries": {"A/1": {}}}'}
    )
    system: dict[str, str | bytes] = {
        "var/lib/rpm/rpmdb.sqlite": rpmdb(rpm("a", "1", "2", 1, ["/opt/x"]), rpm("b", "1", "2")),
        "etc/os-release": "ID=amzn\n",
        "var/lib/dpkg/status": "Package: a\nVersion: 1\nSource: b (2)\n",
        "lib/apk/db/installed": "P:a\nV:1\nF:b\nR:c\n",
    }
    layers = (
        tarred({**system, "var/task/fn.zip": function, "var/task/x" * 30: ELF}),
        tarred({"var/task/.wh.x": "", **{f"var/task/{k}": v for k, v in python.items()}}),
    )
    bomb = zipped(
        {
            f"{one}.zip": zipped(
                {f"{two}.zip": zipped({"a-1.dist-info/METADATA": "\0" * 3_000_000}) for two in range(8)}
            )
            for one in range(8)
        }
    )
    return {
        "fn.zip": function,
        "app.jar": inner,
        "bomb.zip": bomb,
        "image.tar": saved(*layers),
        "image.tar.gz": gzip.compress(saved(*layers)),
        "oci.tar": tarred(oci(*layers)),
        "stored.zip": zipped({**python, **node}, 0),
    }


class Watch:
    """Notes files that are opened for writing, or outside of a folder."""

    def __init__(self) -> None:
        self.folder = ""
        self.seen: list[str] = []
        sys.addaudithook(self._hear)

    def _hear(self, event: str, arguments: tuple[object, ...]) -> None:
        if not self.folder:
            return
        if event in _CHANGES:
            self.seen.append(f"{event} {str(arguments)[:100]}")
        elif event == "open":
            path, flags = str(arguments[0]), arguments[2]
            inside = os.path.abspath(path).startswith(self.folder)  # noqa: PTH100
            writes = isinstance(flags, int) and flags & _WRITES
            if writes or not (inside or path.endswith((".py", ".pyc", ".so")) or path.startswith(sys.base_prefix)):
                self.seen.append(f"open {path} {flags}")


def crafted() -> Iterator[tuple[str, dict[str, str | bytes]]]:
    """Contents made against readers of text: long lines, spaces and names that make a search slow, deep JSON."""
    long = 8_000_000
    for name in (
        "a-1.dist-info/METADATA",
        "META-INF/maven/g/a/pom.properties",
        "index.js",
        "index.js.LICENSE.txt",
        "index.js.map",
        "a-1.dist-info/RECORD",
        "node_modules/a/package.json",
        "a.deps.json",
        "META-INF/MANIFEST.MF",
        "a-1.dist-info/top_level.txt",
        "requests/__init__.py",
    ):
        for text in (
            "Name:" + " " * long + "x",
            "\n" * long,
            " \n" * (long // 2),
            "version" * (long // 7),
            "[" * long,
            '{"a":' * (long // 5),
            "version=" + "\t" * long + "x",
            '"' * long,
            "a," * (long // 2),
            "// " + "a/" * (long // 2),
            "*" * long,
            "node_modules/" * (long // 13),
            "@license " * (long // 9),
            "\r" * long,
            "__version__" + " " * long,
            "a/" * 200_000,
        ):
            yield (
                f"crafted {name} {text[:9]!r}",
                {name: text, "index.js": text if name == "index.js" else "__webpack_require__" * 200},
            )
    yield "crafted names", {f"{'a/' * 500}{number}": "" for number in range(20_000)}
    yield "crafted records", {f"{number}.dist-info/METADATA": "" for number in range(20_000)}
    yield "crafted modules", {f"{'node_modules/a/' * 60}{number}/package.json": "{}" for number in range(5_000)}
    yield "crafted modules beside", {f"node_modules/{number}/package.json": '{"name": "a"}' for number in range(20_000)}
    yield "crafted folders", {f"a/{number}/node_modules/b/package.json": '{"version": "1"}' for number in range(20_000)}


def cases(count: int, seed: int) -> Iterator[tuple[str, str, bytes]]:
    """Label, file name and content of each case; first the archives as they are."""
    whole = seeds()
    if count:
        yield from ((label, "fn.zip", zipped(files)) for label, files in crafted())
    yield from ((f"whole {name}", name, data) for name, data in whole.items())
    names = list(whole)
    for number in range(count):
        chance = random.Random(f"{seed}-{number}")  # noqa: S311  the same cases each time
        name = chance.choice(names)
        data = whole[name]
        for _ in range(chance.randrange(1, 5)):
            data = chance.choice(WAYS)(data or b"x", chance)[:3_000_000]
        yield f"{number} {name}", name, data


def one(label: str, name: str, data: bytes, watch: Watch, seconds: float) -> str | None:
    """What went wrong with a case, or None."""
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / name).write_bytes(data)
        fn = Function(id="function/F", name="F", runtime="python3.12", handler="a.b", code=name, layers=("layer/L",))
        started = time.process_time()
        watch.seen, watch.folder = [], folder
        try:
            found = deployed(fn, (Layer(id="layer/L", name="L", code=name),), Root(Path(folder)))
        except Exception:  # noqa: BLE001  what is measured is that there is none
            return f"{label}\n{traceback.format_exc()[-1500:]}"
        finally:
            watch.folder = ""
        took = time.process_time() - started
        left = sorted(os.listdir(folder))  # noqa: PTH208
    if watch.seen or left != [name]:
        return f"{label} touched {watch.seen[:3]} {left}"
    if not found.named and not found.unread:
        return f"{label} was passed over in silence"
    return f"{label} took {took:.1f} CPU seconds" if took > seconds else None


def main(arguments: list[str] | None = None) -> int:
    """Run the cases."""
    parser = argparse.ArgumentParser(description="Read hostile archives.")
    parser.add_argument("--count", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--seconds", type=float, default=5.0)
    given = parser.parse_args(arguments)
    watch, faults, slowest = Watch(), 0, 0.0
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    for label, name, data in cases(given.count, given.seed):
        started = time.process_time()
        fault = one(label, name, data, watch, given.seconds)
        slowest = max(slowest, time.process_time() - started)
        if fault is not None:
            faults += 1
            sys.stdout.write(f"{fault}\n")
            sys.stdout.flush()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    sys.stdout.write(
        f"{given.count} cases, {faults} faults, slowest {slowest:.2f} CPU s, {peak} MiB at most ({before} before)\n"
    )
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
