"""A folder that a test writes, and the entry of a function in it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ennead.code.entry import Entry, NoEntry, Tree, entry_of
from ennead.model.app import Function, Layer, Variable
from ennead.model.location import Location

AT = Location("template.yaml", 1, 1)


def tree(root: Path, files: Mapping[str, str]) -> Tree:
    """The tree of a folder with those files."""
    for name, text in files.items():
        place = root / name
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(text, encoding="utf-8")
    return Tree(root)


def function(runtime: str | None, handler: str | None, code: str | None = "src", **more: Any) -> Function:
    """A function; `env` are its variables."""
    variables = tuple(Variable(name, value) for name, value in more.pop("env", {}).items())
    words = {"at": AT, **more}
    return Function(
        id="function/Fn", name="Fn", runtime=runtime, handler=handler, code=code, environment=variables, **words
    )


def entry(root: Path, files: Mapping[str, str] | tuple[str, ...], fn: Function, *layers: Layer) -> Entry | NoEntry:
    """What is found in a folder with those files (empty ones, where only names are given)."""
    written = files if isinstance(files, Mapping) else dict.fromkeys(files, "")
    return entry_of(fn, layers, tree(root, written))


def found(root: Path, files: Mapping[str, str] | tuple[str, ...], fn: Function, *layers: Layer) -> tuple[str, str, str]:
    """File, name and origin of the entry, which has to be there."""
    answer = entry(root, files, fn, *layers)
    assert isinstance(answer, Entry), answer
    return answer.file, answer.name, answer.origin


def refused(root: Path, files: Mapping[str, str] | tuple[str, ...], fn: Function) -> tuple[str, str]:
    """Class and reason of there being no entry."""
    answer = entry(root, files, fn)
    assert isinstance(answer, NoEntry), answer
    return answer.klass, answer.reason
