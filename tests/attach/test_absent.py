"""Functions that the files declare and that are not made here, and what was not read that may make some."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from tests.attach.making import HANDLER, ROLE, function, laid, planned, sam
from tests.attach.test_cli_attach import SCHEMA
from tests.cli.conftest import Ennead

PROD = """Parameters:
  Stage: {Type: String, Default: dev}
Conditions:
  Prod: !Equals [!Ref Stage, prod]
"""
TERRAFORM = f"""variable "on" {{
  default = false
}}
resource "aws_lambda_function" "off" {{
  count         = var.on ? 1 : 0
  function_name = "off"
  role          = "{ROLE}"
  handler       = "work.handler"
  runtime       = "python3.13"
  filename      = "src/work.py"
}}
"""
CALL = 'module "more" {\n  source = "./more"\n  count  = 0\n}\n'
LOOP = """  Fn::ForEach::Fns:
    - Name
    - !Ref Names
    - Fn${Name}:
        Type: AWS::Lambda::Function
        Properties: {Handler: a.b, Runtime: python3.13, Code: {ZipFile: x}}
"""
STACK = "  {}: {{Type: AWS::CloudFormation::Stack, {} Properties: {{TemplateURL: {}}}}}\n"
CHILD = "Resources:\n  F:\n    Type: {}\n    Properties: {{Handler: a.b, Runtime: python3.13, Code: {{ZipFile: x}}}}\n"


def conditional(name: str) -> str:
    """A function that is made in production."""
    return function(name).replace("    Properties:", "    Condition: Prod\n    Properties:")


def test_a_condition(ennead: Ennead, tmp_path: Path) -> None:
    """A function that a condition leaves out is named, in every answer, and is no fault."""
    laid(tmp_path, sam(function("Always"), conditional("OnlyProd"), head=PROD))
    where = "is there only where Prod holds: name that environment with --parameter or --env"
    text = f"OnlyProd (template.yaml:15) {where}"
    assert f"not here: {text}" in ennead("attach", tmp_path).err
    done = ennead("attach", tmp_path, "--write")
    assert done.code == 0
    assert f"not here: {text}" in done.err
    table = ennead("attach", tmp_path, "--check")
    assert table.code == 0
    assert where in " ".join(table.out.split())
    assert table.out.endswith("every function that is made here carries the agent\n")
    document = json.loads(ennead("attach", tmp_path, "--check", "--format", "json").out)
    Draft202012Validator(SCHEMA).validate(document)
    assert document["absent"] == [
        {"function": "OnlyProd", "only": "Prod holds", "at": {"path": "template.yaml", "line": 21}}
    ]
    asked = ennead("attach", tmp_path, "--function", "OnlyProd")
    assert asked.code == 2
    assert where in asked.err
    assert "not here" not in ennead("attach", tmp_path, "--parameter", "Stage=prod").err


def test_terraform(tmp_path: Path) -> None:
    """A count of none is told, at a function and at a module that makes functions."""
    more = TERRAFORM.replace("  count         = var.on ? 1 : 0\n", "").replace("off", "more")
    laid(tmp_path, {"main.tf": TERRAFORM + CALL, "more/main.tf": more, "src/work.py": HANDLER})
    assert [str(one).partition(":  ")[0].partition(" says so")[0] for one in planned(tmp_path).absent] == [
        "aws_lambda_function.off (main.tf:4) is there only where its count (var.on ? 1 : 0)",
        "what module.more makes (main.tf:12) is there only where its count (0)",
    ]


def test_a_nested_stack(tmp_path: Path) -> None:
    """A stack that a condition leaves out is told where its template makes functions."""
    stacks = STACK.format("Shop", "Condition: Prod,", "shop.yaml") + STACK.format("Box", "Condition: Prod,", "box.yaml")
    laid(tmp_path, sam(function("Work"), head=PROD, tail=stacks))
    laid(tmp_path, {"shop.yaml": CHILD.format("AWS::Lambda::Function"), "box.yaml": CHILD.format("AWS::SQS::Queue")})
    assert [one.name for one in planned(tmp_path).absent] == ["what the nested stack Shop makes"]


@pytest.mark.parametrize(
    ("names", "unread", "absent"),
    [("{Type: CommaDelimitedList}", 1, 0), ("{Type: CommaDelimitedList, Default: 'A,B'}", 0, 0)],
)
def test_a_loop(tmp_path: Path, names: str, unread: int, absent: int) -> None:
    """A loop whose list nobody told makes functions that nobody knows."""
    head = f"Transform: AWS::LanguageExtensions\nParameters:\n  Names: {names}\nResources:\n"
    laid(tmp_path, {"template.yaml": head + LOOP + "  Box: {Type: AWS::S3::Bucket}\n"})
    made = planned(tmp_path)
    assert (len(made.unread), len(made.absent)) == (unread, absent)


@pytest.mark.parametrize(
    ("files", "told"),
    [
        (
            sam(function("Work"), tail=STACK.format("Far", "", "https://s3.amazonaws.com/bucket/x.yaml")),
            "template.yaml:11: nested stack Far: its template is not here",
        ),
        (sam(function("Work"), tail=STACK.format("Gone", "", "gone.yaml")), "nested stack Gone: gone.yaml does not"),
        (
            {"main.tf": 'module "fn" {\n  source = "git::https://example.com/fn.git"\n}\n'},
            "main.tf:1: the module git::",
        ),
        (
            {"serverless.yml": "service: a\nprovider: {name: aws}\nfunctions: ${file(fns.yml)}\n"},
            "serverless.yml:3: ${file(fns.yml)}: fns.yml does not exist",
        ),
        (
            {
                "serverless.yml": "service: a\nprovider: {name: aws, runtime: python3.13}\n"
                "functions: {work: {handler: src/work.handler}}\nconstructs: {web: {type: server-side-website}}\n",
                "src/work.py": HANDLER,
            },
            "Lift construct web",
        ),
        (
            {"template.yaml": f"Transform: Ours\n{CHILD.format('AWS::Lambda::Function')}"},
            "the macro Ours changes the template",
        ),
    ],
    ids=["remote", "gone", "module", "file", "construct", "macro"],
)
def test_unread(ennead: Ennead, tmp_path: Path, files: dict[str, str], told: str) -> None:
    """What may make functions and was not read is named like a fault, and nothing is said of every function."""
    laid(tmp_path, files)
    first = ennead("attach", tmp_path, "--write")
    assert first.code == 3
    assert "not read: " in first.err
    assert told in first.err
    table = ennead("attach", tmp_path, "--check")
    assert table.code == 3
    assert "every function carries the agent" not in table.out
    if "no function here" in table.err:
        assert table.err.index(told) < table.err.index("no function here")
    else:
        document = ennead("attach", tmp_path, "--check", "--format", "json").out
        assert any(told.split(": ", 1)[-1] in one for one in json.loads(document)["unread"])  # its line has moved


def test_what_hides_nothing_is_no_fault(ennead: Ennead, tmp_path: Path) -> None:
    """A value that is not told, and a file that is no part of the resources, hide no function."""
    api = (
        "  Api:\n    Type: AWS::Serverless::Api\n    Properties:\n      StageName: live\n      DefinitionBody:\n"
        "        Fn::Transform: {Name: AWS::Include, Parameters: {Location: api.yaml}}\n"
    )
    laid(tmp_path, sam(function("Work"), head="Parameters:\n  Stage: {Type: String}\n", tail=api))
    done = ennead("attach", tmp_path)
    assert done.code == 0
    assert "not read" not in done.err
