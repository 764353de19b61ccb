"""A folder of Terraform files that a test writes, and what it comes to."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from ennead.model.app import Edge, Fragment
from ennead.sources.app import AppReading, Options
from ennead.sources.terraform.app import read_app

FUNCTION = """
resource "aws_lambda_function" "fn" {
  function_name = "fn"
  handler       = "app.handler"
  runtime       = "python3.13"
  filename      = "build/fn.zip"
  role          = aws_iam_role.role.arn
}

resource "aws_iam_role" "role" {
  name               = "role"
  assume_role_policy = jsonencode({
    Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = "lambda.amazonaws.com" } }]
  })
}
"""
FN = "function/aws_lambda_function.fn"


def app(root: Path, text: str, options: Options | None = None, files: Mapping[str, str] | None = None) -> AppReading:
    """The application in a folder with `main.tf` and other files by their path."""
    write(root, text, files)
    return read_app(root, "main.tf", "app", options or Options())


def write(root: Path, text: str, files: Mapping[str, str] | None = None) -> None:
    """Write `main.tf` and the other files."""
    (root / "main.tf").write_text(text)
    for name, content in (files or {}).items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content)


def fragment(root: Path, text: str, files: Mapping[str, str] | None = None) -> Fragment:
    """The only fragment of such a folder; its faults fail the test."""
    reading = app(root, text, files=files)
    assert reading.faults == ()
    return reading.fragments[""]


def links(found: Fragment) -> set[tuple[str, str, str]]:
    """Every edge as kind, source, target."""
    return {(edge.kind.value, edge.source, edge.target) for edge in found.edges}


def edge(found: Fragment, kind: str, source: str, target: str) -> Edge:
    """The one edge of that kind between two nodes."""
    (one,) = (e for e in found.edges if (e.kind.value, e.source, e.target) == (kind, source, target))
    return one
