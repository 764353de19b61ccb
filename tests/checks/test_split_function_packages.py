"""What `split-function-packages` advises, and the splits that are worth nothing."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from ennead.engine.programs import Programs
from ennead.engine.scan import Request, map_of, readings
from ennead.graph.segment import splits
from ennead.model.finding import Severity
from ennead.practices.p4_dependencies.split_function_packages import split_function_packages
from ennead.sources.read import AppReading
from tests.checks.coded import findings
from tests.checks.packaged import flaw, known, of, place

__all__ = ["place"]
CORPUS = Path(os.environ.get("ENNEAD_CORPUS") or "no-corpus-is-named")
SHOP = Path(__file__).parents[2] / "samples" / "shop"
TABLE = """
  Customers:
    Type: AWS::DynamoDB::Table
    Properties:
      AttributeDefinitions: [{AttributeName: email, AttributeType: S}]
      KeySchema: [{AttributeName: email, KeyType: HASH}]
"""
LOADS = "import requests\n\n\ndef handler(event, context):\n    return requests.post(event['body'])\n"
READS = (
    "import os\nimport boto3\ntable = boto3.resource('dynamodb').Table(os.environ['TABLE'])\n\n\n"
    "def handler(event, context):\n    return table.get_item(Key={'email': event['email']})\n"
)


def app(*, preview: str = "", account: str = "", code: str = "src/", shared: str = "") -> dict[str, str]:
    """Two functions: one that anyone starts and that loads a package, one that reads personal data."""
    head = f"Transform: AWS::Serverless-2016-10-31\nGlobals: {{Function: {{Runtime: python3.13}}}}\nResources:{TABLE}"
    template = (
        f"{head}{shared}  Preview:\n    Type: AWS::Serverless::Function\n    Properties:\n"
        f"      Handler: preview.handler\n      CodeUri: {code}\n{preview}"
        "      Events:\n        Api: {Type: HttpApi, Properties: {Method: POST, Path: /}}\n"
        "  Account:\n    Type: AWS::Serverless::Function\n    Properties:\n      Handler: account.handler\n"
        f"      CodeUri: src/\n      Environment: {{Variables: {{TABLE: !Ref Customers}}}}\n{account}"
    )
    files = {"template.yaml": template, "src/account.py": READS, "src/requirements.txt": "requests==2.0.0\n"}
    return {**files, f"{code}preview.py": LOADS}


POLICY = "      Policies: [{DynamoDBCrudPolicy: {TableName: !Ref Customers}}]\n"
ROLE = """  Both:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Statement: [{Effect: Allow, Principal: {Service: lambda.amazonaws.com}, Action: sts:AssumeRole}]
      Policies:
        - PolicyName: table
          PolicyDocument:
            Statement: [{Effect: Allow, Action: "dynamodb:*", Resource: !GetAtt Customers.Arn}]
"""
WITH_ROLE = "      Role: !GetAtt Both.Arn\n"


def test_a_folder(tmp_path: Path, place: Path) -> None:
    """A package that one function loads lies with another that holds more: the advice is a folder of its own."""
    known(place, flaw("requests"))
    (found,) = findings(of(tmp_path, split_function_packages, app(account=POLICY)))
    assert found.message == (
        "Account ships requests only because Preview in the same folder loads it; what Account holds: Customers"
    )
    assert found.severity is Severity.LOW
    assert [one.function for one in found.related] == ["Preview", "Account"]


def test_a_role(tmp_path: Path, place: Path) -> None:
    """A function that loads a flawed package and needs nothing of the data has the rights of one that does."""
    known(place, flaw("requests"))
    files = app(preview=WITH_ROLE, account=WITH_ROLE, code="other/", shared=ROLE)
    files["other/requirements.txt"], files["src/requirements.txt"] = "requests==2.0.0\n", ""
    (found,) = findings(of(tmp_path, split_function_packages, files))
    assert found.message == (
        "Preview loads requests with the role Both, which Account needs for Customers: a flaw in it gets there"
    )


@pytest.mark.parametrize(
    ("files", "flawed"),
    [
        (app(account=POLICY), False),
        (app() | {"src/account.py": "def handler(event, context):\n    return {}\n"}, True),
        (app(preview=POLICY, account=POLICY), True),
        (app(account=POLICY) | {"src/account.py": f"import requests\n{READS}"}, True),
        (app(account=POLICY, code="other/"), True),
    ],
    ids=["no flaw", "the other holds nothing", "both hold the same", "both load it", "apart already"],
)
def test_what_is_no_advice(tmp_path: Path, place: Path, files: dict[str, str], flawed: bool) -> None:
    """Without a flaw, without more to lose, or where both load the package, a split would change nothing."""
    known(place, flaw("requests" if flawed else "another"))
    assert of(tmp_path, split_function_packages, files) == []


def advised(folder: Path) -> set[tuple[str, str, tuple[str, ...]]]:
    """The splits of an application: what is shared, by whose name, and the packages."""
    programs = Programs(folder)
    found = set()
    for reading in readings(folder, Request(())):
        if isinstance(reading, AppReading):
            graph = map_of(reading, (), programs)
            found |= {(one.shared.value, one.name, one.packages) for one in splits(graph, programs.shipped(graph))}
    return found


@pytest.mark.parametrize("version", ["vulnerable", "repaired"])
def test_the_shop_needs_no_split(place: Path, version: str) -> None:
    """Each function of the sample shop has a folder of its own, and its shared role holds no package apart."""
    assert advised(SHOP / version) == set()


@pytest.mark.parametrize(
    ("app", "right"),
    [
        ("DVSA", set()),
        ("patterns/apigw-lambda-dynamodb-kinesis-lambda", {("folder", "src", ("aws-lambda-powertools",))}),
        (
            "sls-examples/aws-node-text-analysis-via-sns-post-processing",
            {("role", "IamRoleLambdaExecution", ("sentiment",))},
        ),
        ("sls-examples/aws-node-mongodb-atlas", set()),
    ],
)
def test_applications_of_others(place: Path, app: str, right: set[tuple[str, str, tuple[str, ...]]]) -> None:
    """The splits that are right there, by our own reading, and no other."""
    if not (CORPUS / app).is_dir():
        pytest.skip(f"{app} is not below {CORPUS}")
    assert advised(CORPUS / app) == right
