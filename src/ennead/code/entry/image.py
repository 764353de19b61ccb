"""Images: the handler that a Dockerfile starts, and the file of the repository that is copied to where it looks."""

from __future__ import annotations

from collections.abc import Iterator
from fnmatch import fnmatchcase
from typing import NamedTuple

from ennead.code.entry.answer import NoEntry
from ennead.code.entry.case import facts
from ennead.code.entry.dockerfile import TASK_ROOT, Copy, Stage, absolute, stages_of
from ennead.code.entry.paths import joined
from ennead.code.entry.tree import Tree
from ennead.code.ir import Language
from ennead.model.app import Function

_CLIENTS = {
    "awslambdaric": Language.PYTHON, "aws-lambda-ric": Language.JAVASCRIPT,
    "com.amazonaws.services.lambda.runtime.api.client.AWSLambda": Language.JAVA,
}  # fmt: skip
"""What an image of one's own starts so that Lambda can call a handler."""
_BASES = (
    ("lambda/python", Language.PYTHON), ("lambda/nodejs", Language.JAVASCRIPT), ("lambda/java", Language.JAVA),
    ("lambda-python", Language.PYTHON), ("lambda-nodejs", Language.JAVASCRIPT), ("lambda-java", Language.JAVA),
)  # fmt: skip
_ADAPTER = "aws-lambda-adapter"
_MOST_PLACES = 40
"""Places in stages that are followed."""


class Image(NamedTuple):
    """What an image starts: the handler, its language, and the folders of the repository where it may lie."""

    language: Language
    handler: str
    folders: tuple[str, ...]
    context: str


def image_of(function: Function, tree: Tree) -> Image | NoEntry:
    """What a function's image starts."""
    context = next(iter(facts(function, "context")), function.code)
    if not isinstance(context, str):
        return NoEntry("the image is built elsewhere: no Dockerfile of it is known", "image")
    path = _dockerfile(function, context, tree)
    text = tree.text(path)
    stages = stages_of(text) if text is not None else []
    if not stages:
        return NoEntry(f"{path} is not there, or begins with no image", "image")
    target = next(iter(facts(function, "target")), None)
    last = next((one for one in stages if one.name and one.name == target), stages[-1])
    return _started(function, last, stages, context, path)


def _dockerfile(function: Function, context: str, tree: Tree) -> str:
    """The Dockerfile: below the context, or as SAM and CDK have it, from elsewhere."""
    for name in facts(function, "dockerfile"):
        if tree.exists(path := joined(context, name)) or not tree.exists(joined(context, "Dockerfile")):
            return path
    return joined(context, "Dockerfile")


def _started(function: Function, last: Stage, stages: list[Stage], context: str, path: str) -> Image | NoEntry:
    if any(_ADAPTER in (copy.stage or "") or _ADAPTER in " ".join(copy.sources) for copy in last.copies):
        return NoEntry(f"{path} starts a web server behind the Lambda Web Adapter: no function is called", "adapter")
    command = facts(function, "command") or last.command
    words = (*(facts(function, "entrypoint") or last.entrypoint), *command)
    language = _language(words, last)
    if language is None:
        known = "the runtime interface client of Python, Node or Java"
        started = " ".join(words) or "nothing"
        return NoEntry(f"{path} begins with {last.image} and starts {started}: not {known}", "image")
    if not words:
        return NoEntry(f"{path} names no handler: it has no CMD", "handler")
    return Image(language, words[-1], tuple(dict.fromkeys(_folders(last, stages, context))), context)


def _language(words: tuple[str, ...], stage: Stage) -> Language | None:
    for word in words:
        for client, language in _CLIENTS.items():
            if client in word:
                return language
    return next((language for base, language in _BASES if base in stage.image), None)


def _folders(last: Stage, stages: list[Stage], context: str) -> Iterator[str]:
    """Folders of the repository that come to where the handler is looked up; the context at the end."""
    for place in dict.fromkeys((last.workdir, TASK_ROOT)):
        yield from (joined(context, folder) for folder in _behind(place, last, stages))
    yield context


def _behind(place: str, stage: Stage, stages: list[Stage]) -> Iterator[str]:
    """The folders, relative to the context, whose content stands at a place of a stage; the last copied first."""
    waiting, looked = [(place, stage)], 0
    while waiting and looked < _MOST_PLACES:
        here, within = waiting.pop(0)
        looked += 1
        for copy in reversed(within.copies):
            tail = _tail(here, copy)
            inner = _stage(copy.stage, stages) if copy.stage is not None else None
            for source in copy.sources if tail is not None else ():
                folder = source.rpartition("/")[0] if _is_part(source) else source
                if copy.stage is None:
                    yield joined(folder.lstrip("/") or ".", tail or "")
                elif inner is not None and len(waiting) < _MOST_PLACES:
                    waiting.append((absolute(f"{folder}/{tail}", inner.workdir), inner))


def _tail(place: str, copy: Copy) -> str | None:
    """What a place is below the target of a copy; None where it is not."""
    if place == copy.target:
        return ""
    if copy.target == "/" or place.startswith(f"{copy.target}/"):
        return place[len(copy.target) :].lstrip("/")
    if not copy.is_folder and copy.target.rpartition("/")[0] == place:  # a file by its full name
        return ""
    return None


def _is_part(source: str) -> bool:
    """Whether a source is a file, or a pattern, of its folder."""
    last = source.rpartition("/")[2]
    return "*" in last or fnmatchcase(last, "*.[a-z]*")


def _stage(name: str, stages: list[Stage]) -> Stage | None:
    if name.isdecimal():
        number = int(name) if len(name) < 6 else len(stages)
        return stages[number] if number < len(stages) else None
    return next((one for one in stages if one.name == name), None)
