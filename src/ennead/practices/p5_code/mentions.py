"""Where else an application's sources name a function: an output hands it out, what is not understood may start it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ennead.graph.graph import AppGraph
from ennead.model.app import Dialect, Function

if TYPE_CHECKING:
    from ennead.code.entry import Tree

_SECTION = re.compile(
    r'^(?:(?P<yaml>[A-Za-z]\w*):|(?P<hcl>[a-z]\w*)\b[^\n]*\{|[ \t]{0,4}"(?P<json>Parameters|Resources|Outputs|'
    r'Conditions|Mappings|Metadata|Rules)"[ \t]*:|[ \t]{1,4}(?P<inner>Outputs|Resources):)'
)
_HANDS_OUT = frozenset({"Outputs", "output", "outputs"})
_COMMENT = re.compile(r"(?:^|\s)(?:#|//).*$")
_NO_USE = re.compile(r"/aws/lambda/|^\s*\"?[Dd]escription\b|^\s*\"?DependsOn\b|^\s*depends_on\b|^service\b")
"""Log groups, descriptions, the order of things and the name of a service start nothing."""


@dataclass(frozen=True, slots=True)
class Mention:
    """A line that names a function; `hands_out` where it is in the outputs."""

    path: str
    line: int
    hands_out: bool


def mentions(graph: AppGraph, fn: Function, tree: Tree) -> Iterator[Mention]:
    """All lines outside its own block that name the function."""
    pattern = _pattern(fn)
    for path in graph.sources:
        text = tree.text(path) or ""
        if pattern.search(text):
            own = fn.at.line if fn.at is not None and fn.at.path == path else None
            yield from _in(text, path, pattern, own)


def _in(text: str, path: str, pattern: re.Pattern[str], own: int | None) -> Iterator[Mention]:
    section = ""
    depth: int | None = None
    for number, line in enumerate(text.splitlines(), 1):
        if (begun := _SECTION.match(line)) is not None:
            section = next(filter(None, begun.groups()), section)
        indent = len(line) - len(line.lstrip())
        if number == own:
            depth = indent
            continue
        if depth is not None and line.strip():
            if indent > depth:
                continue
            depth = None
        if pattern.search(_COMMENT.sub("", line)) and not _NO_USE.search(line):
            yield Mention(path, number, section in _HANDS_OUT)


def _pattern(fn: Function) -> re.Pattern[str]:
    """How a source names the function elsewhere."""
    name = fn.logical_id or fn.name
    if fn.dialect is Dialect.SERVERLESS:
        key = re.escape(name)
        made = name.replace("-", "Dash").replace("_", "Underscore")
        made = re.escape(f"{made[:1].upper()}{made[1:]}LambdaFunction")
        value = rf"^\s*(?:-|[\w.]+:)\s+['\"]?{key}['\"]?\s*$"
        return re.compile(rf"(?<![\w-])(?:{made}|functions\.{key})(?![\w-])|-{key}(?![\w-])|{value}", re.MULTILINE)
    if ".aws_lambda_function." in name:  # of a module: others name its outputs
        word = re.sub(r"\[[^\]]*\]", "", name.partition(".aws_lambda_function.")[0]).split(".module.")[0]
    else:
        word = re.sub(r"\[[^\]]*\]$", "", name) if name.startswith("aws_lambda_function.") else name.rpartition(".")[2]
    return re.compile(rf"(?<![\w-]){re.escape(word)}(?![\w-])")
