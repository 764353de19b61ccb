"""Functions in images: an image has no layers, so the agent is copied into it.  The lines of its Dockerfile."""

from __future__ import annotations

import json
import posixpath
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from ennead.attach import words
from ennead.attach.contracts import Hashed
from ennead.attach.words import EXEC_WRAPPER, NEXT_WRAPPER, WRAPPER, WRAPPER_NAME, Coverage, Reason, State, Why
from ennead.code.entry.case import facts
from ennead.code.entry.dockerfile import Copy, Stage, absolute, filled, stages_of, words_of
from ennead.code.entry.paths import is_below, is_outside, joined
from ennead.code.entry.tree import Tree
from ennead.model.app import Dialect, Function, Text

_OTHERS = {"lambda/nodejs": "Node", "lambda/java": "Java", "lambda/dotnet": ".NET", "lambda/ruby": "Ruby"}
_CLIENTS = {"aws-lambda-ric": "Node", "aws_lambda_ric": "Ruby", "api.client.AWSLambda": "Java"}
_ENTRIES = frozenset({"/lambda-entrypoint.sh", "/var/runtime/bootstrap"})
"""What a base of AWS starts: it calls the wrapper that the variable names, as the platform does
(https://docs.aws.amazon.com/lambda/latest/dg/runtimes-modify.html)."""
_CONFIGS = {
    Dialect.SERVERLESS: ("image", "entryPoint: {}"), Dialect.TERRAFORM: ("image_config", "entry_point = {}"),
    Dialect.TERRAFORM_MODULE: ("image_config", "image_config_entry_point = {}"),
    Dialect.CDK: ("DockerImageCode", "entrypoint: {}"),
}  # fmt: skip
"""How a dialect writes what stands above an image's ENTRYPOINT: where, and the line."""
_AGENT = "ennead/sitecustomize.py"
"""What has to lie beside the wrapper: without it the function runs without the agent."""
_SHELLS = frozenset({"sh", "bash", "dash", "ash"})
_BEFORE = frozenset({"exec", "env", "tini", "dumb-init", "--"})
"""Words that a program's own stand behind."""
_ASSIGNED = re.compile(r"\w{1,100}=")
_PACKED = (".zip", ".tar", ".gz", ".tgz", ".bz2", ".xz")
_PYTHON = re.compile(r"python[:-](3\.\d+)")
_STARTS = frozenset({EXEC_WRAPPER, NEXT_WRAPPER})
_MOST_PLACES = 40
"""Places in stages that are followed."""


def covered(
    app: str, function: Function, tree: Tree, layer: str, variables: dict[str, str], mode: str | None, hashed: Hashed
) -> Coverage:
    """What a person does to an image, or why there is nothing to do yet; `variables` are those that are ours."""
    image = _image(function, tree)
    if image.last is not None and (language := _other(image)):
        text = f"it is an image for {language}, and there is no agent for {language} yet"
        return Coverage(app, function, (Reason(Why.NO_AGENT, text, State.WAITING),))
    wrapper = _wrapper(image)
    if wrapper is not None and _brings(wrapper, image):
        notes = (f"its image carries the agent ({image.path})",)
        said = image.said(words.MODE)
        mode = said if isinstance(said, str) else mode
        return Coverage(app, function, attached=True, notes=notes, mode=mode, hashed=hashed)
    if image.last is not None and not _is_base(image.last) and "awslambdaric" not in " ".join(image.started):
        started = " ".join(image.started) or "nothing that is told"
        text = f"its image ({image.path}) starts {started}: no Python runtime that we know"
        return Coverage(app, function, (Reason(Why.CUSTOM_RUNTIME, text),))
    text, lines = _advice(image, layer, variables, hashed)
    chained = variables.get(NEXT_WRAPPER)
    return Coverage(
        app, function, (Reason(Why.IMAGE, text, State.BY_HAND),), lines=lines, chained=chained, hashed=hashed
    )


@dataclass(slots=True)
class _Image:
    """A function's image: `path` is its Dockerfile, `context` the folder it is built from, where they are known."""

    function: Function
    tree: Tree
    context: str | None = None
    path: str | None = None
    stages: list[Stage] = field(default_factory=list)
    last: Stage | None = None

    @property
    def over(self) -> tuple[str, ...]:
        """What the template sets over the ENTRYPOINT."""
        return facts(self.function, "entrypoint")

    @property
    def environment(self) -> Mapping[str, str]:
        """The variables of the Dockerfile."""
        return self.last.environment if self.last else {}

    @property
    def own(self) -> tuple[str, ...]:
        """The ENTRYPOINT in its exec form."""
        if self.last is None:
            return ()
        return ("/bin/sh", "-c", self.last.script) if self.last.script else self.last.entrypoint

    @property
    def entrypoint(self) -> tuple[str, ...]:
        """What is started, before its arguments."""
        return self.over or self.own

    @property
    def started(self) -> tuple[str, ...]:
        """All words that are started."""
        own = self.last.command if self.last else ()
        return (*self.entrypoint, *(facts(self.function, "command") or own))

    def said(self, name: str) -> Text:
        """A variable: the function's own (or of Globals), which stands above the Dockerfile's."""
        own = self.variable(name)
        return own if own is not None else self.environment.get(name)

    def variable(self, name: str) -> Text:
        """A variable of the template."""
        return next((one.value for one in self.function.environment if one.name == name), None)

    def calls_wrappers(self) -> bool:
        """Whether what is started calls the wrapper that the variable names; so it is taken to where nobody knows."""
        known = not self.entrypoint or self.entrypoint[0] in _ENTRIES
        return known and (self.last is None or _is_base(self.last))


def _image(function: Function, tree: Tree) -> _Image:
    context = next(iter(facts(function, "context")), function.code)
    if not isinstance(context, str):
        return _Image(function, tree)
    name = next(iter(facts(function, "dockerfile")), None)
    for path in (joined(context, name or "Dockerfile"), name or ""):
        if path and (text := tree.text(path)) is not None:
            return _built(_Image(function, tree, context, path), text)
    return _Image(function, tree, context)


def _built(image: _Image, text: str) -> _Image:
    """The image with the stage that its build ends in."""
    stages = stages_of(text)
    target = next(iter(facts(image.function, "target")), None)
    named = (number for number, one in enumerate(stages) if one.name and one.name == target)
    number = next(named, len(stages) - 1)
    if number >= 0:
        image.stages, image.last = stages, stages[number]
    return image


def _is_base(last: Stage) -> bool:
    """Whether an image begins with Python's of AWS."""
    return "lambda/python" in last.image or "lambda-python" in last.image


def _other(image: _Image) -> str | None:
    """The language of an image that is not Python's."""
    started = " ".join(image.started)
    base = image.last.image if image.last else ""
    named = (language for word, language in _CLIENTS.items() if word in started)
    return next(named, next((language for word, language in _OTHERS.items() if word in base), None))


def _wrapper(image: _Image) -> str | None:
    """Where the wrapper lies that the image starts, or lets the runtime call; None where that is none of ours."""
    if image.last is None:
        return None
    first = _first(image.started, image.environment)
    if "/" in first and posixpath.basename(first) == WRAPPER_NAME:
        return absolute(first, image.last.workdir)
    called = image.said(EXEC_WRAPPER) if image.calls_wrappers() else None
    return str(called) if _is_wrapper(called) else None


def _is_wrapper(value: Text) -> bool:
    return isinstance(value, str) and value.startswith("/") and posixpath.basename(value) == WRAPPER_NAME


def _first(started: tuple[str, ...], values: Mapping[str, str]) -> str:
    """The first program of a command line, in a shell's script too."""
    rest = [*started]
    while rest:
        name = posixpath.basename(rest[0])
        if name in _SHELLS and len(rest) > 2 and rest[1].startswith("-") and rest[1].endswith("c"):
            rest = words_of(filled(rest[2], values))
        elif name in _BEFORE or _ASSIGNED.match(rest[0]):
            del rest[0]
        else:
            return rest[0]
    return ""


def _brings(wrapper: str, image: _Image) -> bool:
    """Whether the wrapper and what it needs beside it are copied to where it is looked for."""
    folder = posixpath.dirname(wrapper)
    return all(_lies(joined(folder, name), image) for name in (WRAPPER_NAME, _AGENT))


def _lies(path: str, image: _Image) -> bool:
    """Whether a file of the layer comes to a path of the image, from the context or through stages before."""
    waiting = [(path, image.last)] if image.last else []
    for _ in range(_MOST_PLACES):
        if not waiting:
            break
        here, stage = waiting.pop()
        for copy in stage.copies:
            inner = _stage(copy.stage, image.stages) if copy.stage is not None else None
            for source, place in _sources(here, copy):
                if _holds(source, place, copy, image):
                    return True
                if inner is not None:
                    waiting.append((absolute(place, "/"), inner))
    return False


def _sources(path: str, copy: Copy) -> Iterator[tuple[str, str]]:
    """The sources of a copy that may bring a path, each with the path that would be copied there."""
    for source in copy.sources:
        if "*" in source or source.endswith(_PACKED):  # what a pattern meets is copied without its folder's name
            continue
        name = posixpath.basename(source)
        if path == copy.target or (path == joined(copy.target, name) and copy.is_folder):
            yield source, source
        elif is_below(path, copy.target.rstrip("/")) and name != WRAPPER_NAME:
            yield source, joined(source, path[len(copy.target) :].lstrip("/"))


def _holds(source: str, place: str, copy: Copy, image: _Image) -> bool:
    """Whether a source has a file; one that is not here is taken for a layer by its name."""
    if copy.stage is None and image.context is not None:
        here = joined(image.context, source.lstrip("/"))
        if image.tree.exists(here) or image.tree.is_folder(here):
            return image.tree.exists(joined(image.context, place.lstrip("/")))
    return "ennead" in source.casefold() or (copy.stage is not None and "ennead" in copy.stage.casefold())


def _stage(name: str, stages: list[Stage]) -> Stage | None:
    if name.isdecimal():
        return stages[int(name)] if len(name) < 6 and int(name) < len(stages) else None
    return next((one for one in stages if one.name and one.name.casefold() == name.casefold()), None)


def _advice(image: _Image, layer: str, variables: Mapping[str, str], hashed: Hashed) -> tuple[str, tuple[str, ...]]:
    """What is to be done in words, and the lines: those of the Dockerfile, then those of the template above it."""
    file = [*_copied(image, layer, variables, hashed), *_environment(image, variables), *_start(image)]
    where = image.function.at.path if image.function.at else "its template"
    config, entrypoint = _over(image)
    above = _above(image, variables)
    todo = [f"add the lines below to {image.path or 'its Dockerfile'} and build it anew"] if file else []
    if entrypoint:
        todo.append(f"change its {config} as below, which stands above the ENTRYPOINT of its Dockerfile")
        entrypoint = (f"# in {where}, in its {config}:", *entrypoint)
    if above:
        todo.append("change its variables as below, which stand above those of its Dockerfile")
        above = [f"# in {where}, among its variables:", *above]
    return f"it is an image, which has no layers: {'; and '.join(todo)}", (*file, *entrypoint, *above)


def _copied(image: _Image, layer: str, variables: Mapping[str, str], hashed: Hashed) -> Iterator[str]:
    """The line that copies the layer from the build context, and before it the command that puts it there."""
    wrapper = _wrapper(image) or WRAPPER
    if _brings(wrapper, image):
        return
    staged = image.function.dialect is Dialect.CDK  # what lies in its assembly is a copy of what the code names
    context, place = None if staged else image.context, words.FOLDER
    outside = is_outside(layer) or layer.endswith(".zip") or joined(layer) == context
    if context is not None and not outside and is_below(layer, context):
        place = posixpath.relpath(layer, context)
    here = joined(context, place) if context is not None else None
    bound = hashed.file if words.CONTRACT_HASH in variables else None
    if here is None or bound or not image.tree.exists(joined(here, WRAPPER_NAME)):
        output = (image.tree.root / here).as_posix() if here is not None else f"CONTEXT/{words.FOLDER}"
        more = f"{_runtime(image.last)} --output {output}{f' --contract {bound}' if bound else ''}"
        yield f"# first, into the build's context: ennead layer build{more}"
    yield f"COPY {place}/ {posixpath.dirname(wrapper)}/"


def _runtime(last: Stage | None) -> str:
    found = _PYTHON.search(last.image) if last else None
    runtime = f"python{found[1]}" if found else ""
    return f" --runtime {runtime if runtime in words.RUNTIMES else 'RUNTIME'}"


def _environment(image: _Image, variables: Mapping[str, str]) -> Iterator[str]:
    """Our variables, where neither the template nor the Dockerfile says anything of them."""
    for name, value in variables.items():
        if name not in _STARTS and image.variable(name) is None and image.environment.get(name) != value:
            yield f"ENV {name}={value}"


def _start(image: _Image) -> Iterator[str]:
    """How the Dockerfile starts the wrapper; nothing where it does, or the template has the say."""
    if _wrapper(image) is not None:
        return
    if image.calls_wrappers():
        if image.variable(EXEC_WRAPPER) is None:
            yield f"ENV {EXEC_WRAPPER}={WRAPPER}"
            if before := image.environment.get(EXEC_WRAPPER):
                yield f"ENV {NEXT_WRAPPER}={before}"
    elif not image.over:
        yield f"ENTRYPOINT {json.dumps([WRAPPER, *image.own])}"
        if not image.own and image.last and image.last.command:  # a new ENTRYPOINT may set it back
            yield f"CMD {json.dumps(image.last.command)}"


def _over(image: _Image) -> tuple[str, tuple[str, ...]]:
    """What the template calls what stands above the ENTRYPOINT, and the line there; none where it need not change."""
    config, line = _CONFIGS.get(image.function.dialect, ("ImageConfig", "EntryPoint: {}"))
    if not image.over or image.calls_wrappers() or _is_wrapper(_first(image.over, {})):
        return config, ()
    return config, (line.format(json.dumps([WRAPPER, *image.over])),)


def _above(image: _Image, variables: Mapping[str, str]) -> list[str]:
    """Variables of the template that stand above what the Dockerfile would say."""
    made = {
        name: value
        for name, value in variables.items()
        if name not in _STARTS and image.variable(name) not in {None, value}
    }
    there = image.variable(EXEC_WRAPPER)
    if image.calls_wrappers() and there is not None and not _is_wrapper(there):
        told = isinstance(there, str) and "${" not in there
        made |= {EXEC_WRAPPER: WRAPPER, NEXT_WRAPPER: str(there) if told else f"what {EXEC_WRAPPER} says now"}
    return [f"{name}: {value}" for name, value in made.items()]
