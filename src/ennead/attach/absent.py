"""Functions that the templates declare and that are not made as they were read: a condition, a count, a loop."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from ennead.attach.written import Templates
from ennead.graph.graph import AppGraph
from ennead.model.app import TERRAFORM, Dialect, Function
from ennead.model.location import Location
from ennead.remedy.errors import RemedyError
from ennead.remedy.roles.tf_module import Top
from ennead.sources.cloudformation.marks import mark_of

FUNCTIONS = frozenset({"AWS::Serverless::Function", "AWS::Lambda::Function"})
_STACKS = {"AWS::CloudFormation::Stack": "TemplateURL", "AWS::Serverless::Application": "Location"}
_LOOP = "Fn::ForEach::"
_VARIABLE = re.compile(r"\\?[$&]\\?\{[^{}]*\}")
_TERRAFORM = (".tf", ".tofu")


@dataclass(frozen=True, slots=True)
class Absent:
    """What makes functions elsewhere and not here; `only` is where, `hangs` the names of values that decide it."""

    name: str
    at: Location
    only: str
    hangs: frozenset[str] = frozenset()

    def __str__(self) -> str:
        return (
            f"{self.name} ({self.at}) is there only where {self.only}: name that environment with --parameter or --env"
        )


def absent(graph: AppGraph, templates: Templates) -> Iterator[Absent]:
    """The functions of an application's files that its map does not have, with what decides that."""
    made = _Made(graph)
    for file in graph.sources:
        if not file.endswith(_TERRAFORM):
            with suppress(RemedyError):  # what cannot be read is told where it is read
                yield from _of_template(file, made, templates)
    for folder in sorted({posixpath.dirname(file) for file in graph.sources if file.endswith(_TERRAFORM)}):
        with suppress(RemedyError, OSError):
            for top in templates.modules.of(folder).tops:
                yield from _of_block(top, made, templates)


class _Made:
    """What the map has."""

    def __init__(self, graph: AppGraph) -> None:
        self.functions = list(graph.nodes_of(Function))
        self.names = {_short(one) for one in self.functions}
        self.nodes = [node.logical_id for node in graph.nodes.values() if node.logical_id]
        self.places = {(one.at.path if one.at else "", _short(one)) for one in self.functions}
        self.cdk = any(one.dialect is Dialect.CDK for one in self.functions)

    def has(self, file: str, name: str) -> bool:
        """Whether a function of that id is made by that file; of CDK's the file is the code's."""
        return name in self.names if self.cdk else (file, name) in self.places


def _short(function: Function) -> str:
    return (function.logical_id or "").rpartition(".")[2]


# -- templates ------------------------------------------------------------------------------------------------------


def _of_template(file: str, made: _Made, templates: Templates) -> Iterator[Absent]:
    for route in (("Resources",), ("resources", "Resources")):
        resources = templates.source.at(file, route)
        for name, resource in resources.items() if isinstance(resources, dict) else ():
            at = _at(file, resources, name)
            if name.startswith(_LOOP):
                yield from _of_loop(name, resource, at, made)
            elif isinstance(resource, dict) and isinstance(condition := resource.get("Condition"), str):
                kind = resource.get("Type")
                if kind in FUNCTIONS and not made.has(file, name):
                    yield Absent(name, at, f"{condition} holds")
                elif kind in _STACKS and not any(one.startswith(f"{name}.") for one in made.nodes):
                    yield from _of_stack(name, resource, at, templates)


def _at(file: str, resources: dict[str, Any], name: str) -> Location:
    mark = mark_of(resources, name)
    return Location(file, mark[1]) if mark else Location(file)


def _of_stack(name: str, resource: dict[str, Any], at: Location, templates: Templates) -> Iterator[Absent]:
    """A nested stack that is not made, where its template makes functions or is not here."""
    properties = resource.get("Properties")
    location = properties.get(_STACKS[resource["Type"]]) if isinstance(properties, dict) else None
    if isinstance(location, str) and ":" not in location:
        with suppress(RemedyError):
            path = posixpath.normpath(posixpath.join(posixpath.dirname(at.path), location))
            inner = templates.source.at(path, ("Resources",))
            held = inner.values() if isinstance(inner, dict) else ()
            if not {one.get("Type") for one in held if isinstance(one, dict)} & (FUNCTIONS | _STACKS.keys()):
                return
    yield Absent(f"what the nested stack {name} makes", at, f"{resource['Condition']} holds")


def _of_loop(key: str, value: Any, at: Location, made: _Made) -> Iterator[Absent]:
    """A loop over resources whose list is empty or open."""
    body = value[2] if isinstance(value, list) and len(value) == 3 else None
    for name, resource in body.items() if isinstance(body, dict) else ():
        if isinstance(resource, dict) and resource.get("Type") in FUNCTIONS:
            pattern = re.compile(".*".join(re.escape(part) for part in _VARIABLE.split(name)))
            if not any(pattern.fullmatch(one) for one in made.names):
                reference = value[1].get("Ref") if isinstance(value[1], dict) else None
                hangs = frozenset({key, reference} if isinstance(reference, str) else {key})
                yield Absent(name, at, f"the list of {key} names it", hangs)


# -- Terraform ------------------------------------------------------------------------------------------------------


def _of_block(top: Top, made: _Made, templates: Templates) -> Iterator[Absent]:
    word = next((word for word in ("for_each", "count") if top.attribute(word) is not None), None)
    if word is None or _is_made(top, made.functions):
        return
    if top.address.startswith("aws_lambda_function."):
        name = top.address
    elif top.address.startswith("module.") and _makes_functions(top, templates):
        name = f"what {top.address} makes"
    else:
        return
    yield Absent(name, Location(top.file, top.first), f"its {word} ({_one_line(top.attribute(word) or '')}) says so")


def _is_made(top: Top, functions: Sequence[Function]) -> bool:
    """Whether a function stands in the block, or comes from the module that it calls."""
    within = (f"{top.address}.", f"{top.address}[")
    for one in functions:
        at = one.at
        if at and one.dialect in TERRAFORM and at.path == top.file and top.first <= at.line <= top.last:
            return True
        if top.address.startswith("module.") and any(part in one.id for part in within):
            return True
    return False


def _makes_functions(top: Top, templates: Templates) -> bool:
    """Whether the module that is called makes functions: a folder here that does, or a known one of that kind."""
    source = (top.attribute("source") or "").strip('"')
    if not source.startswith(("./", "../")):
        return "lambda" in source
    folder = posixpath.normpath(posixpath.join(posixpath.dirname(top.file), source))
    with suppress(RemedyError, OSError):
        tops = templates.modules.of(folder).tops
        return any(one.address.startswith("aws_lambda_function.") for one in tops)
    return False


def _one_line(text: str) -> str:
    return " ".join(text.split())[:80]
