"""Terraform's files."""

from __future__ import annotations

import pytest

from ennead.remedy.edit import APPEND, Edit, Hcl, Insert, Remove, Route, Set
from ennead.remedy.errors import Conflict, RemedyError
from tests.remedy.making import made

FILE = "main.tf"
TEXT = """\
# é: the role
resource "aws_iam_role_policy" "x" {
  name   = "x" # its name
  policy = jsonencode({
    Statement = [{
      Action   = ["s3:*", "sqs:*"] // wide
      Resource = "*"
    }]
  })
}

data "aws_iam_policy_document" "d" {
  statement {
    actions = ["a"]
  }

  statement {
    actions = ["b"]
  }
}

locals { one = 1 }
resource "aws_sqs_queue" "q" {}
"""
POLICY: Route = ("resource", "aws_iam_role_policy", "x")


def edited(edit: Edit, text: str = TEXT) -> str:
    """The text with an edit."""
    return made(text, edit, name=FILE)


@pytest.mark.parametrize(
    ("edit", "old", "new"),
    [
        (Set(FILE, (*POLICY, "name"), Hcl("var.name")), '"x" #', "var.name #"),
        (Set(FILE, (*POLICY, "name"), "${é}"), '"x" #', '"$${é}" #'),
        (
            Set(FILE, (*POLICY, "policy", "Statement", 0, "Action"), ["s3:GetObject"]),
            '["s3:*", "sqs:*"]',
            '["s3:GetObject"]',
        ),
        (Remove(FILE, (*POLICY, "policy", "Statement", 0, "Action", 0)), '["s3:*", "sqs:*"]', '["sqs:*"]'),
        (Insert(FILE, (*POLICY, "policy", "Statement", 0, "Action"), APPEND, "x"), '"sqs:*"]', '"sqs:*", "x"]'),
        (Remove(FILE, (*POLICY, "policy", "Statement", 0, "Resource")), '      Resource = "*"\n', ""),
        (
            Insert(FILE, (*POLICY, "policy", "Statement", 0), "Effect", "Allow", "Action"),
            "// wide\n",
            '// wide\n      Effect = "Allow"\n',
        ),
        (Set(FILE, ("data", "aws_iam_policy_document", "d", "statement", 1, "actions"), ["c"]), '["b"]', '["c"]'),
        (
            Remove(FILE, ("data", "aws_iam_policy_document", "d", "statement", "1")),
            '\n  statement {\n    actions = ["b"]\n  }\n',
            "",
        ),
        (
            Insert(FILE, POLICY, "role", Hcl("aws_iam_role.r.id"), "name"),
            "# its name\n",
            "# its name\n  role   = aws_iam_role.r.id\n",
        ),
        (Set(FILE, (*POLICY, "role"), Hcl("a.b")), "  })\n", "  })\n  role   = a.b\n"),
        (Insert(FILE, ("resource", "aws_sqs_queue", "q"), "fifo_queue", True), "{}\n", "{\n  fifo_queue = true\n}\n"),
        (Insert(FILE, ("locals",), "two", 2), "{ one = 1 }", "{\n  one = 1\n  two = 2\n}"),
        (Remove(FILE, ("locals", "one")), "{ one = 1 }", "{}"),
        (Remove(FILE, POLICY), TEXT[TEXT.index("resource") : TEXT.index("\ndata")], ""),
        (Remove(FILE, (*POLICY, "missing")), "", ""),
        (
            Insert(FILE, (), "resource", Hcl('resource "a" "b" {\n  c = 1\n}')),
            '"q" {}\n',
            '"q" {}\n\nresource "a" "b" {\n  c = 1\n}\n',
        ),
        (
            Insert(FILE, (), "resource", Hcl('resource "a" "b" {}'), ("data", "aws_iam_policy_document", "d")),
            "}\n\nlocals",
            '}\n\nresource "a" "b" {}\n\nlocals',
        ),
        (
            Set(FILE, (*POLICY, "policy"), {"A": [1, {"b": None}]}),
            TEXT[TEXT.index("jsonencode") : TEXT.index("\n}\n")],
            ("{\n    A = [\n      1,\n      {\n        b = null\n      },\n    ]\n  }"),
        ),
    ],
)
def test_only_what_is_meant_changes(edit: Edit, old: str, new: str) -> None:
    """The text is the same but for the one place."""
    assert edited(edit) == TEXT.replace(old, new, 1)


def test_windows_line_breaks_stay() -> None:
    """New lines end as the others do."""
    text = TEXT.replace("\n", "\r\n")
    new = edited(Insert(FILE, POLICY, "tags", {"a": 1}), text)
    assert new.replace("\r\n", "\n") == edited(Insert(FILE, POLICY, "tags", {"a": 1}))
    assert new.count("\r\n") == new.count("\n")


@pytest.mark.parametrize(
    "text", [TEXT, TEXT.rstrip("\n"), TEXT.replace("\n", "\r\n"), TEXT.replace("\n\n", "\n"), "# nothing yet"]
)
def test_a_block_comes_and_goes_without_a_trace(text: str) -> None:
    """Inserting a block and removing it again gives the same bytes."""
    new = edited(Insert(FILE, (), "resource", Hcl('resource "a" "b" {\n  c = <<E\ntext\nE\n}')), text)
    assert new != text
    assert edited(Remove(FILE, ("resource", "a", "b")), new) == text


def test_twice_is_once() -> None:
    """What stands there already is not inserted again."""
    for edit in (
        Insert(FILE, (), "resource", Hcl('resource "aws_sqs_queue" "q" {}')),
        Insert(FILE, POLICY, "name", "x"),
        Set(FILE, (*POLICY, "name"), "x"),
        Insert(FILE, (*POLICY, "policy", "Statement", 0, "Action"), 0, "s3:*"),
    ):
        assert edited(edit) == TEXT


@pytest.mark.parametrize(
    ("edit", "words"),
    [
        (Set(FILE, ("resource", "aws_iam_role", "no", "name"), 1), "there is no"),
        (Set(FILE, POLICY, 1), "is a block"),
        (Set(FILE, ("data", "aws_iam_policy_document", "d", "statement", "actions"), 1), "add an index"),
        (Remove(FILE, ("data", "aws_iam_policy_document", "d", "statement", 2)), "none at 2"),
        (Set(FILE, (*POLICY, "name"), Hcl("a b")), "not an expression"),
        (Set(FILE, (*POLICY, "name"), Hcl('"x"\nmore = 1')), "not an expression"),
        (Set(FILE, (*POLICY, "policy", "Nothing"), 1), "does not stand"),
        (Insert(FILE, (*POLICY, "name"), 0, 1), "neither a list nor an object"),
        (Insert(FILE, (*POLICY, "policy"), 0, 1), "does not fit"),
        (Set(FILE, (), 1), "as a whole"),
    ],
)
def test_what_cannot_be_done_is_said(edit: Edit, words: str) -> None:
    """A refusal names the place and the reason."""
    with pytest.raises(RemedyError, match=words):
        edited(edit)


@pytest.mark.parametrize(
    "edit",
    [
        Insert(FILE, POLICY, "name", "other"),
        Insert(FILE, (), "resource", Hcl('resource "aws_sqs_queue" "q" {\n  a = 1\n}')),
        Insert(FILE, (*POLICY, "policy", "Statement", 0), "Action", "x"),
    ],
)
def test_another_one_of_the_name_is_a_conflict(edit: Edit) -> None:
    """Nothing is overwritten by an insertion."""
    with pytest.raises(Conflict, match="there already"):
        edited(edit)


def test_broken_files_are_refused() -> None:
    """What the grammar does not take is not edited."""
    with pytest.raises(RemedyError, match="not valid HCL"):
        edited(Set(FILE, ("a",), 1), "a = {\n")
