"""Whether all variables of a function are told, or others may be there."""

from __future__ import annotations

from pathlib import Path

import pytest

from ennead.model.app import Function
from ennead.report.graph.plain import properties
from ennead.sources.text import fragment_of
from tests.sources.reading import one
from tests.sources.serverless import service
from tests.sources.terraform import folder

TEMPLATE = """
Parameters: {Stage: {Type: String}}
Conditions: {Prod: !Equals [!Ref Stage, prod]}
Resources:
  Fn:
    Type: AWS::Lambda::Function
    Properties:
      Environment: %s
"""


@pytest.mark.parametrize(
    ("environment", "is_open"),
    [
        ("{Variables: {A: b}}", False),
        ("{Variables: {A: !If [Prod, x, !Ref AWS::NoValue]}}", False),
        ("{Variables: !If [Prod, {A: b}, {B: c}]}", True),
        ("!If [Prod, {Variables: {A: b}}, !Ref AWS::NoValue]", True),
    ],
)
def test_a_mapping_that_hangs_on_a_parameter(environment: str, is_open: bool) -> None:
    """A template's variables are told by their names, unless the mapping itself hangs on what is not known."""
    fn = one(fragment_of(TEMPLATE % environment), "function/Fn", Function)
    assert (fn.environment_open is not None) is is_open
    assert "environment_open" not in properties(fn, lambda node_id: node_id)


@pytest.mark.parametrize(
    ("variables", "is_open"),
    [('{ A = "b" }', False), ("var.extra", True), ('merge(var.extra, { A = "b" })', True)],
)
def test_a_mapping_of_terraform(tmp_path: Path, variables: str, is_open: bool) -> None:
    """Variables that another mapping is merged into are open where that is not known."""
    text = folder.FUNCTION.replace("handler", f"environment {{\n variables = {variables}\n }}\n handler", 1)
    found = folder.fragment(tmp_path, f'variable "extra" {{ type = map(string) }}\n{text}')
    assert (one(found, folder.FN, Function).environment_open is not None) is is_open


def test_a_file_of_variables(tmp_path: Path) -> None:
    """A plugin that reads `.env` adds variables that nobody sees."""
    plain, more = (
        service.function(service.fragment(tmp_path, f"{service.HEAD}{plugins}{service.FN}"))
        for plugins in ("", "plugins: [serverless-dotenv-plugin]\n")
    )
    assert plain.environment_open is None
    assert more.environment_open is not None
