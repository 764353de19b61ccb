"""Scan and map hostile applications and report what is no answer: a traceback, a hang, full memory, wrong output.

    python bench/hostile.py [--count N] [--seed S] [--only TEXT] [--keep FOLDER]

Every case goes through a whole scan, every format of a report and of the map, in a process of its own kind with a
bound of 2 CPU seconds for each of the two, and 500 MiB.  A scan may answer or say that the source cannot be read;
all else is a fault.  No case may open a file outside its folder or touch the network.  Exit code 1 on any fault.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import resource
import sys
import tempfile
import time
import traceback
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bench.hostile_cases import Case, case, crafted, seeds
from bench.hostile_dialects import crafted_dialects, dialect_case, dialect_seeds

CPU_SECONDS = 2.0
"""CPU time of one case: unlike the clock, it does not depend on who else uses the machine."""
MEMORY = 500 * 1024 * 1024
"""Of a process that holds no more than `_FRESH` before its first case; one that holds more may have that much more."""
_FRESH = 250 * 1024 * 1024
_HARD_MEMORY = 1536 * 1024 * 1024
_HARD_SECONDS = 12
_BATCH = 60
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")


@dataclass(frozen=True, slots=True)
class Fault:
    """What went wrong with a case; `what` is one line, `detail` a traceback or nothing."""

    label: str
    what: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Tally:
    """Figures of a run: cases, those that were read, the slowest in CPU seconds, the largest memory in bytes."""

    cases: int
    answered: int
    refused: int
    slowest: float
    slowest_case: str
    memory: int
    faults: tuple[Fault, ...]


def run(cases: Iterable[Case], keep: Path | None = None) -> Tally:
    """Scan all cases, each batch in a fresh child of this process, which has everything loaded."""
    warm()
    faults: list[Fault] = []
    rows: list[dict[str, Any]] = []
    count = 0
    source = iter(cases)
    while batch := list(islice(source, _BATCH)):
        count += len(batch)
        kept = {one.label: one for one in batch}
        found: list[Fault] = []
        while batch:
            done, ended = _batch(batch)
            rows += done
            found += [Fault(row["label"], row["what"], row["detail"]) for row in done if row["what"]]
            batch = batch[len(done) :]
            if ended and batch:
                found.append(Fault(batch.pop(0).label, ended))
        for fault in found if keep else ():
            put(Path(str(keep)) / str(len(faults) + found.index(fault)), kept[fault.label])
        faults += found
    slow = max(rows, key=lambda row: float(row["cpu"]), default=dict[str, Any](cpu=0.0, label=""))
    return Tally(
        cases=count,
        answered=sum(bool(row["answered"]) for row in rows),
        refused=sum(not row["answered"] and not row["what"] for row in rows),
        slowest=float(slow["cpu"]),
        slowest_case=str(slow["label"]),
        memory=max((int(row["memory"]) for row in rows), default=0),
        faults=tuple(faults),
    )


def put(folder: Path, one: Case) -> None:
    """Write a case's files."""
    for name, data in one.files.items():
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(data)


# -- a child process ------------------------------------------------------------------------------


def _batch(batch: Sequence[Case]) -> tuple[list[dict[str, Any]], str]:
    """Rows of the cases that ended, and how the child ended where it did so before its time."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        code = 0
        try:
            with os.fdopen(writing, "w", encoding="utf-8") as out:
                for row in _rows(batch):
                    out.write(json.dumps(row) + "\n")
                    out.flush()
                    if row["what"].endswith("MiB"):
                        break
        except BaseException:  # noqa: BLE001  (the child must never run on as its parent)
            traceback.print_exc()
            code = 9
        os._exit(code)
    os.close(writing)
    with os.fdopen(reading, encoding="utf-8") as answers:
        rows = [json.loads(line) for line in answers]
    status = os.waitpid(child, 0)[1]
    if os.WIFSIGNALED(status):
        return rows, f"ended by signal {os.WTERMSIG(status)} (more than {_HARD_SECONDS} CPU seconds, or a crash)"
    return rows, "the process ended" if os.waitstatus_to_exitcode(status) else ""


def _rows(batch: Sequence[Case]) -> Iterator[dict[str, Any]]:
    """Scan each case of a batch and say how it went."""
    resource.setrlimit(resource.RLIMIT_AS, (_HARD_MEMORY, _HARD_MEMORY))
    watch = Watch()
    sys.addaudithook(watch)
    most = MEMORY + max(0, _held() - _FRESH)
    for one in batch:
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name).resolve()
            put(folder, one)
            used = time.process_time()
            resource.setrlimit(resource.RLIMIT_CPU, (int(used) + _HARD_SECONDS, resource.RLIM_INFINITY))
            watch.slowest = 0.0
            what, detail, answered = _one(folder, watch)
            used = watch.slowest
        memory = _held()
        if not what and used > CPU_SECONDS:
            what = f"took {used:.1f} CPU seconds"
        if not what and memory > most:
            what = f"took {memory // 1024 // 1024} MiB"
        yield {"label": one.label, "what": what, "detail": detail, "cpu": used, "memory": memory, "answered": answered}


def _held() -> int:
    """The most memory this process has held, in bytes."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


class Watch:
    """An audit hook that notes what a scan has no business with: sockets, programs, files elsewhere."""

    def __init__(self) -> None:
        self.folder = ""
        self.seen: list[str] = []
        self.slowest = 0.0

    def time(self, command: Callable[[Path], None], folder: Path) -> None:
        """Run one command on the folder; the slowest of a case counts."""
        started = time.process_time()
        try:
            command(folder)
        finally:
            self.slowest = max(self.slowest, time.process_time() - started)

    def __call__(self, event: str, args: tuple[Any, ...]) -> None:
        if not self.folder:
            return
        if event.startswith(("socket.connect", "socket.getaddrinfo", "subprocess.", "os.system", "os.exec", "os.fork")):
            self.seen.append(event)
        elif event == "open" and isinstance(args[0], str) and not self._mine(args[0]):
            self.seen.append(f"opened {args[0]}")

    def _mine(self, name: str) -> bool:
        path = str(Path(name).absolute())
        return path.startswith((self.folder, *OWN)) or path.endswith((".py", ".pyc", ".so"))


OWN = (str(Path(__file__).resolve().parent.parent), sys.prefix, sys.base_prefix)
"""Folders of the program itself: it may read its own tables late."""


def _one(folder: Path, watch: Watch) -> tuple[str, str, bool]:
    """What went wrong (or nothing), its detail, and whether the scan answered."""
    from ennead.sources.errors import SourceError  # noqa: PLC0415

    watch.seen, watch.folder = [], str(folder)
    try:
        watch.time(_scan, folder)
        watch.time(_map, folder)
    except SourceError:
        return _seen(watch), "", False
    except AssertionError as error:
        return f"wrong output: {error}", "", True
    except BaseException as error:  # noqa: BLE001  (finding these is what this program is for)
        return f"{type(error).__name__}: {str(error)[:200]}", _trace(error), False
    finally:
        watch.folder = ""
    return _seen(watch), "", True


def _trace(error: BaseException) -> str:
    """The last places of the traceback, each once: a deep recursion repeats itself."""
    frames = traceback.extract_tb(error.__traceback__)
    lines = [f"    {frame.filename}:{frame.lineno} {frame.name}" for frame in frames[-60:]]
    return "\n".join(list(dict.fromkeys(lines))[-8:])


def _seen(watch: Watch) -> str:
    return ", ".join(dict.fromkeys(watch.seen))[:300]


def _scan(folder: Path) -> None:
    """A whole scan and all its reports; raises AssertionError where one is no valid output."""
    from ennead.engine.discover import checks  # noqa: PLC0415
    from ennead.engine.scan import Request, scan  # noqa: PLC0415
    from ennead.report import formats  # noqa: PLC0415

    known = checks()
    result = scan(folder, Request(checks=known)).result
    named = folder / "template.yaml"
    if not result.apps and named.exists():  # what is not taken for a template in a folder may be handed in by name
        result = scan(named, Request(checks=known)).result
    for name in formats.FORMATS:
        text = formats.render(name, result, known, formats.Options(exit_code=result.exit_code(None)))
        _sound(name, text)


def _map(folder: Path) -> None:
    """The map of the folder in the formats that need no bundle."""
    from ennead.engine.scan import Request, map_of, readings  # noqa: PLC0415
    from ennead.report.graph import document as graph_json  # noqa: PLC0415
    from ennead.report.graph import dot as graph_dot  # noqa: PLC0415
    from ennead.report.graph import mermaid as graph_mermaid  # noqa: PLC0415
    from ennead.report.graph import svg as graph_svg  # noqa: PLC0415
    from ennead.sources.read import AppReading  # noqa: PLC0415

    graphs = [map_of(one) for one in readings(folder, Request(checks=())) if isinstance(one, AppReading)]
    for module in (graph_json, graph_mermaid, graph_dot, graph_svg) if graphs else ():
        _sound(module.__name__.rpartition("_")[2], module.render(graphs))


def _no_constant(name: str) -> None:
    raise AssertionError(f"{name} is no JSON")


def _sound(name: str, text: str) -> None:
    """Valid text, valid JSON, and nothing in it that steers a terminal."""
    try:
        text.encode()
    except UnicodeEncodeError as error:
        raise AssertionError(f"{name} holds half a character ({error.reason})") from error
    if name in {"json", "sarif", "gitlab"}:
        json.loads(text, parse_constant=_no_constant)
    found = _CONTROL.search(text)
    assert found is None, f"{name} holds the control character {found.group() if found else ''!r}"


def warm() -> None:
    """Load what a scan loads, so that a case pays for itself alone."""
    with tempfile.TemporaryDirectory() as name:
        for number, text in enumerate(seeds().values()):
            put(Path(name) / str(number), Case("warm", {"template.yaml": text.encode()}))
        for label, one in dialect_seeds().items():
            put(Path(name) / label.replace(" ", "-"), Case("warm", {**one.beside, one.path: one.text.encode()}))
        _scan(Path(name))


# -- command line ---------------------------------------------------------------------------------


def cases_of(count: int, seed: int) -> Iterator[Case]:
    """The crafted cases, then those made by chance, every second one in a dialect other than CloudFormation."""
    texts, folders = seeds(), dialect_seeds()
    yield from crafted()
    yield from crafted_dialects()
    for number in range(count):
        yield dialect_case(number, seed, folders) if number % 2 else case(number, seed, texts)


def main(arguments: Sequence[str] | None = None, write: Callable[[str], object] = print) -> int:
    """Run and report; 1 where something was found."""
    parser = argparse.ArgumentParser(description="Scan hostile applications.")
    parser.add_argument("--count", type=int, default=1000, help="cases made by chance (default 1000)")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", help="only cases whose label holds this text")
    parser.add_argument("--keep", type=Path, help="write the folders of faulty cases here")
    given = parser.parse_args(arguments)
    cases = (one for one in cases_of(given.count, given.seed) if not given.only or given.only in one.label)
    tally = run(cases, given.keep)
    for fault in tally.faults:
        write(f"{fault.label}: {fault.what}")
        if fault.detail:
            write(fault.detail)
    write(
        f"{tally.cases} cases, {tally.answered} answered, {tally.refused} refused, {len(tally.faults)} faults; "
        f"slowest {tally.slowest:.2f} CPU s ({tally.slowest_case}), {tally.memory // 1024 // 1024} MiB at most"
    )
    return 1 if tally.faults else 0


if __name__ == "__main__":
    sys.exit(main())
