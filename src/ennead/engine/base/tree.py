"""The files of a git tree, written into a folder: contents as they are stored, nothing followed, all bounded."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from ennead.engine.base.git import Git, GitError

MAXIMUM_FILES = 200_000
MAXIMUM_FILE = 64 * 1024 * 1024
"""Bytes of one file."""
MAXIMUM_TOTAL = 1024 * 1024 * 1024
"""Bytes of all files together."""

_REASONS = {"120000": "a link, not followed", "160000": "a submodule, kept in a repository of its own"}


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A path of the revision that was not taken over, and why."""

    path: str
    reason: str


@dataclass(frozen=True, slots=True)
class Entry:
    """A file of a tree: its mode, the name of its object, its size in bytes, its path."""

    mode: str
    name: str
    size: int
    path: str


def extract(git: Git, tree: str, folder: Path) -> tuple[LeftOut, ...]:
    """Write the files of a tree below an empty folder; what is left out, with its reason.

    Raises:
        GitError: the tree cannot be listed, or git breaks off.
    """
    left: list[LeftOut] = []
    wanted: list[Entry] = []
    total = 0
    for entry in entries(git.ask("ls-tree", "-r", "-z", "-l", "--full-tree", tree)):
        reason = _REASONS.get(entry.mode) or _refused(entry, len(wanted), total)
        if reason:
            left.append(LeftOut(entry.path, reason))
        else:
            wanted.append(entry)
            total += entry.size
    left += _written(git, wanted, folder)
    return tuple(left)


def entries(listing: bytes) -> Iterator[Entry]:
    """The entries of `git ls-tree -z -l`.  Raises GitError for a listing of another shape."""
    for row in listing.split(b"\0"):
        if not row:
            continue
        head, tab, path = row.partition(b"\t")
        fields = head.split()
        if not tab or len(fields) != 4:
            raise GitError("git lists the tree in a way that is not known")
        mode, _, name, size = (field.decode("ascii", "replace") for field in fields)
        yield Entry(mode, name, int(size) if size.isdigit() else 0, os.fsdecode(path))


def _refused(entry: Entry, number: int, total: int) -> str | None:
    if not is_inside(entry.path):
        return "its path leads out of the folder"
    if number >= MAXIMUM_FILES:
        return f"beyond {MAXIMUM_FILES} files"
    if entry.size > MAXIMUM_FILE:
        return f"larger than {MAXIMUM_FILE // 1024 // 1024} MB"
    return f"beyond {MAXIMUM_TOTAL // 1024 // 1024} MB in all" if total + entry.size > MAXIMUM_TOTAL else None


def is_inside(path: str) -> bool:
    """Whether a path of a tree is one plain way down: a crafted tree may hold `..` or an absolute path."""
    parts = path.replace(os.sep, "/").split("/")
    return all(part not in {"", ".", ".."} and "\0" not in part and part.lower() != ".git" for part in parts)


def _written(git: Git, wanted: list[Entry], folder: Path) -> list[LeftOut]:
    """One process for all objects: asked for one, answered, written, then the next."""
    left: list[LeftOut] = []
    with git.start("cat-file", "--batch") as process:
        ask, answer = process.stdin, process.stdout
        if ask is None or answer is None:
            raise GitError("git cannot be talked to")
        try:
            for entry in wanted:
                ask.write(f"{entry.name}\n".encode())
                ask.flush()
                content = _object(answer)
                reason = "its content is not in this clone" if content is None else _put(folder, entry, content)
                if reason:
                    left.append(LeftOut(entry.path, reason))
        except BrokenPipeError as error:
            raise GitError("git cat-file broke off") from error
        finally:
            process.kill()
    return left


def _object(answer: IO[bytes]) -> bytes | None:
    """The next object; None where it is missing (a partial clone, a broken one)."""
    fields = answer.readline(4096).split()
    if not fields:
        raise GitError("git cat-file broke off")
    if fields[-1] == b"missing" or len(fields) != 3 or fields[1] != b"blob":
        return None
    content = answer.read(int(fields[2]))
    answer.read(1)
    return content


def _put(folder: Path, entry: Entry, content: bytes) -> str | None:
    """Write a file that is not there yet; no link can stand in the way, since none is ever made."""
    target = folder / entry.path
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with target.open("xb") as file:
            file.write(content)
    except FileExistsError:
        return "another path of the revision is the same here"
    except (OSError, ValueError) as error:
        return f"cannot be written: {getattr(error, 'strerror', None) or error}"
    return None
