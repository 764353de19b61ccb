"""`ennead fix`: findings repaired in templates, held against a second scan, and taken back."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from ennead.engine.discover import checks
from ennead.remedy.findings import mechanical, table
from tests.cli.conftest import Ennead, put

SHOP = Path(__file__).parents[2] / "samples" / "shop" / "vulnerable"
TEMPLATE = """\
Transform: AWS::Serverless-2016-10-31
Globals:
  Function: {Runtime: python3.8}
Resources:
  Receipts: # what was paid
    Type: AWS::S3::Bucket
    Properties:
      PublicAccessBlockConfiguration:
        BlockPublicAcls: false
        BlockPublicPolicy: false
        IgnorePublicAcls: false
        RestrictPublicBuckets: false
  Work:
    Type: AWS::Serverless::Function
    Properties:
      Handler: app.work
      CodeUri: src
      LoggingConfig: {LogGroup: !Ref Logs}
      Environment: {Variables: {BUCKET: !Ref Receipts}}
      Policies:
        - AmazonS3FullAccess
  Logs:
    Type: AWS::Logs::LogGroup
"""
CODE = """\
import os
import boto3


def work(event, context):
    return boto3.client("s3").get_object(Bucket=os.environ["BUCKET"], Key="a")
"""
TERRAFORM = """\
resource "aws_cloudwatch_log_group" "logs" {
  name = "/aws/lambda/work"
}

resource "aws_s3_bucket" "receipts" {
  bucket = "receipts"
}

resource "aws_s3_bucket_public_access_block" "receipts" {
  bucket              = aws_s3_bucket.receipts.id
  block_public_policy = false # for now
}
"""


@pytest.fixture
def app(tmp_path: Path) -> Path:
    """A function with too much, a bucket that a slip would open, a runtime that has ended, logs for ever."""
    put(tmp_path / "app" / "src", CODE, "app.py")
    return put(tmp_path / "app", TEMPLATE)


def template(folder: Path) -> str:
    """What the template says."""
    return (folder / "template.yaml").read_text(encoding="utf-8")


def findings(ennead: Ennead, folder: Path) -> dict[str, dict[str, Any]]:
    """The findings of a scan by their checks."""
    return {one["check"]: one for one in json.loads(ennead("scan", folder, "--format", "json").out)["findings"]}


@pytest.mark.parametrize(
    ("check", "line"),
    [
        ("public-access-block-off", "        BlockPublicPolicy: true\n"),
        ("end-of-life-runtime", "  Function: {Runtime: python3.14}\n"),
        ("log-retention", "    Properties:\n      RetentionInDays: 90\n"),
        ("full-access-policy", "              Action: s3:GetObject\n"),
    ],
)
def test_a_finding_is_repaired_and_taken_back(ennead: Ennead, app: Path, check: str, line: str) -> None:
    """The finding is gone, nothing else came, and undone the template is as it was, byte for byte."""
    before = findings(ennead, app)
    done = ennead("fix", app, before[check]["identity"])
    assert done.code == 0, done.err
    assert f"fixed     {before[check]['identity']}" in done.out
    assert line in template(app)
    assert "# what was paid" in template(app)
    assert findings(ennead, app).keys() == before.keys() - {check}
    assert "put back  template.yaml" in ennead("fix", app, "--undo").out
    assert template(app) == TEMPLATE


def test_several_at_once(ennead: Ennead, app: Path) -> None:
    """Several ids are one change, which is undone as one."""
    before = findings(ennead, app).keys()
    done = ennead("fix", app, "log-retention", "public-access", "end-of-life")
    assert done.code == 0, done.err
    gone = {"end-of-life-runtime", "log-retention", "public-access-block-off"}
    assert findings(ennead, app).keys() == before - gone
    ennead("fix", app, "--undo")
    assert template(app) == TEMPLATE


def test_safe_takes_those_that_need_no_look(ennead: Ennead, app: Path) -> None:
    """Only what changes nothing that anybody relies on is repaired, without a word about looking."""
    before = findings(ennead, app).keys()
    done = ennead("fix", app, "--safe")
    assert done.code == 0
    assert "look at it" not in done.out
    assert findings(ennead, app).keys() == before - {"public-access-block-off"}
    assert "no finding here has a repair that is safe" in ennead("fix", app, "--safe").out


def test_diff_shows_and_changes_nothing(ennead: Ennead, app: Path) -> None:
    """`--diff` is a unified diff, and the template stays."""
    done = ennead("fix", app, "log-retention", "--diff")
    assert done.out.startswith("--- a/template.yaml\n+++ b/template.yaml\n")
    assert "+      RetentionInDays: 90" in done.out
    assert template(app) == TEMPLATE


def test_the_folder_is_the_one_you_are_in(ennead: Ennead, app: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without PATH ids are of the application here."""
    monkeypatch.chdir(app)
    assert ennead("fix", "log-retention").code == 0


def test_terraform_is_repaired(ennead: Ennead, tmp_path: Path) -> None:
    """Arguments are set in the block; comments and what else stands there stay."""
    folder = put(tmp_path / "tf", TERRAFORM, "main.tf")
    done = ennead("fix", folder, "log-retention", "public-access-block-off")
    assert done.code == 0, done.err
    text = (folder / "main.tf").read_text(encoding="utf-8")
    assert "retention_in_days = 90\n" in text
    assert "  block_public_policy = true # for now\n" in text
    assert "restrict_public_buckets = true\n" in text
    assert not {"log-retention", "public-access-block-off"} & findings(ennead, folder).keys()


def test_a_variable_is_not_overwritten(ennead: Ennead, tmp_path: Path) -> None:
    """What a parameter decides is left to a person, and said."""
    text = TEMPLATE.replace("Globals:\n  Function: {Runtime: python3.8}\n", "").replace(
        "      Handler: app.work\n", "      Handler: app.work\n      Runtime: !Ref Python\n"
    )
    folder = put(tmp_path / "app", f"Parameters:\n  Python: {{Type: String, Default: python3.8}}\n{text}")
    done = ennead("fix", folder, "end-of-life-runtime")
    assert done.code == 1
    assert "is made by Ref: change it by hand" in done.err
    assert "by hand   Move to python3.14 (ennead explain end-of-life-runtime)" in done.err


def test_what_no_machine_repairs_says_what_to_do(ennead: Ennead, tmp_path: Path) -> None:
    """A finding without a repair is left, with its advice; the exit code says so and no file changes."""
    folder = tmp_path / "shop"
    shutil.copytree(SHOP, folder)
    done = ennead("fix", folder, "secret-in-environment")
    assert done.code == 1
    assert "there is no repair that a machine could make" in done.err
    assert "by hand   Replace the secret" in done.err
    assert template(folder) == template(SHOP)


def test_a_part_is_repaired_and_the_rest_is_said(ennead: Ennead, app: Path) -> None:
    """Of two functions the one whose code is read is repaired; the other is left with its reason, and exit 1."""
    other = """\
  Blind:
    Type: AWS::Serverless::Function
    Properties: {Handler: blind, Runtime: provided.al2023, CodeUri: src, Policies: [AmazonS3FullAccess]}
"""
    (app / "template.yaml").write_text(TEMPLATE + other, encoding="utf-8")
    done = ennead("fix", app, "full-access-policy")
    assert done.code == 1, done.err
    assert "fixed     full-access-policy-" in done.out
    assert "Blind: nothing is taken away: its code is not read" in done.err
    assert template(app).count("AmazonS3FullAccess") == 1


@pytest.mark.parametrize("check", ["open-route", "unknown-action", "weak-password-policy", "open-function-url"])
def test_the_shop_is_repaired(ennead: Ennead, tmp_path: Path, check: str) -> None:
    """Other sorts of properties: an event's authorizer, a misspelt action, rules of passwords, who calls a URL."""
    folder = tmp_path / "shop"
    shutil.copytree(SHOP, folder)
    done = ennead("fix", folder, check)
    assert done.code == 0, done.err
    assert check not in findings(ennead, folder)


def test_an_authorizer_goes_into_the_definition(ennead: Ennead, tmp_path: Path) -> None:
    """Where an API is written as OpenAPI, the pool's authorizer is said there and asked for by the operation."""
    folder = put(tmp_path / "api", OPENAPI)
    done = ennead("fix", folder, "open-route")
    assert done.code == 0, done.err
    assert "security:\n                - Members: []\n" in template(folder)
    assert "x-amazon-apigateway-authtype: cognito_user_pools\n" in template(folder)


OPENAPI = """\
Transform: AWS::Serverless-2016-10-31
Resources:
  Pool: {Type: AWS::Cognito::UserPool}
  Api:
    Type: AWS::Serverless::Api
    Properties:
      StageName: live
      DefinitionBody:
        swagger: "2.0"
        info: {title: shop}
        paths:
          /orders:
            post:
              x-amazon-apigateway-integration:
                uri: !Sub arn:aws:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/${Work.Arn}/invocations
                httpMethod: POST
                type: aws_proxy
  Members:
    Type: AWS::ApiGateway::Authorizer
    Properties:
      Name: members
      RestApiId: !Ref Api
      Type: COGNITO_USER_POOLS
      IdentitySource: method.request.header.Authorization
      ProviderARNs: [!GetAtt Pool.Arn]
  Work:
    Type: AWS::Serverless::Function
    Properties: {Handler: index.work, Runtime: python3.14, InlineCode: "def work(event, context): return 1"}
"""


def test_the_table_names_the_command(ennead: Ennead, app: Path) -> None:
    """Where a machine repairs a finding its line names `ennead fix`; of a template on standard input it does not."""
    shown = ennead("scan", app, "--show", "all").out
    assert f"ennead fix {app} log-retention-" in " ".join(shown.split())
    assert "ennead fix" not in ennead("scan", "-", "--show", "all", stdin=template(app)).out


def test_every_repair_is_told_by_the_check() -> None:
    """The checks that the table of a scan speaks of are those that there is a repair for."""
    assert table.PROPERTIES.keys() == mechanical.PROPERTIES
    assert {check.id for check in checks()} > mechanical.PROPERTIES | mechanical.ROLES


# -- what is refused --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ([], "name findings by their ids"),
        (["--undo", "--safe"], "--undo takes the last fix back"),
        (["no-such-finding"], "no finding is called no-such-finding"),
        (["log-retentoin"], "did you mean log-retention-"),
        (["-"], "standard input cannot be changed"),
    ],
)
def test_wrong_words_are_explained(ennead: Ennead, app: Path, words: list[str], said: str) -> None:
    """Usage errors exit 2 and say what to write instead."""
    done = ennead("fix", *([app, *words] if words != ["-"] else words))
    assert done.code == 2
    assert said in done.err


def test_an_ambiguous_beginning_names_its_findings(ennead: Ennead, tmp_path: Path) -> None:
    """A beginning that several identities have is refused with them."""
    folder = tmp_path / "shop"
    shutil.copytree(SHOP, folder)
    done = ennead("fix", folder, "public")
    assert done.code == 2
    assert "public may be" in done.err


def test_nothing_to_put_back(ennead: Ennead, app: Path) -> None:
    """Without an earlier fix `--undo` says so."""
    assert "there is nothing to put back" in ennead("fix", app, "--undo").out


def test_a_repair_that_makes_things_worse_is_put_back(
    ennead: Ennead, app: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where the second scan finds something new that is as bad, the template is as it was, and the reason is given."""
    set_days = table.PROPERTIES["log-retention"]

    def worse(case: Any) -> Any:
        yield from set_days(case)
        yield case.written.set("template.yaml", ("Resources", "Work", "Properties", "FunctionUrlConfig"), URL)

    monkeypatch.setattr(table, "PROPERTIES", {**table.PROPERTIES, "log-retention": worse})
    done = ennead("fix", app, "log-retention")
    assert done.code == 2
    assert "nothing is changed, since it would bring open-function-url" in done.err
    assert template(app) == TEMPLATE


def test_a_repair_that_does_not_help_is_put_back(ennead: Ennead, app: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the finding is still there afterwards, the template is as it was."""

    def useless(case: Any) -> Any:
        yield case.written.set("template.yaml", ("Resources", "Logs", "DeletionPolicy"), "Retain")

    monkeypatch.setattr(table, "PROPERTIES", {**table.PROPERTIES, "log-retention": useless})
    done = ennead("fix", app, "log-retention")
    assert done.code == 2
    assert "would still be there" in done.err
    assert template(app) == TEMPLATE


URL = {"AuthType": "NONE"}


# -- ennead roles --denied --------------------------------------------------------------------------------------------

DENIED = {
    "eventSource": "s3.amazonaws.com",
    "eventName": "GetObject",
    "errorCode": "AccessDenied",
    "userIdentity": {"arn": "arn:aws:sts::123456789012:assumed-role/app-WorkRole-1X/app-Work-1X"},
    "resources": [{"ARN": "arn:aws:s3:::app-receipts-1x/a"}],
}


def test_refusals_are_answered(ennead: Ennead, app: Path) -> None:
    """`--denied -` reads records from standard input and shows the statement to add."""
    (app / "template.yaml").write_text(TEMPLATE.replace("AmazonS3FullAccess", "AWSXRayDaemonWriteAccess"), "utf-8")
    done = ennead("roles", app, "--denied", "-", stdin=json.dumps({"Records": [DENIED]}))
    assert done.code == 0, done.err
    assert "Work: s3:GetObject on Receipts/*" in done.out
    assert '"Fn::Sub": "${Receipts.Arn}/*"' in done.out


def test_records_that_are_none_are_an_error(ennead: Ennead, app: Path, tmp_path: Path) -> None:
    """A file of something else is refused with what is read."""
    file = tmp_path / "notes.txt"
    file.write_text("all is well", encoding="utf-8")
    done = ennead("roles", app, "--denied", file)
    assert done.code == 2
    assert "CloudTrail's JSON is read" in done.err
