"""Edits made on files: all or none, held against what was meant, recorded, and undone.

plan = Plan("narrow the role", (Set("template.yaml", ("Resources", "Fn", "Properties", "Timeout"), 30),))
print(diff(plan.edits, root))
apply_plan(plan, root)
undo(root)
"""

from __future__ import annotations

import contextlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import unified_diff
from pathlib import Path

from ennead.remedy import files, formats, journal
from ennead.remedy.edit import Edit, Plan
from ennead.remedy.encoding import Text, decoded
from ennead.remedy.errors import Changed, NotPutBack, RemedyError
from ennead.remedy.files import located
from ennead.remedy.journal import Change


@dataclass(frozen=True, slots=True)
class Rewritten:
    """A file that edits change: its path as given, where it is, and its bytes before and after."""

    file: str
    found: Path
    before: bytes
    after: bytes


@dataclass(frozen=True, slots=True)
class Applied:
    """What was written: the files, and the journal to undo it from; none where all was so already."""

    files: tuple[str, ...] = ()
    journal: Path | None = None


def fingerprint(root: Path, file: str) -> str:
    """A file's content as a plan remembers it (`Plan.seen`).

    Raises:
        RemedyError: there is no such file below the root.
    """
    return files.fingerprint(files.content(located(root, file), file))


def rewritten(edits: Sequence[Edit], root: Path, seen: Mapping[str, str] | None = None) -> tuple[Rewritten, ...]:
    """What the edits make of the files; nothing is written.

    Raises:
        RemedyError: an edit cannot be made, or a file is not the one that was seen.
    """
    return tuple(_rewritten(edits, root, seen or {}))


def _rewritten(edits: Sequence[Edit], root: Path, seen: Mapping[str, str]) -> list[Rewritten]:
    grouped: dict[Path, list[Edit]] = {}
    for edit in edits:
        grouped.setdefault(located(root, edit.file), []).append(edit)
    made: list[Rewritten] = []
    for found, own in grouped.items():
        file = own[0].file
        raw = files.content(found, file)
        for name in {edit.file for edit in own}:
            if seen.get(name, files.fingerprint(raw)) != files.fingerprint(raw):
                raise Changed(f"{name} has changed since it was read: run the command again")
        after = _after(raw, file, own)
        if after != raw:
            made.append(Rewritten(file, found, raw, after))
    return made


def _after(raw: bytes, file: str, edits: Sequence[Edit]) -> bytes:
    source: Text = decoded(raw, file)
    return source.encoded(formats.rewritten(source.text, file, edits))


def diff(edits: Sequence[Edit], root: Path) -> str:
    """The edits as a unified diff; nothing is written.

    Raises:
        RemedyError: as `rewritten`.
    """
    return "".join(_diff(one) for one in rewritten(edits, root))


def _diff(one: Rewritten) -> str:
    before, after = (_lines(decoded(raw, one.file).text) for raw in (one.before, one.after))
    lines = unified_diff(before, after, f"a/{one.file}", f"b/{one.file}")
    return "".join(line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n" for line in lines)


def _lines(text: str) -> list[str]:
    """The lines with their breaks, as diff counts them."""
    lines = text.split("\n")
    return [line + "\n" for line in lines[:-1]] + ([lines[-1]] if lines[-1] else [])


def apply_plan(plan: Plan, root: Path) -> Applied:
    """All edits of a plan; as `apply`."""
    return apply(plan.edits, root, seen=plan.seen, title=plan.title)


def apply(edits: Sequence[Edit], root: Path, *, seen: Mapping[str, str] | None = None, title: str = "") -> Applied:
    """Make the edits: every file, or none.

    Raises:
        RemedyError: an edit cannot be made or a file cannot be written; all files are as they were.
        NotPutBack: some are not, since they could not be put back; the journal stays.
    """
    made = rewritten(edits, root, seen)
    if not made:
        return Applied()
    base = root.resolve()
    changes = [Change(one.found.relative_to(base).as_posix(), one.before, files.fingerprint(one.after)) for one in made]
    path = journal.record(root, title, changes)
    try:
        _write(made, root)
    except NotPutBack:  # the journal is all that has the text that was there
        raise
    except BaseException:
        with contextlib.suppress(OSError):
            path.unlink()
        raise
    return Applied(tuple(one.file for one in made), path)


def _write(made: Sequence[Rewritten], root: Path) -> None:
    """All of them.  Raises RemedyError where one cannot be written, after the others were put back."""
    done: list[Rewritten] = []
    try:
        for one in made:
            files.unchanged(one.found, one.file, files.fingerprint(one.before))
            files.write(one.found, one.after)
            done.append(one)
    except BaseException as error:
        left = [one.file for one in done if not _put_back(one)]
        if left:
            kept = f"what was there is kept: once it can be written, --undo puts it back (`ennead fix {root} --undo`)"
            raise NotPutBack(f"{', '.join(left)} could not be put back; {kept}") from error
        if isinstance(error, OSError):
            raise RemedyError(f"a file cannot be written ({error}): all files are as they were") from error
        raise


def _put_back(one: Rewritten) -> bool:
    try:
        files.write(one.found, one.before)
    except OSError:
        return False
    return True


def undo(root: Path) -> list[str]:
    """Put back what the last `apply` changed, byte for byte; the files that were.  None where nothing is left.

    Raises:
        Changed: a file is no longer what was written.
        RemedyError: the journal is damaged, or a file cannot be written.
    """
    kept = journal.journals(root)
    if not kept:
        return []
    changes = journal.read(kept[-1])
    back: list[Rewritten] = []
    for change in changes:
        found = located(root, change.file)
        raw = files.content(found, change.file)
        if raw == change.before:
            continue
        if files.fingerprint(raw) != change.written:
            raise Changed(f"{change.file} has changed since it was written, and is not put back: undo it by hand")
        back.append(Rewritten(change.file, found, raw, change.before))
    _write(back, root)
    kept[-1].unlink()
    return [one.file for one in back]
