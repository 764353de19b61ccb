"""Which files of a scanned folder git ignores: the rules of every level, as git combines them.

Read are `.gitignore` in every folder, from the repository's root on where the scanned folder lies inside
one, and `.git/info/exclude`.  A user's own rules (`core.excludesFile`) are not read: what a scan finds
must not hang on who runs it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from ennead.sources.gitignore import Rules, rules_of

MAX_BYTES = 1024 * 1024
"""Of a file of rules; a larger one is not read, and so ignores nothing."""
NAME = ".gitignore"

Levels = tuple[tuple[int, Rules], ...]
"""Rules with the number of parts of the folder they stand in, the outermost first."""


@dataclass(slots=True)
class Ignored:
    """Answers for the files below `root`.

    `walked` is told of every folder; only those that hold rules, or a repository of their own, are kept.
    Parts of a path are counted from the repository's root: `above` are those of the scanned folder.
    """

    root: Path
    with_rules: set[str] = field(default_factory=set)
    repositories: set[str] = field(default_factory=set)
    _above: tuple[str, ...] | None = None
    _outer: Levels = ()
    _levels: dict[str, Levels] = field(default_factory=dict)
    _folders: dict[str, bool] = field(default_factory=dict)
    _tracked: dict[str, frozenset[str]] = field(default_factory=dict)

    def walked(self, folder: str, folders: list[str], names: list[str]) -> None:
        """Note what a folder (relative to the root, `.` for itself) holds."""
        if NAME in names:
            self.with_rules.add(folder)
        if folder != "." and (".git" in folders or ".git" in names):
            self.repositories.add(folder)

    def ignores(self, path: str) -> bool:
        """Whether git ignores a file below the root: by its rules, and not tracked all the same."""
        self._open()
        if not self.with_rules and not self._outer and not self.repositories:
            return False
        folder, _, name = path.rpartition("/")
        ruled = self._folder(folder or ".") or self._says(folder or ".", name, folder=False)
        return ruled and not self._is_tracked(path)

    def _folder(self, folder: str) -> bool:
        """Whether a folder, or one it is in, is ignored; the scanned folder itself never is."""
        if folder == ".":
            return False
        known = self._folders.get(folder)
        if known is None:
            parent, _, name = folder.rpartition("/")
            known = self._folder(parent or ".") or self._says(parent or ".", name, folder=True)
            self._folders[folder] = known
        return known

    def _says(self, parent: str, name: str, *, folder: bool) -> bool:
        parts = (*(self._above or ()), *(parent.split("/") if parent != "." else ()), name)
        for depth, rules in reversed(self._rules(parent)):
            answer = rules.say(parts[depth:], folder=folder)
            if answer is not None:
                return answer
        return False

    # -- the rules of each level -----------------------------------------------------------------

    def _open(self) -> None:
        """Find the repository the scanned folder lies in, and the rules above it."""
        if self._above is not None:
            return
        self._above = ()
        place = self.root.resolve()
        for parent in (place, *place.parents):
            if (parent / ".git").exists():
                self._above = place.relative_to(parent).parts
                self._outer = self._levels_above(parent)
                break

    def _levels_above(self, repository: Path) -> Levels:
        found = list(_read(repository / ".git" / "info" / "exclude", 0))
        folder = repository
        for depth, part in enumerate(self._above or ()):
            found += _read(folder / NAME, depth)
            folder /= part
        return tuple(found)

    def _rules(self, folder: str) -> Levels:
        known = self._levels.get(folder)
        if known is None:
            depth = len(self._above or ()) + (folder.count("/") + 1 if folder != "." else 0)
            if folder in self.repositories:
                outer = tuple(_read(self.root / folder / ".git" / "info" / "exclude", depth))
            else:
                outer = self._outer if folder == "." else self._rules(folder.rpartition("/")[0] or ".")
            own = _read(self.root / folder / NAME, depth) if folder in self.with_rules else ()
            known = (*outer, *own)
            self._levels[folder] = known
        return known

    # -- tracked files ---------------------------------------------------------------------------

    def _is_tracked(self, path: str) -> bool:
        """Whether the file stands in the index of the repository it is in."""
        from ennead.sources.tracked import tracked  # noqa: PLC0415

        holder = path.rpartition("/")[0]
        while holder and holder not in self.repositories:
            holder = holder.rpartition("/")[0]
        above = self._above or ()
        if holder not in self._tracked:
            repository = self.root / holder if holder else self.root.resolve().joinpath(*[".."] * len(above))
            self._tracked[holder] = tracked(repository)
        inside = path.removeprefix(f"{holder}/") if holder else "/".join((*above, path))
        return inside in self._tracked[holder]


def _read(file: Path, depth: int) -> tuple[tuple[int, Rules], ...]:
    """The rules in a file; none where it is not there, a link, too large or not to be read: nothing is ignored then."""
    try:
        if file.is_symlink() or not file.is_file() or file.stat().st_size > MAX_BYTES:
            return ()
        return ((depth, rules_of(file.read_bytes().decode("utf-8", "surrogateescape"))),)
    except OSError:
        return ()
