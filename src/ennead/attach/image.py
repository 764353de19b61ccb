"""Functions in images: an image has no layers, so the agent is copied into it.  The lines of its Dockerfile."""

from __future__ import annotations

import json

from ennead.attach.contracts import Hashed
from ennead.attach.words import EXEC_WRAPPER, NEXT_WRAPPER, WRAPPER, WRAPPER_NAME, Coverage, Reason, State, Why
from ennead.code.entry.dockerfile import Stage, stages_of
from ennead.code.entry.paths import joined
from ennead.code.entry.tree import Tree
from ennead.model.app import Function

_OTHERS = {"lambda/nodejs": "Node", "lambda/java": "Java", "lambda/dotnet": ".NET", "lambda/ruby": "Ruby"}
_CLIENTS = {"aws-lambda-ric": "Node", "aws_lambda_ric": "Ruby", "api.client.AWSLambda": "Java"}


def covered(
    app: str, function: Function, tree: Tree, layer: str, variables: dict[str, str], mode: str | None, hashed: Hashed
) -> Coverage:
    """What a person does to an image, or why there is nothing to do yet; `variables` are those that are ours."""
    chained = variables.get(NEXT_WRAPPER)
    path, stages = _dockerfile(function, tree)
    if path is not None and WRAPPER_NAME in (tree.text(path) or ""):
        notes = (f"its image carries the agent ({path})",)
        return Coverage(app, function, attached=True, notes=notes, mode=mode, hashed=hashed)
    last = _last(function, stages)
    started = _started(function, last)
    if last is not None and (language := _other(last, started)):
        text = f"it is an image for {language}, and there is no agent for {language} yet"
        return Coverage(app, function, (Reason(Why.NO_AGENT, text, State.WAITING),))
    if last is not None and _is_custom(last, started):
        text = (
            f"its image ({path}) starts {' '.join(started) or 'nothing that is told'}: no Python runtime that we know"
        )
        return Coverage(app, function, (Reason(Why.CUSTOM_RUNTIME, text),))
    text = f"it is an image, which has no layers: add the lines below to {path or 'its Dockerfile'} and build it anew"
    lines = _lines(last, started, layer, variables)
    reasons = (Reason(Why.IMAGE, text, State.BY_HAND),)
    return Coverage(app, function, reasons, lines=lines, chained=chained, hashed=hashed)


def _dockerfile(function: Function, tree: Tree) -> tuple[str | None, list[Stage]]:
    said = dict(reversed(function.packaging))
    context = said.get("context") or (function.code if isinstance(function.code, str) else None)
    if context is None:
        return None, []
    for path in (joined(context, said.get("dockerfile", "Dockerfile")), said.get("dockerfile", "")):
        if path and (text := tree.text(path)) is not None:
            return path, stages_of(text)
    return None, []


def _last(function: Function, stages: list[Stage]) -> Stage | None:
    target = dict(function.packaging).get("target")
    named = (one for one in stages if one.name and one.name == target)
    return next(named, stages[-1] if stages else None)


def _started(function: Function, last: Stage | None) -> tuple[str, ...]:
    """What the image starts: its ENTRYPOINT, or the one set over it."""
    over = tuple(value for key, value in function.packaging if key == "entrypoint")
    return over or (last.entrypoint if last else ())


def _other(last: Stage, started: tuple[str, ...]) -> str | None:
    """The language of an image that is not Python's."""
    words = " ".join((*started, *last.command))
    named = (language for word, language in _CLIENTS.items() if word in words)
    return next(named, next((language for base, language in _OTHERS.items() if base in last.image), None))


def _is_custom(last: Stage, started: tuple[str, ...]) -> bool:
    """Whether an image starts neither a runtime of AWS nor Python's runtime client."""
    words = " ".join((*started, *last.command))
    return "lambda/python" not in last.image and "lambda-python" not in last.image and "awslambdaric" not in words


def _lines(last: Stage | None, started: tuple[str, ...], layer: str, variables: dict[str, str]) -> tuple[str, ...]:
    own = (f"ENV {name}={value}" for name, value in variables.items() if name not in {EXEC_WRAPPER, NEXT_WRAPPER})
    copied = (f"COPY {layer}/ /opt/", *own)
    chained = variables.get(NEXT_WRAPPER, "")
    if last is None or not started:  # a base of AWS reads the variable as the platform does
        more = (f"ENV {NEXT_WRAPPER}={chained}",) if chained.startswith("/") else ()
        return (*copied, f"ENV {EXEC_WRAPPER}={WRAPPER}", *more)
    return (*copied, f"ENTRYPOINT {json.dumps([WRAPPER, *started])}")
