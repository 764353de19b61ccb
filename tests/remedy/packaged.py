"""Projects in a folder, their packages as our readers tell them, and what is known against one."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from textwrap import dedent
from typing import Any

from ennead.code.entry import Tree
from ennead.model.finding import Severity
from ennead.model.package import Named
from ennead.packages.advisories import Advisory, Commit, Status, Verdict
from ennead.packages.locks.discover import Projects
from ennead.packages.way_out import WayOut, Ways
from ennead.remedy.apply import Applied, apply_plan, undo
from ennead.remedy.packages.edits import Fixes, fixes_of


@dataclass(frozen=True)
class Flawed:
    """A package with a known fault, as `Listed` and `Carried` are."""

    named: Named
    verdict: Verdict | None
    fix: str | None


def advisory(*fixed: str, malicious: bool = False, name: str = "GHSA-1", commits: tuple[Commit, ...] = ()) -> Advisory:
    """What is known."""
    return Advisory(
        id=name, aliases=(name,), severity=Severity.HIGH, score=7.5, summary="a fault", fixed=fixed, ranges=("<9",),
        exploited=None, epss=None, symbols=(), commits=commits, malicious=malicious, words=(),
    )  # fmt: skip


class Folder:
    """A folder with files."""

    def __init__(self, root: Path, files: Mapping[str, Any]) -> None:
        self.root = root
        for name, content in files.items():
            text = content if isinstance(content, str) else json.dumps(content, indent=2) + "\n"
            path = root / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(dedent(text).lstrip("\n").encode() if isinstance(content, str) else text.encode())

    def text(self, name: str) -> str:
        """A file's text, line breaks as they are."""
        return (self.root / name).read_bytes().decode()

    def named(self) -> list[Named]:
        """Every package that the files name."""
        return [one for part in Projects(Tree(self.root)).inventories().values() for one in part.named]

    def flawed(self, name: str, fix: str | None, *advisories: Advisory) -> list[Flawed]:
        """The package under a name, each place of it, with what is known against it."""
        verdict = Verdict(Status.VULNERABLE, advisories or (advisory(fix or ""),))
        found = [Flawed(one, verdict, fix) for one in self.named() if one.package.name == name]
        assert found, [one.package for one in self.named()]
        return found

    def way(self, name: str, fix: str | None, *advisories: Advisory) -> WayOut:
        """The way out of the first place of a package."""
        way = Ways(Tree(self.root), self.named()).of(self.flawed(name, fix, *advisories)[0])
        assert way is not None
        return way

    def fixes(self, name: str, fix: str | None, *, override: bool = False) -> Fixes:
        """The plan for all places of a package."""
        return fixes_of(self.flawed(name, fix), Tree(self.root), self.named(), override=override)

    def fixed(self, name: str, fix: str, *, override: bool = False) -> Applied:
        """The plan made; then held against all that has to be so of any."""
        before = {path: path.read_bytes() for path in self.root.rglob("*") if path.is_file()}
        fixes = self.fixes(name, fix, override=override)
        assert fixes.made, [one.reason for one in fixes.left]
        done = apply_plan(fixes.plan, self.root)
        assert done.files
        after = {path: path.read_bytes() for path in before}
        changed = {path.relative_to(self.root).as_posix() for path in before if after[path] != before[path]}
        assert changed == set(done.files)
        assert not any("lock" in name for name in changed)
        assert apply_plan(fixes.plan.__class__(fixes.plan.title, fixes.plan.edits), self.root).files == ()
        undo(self.root)
        assert {path: path.read_bytes() for path in before} == before
        return apply_plan(fixes.plan, self.root)
