"""What checks are told of code."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from ennead.check import Context, check
from ennead.engine.assess import assess
from ennead.engine.programs import Programs
from ennead.engine.scan import Request, map_of, scan
from ennead.graph.graph import AppGraph
from ennead.model.finding import Outcome, Practice, Severity
from ennead.sources.read import AppReading, Options, open_path

TEMPLATE = """
Resources:
  Orders: {Type: AWS::Lambda::Function, Properties: {Runtime: python3.13, Handler: app.handler, Code: src/}}
  Gone: {Type: AWS::Lambda::Function, Properties: {Runtime: python3.13, Handler: gone.handler, Code: src/}}
"""


@check(Practice.CODE, Severity.LOW, on=AppGraph)
def told_of_code(_: AppGraph, ctx: Context) -> Iterator[Outcome]:
    """Says what it is told."""
    files = ctx.sources.tree.below(".", ".py") if ctx.sources else ()
    kinds = sorted(f"{name} {type(answer).__name__}" for name, answer in ctx.programs.items())
    yield ctx.unassessed(" ".join((*kinds, *files)), node=None)


def test_a_check_is_told_what_each_function_does(tmp_path: Path) -> None:
    """With programs: an answer or a reason for each function, and the files; without: nothing."""
    (tmp_path / "src").mkdir()
    (tmp_path / "src" / "app.py").write_text("def handler(event, context):\n    return {}\n")
    (tmp_path / "template.yaml").write_text(TEMPLATE)
    (reading,) = open_path(tmp_path, Options()).apps()
    assert isinstance(reading, AppReading)
    programs = Programs(tmp_path)
    graph = map_of(reading, (), programs)
    expected = "function/Gone NoEntry function/Orders Answer src/app.py"
    assert [one.reason for one in assess(graph, [told_of_code], programs=programs)] == [expected]  # type: ignore[union-attr]
    assert [one.reason for one in assess(graph, [told_of_code])] == [""]  # type: ignore[union-attr]
    result = scan(tmp_path, Request(checks=(told_of_code,))).result
    assert expected in [one.reason for one in result.unassessed]
