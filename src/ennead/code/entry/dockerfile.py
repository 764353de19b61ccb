"""A Dockerfile as far as it tells where code goes: stages with what they begin with, copy and start."""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

TASK_ROOT = "/var/task"
_HERE = re.compile(r"(?<!\S)\d*<<-?(['\"]?)(\w{1,100})\1(?!\S)")
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
    """One stage.  `image` is what it begins with: an image, or the name of a stage before it.

    `entrypoint` are its words; `script` is an ENTRYPOINT in its shell form as it is written, which a shell runs.
    """

    image: str
    name: str | None = None
    workdir: str = "/"
    copies: list[Copy] = field(default_factory=list)
    command: tuple[str, ...] = ()
    entrypoint: tuple[str, ...] = ()
    script: str = ""
    environment: dict[str, str] = field(default_factory=dict)
    has_command: bool = False


def stages_of(text: str) -> list[Stage]:
    """All stages in order."""
    found: list[Stage] = []
    values = {"LAMBDA_TASK_ROOT": TASK_ROOT, "LAMBDA_RUNTIME_DIR": "/var/runtime"}
    for word, rest in _instructions(text):
        if word in {"ARG", "ENV"}:
            given = _pairs(rest, values, legacy=word == "ENV")
            values.update(given)
            if word == "ENV" and found:
                found[-1].environment.update(given)
        elif word == "FROM":
            found.append(_from(filled(rest, values), found))
        elif found:
            _take(found[-1], word, rest, values)
    return found


def _instructions(text: str) -> Iterator[tuple[str, str]]:
    """Each instruction with its word in capitals and the rest in one line.

    Comments, line continuations and here-documents are read as Docker reads them
    (https://docs.docker.com/reference/dockerfile/).
    """
    lines = iter([line.rstrip() for line in text.splitlines()[:_MOST_LINES]])
    pending = ""
    for line in lines:
        if not line or line.lstrip().startswith("#"):
            continue
        pending += line.removesuffix("\\")
        if line.endswith("\\") or not pending.strip():
            continue
        word, *rest = pending.split(None, 1)
        pending = ""
        yield word.upper(), "".join(rest)
        if word.upper() in {"RUN", "COPY", "ADD"}:
            for _, end in _HERE.findall("".join(rest)):
                next((one for one in lines if one.strip() == end), None)


def _pairs(rest: str, values: dict[str, str], *, legacy: bool) -> dict[str, str]:
    """The variables of an ARG or an ENV; that has another form besides, `ENV NAME the value`."""
    words = words_of(rest)
    if legacy and words and "=" not in words[0]:
        name, *value = rest.split(None, 1)
        return {name: filled("".join(value), values)}
    pairs = (word.partition("=") for word in words)
    return {name: filled(value, values) for name, equals, value in pairs if equals}


def _from(rest: str, before: list[Stage]) -> Stage:
    words = [word for word in rest.split() if not word.startswith("--")]
    image = words[0] if words else ""
    name = words[2] if len(words) > 2 and words[1].lower() == "as" else None
    stage = Stage(image, name, TASK_ROOT if "lambda/" in image else "/")
    known = next((one for one in before if one.name and one.name == image), None)
    if known is not None:
        stage.workdir, stage.command = known.workdir, known.command
        stage.entrypoint, stage.script = known.entrypoint, known.script
        stage.copies, stage.environment = list(known.copies), dict(known.environment)
        stage.image = known.image
    return stage


def _take(stage: Stage, word: str, rest: str, values: dict[str, str]) -> None:
    if word == "WORKDIR":
        stage.workdir = absolute(filled(rest, values), stage.workdir)
    elif word in {"COPY", "ADD"}:
        copy = _copy(filled(rest, values), stage)
        if copy is not None:
            stage.copies.append(copy)
    elif word == "CMD":
        stage.command, stage.has_command = _list(rest, values), True
    elif word == "ENTRYPOINT":
        stage.entrypoint, stage.script = _list(rest, values), rest if _json(rest) is None else ""
        if not stage.has_command:  # one of the base is taken back by it
            stage.command = ()


def _copy(rest: str, stage: Stage) -> Copy | None:
    words = _json(rest) or tuple(words_of(rest))
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
    words = _json(rest)
    return tuple(filled(word, values) for word in (words_of(rest) if words is None else words))


def _json(rest: str) -> tuple[str, ...] | None:
    """The words of the exec form; None for another one."""
    start = rest.find("[")
    if start < 0 or not rest.rstrip().endswith("]"):
        return None
    try:
        words = json.loads(rest[start:])
    except (ValueError, RecursionError):
        return None
    before = rest[:start].split()
    return (*before, *(word for word in words if isinstance(word, str))) if isinstance(words, list) else None


def words_of(rest: str) -> list[str]:
    """The words of a line as a shell has them."""
    try:
        return shlex.split(rest)
    except ValueError:
        return rest.split()


def filled(text: str, values: Mapping[str, str]) -> str:
    """A text with its variables put in, as far as they are known."""

    def value(match: re.Match[str]) -> str:
        return values.get(match[1] or match[3], match[2] if match[2] is not None else match[0])

    return _VARIABLE.sub(value, text)
