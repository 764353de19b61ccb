"""Applications as they are copied, broken and asked: only a template and the local files it names."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from bench.mutations.text import Doc, UnfitError
from ennead.engine.assess import assess_all
from ennead.engine.discover import checks
from ennead.graph.derive import derive
from ennead.graph.merge import combine, merge
from ennead.model.edge import Gap
from ennead.model.finding import Finding, Unassessed
from ennead.sources.discover import discover
from ennead.sources.read import AppReading, Options, open_path

LARGEST = 2_000_000
"""Bytes of a file that is copied; larger ones are no definitions."""


@dataclass(frozen=True)
class App:
    """A template, relative to its folder, and the files it names."""

    root: Path
    template: str
    doc: Doc
    named: frozenset[str]

    @property
    def label(self) -> str:
        """Folder and template, as people say them."""
        return f"{self.root.name}/{self.template}"

    @cached_property
    def twin(self) -> Answer:
        """What is said about the unbroken application."""
        return self.ask(self.doc)

    def names(self, file: str) -> bool:
        """Whether that file, as the template names it, is there."""
        return _join(self.template.rpartition("/")[0], file) in self.named

    def ask(self, doc: Doc, gone: str | None = None) -> Answer:
        """What is said about the application with this text for its template and without that file."""
        base = self.template.rpartition("/")[0]
        left_out = _join(base, gone) if gone else None
        with tempfile.TemporaryDirectory() as folder:
            for name in self.named - {left_out}:
                target = Path(folder, name)
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_bytes((self.root / name).read_bytes())
            target = Path(folder, self.template)
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(doc.text, "utf-8")
            return _ask(Path(folder), self.template)


@dataclass(frozen=True, slots=True)
class Answer:
    """Findings, what could not be told, gaps; `unread` says why nothing is there."""

    findings: tuple[Finding, ...] = ()
    unassessed: tuple[Unassessed, ...] = ()
    gaps: tuple[Gap, ...] = ()
    unread: str | None = None


def apps_in(folder: Path) -> Iterator[App | str]:
    """Each application of a folder, or why one is none here."""
    for template in discover(folder).templates:
        try:
            doc = Doc((folder / template).read_text("utf-8-sig"))
        except (UnfitError, UnicodeDecodeError) as error:
            yield f"{template}: {error}"
            continue
        yield App(folder, template, doc, frozenset(_files(folder, template, doc)))


def _files(root: Path, template: str, doc: Doc) -> Iterator[str]:
    base = template.rpartition("/")[0]
    config = _join(base, "samconfig.toml")
    if config and (root / config).is_file():
        yield config
    for text in set(_texts(doc.data)):
        name = _join(base, text)
        if name is None or not (root / name).is_file() or (root / name).stat().st_size > LARGEST:
            continue
        yield name
        if name.endswith((".yaml", ".yml", ".json", ".template")):
            try:
                inner = Doc((root / name).read_text("utf-8-sig"))
            except (UnfitError, UnicodeDecodeError):
                continue
            if inner.resources:
                yield from _files(root, name, inner)


def _join(base: str, name: str) -> str | None:
    """A path relative to the folder, None where it is none or leads out."""
    if not name or len(name) > 200 or "\n" in name or "\0" in name or name.startswith(("/", "arn:")) or "://" in name:
        return None
    joined = os.path.normpath(f"{base}/{name}" if base else name).replace(os.sep, "/")
    return None if joined.startswith("..") or joined == "." else joined


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for one in value.values():
            yield from _texts(one)
    elif isinstance(value, list):
        for one in value:
            yield from _texts(one)


def _ask(folder: Path, template: str) -> Answer:
    reason = "not found"
    for app in open_path(folder, Options()).apps():
        if not isinstance(app, AppReading):
            reason = app.reason
        elif app.template == template:
            graphs = {key: derive(merge(app.name, [fragment])) for key, fragment in app.fragments.items()}
            said = assess_all(graphs, checks())
            return Answer(
                tuple(one for one in said if isinstance(one, Finding)),
                tuple(one for one in said if isinstance(one, Unassessed)),
                combine(app.name, graphs).gaps,
            )
    return Answer(unread=reason)
