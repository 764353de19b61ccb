"""A git revision as a folder: the files of the scanned path as they were, in a temporary place.

Neither the work tree nor the index is touched.  What could not be taken over (links, submodules, files beyond
the limits) is told, never passed over.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from ennead.engine.base.git import Git, GitError, git_in
from ennead.engine.base.tree import LeftOut, extract

LONGEST = 400
_REVISION = re.compile(r"(?!-)[^\x00-\x20\x7f:]+")
_OPEN = "..."


class BaseError(ValueError):
    """What to compare with cannot be had: why, and what to try."""


@dataclass(frozen=True, slots=True)
class Revision:
    """A revision that is there.

    `asked` is what the user wrote, `commit` its full name, `prefix` the scanned folder seen from the top of the
    repository (empty: the same).  `merge_base`: it is where the two histories part.
    """

    git: Git
    asked: str
    commit: str
    prefix: str
    merge_base: bool = False

    @property
    def words(self) -> str:
        """`main (1a2b3c4)`; `where main parted (1a2b3c4)`."""
        short = self.commit[:7]
        if self.merge_base:
            return f"where {self.asked.removesuffix(_OPEN)} parted ({short})"
        return self.asked if self.commit.startswith(self.asked) else f"{self.asked} ({short})"


def revision(asked: str, folder: Path) -> Revision:
    """The revision a user names, for the repository that holds the folder.  `main...` is the merge base with HEAD.

    Raises:
        BaseError: it is no name of a revision, the folder is in no repository, or the revision is not there.
    """
    name = asked.removesuffix(_OPEN)
    if len(asked) > LONGEST or _REVISION.fullmatch(name) is None:
        raise BaseError(f"{asked!r} is no revision: name a branch, a tag or a commit (or a file that ends in .json)")
    if ".." in name:
        raise BaseError(f"{asked} names two revisions: the other side is always what is in the folder; write main...")
    try:
        git = git_in(folder)
        top = git.ask("rev-parse", "--show-toplevel")
    except GitError as error:
        raise BaseError(_no_repository(folder, error)) from error
    place = git.folder
    home = Path(top.decode("utf-8", "surrogateescape").rstrip("\n")).resolve()
    if not place.is_relative_to(home):
        raise BaseError(f"{folder} is not in the work tree of its repository ({home})")
    prefix = place.relative_to(home).as_posix()
    commit = _commit(git, name)
    if asked.endswith(_OPEN):
        parted = git.line("merge-base", "--end-of-options", commit, _commit(git, "HEAD"))
        if parted is None:
            raise BaseError(_no_merge_base(git, name))
        commit = parted
    return Revision(git, asked, commit, "" if prefix == "." else prefix, asked.endswith(_OPEN))


@contextmanager
def checked_out(base: Revision, name: str) -> Iterator[tuple[Path, tuple[LeftOut, ...]]]:
    """The files under the scanned folder as they were, below a temporary folder called `name`, and what is left out.

    The folder is empty where the revision has none at that place.  Raises BaseError where objects cannot be read.
    """
    from tempfile import TemporaryDirectory  # noqa: PLC0415

    with TemporaryDirectory(prefix="ennead-base-") as place:
        folder = Path(place, name or "base")  # an application at the top is named after its folder
        folder.mkdir()
        tree = _tree(base)
        try:
            left = extract(base.git, tree, folder) if tree else ()
        except GitError as error:
            raise BaseError(f"{base.words} cannot be read: {error}") from error
        yield folder, left


def _tree(base: Revision) -> str | None:
    """The name of the folder's tree; None where the revision has no folder there."""
    there = base.git.line("rev-parse", "--verify", "--quiet", "--end-of-options", f"{base.commit}:{base.prefix}")
    return there and base.git.line("rev-parse", "--verify", "--quiet", "--end-of-options", f"{there}^{{tree}}")


def _commit(git: Git, name: str) -> str:
    found = git.line("rev-parse", "--verify", "--quiet", "--end-of-options", f"{name}^{{commit}}")
    if found is None:
        raise BaseError(_unknown(git, name))
    return found


def _unknown(git: Git, name: str) -> str:
    fetch = _fetch(git, name)
    if git.line("rev-parse", "--is-shallow-repository") == "true":
        return (
            f"this clone is shallow and does not hold {name}: run `{fetch}` (in GitHub Actions: "
            "fetch-depth: 0 of actions/checkout), then try again"
        )
    return f"this repository holds no revision {name}: run `{fetch}`, or name one that `git log` shows"


def _fetch(git: Git, name: str) -> str:
    """The command that brings the revision, where its name says from where."""
    if re.fullmatch(r"[\w./-]+", name) is None or name == "HEAD":
        return "git fetch --unshallow"
    remotes = (git.line("remote") or "").splitlines()
    remote, slash, branch = name.partition("/")
    if slash and remote in remotes:
        return f"git fetch --depth=1 {remote} {branch}:refs/remotes/{remote}/{branch}"
    return f"git fetch --depth=1 {remotes[0] if remotes else 'origin'} {name}"


def _no_merge_base(git: Git, name: str) -> str:
    if git.line("rev-parse", "--is-shallow-repository") == "true":
        return f"this clone is shallow and does not hold where {name} and HEAD part: run `git fetch --unshallow`"
    return f"{name} and HEAD have no common history: name the revision to compare with itself, without `...`"


def _no_repository(folder: Path, error: GitError) -> str:
    said = str(error)
    if "dubious ownership" in said:
        return (
            f"git refuses the repository of {folder}: it belongs to somebody else. If you trust it, run "
            f"`git config --global --add safe.directory TOP` with its top folder, or compare with a saved JSON"
        )
    if "not installed" in said:
        return "git is not installed: install it, or compare with a saved JSON (`--diff before.json`)"
    if "not a git repository" in said:
        return f"{folder} is in no git repository: compare with a saved JSON (`--diff before.json`)"
    return f"git cannot read the repository of {folder}: {said}"
