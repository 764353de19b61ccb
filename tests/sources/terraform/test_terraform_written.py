"""Code that stands in a configuration: an archive's texts are the inline code of the function they are packed for."""

from __future__ import annotations

from pathlib import Path

import pytest

from ennead.code.entry import Entry, NoEntry, Tree, entry_of
from ennead.code.evaluate.modules import Sources
from ennead.code.question import ask
from ennead.model.app import Function, Layer
from ennead.model.unknown import Unknown
from tests.sources.reading import one
from tests.sources.terraform.folder import FN, FUNCTION, fragment

CODE = """\
import boto3

def handler(event, context):
    boto3.client("sqs").send_message(QueueUrl="q")
"""


def archive(*sources: str) -> str:
    """An archive of these arguments and blocks, and the function it is for."""
    inside = "\n  ".join(sources)
    return f'data "archive_file" "z" {{\n  type = "zip"\n  output_path = "build/fn.zip"\n  {inside}\n}}\n{FUNCTION}'


def source(name: str, content: str) -> str:
    """A block of a file's name and text."""
    return f'source {{\n    filename = "{name}"\n    content  = {content}\n  }}'


def heredoc(text: str, indent: str = "", word: str = "<<EOT") -> str:
    """A text over lines."""
    lines = "".join(f"{indent if line else ''}{line}\n" for line in text.splitlines())
    return f"{word}\n{lines}{indent}EOT"


def function(folder: Path, text: str) -> Function:
    """The function of a configuration."""
    return one(fragment(folder, text), FN, Function)


def lines(folder: Path, text: str) -> list[tuple[str, str, int]]:
    """The requests of its code, with their places."""
    entry = entry_of(function(folder, text), (), Tree(folder))
    assert isinstance(entry, Entry), entry
    return [(one.operation, one.at.path, one.at.line) for one in ask(entry, Sources(Tree(folder))).calls]


@pytest.mark.parametrize(
    "sources",
    [
        (source("app.py", heredoc(CODE)),),
        (source("app.py", heredoc(CODE, "      ", "<<-EOT")),),
        (source("other.py", heredoc("x = 1")), source("app.py", heredoc(CODE))),
        (f"source_content = {heredoc(CODE)}", 'source_content_filename = "app.py"'),
    ],
)
def test_the_text_that_the_handler_names_is_followed(tmp_path: Path, sources: tuple[str, ...]) -> None:
    """Its requests have their lines in the configuration, whichever way the text is written and indented."""
    text = archive(*sources)
    wanted = next(number for number, line in enumerate(text.split("\n"), 1) if "send_message" in line)
    assert lines(tmp_path, text) == [("SendMessage", "main.tf", wanted)]


def test_what_the_text_is_called(tmp_path: Path) -> None:
    """The archive says the name of the code's file and of those beside it; there is no other code."""
    fn = function(tmp_path, archive(source("lib/a.py", '"a"'), source("./app.py", '"b"')))
    assert (fn.inline, fn.code, fn.packaging) == ("b", None, (("file", "app.py"), ("beside", "lib/a.py")))
    assert fn.inline_at is not None
    assert fn.inline_at.line == 10


@pytest.mark.parametrize(
    ("handler", "name", "found"),
    [
        ("pkg.app.handler", "pkg/app.py", "handler"),
        ("pkg/app.handler", "pkg/app.py", "handler"),
        ("app.run.handler", "app.mjs", "run.handler"),
        ("index.handler", "app.py", None),
    ],
)
def test_a_handler_and_the_name_of_the_text(tmp_path: Path, handler: str, name: str, found: str | None) -> None:
    """A module in folders is named as the runtime names it; a handler of another module is not there."""
    text = archive(source(name, '"x = 1"')).replace("app.handler", handler)
    text = text.replace("python3.13", "nodejs22.x") if name.endswith(".mjs") else text
    entry = entry_of(function(tmp_path, text), (), Tree(tmp_path))
    if found is None:
        assert isinstance(entry, NoEntry)
        assert (entry.klass, entry.reason) == ("handler", "its archive holds app.py: index.handler is not in it")
    else:
        assert isinstance(entry, Entry)
        assert entry.name == found


def test_a_text_that_is_a_file_s(tmp_path: Path) -> None:
    """The file that a configuration reads the text from is followed, with what lies beside it."""
    (tmp_path / "code").mkdir()
    (tmp_path / "code" / "main.py").write_text("from helper import handler\n")
    (tmp_path / "code" / "helper.py").write_text(CODE)
    sources = [
        source("app.py", 'file("${path.module}/code/main.py")'),
        source("helper.py", 'file("code/helper.py")'),
    ]
    assert lines(tmp_path, archive(*sources)) == [("SendMessage", "code/helper.py", 4)]


def test_a_text_that_brings_in_another(tmp_path: Path) -> None:
    """What stands in no file cannot be brought in: there is no entry."""
    text = archive(source("app.py", '"import helper"'), source("helper.py", '"x = 1"'))
    entry = entry_of(function(tmp_path, text), (), Tree(tmp_path))
    assert isinstance(entry, NoEntry)
    assert "brings in helper.py" in entry.reason


def test_a_text_with_holes_and_one_that_is_not_told(tmp_path: Path) -> None:
    """What only a deployment knows is a hole in the text; a text of which nothing is known is none."""
    holes = source("app.py", "\"TABLE = '${aws_iam_role.role.unique_id}'\"")
    assert "TABLE = '" in str(function(tmp_path, archive(holes)).inline)
    untold = 'variable "text" {}\n' + archive(source("app.py", "var.text"))
    assert isinstance(function(tmp_path, untold).inline, Unknown)


def test_the_texts_of_a_layer(tmp_path: Path) -> None:
    """A layer has no code of its own in the configuration: it is its archive."""
    layer = 'resource "aws_lambda_layer_version" "l" {\n  layer_name = "l"\n  filename = "build/fn.zip"\n}\n'
    found = fragment(tmp_path, archive(source("app.py", '"x"')) + layer)
    assert [node.code for node in found.nodes if isinstance(node, Layer)] == ["build/fn.zip"]
