"""What a function's image begins with: the `FROM` lines of its Dockerfile that end up in it.

Shape: https://docs.docker.com/reference/dockerfile/#from.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from ennead.model.location import Location
from ennead.model.supply import BaseImage
from ennead.model.unknown import Unknown

MAX_LINES = 2_000
_FROM = re.compile(r"FROM\s+(?:--platform=\S+\s+)?(\S+)(?:\s+AS\s+(\S+))?\s*\Z", re.IGNORECASE)
_ARG = re.compile(r"ARG\s+([A-Za-z_]\w*)(?:=(.*))?\Z", re.IGNORECASE)
_COPY = re.compile(r"(?:COPY|ADD)\s+(?:--\S+\s+)*?--from=(\S+)", re.IGNORECASE)
_VARIABLE = re.compile(r"\$(?:\{([A-Za-z_]\w*)(?::?-([^{}]*))?\}|([A-Za-z_]\w*))")
_DIGEST = re.compile(r"@sha256:[0-9a-f]{64}\Z")


@dataclass(slots=True)
class _Stage:
    image: str
    line: int
    name: str | None
    taken: list[tuple[str, int]] = field(default_factory=list)


def base_images(text: str, path: str) -> tuple[BaseImage, ...]:
    """The images the last stage is made from: its own base, and those whose files it copies; each once."""
    stages, arguments = _stages(text)
    found: dict[str, BaseImage] = {}
    waiting = [(len(stages) - 1, 0)] if stages else []
    seen: set[int] = set()
    while waiting:
        number, _ = waiting.pop()
        if number in seen:
            continue
        seen.add(number)
        stage = stages[number]
        for image, line in ((stage.image, stage.line), *stage.taken):
            other = _stage_named(image, stages, number)
            if other is not None:
                waiting.append((other, line))
            elif image.lower() != "scratch" and not image.isdigit():
                node = _node(image, arguments, Location(path, line, 1))
                found.setdefault(node.id, node)
    return tuple(found.values())


def _stages(text: str) -> tuple[list[_Stage], dict[str, str]]:
    """The stages in order, and the values of arguments that are declared before the first."""
    stages: list[_Stage] = []
    arguments: dict[str, str] = {}
    for number, line in enumerate(text.splitlines()[:MAX_LINES], 1):
        words = line.strip()[:2_000]
        if found := _FROM.match(words):
            stages.append(_Stage(found[1], number, found[2].lower() if found[2] else None))
        elif (argument := _ARG.match(words)) and not stages:
            if argument[2] is not None:
                arguments[argument[1]] = argument[2].strip().strip("'\"")
        elif (copied := _COPY.match(words)) and stages:
            stages[-1].taken.append((copied[1], number))
    return stages, arguments


def _stage_named(image: str, stages: list[_Stage], before: int) -> int | None:
    """The earlier stage a name or number stands for."""
    if image.isdigit():
        return int(image[:6]) if int(image[:6]) < before else None
    return next((place for place in range(before) if stages[place].name == image.lower()), None)


def _node(image: str, arguments: dict[str, str], at: Location) -> BaseImage:
    def value(match: re.Match[str]) -> str:
        return arguments.get(match[1] or match[3], match[2] if match[2] is not None else match[0])

    told = _VARIABLE.sub(value, image)
    if "$" in told:
        reason = f"which image {image} is hangs on an argument of the build"
        return BaseImage(id=f"base_image/{image}", name=image, at=at, image=Unknown(reason), pinned=Unknown(reason))
    return BaseImage(id=f"base_image/{told}", name=told, at=at, image=told, pinned=bool(_DIGEST.search(told)))
