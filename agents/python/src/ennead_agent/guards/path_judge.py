"""Judges a path: does untrusted text lead it out of the folder that the code named?"""

from __future__ import annotations

import os
import re
import sys

from .. import faults, registry, untrusted, verdicts
from ..untrusted import constants
from . import path as guard

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from ..untrusted.match import Span
    from ..untrusted.texts import Text

    Mark = tuple[int, int, Text]
    Way = tuple[str, Text]

OPEN = ("/tmp/", "/mnt/", "/dev/shm/", "/dev/null")  # noqa: S108
"""Where functions pass whole paths on to one another: the instance's own disk, and mounted file systems."""


def judge(path: str, *, writes: bool) -> None:
    """Stop the use of a path that untrusted text has led out of its folder."""
    index = _index()
    if index is not None and (guard.GUARD, path) in index.harmless and not guard.any_dropped():
        return
    if constants.is_constant(path):
        return
    found = harm(path, untrusted.spans(path, guard.GUARD), writes=writes)
    if found is not None:
        reason, text = found
        verdicts.attack("path", f"value of {text.where} {reason}", {"field": text.where})
    elif index is not None and len(index.harmless) < _MOST_HARMLESS and _has_nothing_of(index, path):
        index.harmless.add((guard.GUARD, path))


def _has_nothing_of(index: Any, path: str) -> bool:
    """Whether no text has a word of this path, and none climbs: so it stays, whichever code opens it."""
    full = os.path.abspath(path)  # noqa: PTH100
    return path in index.clean and not _leading(index)[1] and _holder(index, path, full) is None


_MOST_HARMLESS = 512


def harm(path: str, spans: list[Span], *, writes: bool = False) -> tuple[str, Text] | None:
    """What untrusted text does to a path, if it does harm."""
    marks = _together([(one.start, one.end, one.text) for one in spans])
    if marks and marks[0][0] == 0 and path[:1] == "/" and not _leads(path, marks[0][1], spans[0]):
        del marks[0]
    return led_away(path, marks, writes=writes) or _resolved(path, writes=writes)


def _leads(path: str, end: int, first: Span) -> bool:
    """Whether a part at a path's beginning is more than a like name: more than a folder's first letters."""
    whole = end == len(path) or path[end] == "/" or path[end - 1] == "/"
    return first.joined or end == len(path) or (whole and path[:end].strip("/").count("/") > 0)


def led_away(path: str, marks: list[Mark], *, writes: bool = False) -> tuple[str, Text] | None:
    """The same for a path as it stands."""
    for start, end, text in _together(marks):
        if start == 0 and path[:1] == "/":
            if not _within(guard.normal(path), writes=writes):
                return "names a place of its own choice", text
        elif _climbs(path, start, end):
            return "leads out of the folder that the code named", text
    return None


def _together(marks: list[Mark]) -> list[Mark]:
    """Parts that touch one another are one."""
    found: list[Mark] = []
    for start, end, text in sorted(marks, key=lambda one: one[:2]):
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]), found[-1][2])
        else:
            found.append((start, end, text))
    return found


def _climbs(path: str, start: int, end: int) -> bool:
    """Whether `..` of this part leaves the folder that stands before it."""
    floor = depth = 0
    at = 0
    for part in path.split("/"):
        last = at + len(part)
        if last < start:  # the code's own, with the separator behind it
            depth = _deeper(depth, part)
            floor = depth
        else:
            depth = _deeper(depth, part)
            if part == ".." and depth < floor and at < end:
                return True
        at = last + 1
    return False


def _deeper(depth: int, part: str) -> int:
    if part in ("", "."):
        return depth
    return depth - 1 if part == ".." else depth + 1


def _within(path: str, *, writes: bool) -> bool:
    """Whether a path whose beginning is untrusted may lie there: by contract, else where functions pass paths on."""
    policy = registry.state.policy
    paths = policy.rules.get("paths") if policy is not None else None
    listed = paths.get("write" if writes else "read") if isinstance(paths, dict) else None
    if isinstance(listed, list):
        folders = tuple(str(one).rstrip("/") for one in listed)
        return any(path == one or path.startswith(one + "/") for one in folders)
    if not (path + "/").startswith(OPEN) or guard.has_dropped(path):
        return False
    return (os.path.realpath(path) + "/").startswith(OPEN)


def _resolved(path: str, *, writes: bool) -> tuple[str, Text] | None:
    """The same for a path that was put into another form before it got here, or of which the event had more.

    It was led here if a text has all of a whole path that code of the function's opens; or if, seen from a folder which
    the running code has in hand, it lies where a text's `..` and what stands behind them lead.
    """
    index = _index()
    if index is None or len(path) > _LONGEST or constants.is_constant(path):
        return None
    full = os.path.abspath(path)  # noqa: PTH100  # by its text alone
    dropped = guard.has_dropped(full)
    if path[:1] == "/" and (dropped or _asked_by_function()) and not _within(full, writes=writes):
        text = _holder(index, path, full)
        if text is not None:
            return "names a place of its own choice", text
    ways = _leading(index)[1]
    return _climbed(full, ways, index, climbing=".." in path) if ways else None


def _holder(index: Any, path: str, full: str) -> Text | None:
    """The text that has this whole path in it."""
    low = path.lower()
    for text in index:
        if low in text.lower and len(low) > _SHORTEST and not text.holds:
            return text  # type: ignore[no-any-return]
    for text in _leading(index)[0]:
        if text.value.strip()[:1] == "/" and full in _forms(text.value.strip()):
            return text
    return None


_SHORTEST = 4


def _asked_by_function() -> bool:
    """Whether code of the function's opens it, and no library for itself."""
    frame: Any = sys._getframe(1)
    while frame is not None:
        name = frame.f_code.co_filename
        if not name.startswith((faults.HOME, "<frozen")) and "/pathlib" not in name:
            return not guard.is_library(name)
        frame = frame.f_back
    return False


def _climbed(full: str, ways: list[Way], index: Any, *, climbing: bool) -> tuple[str, Text] | None:
    """Whether texts that climb lead from a folder that the code has in hand to this place.

    `climbing`: the path itself has `..` still; texts lead to a folder as such only then, or by their end.
    """
    own = f"/proc/{os.getpid()}/"
    full = "/proc/self/" + full[len(own) :] if full.startswith(own) else full
    last = full[full.rfind("/") :].lower()
    likely = [(way, text) for way, text in ways if last in way or climbing or way.endswith("/..")]
    if not likely:
        return None
    for folder in _folders(index):
        if (full + "/").startswith(folder):
            continue
        common = os.path.commonpath((folder, full)).rstrip("/") + "/"
        rest = ("../" + full[len(common) :]).lower()
        climbs = folder[len(common) :].count("/")
        for way, text in likely:
            leads = rest in way if len(rest) > 3 else climbing or way.endswith("/..")
            if leads and way.count("..") >= climbs:
                return "leads out of the folder that the code named", text
    return None


def _ways(text: Text) -> Iterator[str]:
    """The parts of a text that leave a folder, without what means nothing in a path."""
    for way in _filtered(text.lower):
        if ".." in way:
            while "//" in way or "/./" in way:
                way = way.replace("//", "/").replace("/./", "/")  # noqa: PLW2901
            depth = 0
            for part in way.split("/"):
                depth = _deeper(depth, part)
                if depth < 0:
                    yield way.rstrip("/")
                    break


def _filtered(low: str) -> Iterator[str]:
    """The words of a text, and what is left of each where `../` is taken out once: `....//` is one then."""
    for way in _NO_PATH.split(low):
        yield way
        left = way.replace("../", "")
        if left != way and ".." in left:
            yield left


_NO_PATH = re.compile(r"[\s;:,\"'<>|&?=]+")
_LONGEST = 4096


def _index() -> Any:
    return untrusted.seen_by(guard.GUARD)


_seen: list[Any] = [None, 0, [], []]
"""An index, how many texts it had, which of them have `..`, and the parts of those that leave a folder."""


def _leading(index: Any) -> tuple[list[Text], list[Way]]:
    """The texts of an index that have `..` or other detours, and the parts of them that leave a folder."""
    if _seen[0] is not index or _seen[1] != len(index):
        texts = [one for one in index if _may_lead(one)]
        _seen[:] = [index, len(index), texts, [(way, text) for text in texts for way in _ways(text)]]
    return _seen[2], _seen[3]


def _may_lead(text: Text) -> bool:
    value = text.value
    detour = "//" in value or "/./" in value
    leads = (".." in value and "/" in value) or (detour and value.lstrip()[:1] == "/")
    return leads and not text.holds and len(value) < _LONGEST


def _forms(path: str) -> tuple[str, str]:
    """A path without its detours, by its text and by what lies there."""
    return guard.normal(path), os.path.realpath(path)


def _folders(index: Any) -> set[str]:
    """Folders that the running code has in hand: its constants, its variables, the environment's, where it works."""
    found = {os.getcwd(), *os.environ.values()}  # noqa: PTH109
    frame: Any = sys._getframe(1)
    for _ in range(_FRAMES):
        if not frame.f_code.co_filename.startswith((faults.HOME, "<frozen")):
            names = frame.f_globals
            values = [*frame.f_code.co_consts, *frame.f_locals.values()]
            values += [names.get(word) for word in frame.f_code.co_names]
            found.update(str(one) for one in values if type(one) is str or _is_path(one))
        frame = frame.f_back
        if frame is None:
            break
    kept = [one for one in found if 1 < len(one) < 1024 and one not in index]
    return {os.path.abspath(one).rstrip("/") + "/" for one in kept}  # noqa: PTH100


def _is_path(value: Any) -> bool:
    """Whether it is a path of the standard library; the type alone is asked, which runs no code of the function's."""
    kind = type(value)
    return kind.__module__.startswith("pathlib") and hasattr(kind, "__fspath__")


_FRAMES = 16
