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
    if index is not None and (guard.GUARD, path) in index.harmless and not guard.any_noted():
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
    full = absolute(path)
    return path in index.clean and not _leading(index)[1] and _holder(index, path, full) is None


_MOST_HARMLESS = 512


def harm(path: str, spans: list[Span], *, writes: bool = False) -> tuple[str, Text] | None:
    """What untrusted text does to a path, if it does harm."""
    marks = _together([_whole(path, one) for one in spans])
    if marks and marks[0][0] == 0 and path[:1] == "/" and not _leads(path, marks[0][1], spans[0]):
        del marks[0]
    return led_away(path, marks, writes=writes) or _resolved(path, writes=writes)


def _whole(path: str, span: Span) -> Mark:
    """A part with the folders before it that its text has there too: the code may have a word like one of them."""
    start, text = span.start, span.text.lower
    low = path.lower()
    while start > 0:
        before = low.rfind("/", 0, start - 1) + 1
        if low[before : span.end] not in text:
            break
        start = before
    return start, span.end, span.text


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
        if last < start or (last == start and part != ".." and path[last : last + 1] == "/"):  # the code's own
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
    return (guard.real(path) + "/").startswith(OPEN)


def left(path: str, became: str) -> tuple[str, Text] | None:
    """The folder that a path lay in by the code's own part, if untrusted `..` led what became of it out of there.

    The code's own part ends where the first untrusted one begins: what a second one climbs within the first is theirs.
    """
    index = _index()
    if index is None or constants.is_constant(path):
        return None
    marks = _together([_whole(path, one) for one in untrusted.spans(path, guard.GUARD)])
    if not marks or (marks[0][0] == 0 and path[:1] == "/"):
        return None
    text = next((text for start, end, text in marks if _has_dots(path, start, end)), None)
    if text is None:
        return None
    first = marks[0][0]
    own = path[: first if path[first : first + 1] == "/" else path.rfind("/", 0, first) + 1]
    own = _without_names_of(index, absolute(own).rstrip("/") + "/")
    folders = [own, guard.real(own).rstrip("/") + "/"]
    return None if (absolute(became) + "/").startswith(tuple(folders)) else (folders[0], text)


def _without_names_of(index: Any, folder: str) -> str:
    """A folder without its last names that texts have too: `dirname(page)`.  What the code has as a whole stays."""
    named = max((one for one in _folders(index, local=False) if folder.startswith(one)), key=len, default="/")
    names: set[str] | None = None
    while len(folder) > len(named):
        if names is None:
            names = {name for text in index if not text.holds for name in _PARTS.split(text.lower[:_LONGEST])}
        upper = folder[: folder.rfind("/", 0, -1) + 1]
        name = folder[len(upper) : -1].lower()
        if len(name) > 1 and name not in names:  # texts of one letter are in no index
            break
        folder = upper
    return folder


_PARTS = re.compile(r"[/\\]")


def _has_dots(path: str, start: int, end: int) -> bool:
    """Whether one of the parts that this stretch has a share in is `..`."""
    at = 0
    for part in path.split("/"):
        if part == ".." and at < end and at + 2 > start:
            return True
        at += len(part) + 1
    return False


def led(path: str) -> Text | None:
    """The text that led this path out of its folder when its `..` was worked out, before it came to be used.

    Below a folder that was led to, it is the text's if that folder is none that the code's own lies in; the name's end
    may be another, for code changes the suffix of a name.
    """
    full = ""
    for place, (folder, text, _) in guard.led().items():
        full = full or absolute(path)
        if (full + "/").startswith(folder):
            continue
        if full == place or _has_stem(full, place):
            return text  # type: ignore[no-any-return]
        if full.startswith(place + "/") and not folder.startswith(place + "/"):
            return text  # type: ignore[no-any-return]
    return None


def _has_stem(full: str, place: str) -> bool:
    """Whether it is a file's name with another end: `a/x.txt`, `a/x.csv.gz` for `a/x.csv`."""
    stem = os.path.splitext(place)[0]  # noqa: PTH122
    rest = full[len(stem) :] if full.startswith(stem) else "/"
    return rest[:1] in (".", "") and "/" not in rest and not os.path.isdir(place)  # noqa: PTH112


def absolute(path: str, folder: str = "") -> str:
    """From the root, by its text alone."""
    return guard.normal(path if path[:1] == "/" else (folder or os.getcwd()) + "/" + path)  # noqa: PTH109


def _resolved(path: str, *, writes: bool) -> tuple[str, Text] | None:
    """The same for a path that was put into another form before it got here, or of which the event had more.

    It was led here if a text has all of a whole path that code of the function's opens; or if, seen from a folder which
    the running code has in hand, it lies where a text's `..` and what stands behind them lead.
    """
    index = _index()
    if index is None or len(path) > _LONGEST or constants.is_constant(path):
        return None
    before = led(path)
    if before is not None:
        return "leads out of the folder that the code named", before
    full = absolute(path)
    dropped = guard.has_dropped(full)
    if path[:1] == "/" and (dropped or is_asked_by_function()) and not _within(full, writes=writes):
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


def is_asked_by_function() -> bool:
    """Whether code of the function's opens it or works it out, and no library for itself."""
    frame: Any = sys._getframe(1)
    while frame is not None:
        name = frame.f_code.co_filename
        if not name.startswith((faults.HOME, "<frozen")) and "/pathlib" not in name and "/posixpath" not in name:
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
    """The parts of a text that leave a folder, without what means nothing in a path; `\\` may be made `/`."""
    low = text.lower
    for way in _filtered(low if "..\\" not in low else low + " " + low.replace("\\", "/")):
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
    leads = (".." in value and ("/" in value or "\\" in value)) or (detour and value.lstrip()[:1] == "/")
    return leads and not text.holds and len(value) < _LONGEST


def _forms(path: str) -> tuple[str, str]:
    """A path without its detours, by its text and by what lies there."""
    return guard.normal(path), guard.real(path)


def _folders(index: Any, *, local: bool = True) -> set[str]:
    """Folders that the running code has in hand: its constants, its variables, the environment's, where it works."""
    found = {os.getcwd(), *os.environ.values()}  # noqa: PTH109
    frame: Any = sys._getframe(1)
    for _ in range(_FRAMES):
        if not frame.f_code.co_filename.startswith((faults.HOME, "<frozen")):
            names = frame.f_globals
            values = [*frame.f_code.co_consts, *(frame.f_locals.values() if local else ())]
            values += [names.get(word) for word in frame.f_code.co_names]
            found.update(str(one) for one in values if type(one) is str or _is_path(one))
        frame = frame.f_back
        if frame is None:
            break
    kept = [one for one in found if 1 < len(one) < 1024 and one not in index]
    return {absolute(one).rstrip("/") + "/" for one in kept}


def _is_path(value: Any) -> bool:
    """Whether it is a path of the standard library; the type alone is asked, which runs no code of the function's."""
    kind = type(value)
    return kind.__module__.startswith("pathlib") and hasattr(kind, "__fspath__")


_FRAMES = 16
