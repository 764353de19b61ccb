"""What the tests of the sources ask again and again."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, TypeVar

from ennead.model.app import Fragment, Function, Gap, Node, Trigger
from ennead.sources.cloudformation.expand import Files
from ennead.sources.cloudformation.inputs import Gaps, Inputs
from ennead.sources.cloudformation.load import Document, parse
from ennead.sources.cloudformation.stack import Stack
from ennead.sources.cloudformation.template import template_of
from ennead.sources.read import AppReading, Options, open_path
from ennead.sources.text import fragment_of

N = TypeVar("N", bound=Node)
SAM = "Transform: AWS::Serverless-2016-10-31\n"
FUNCTION = """\
  Fn:
    Type: AWS::Serverless::Function
    Properties:
      Handler: app.handler
      Runtime: python3.13
      CodeUri: src/
"""


def one(fragment: Fragment, node_id: str, kind: type[N]) -> N:
    """The node of that id, which has to be there and of that class."""
    found = {node.id: node for node in fragment.nodes}
    assert node_id in found, sorted(found)
    node = found[node_id]
    assert isinstance(node, kind)
    return node


def ids(fragment: Fragment) -> set[str]:
    """The ids of all nodes."""
    return {node.id for node in fragment.nodes}


def triggers(fragment: Fragment) -> list[Trigger]:
    """All triggers."""
    return [edge for edge in fragment.edges if isinstance(edge, Trigger)]


def edges(fragment: Fragment, kind: str) -> set[tuple[str, str]]:
    """Source and target of all edges of a kind."""
    return {(edge.source, edge.target) for edge in fragment.edges if edge.kind == kind}


def resolved(
    expression: str, sections: str = "", given: Mapping[str, str] | None = None
) -> tuple[Any, tuple[Gap, ...]]:
    """What an expression (one line of YAML) comes to in a template with those sections, and the gaps it leaves."""
    queue = "  Queue: {Type: AWS::SQS::Queue}\n"
    root = parse(f"{sections}Resources:\n{queue}  X: {{V: {expression}}}\n", "template.yaml").root
    return resolved_value(root["Resources"].pop("X")["V"], Document(root), given)


def resolved_value(
    value: Any, document: Document, given: Mapping[str, str] | None = None
) -> tuple[Any, tuple[Gap, ...]]:
    """The same for a value that is no text of a file."""
    template = template_of(document, "template.yaml")
    gaps = Gaps()
    files = Files(Path("/nonexistent"), "", set(), gaps.budget)
    stack = Stack(template, Inputs(template, dict(given or {}), gaps), files, gaps, {}).open()
    return stack.resolver.value(value), gaps.all()


def variable(text: str, name: str = "V", given: Mapping[str, str] | None = None) -> object:
    """The value of a variable of the function `Fn`."""
    function = one(fragment_of(text, given=given), "function/Fn", Function)
    return {variable.name: variable.value for variable in function.environment}[name]


def write(folder: Path, files: Mapping[str, str]) -> Path:
    """A folder with those files."""
    for name, text in files.items():
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    return folder


def read_app(folder: Path, options: Options | None = None) -> AppReading:
    """The one application of a folder."""
    (reading,) = open_path(folder, options or Options()).apps()
    assert isinstance(reading, AppReading), reading
    return reading


def fragment_in(folder: Path) -> Fragment:
    """The fragment of the one application, in its one environment."""
    (fragment,) = read_app(folder).fragments.values()
    return fragment
