"""Which folders are root modules of Terraform, and which files are plans.

A folder that another one calls is a module, no application; one that holds neither a resource nor a call of a module
is none either.  Where a folder has a plan, the plan is the application: it says more than its files do.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from ennead.sources.cloudformation.load import read_text
from ennead.sources.errors import SourceError

FILES = (".tf", ".tf.json")
HEAD = 4096
"""Bytes of a JSON file that are looked at to see whether it is a plan."""
_WORDS = (b"format_version", b"provider_config", b"root_module")
"""One of these stands near the start of every plan."""
MAX_CALLS = 2_000
"""Calls of one folder that are looked at."""

_BLOCK = re.compile(r"^[ \t]*(?:resource|data|module)[ \t]+\"|\"(?:resource|data|module)\"[ \t]*:", re.MULTILINE)
_CALL = re.compile(r"^[ \t]*\"?source\"?[ \t]*[=:][ \t]*\"(\.{1,2}(?:/[^\"\n]{0,400})?)\"", re.MULTILINE)


@dataclass(slots=True)
class Configurations:
    """The Terraform files of a scan as they are met, by folder; `plans` are files."""

    root: Path
    folders: dict[str, list[str]] = field(default_factory=dict)
    plans: list[str] = field(default_factory=list)

    def take(self, path: str) -> None:
        """Note a file, if it is Terraform's."""
        if path.endswith(FILES):
            self.folders.setdefault(posixpath.dirname(path), []).append(path)
        elif path.endswith(".json") and self._starts_as_plan(path):
            self.plans.append(path)

    def _starts_as_plan(self, path: str) -> bool:
        try:
            with (self.root / path).open("rb") as file:
                head = file.read(HEAD)
        except OSError:
            return False  # a template that cannot be opened is reported by whoever looks for one
        if not any(word in head.replace(b"\0", b"") for word in _WORDS):
            return False
        from ennead.sources.terraform.plan import is_plan  # noqa: PLC0415

        return is_plan(head)

    def without(self, gone: frozenset[str]) -> None:
        """Leave files out."""
        self.plans[:] = [path for path in self.plans if path not in gone]
        for folder, files in list(self.folders.items()):
            self.folders[folder] = [path for path in files if path not in gone]
            if not self.folders[folder]:
                del self.folders[folder]

    def files(self) -> Iterator[str]:
        """Every file that was noted."""
        yield from self.plans
        for files in self.folders.values():
            yield from files

    def apps(self) -> tuple[str, ...]:
        """The applications: a plan's file, or the chief file of a root module's folder."""
        planned = {posixpath.dirname(path) for path in self.plans}
        roots = [folder for folder in self._roots() if folder not in planned]
        return (*self.plans, *(_chief(self.folders[folder]) for folder in roots))

    def _roots(self) -> list[str]:
        """Folders with something in them that no other folder calls; of those that call each other, the first."""
        calls: dict[str, set[str]] = {}
        alive: list[str] = []
        for folder in sorted(self.folders):
            texts = [text for path in self.folders[folder] if (text := self._text(path)) is not None]
            calls[folder] = {called for text in texts for called in _called(text, folder) if called != folder}
            if any(_BLOCK.search(text) for text in texts) or not texts:
                alive.append(folder)
        called = {one for folder in calls for one in calls[folder]}
        roots = [folder for folder in alive if folder not in called]
        reached = _reached(roots, calls)
        for folder in alive:
            if folder not in reached:
                roots.append(folder)
                reached |= _reached([folder], calls)
        return sorted(roots)

    def _text(self, path: str) -> str | None:
        try:
            return read_text(self.root / path, path)
        except SourceError:
            return None  # whoever reads the folder says so


def _called(text: str, folder: str) -> Iterator[str]:
    """The folders that a file calls as local modules, relative to the scanned one."""
    for number, found in enumerate(_CALL.finditer(text)):
        if number >= MAX_CALLS:
            return
        place = posixpath.normpath(posixpath.join(folder, found[1]))
        yield "" if place == "." else place


def _reached(roots: list[str], calls: dict[str, set[str]]) -> set[str]:
    """The folders themselves and all that they call."""
    seen: set[str] = set()
    waiting = list(roots)
    while waiting:
        folder = waiting.pop()
        if folder not in seen:
            seen.add(folder)
            waiting += calls.get(folder, ())
    return seen


def _chief(files: list[str]) -> str:
    """`main.tf`, or the first file there is: what stands for the folder."""
    return next((path for path in files if posixpath.basename(path) == "main.tf"), sorted(files)[0])


def of_file(root: Path, path: str) -> bool:
    """Whether a file that is named itself is a plan or a Terraform file."""
    return path.endswith(FILES) or path in _plans(root, path)


def _plans(root: Path, path: str) -> list[str]:
    found = Configurations(root)
    found.take(path)
    return found.plans
