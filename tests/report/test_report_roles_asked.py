"""What is asked of roles and advised beside them, on the terminal and in the document."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from ennead.engine.config import load
from ennead.engine.roles import AppRoles, roles
from ennead.engine.scan import Request
from ennead.report.roles import document, table
from tests.graph.needed.making import HEAD, NOTHING, asking, function, written

SPEC = Path(__file__).parents[2] / "spec" / "roles.schema.json"
SCHEMA = Draft202012Validator(json.loads(SPEC.read_text(encoding="utf-8")))
ARN = "arn:aws:iam::111111111111:policy/edge"
ASKED = f'[roles]\nboundary = "{ARN}"\n'
IN_VPC = (
    "      VpcConfig: {SubnetIds: [subnet-1], SecurityGroupIds: [sg-1]}\n"
    "      Policies:\n        - AWSLambdaVPCAccessExecutionRole\n"
)
INTERFACES = [
    "ec2:CreateNetworkInterface", "ec2:DeleteNetworkInterface", "ec2:DescribeNetworkInterfaces", "ec2:DescribeSubnets",
    "ec2:DetachNetworkInterface", "ec2:AssignPrivateIpAddresses", "ec2:UnassignPrivateIpAddresses",
]  # fmt: skip


def app(folder: Path, more: str, code: str = NOTHING, *, asked: str = "", resources: str = "") -> AppRoles:
    """An application of one function, with what its configuration file says."""
    written(folder, {"template.yaml": HEAD + function(more) + resources, "src/work.py": code, "ennead.toml": asked})
    (one,) = (one for one in roles(folder, Request((), config=load(folder))) if isinstance(one, AppRoles))
    return one


def row(one: AppRoles) -> dict[str, Any]:
    """The only function of the document, which keeps to its schema."""
    whole = document.document([one])
    SCHEMA.validate(whole)
    (found,) = whole["functions"]
    return dict(found)


def test_a_boundary_that_is_missing_is_said(tmp_path: Path) -> None:
    """A line of the function, a part of the last line, and the document say it; it is no excess."""
    one = app(tmp_path, "", asked=ASKED)
    text = table.render([one])
    assert f"  boundary  missing: {ARN} is required" in text
    assert "1 without its boundary" in text
    assert row(one)["boundary"] == {"required": ARN, "has": None, "holds": False}
    assert row(one)["excess"] == []


def test_another_boundary_is_said(tmp_path: Path) -> None:
    """What is there stands beside what is asked for."""
    other = ARN.replace("edge", "other")
    one = app(tmp_path, f"      PermissionsBoundary: {other}\n", asked=ASKED)
    assert f"  boundary  {other}, where" in table.render([one])
    assert row(one)["boundary"] == {"required": ARN, "has": other, "holds": False}


def test_a_boundary_that_holds_is_not_spoken_of(tmp_path: Path) -> None:
    """The terminal says nothing where it holds, nor where none is asked for."""
    held = app(tmp_path / "a", f"      PermissionsBoundary: {ARN}\n", asked=ASKED)
    assert "boundary" not in table.render([held])
    assert row(held)["boundary"] == {"required": ARN, "has": ARN, "holds": True}
    none = app(tmp_path / "b", "")
    assert "boundary" not in table.render([none])
    assert row(none)["boundary"] is None


def test_a_function_in_a_vpc_is_advised_a_denial(tmp_path: Path) -> None:
    """What Lambda does for it is denied to its own code, which is told by the function's ARN."""
    one = app(tmp_path, IN_VPC + "      FunctionName: work\n")
    (statement,) = row(one)["advised"]
    own = {"Fn::Sub": "arn:${AWS::Partition}:lambda:${AWS::Region}:${AWS::AccountId}:function:work"}
    assert statement == {
        "Effect": "Deny",
        "Action": INTERFACES,
        "Resource": "*",
        "Condition": {"ArnEquals": {"lambda:SourceFunctionArn": own}},
    }
    assert "advised beside it" in table.render([one], ["Work"])
    assert "advised" not in table.render([one])


def test_a_name_that_cloudformation_makes_is_a_pattern(tmp_path: Path) -> None:
    """A role is made before its function, so that the denial cannot refer to it."""
    (statement,) = row(app(tmp_path, IN_VPC))["advised"]
    own = statement["Condition"]["ArnEquals"]["lambda:SourceFunctionArn"]["Fn::Sub"]
    assert own.endswith(":function:${AWS::StackName}-Work-*")


def test_what_the_code_asks_for_is_not_denied(tmp_path: Path) -> None:
    """A function that looks at interfaces itself is advised the rest."""
    code = asking("boto3.client('ec2').describe_network_interfaces()")
    (statement,) = row(app(tmp_path, IN_VPC, code))["advised"]
    assert statement["Action"] == [one for one in INTERFACES if one != "ec2:DescribeNetworkInterfaces"]


def test_nothing_is_advised_elsewhere(tmp_path: Path) -> None:
    """A function outside of a VPC, and one whose role has the denial, need none."""
    assert row(app(tmp_path / "a", ""))["advised"] == []
    own = "!Sub 'arn:${AWS::Partition}:lambda:${AWS::Region}:${AWS::AccountId}:function:${AWS::StackName}-Work-*'"
    deny = (
        f"        - Statement:\n            - Effect: Deny\n              Action: [{', '.join(INTERFACES)}]\n"
        "              Resource: '*'\n"
        f"              Condition: {{ArnEquals: {{'lambda:SourceFunctionArn': {own}}}}}\n"
    )
    one = app(tmp_path / "b", IN_VPC + deny)
    assert row(one)["advised"] == []
    assert row(one)["missing"] == []
    assert row(one)["excess"] == []


def denial(more: str, effect: str = "Effect: Deny", resource: str = "Resource: '*'") -> str:
    """A statement on the interfaces, with its conditions; indented for a function's properties."""
    return (
        f"        - Statement:\n            - {effect}\n              Action: [{', '.join(INTERFACES)}]\n"
        f"              {resource}\n{more}"
    )


def on(operator: str, value: str) -> str:
    """A condition on the function that asks."""
    return f"              Condition: {{{operator}: {{'lambda:SourceFunctionArn': {value}}}}}\n"


OWN = "!Sub 'arn:aws:lambda:${AWS::Region}:${AWS::AccountId}:function:work'"
ANY = "'arn:*:lambda:*:*:function:*'"
OTHER = "!Sub 'arn:aws:lambda:${AWS::Region}:${AWS::AccountId}:function:other'"


@pytest.mark.parametrize(
    "statement",
    [
        denial(on("ArnNotEquals", OWN)),
        denial(on("ArnLike", OTHER)),
        denial(on("StringEquals", ANY)),
        denial(on("ArnEquals", "!Ref Told")),
        denial(on("ArnEquals", OWN), resource="Resource: 'arn:aws:ec2:*:*:subnet/subnet-1'"),
        denial(on("ArnEquals", OWN), resource="NotResource: '*'"),
        denial(on("ArnEquals", OWN), effect="Effect: Allow"),
        denial("              Condition: {StringEquals: {'aws:SourceVpc': vpc-1}}\n"),
        denial(on("ArnEquals", OWN).replace("lambda:SourceFunctionArn", "aws:SourceArn")),
        denial("              Condition: !Ref Told\n"),
    ],
    ids=[
        "inverse",
        "another",
        "no pattern",
        "untold",
        "narrower",
        "none",
        "allowed",
        "another key",
        "its ARN by another key",
        "unread",
    ],
)
def test_a_denial_that_is_not_the_advised_one_takes_no_advice_away(tmp_path: Path, statement: str) -> None:
    """Only what surely denies the function's own code all of it, on everything, stands for what is advised."""
    more = IN_VPC + "      FunctionName: work\n"
    parameters = "Parameters: {Told: {Type: String}}\n"
    template = parameters + HEAD + function(more.replace("ExecutionRole\n", f"ExecutionRole\n{statement}"))
    written(tmp_path, {"template.yaml": template, "src/work.py": NOTHING})
    (one,) = (one for one in roles(tmp_path, Request(())) if isinstance(one, AppRoles))
    (advice,) = row(one)["advised"]
    assert advice["Action"] == INTERFACES


@pytest.mark.parametrize(
    "statement",
    [
        denial(on("ArnEquals", OWN)),
        denial(on("ArnLike", ANY)),
        denial(on("StringLike", f"[{OTHER}, {OWN}]")),
        denial(on("StringEquals", OWN)),
        denial(on("ArnEqualsIfExists", OWN)),
        denial(""),
    ],
    ids=["the one", "every function", "one of some", "as text", "or without one", "everybody"],
)
def test_a_denial_of_the_functions_own_code_is_the_advised_one(tmp_path: Path, statement: str) -> None:
    """Whichever positive operator it is written with, and whatever else it denies."""
    more = (IN_VPC + "      FunctionName: work\n").replace("ExecutionRole\n", f"ExecutionRole\n{statement}")
    assert row(app(tmp_path, more))["advised"] == []
