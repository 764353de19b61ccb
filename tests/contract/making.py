"""Small applications on disk and their contracts."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from ennead.contract.compare import Comparison, compare
from ennead.contract.compile import Compiled, compiled
from ennead.contract.deployed import Deployed
from ennead.contract.gather import applications, gathered
from ennead.contract.read import read
from ennead.contract.words import Contract, Derived, Made
from ennead.contract.write import rendered
from ennead.engine.scan import Request

SHOP = Path(__file__).parents[2] / "samples" / "shop"
SAM = "AWSTemplateFormatVersion: '2010-09-09'\nTransform: AWS::Serverless-2016-10-31\nResources:\n"
TABLE = """\
  Orders:
    Type: AWS::DynamoDB::Table
    Properties:
      AttributeDefinitions: [{AttributeName: id, AttributeType: S}]
      KeySchema: [{AttributeName: id, KeyType: HASH}]
      BillingMode: PAY_PER_REQUEST
"""
WORK = """\
import json
import os
import boto3
table = boto3.resource("dynamodb").Table(os.environ["ORDERS"])


def handler(event, context):
    body = json.loads(event["body"])
    table.put_item(Item={"id": body["id"], "lines": [line["price"] for line in body["lines"]]})
    return {"statusCode": 200}
"""
ROUTE = """\
      Events:
        Make: {Type: Api, Properties: {Path: /orders, Method: post}}
"""


def function(name: str, handler: str = "work.handler", more: str = ROUTE) -> str:
    """A SAM function that knows the table; `more` are lines of its properties, indented by six."""
    return (
        f"  {name}:\n    Type: AWS::Serverless::Function\n    Properties:\n      Handler: {handler}\n"
        "      Runtime: python3.13\n      CodeUri: src\n"
        f"      Environment: {{Variables: {{ORDERS: !Ref Orders}}}}\n{more}"
    )


def app(
    folder: Path, *functions: str, code: str = WORK, more: str = "", files: Mapping[str, str] | None = None
) -> Path:
    """An application of some functions; one that makes orders where none is given."""
    text = SAM + "".join(functions or (function("Work"),)) + TABLE + more
    for name, held in {"template.yaml": text, "src/work.py": code, **(files or {})}.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(held, encoding="utf-8")
    return folder


def made(folder: Path) -> Made:
    """The contract of the one application there, as templates and code make it."""
    (one,), faults = gathered(folder, Request(()))
    assert faults == []
    return one


def derived(folder: Path, name: str = "Work") -> Derived:
    """What is made of one function."""
    found = made(folder).of(name)
    assert found is not None
    return found


def coded(folder: Path, code: str, more: str = ROUTE) -> Derived:
    """What is made of a function of this code."""
    return derived(app(folder, function("Work", more=more), code=code))


def contract(one: Made) -> Contract:
    """The contract as it is read from the text that is written."""
    return read(rendered(one), one.file)


def held(folder: Path, text: str) -> Comparison:
    """An application against the text of a contract."""
    return compare(made(folder), read(text, "ennead.contract.yml"))


def compiled_of(folder: Path, text: str | None = None, given: Mapping[str, str] | None = None) -> Compiled:
    """The compiled contract of the one application there: of what it does, or of a text."""
    (one,), _ = applications(folder, Request(()))
    return compiled(contract(made(folder)) if text is None else read(text, "x"), Deployed(one.graphs, given or {}))
