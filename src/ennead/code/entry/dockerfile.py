"""A Dockerfile as far as it tells where code goes: stages with what they begin with, copy and start."""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Iterator
from dataclasses import dataclass, field

TASK_ROOT = "/var/task"
_VARIABLE = re.compile(r"\$\{(\w{1,100})(?::?-([^}]{0,200}))?\}|\$(\w{1,100})")
_MOST_LINES = 2_000


@dataclass(frozen=True, slots=True)
class Copy:
    """What is copied where: `sources` as written, `target` absolute; `stage` where it comes from another one."""

    sources: tuple[str, ...]
    target: str
    is_folder: bool
    stage: str | None = None


@dataclass(slots=True)
class Stage:
    """One stage.  `image` is what it begins with: an image, or the name of a stage before it."""

    image: str
    name: str | None = None
    workdir: str = "/"
    copies: list[Copy] = field(default_factory=list)
    command: tuple[str, ...] = ()
    entrypoint: tuple[str, ...] = ()


def stages_of(text: str) -> list[Stage]:
    """All stages in order."""
    found: list[Stage] = []
    values = {"LAMBDA_TASK_ROOT": TASK_ROOT, "LAMBDA_RUNTIME_DIR": "/var/runtime"}
    for word, rest in _instructions(text):
        if word in {"ARG", "ENV"}:
            _set(rest, values)
        elif word == "FROM":
            found.append(_from(_filled(rest, values), found))
        elif found:
            _take(found[-1], word, rest, values)
    return found


def _instructions(text: str) -> Iterator[tuple[str, str]]:
    lines = (line.strip() for line in text.splitlines()[:_MOST_LINES])
    pending = ""
    for line in lines:
        if line.startswith("#") or not line:
            continue
        if line.endswith("\\"):
            pending += f"{line[:-1]} "
            continue
        word, _, rest = (pending + line).partition(" ")
        pending = ""
        yield word.upper(), rest.strip()


def _set(rest: str, values: dict[str, str]) -> None:
    for part in _words(rest):
        name, equals, value = part.partition("=")
        if equals:
            values[name] = _filled(value, values)


def _from(rest: str, before: list[Stage]) -> Stage:
    words = [word for word in rest.split() if not word.startswith("--")]
    image = words[0] if words else ""
    name = words[2] if len(words) > 2 and words[1].lower() == "as" else None
    stage = Stage(image, name, TASK_ROOT if "lambda/" in image else "/")
    known = next((one for one in before if one.name and one.name == image), None)
    if known is not None:
        stage.workdir, stage.command, stage.entrypoint = known.workdir, known.command, known.entrypoint
        stage.copies = list(known.copies)
        stage.image = known.image
    return stage


def _take(stage: Stage, word: str, rest: str, values: dict[str, str]) -> None:
    if word == "WORKDIR":
        stage.workdir = absolute(_filled(rest, values), stage.workdir)
    elif word in {"COPY", "ADD"}:
        copy = _copy(_filled(rest, values), stage)
        if copy is not None:
            stage.copies.append(copy)
    elif word == "CMD":
        stage.command = _list(rest, values)
    elif word == "ENTRYPOINT":
        stage.entrypoint, stage.command = _list(rest, values), ()


def _copy(rest: str, stage: Stage) -> Copy | None:
    words = _json(rest) or tuple(_words(rest))
    options = [word for word in words if word.startswith("--")]
    *sources, target = [word for word in words if not word.startswith("--")] or [""]
    if not sources:
        return None
    start = next((one.removeprefix("--from=") for one in options if one.startswith("--from=")), None)
    is_folder = target.endswith(("/", "/.")) or target in {".", ""} or len(sources) > 1 or "*" in sources[0]
    full = absolute(target, stage.workdir)
    return Copy(tuple(sources), full, is_folder or full in {TASK_ROOT, stage.workdir}, start)


def absolute(path: str, workdir: str) -> str:
    """A path of a container as a whole."""
    parts: list[str] = []
    for part in (path if path.startswith("/") else f"{workdir}/{path}").split("/"):
        if part == "..":
            del parts[-1:]
        elif part not in {"", "."}:
            parts.append(part)
    return "/" + "/".join(parts)


def _list(rest: str, values: dict[str, str]) -> tuple[str, ...]:
    """A command in either form."""
    return tuple(_filled(word, values) for word in _json(rest) or _words(rest))


def _json(rest: str) -> tuple[str, ...]:
    start = rest.find("[")
    if start < 0 or not rest.rstrip().endswith("]"):
        return ()
    try:
        words = json.loads(rest[start:])
    except (ValueError, RecursionError):
        return ()
    before = rest[:start].split()
    return (*before, *(word for word in words if isinstance(word, str))) if isinstance(words, list) else ()


def _words(rest: str) -> list[str]:
    try:
        return shlex.split(rest)
    except ValueError:
        return rest.split()


def _filled(text: str, values: dict[str, str]) -> str:
    def value(match: re.Match[str]) -> str:
        return values.get(match[1] or match[3], match[2] if match[2] is not None else match[0])

    return _VARIABLE.sub(value, text)
