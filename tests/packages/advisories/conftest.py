"""Databases of a few records, and the command line as a function."""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import pytest

from ennead.cli.main import main
from ennead.packages.advisories import Advisories
from ennead.packages.advisories.importing import import_paths
from tests.packages.advisories.records import Json


@dataclass(frozen=True)
class Done:
    """How a command ended and what it wrote."""

    code: int
    out: str
    err: str


Ennead = Callable[..., Done]
Build = Callable[..., Advisories]


@pytest.fixture
def ennead(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Ennead:
    """Runs a command line with a database of its own; `stdin` is what stands on standard input."""
    monkeypatch.setenv("ENNEAD_DATABASE", str(tmp_path / "own" / "advisories.db"))

    def run(*arguments: str | Path, stdin: str = "") -> Done:
        monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(stdin.encode()), encoding="utf-8"))
        code = main([str(argument) for argument in arguments])
        captured = capsys.readouterr()
        return Done(code, captured.out, captured.err)

    return run


@pytest.fixture
def build(tmp_path: Path) -> Iterator[Build]:
    """Makes a database of some records and opens it."""
    with ExitStack() as stack:

        def build(*records: Json, beside: tuple[Path, ...] = ()) -> Advisories:
            file = tmp_path / "records.jsonl"
            file.write_text("".join(f"{json.dumps(one)}\n" for one in records), encoding="utf-8")
            import_paths([file, *beside], tmp_path / "advisories.db")
            return stack.enter_context(Advisories(tmp_path / "advisories.db"))

        yield build
