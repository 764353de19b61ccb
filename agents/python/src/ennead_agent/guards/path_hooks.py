"""What guard `path` wraps: what reads the names of archives' members, and what joins paths."""

from __future__ import annotations

import os

from .. import faults, verdicts
from . import path

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from types import ModuleType
    from typing import Any


_done: set[str] = set()


def follow_archives(module: ModuleType) -> None:
    """Take in the names of an archive's members that lead out of a folder: whoever made the archive chose them."""
    if module.__name__ in _done:
        return
    _done.add(module.__name__)
    if module.__name__ == "zipfile":
        _follow_zip(module)
    else:
        _follow_tar(module)


def _follow_zip(module: Any) -> None:
    read = getattr(module.ZipFile, "_RealGetContents", None)
    if read is None:
        faults.missing("names of zip files")
        return

    def _RealGetContents(self: Any) -> None:  # noqa: N802
        read(self)
        verdicts.judged(path.GUARD, path.take_in, [one.filename for one in self.filelist], "archive")

    module.ZipFile._RealGetContents = _like(_RealGetContents, read)


def _follow_tar(module: Any) -> None:
    read = module.TarFile.next

    def next(self: Any) -> Any:  # noqa: A001
        member = read(self)
        if member is not None and (_odd(member.name) or _odd(member.linkname)):
            verdicts.judged(path.GUARD, path.take_in, (member.name, member.linkname), "archive")
        return member

    module.TarFile.next = _like(next, read)


def _odd(name: str) -> bool:
    return name[:1] == "/" or (".." in name and ".." in name.replace("\\", "/").split("/"))


def follow_joins(module: ModuleType) -> None:
    """See which whole path drops the folder that it is joined to."""
    if module.__name__ in _done:
        return
    _done.add(module.__name__)
    if module.__name__ == "posixpath":
        _follow_join(module)
        return
    flavour = getattr(module, "_posix_flavour", None)  # before 3.12; since then pathlib joins by posixpath
    if flavour is not None and hasattr(flavour, "join_parsed_parts"):
        _follow_flavour(flavour)


def _follow_join(module: Any) -> None:
    original = module.join

    def join(a: Any, *p: Any) -> Any:
        joined = original(a, *p)
        if path.led():
            faults.shielded("paths", _note_joined, a, joined)
        for part in p:
            if (part[:1] == "/") if type(part) is str else _is_whole(part):
                faults.shielded("paths", _note, original, (a, *p))
                break
        return joined

    module.join = _like(join, original)
    _follow_normal(module)


def _note_joined(folder: Any, joined: Any) -> None:
    path.note_joined(os.fsdecode(folder), os.fsdecode(joined))


def _follow_normal(module: Any) -> None:
    """See where a path leads whose `..` is worked out: they are not in it any more when it is opened."""
    normal, real = module.normpath, module.realpath

    def normpath(path: Any) -> Any:
        became = normal(path)
        if type(path) is not str or ".." in path:
            faults.shielded("paths", _note_led, path, became)
        return became

    def realpath(filename: Any, *rest: Any, **named: Any) -> Any:
        became = real(filename, *rest, **named)
        if type(filename) is not str or ".." in filename:
            faults.shielded("paths", _note_led, filename, became)
        return became

    module.normpath, module.realpath = _like(normpath, normal), _like(realpath, real)


def _note_led(before: Any, became: Any) -> None:
    whole = os.fsdecode(before)
    if ".." in whole:
        path.note_led(whole, os.fsdecode(became))


def _is_whole(part: Any) -> bool:
    return os.fsdecode(part)[:1] == "/"


def _note(join: Callable[..., str], parts: Sequence[Any]) -> None:
    texts = [os.fsdecode(part) for part in parts]
    last = max(number for number, part in enumerate(texts) if part[:1] == "/")
    path.note_dropped(join(*texts[:last]), join(*texts[last:]))


def _follow_flavour(flavour: Any) -> None:
    parse, join = flavour.parse_parts, flavour.join_parsed_parts

    def parse_parts(parts: Any) -> Any:
        found = parse(parts)
        if len(parts) > 1 and any(type(part) is str and part[:1] == "/" for part in parts[1:]):
            faults.shielded("paths", _note, _joined, parts)
        return found

    def join_parsed_parts(drv: Any, root: Any, parts: Any, drv2: Any, root2: Any, parts2: Any) -> Any:
        if root2 and parts:
            faults.shielded("paths", _note_parts, parts, parts2)
        elif root and path.led():
            faults.shielded("paths", _note_led_parts, parts, parts2)
        return join(drv, root, parts, drv2, root2, parts2)

    flavour.parse_parts, flavour.join_parsed_parts = parse_parts, join_parsed_parts
    if hasattr(flavour, "resolve"):  # before 3.10; since then pathlib resolves by posixpath
        _follow_resolve(flavour)


def _follow_resolve(flavour: Any) -> None:
    original = flavour.resolve

    def resolve(path: Any, strict: bool = False) -> Any:
        became = original(path, strict=strict)
        if became is not None:
            faults.shielded("paths", _note_led, path, became)
        return became

    flavour.resolve = resolve


def _joined(*parts: str) -> str:
    return "/".join(parts)


def _note_parts(folder: Sequence[str], whole: Sequence[str]) -> None:
    path.note_dropped("/".join(folder), "/".join(whole))


def _note_led_parts(folder: Sequence[str], parts: Sequence[str]) -> None:
    whole = folder[0] + "/".join(folder[1:])
    path.note_joined(whole, "/".join((whole, *parts)), alike=True)


def _like(ours: Any, original: Any) -> Any:
    """Ours with the name, words and signature of what it stands for."""
    for name in ("__name__", "__qualname__", "__doc__", "__module__"):
        setattr(ours, name, getattr(original, name))
    ours.__wrapped__ = original
    return ours
