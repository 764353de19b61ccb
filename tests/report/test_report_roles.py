"""What is said of roles on the terminal, and as a document."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from inline_snapshot import snapshot
from jsonschema import Draft202012Validator

from ennead.engine.roles import AppRoles
from ennead.iam.actions import TABLE_DATE
from ennead.iam.needs.table import as_of
from ennead.report.roles import document, table
from ennead.report.scan.text import cells
from tests.graph.needed.making import HEAD, NOTHING, app_of, asking, function

SCHEMA = json.loads((Path(__file__).parents[2] / "spec" / "roles.schema.json").read_text(encoding="utf-8"))
VARIABLES = "      Environment: {Variables: {TABLE: !Ref Orders}}\n"
TEMPLATE = (
    HEAD
    + function(
        VARIABLES
        + "      Policies:\n        - DynamoDBCrudPolicy: {TableName: !Ref Orders}\n        - AmazonSQSFullAccess\n"
        + "      Events: {Job: {Type: SQS, Properties: {Queue: !GetAtt Jobs.Arn}}}\n"
    )
    + function("      Role: !GetAtt Own.Arn\n", "Other")
    + function("      Role: arn:aws:iam::111111111111:role/far\n", "Third")
    + "  Orders: {Type: AWS::DynamoDB::Table}\n  Jobs: {Type: AWS::SQS::Queue}\n"
    + "  Own:\n    Type: AWS::IAM::Role\n    Properties:\n      AssumeRolePolicyDocument: {}\n"
    + "      Policies:\n        - PolicyName: own\n          PolicyDocument:\n            Statement:\n"
    + "              - {Effect: Allow, NotAction: 'iam:*', Resource: '*'}\n"
)
FILES = {
    "shop/template.yaml": TEMPLATE,
    "shop/src/work.py": asking(
        "table = boto3.resource('dynamodb').Table(os.environ['TABLE'])",
        "table.get_item(Key={})",
        "table.put_item(Item={})",
        "boto3.client('s3').put_object(Bucket='acme-reports', Key='a')",
        "boto3.client('sns').publish(TopicArn=event['topic'], Message='')",
    ),
    "shop/src/other.py": "def handler(event, context):\n    eval(event['x'])\n",
    "shop/src/third.py": NOTHING,
}


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> AppRoles:
    """A function with too much and with too little, one that is not told, one whose role is not."""
    return app_of(tmp_path_factory.mktemp("roles"), FILES)


@pytest.fixture(scope="module")
def tight(tmp_path_factory: pytest.TempPathFactory) -> AppRoles:
    """One function, whose role is as it should be."""
    files = {"tight/template.yaml": HEAD + function(), "tight/src/work.py": NOTHING}
    return app_of(tmp_path_factory.mktemp("roles"), files)


def unstyled(text: str) -> str:
    """The text without colours."""
    return re.sub(r"\x1b\[[0-9;]+m", "", text)


def body(text: str) -> str:
    """The report without its head, which has scores in it."""
    return text.partition("\n\n")[2]


# -- the table ----------------------------------------------------------------------------------


def test_table(shop: AppRoles) -> None:
    """Missing first, then too much, what is needed and where, and what could not be told."""
    assert body(table.render([shop], width=100)) == snapshot("""\
Other                                                                          shop/template.yaml:14
  too much  * on *: it allows every action but iam:*                           shop/template.yaml:38
            (look first: eval of text that only a run knows)
  needs     logs:CreateLogStream, logs:PutLogEvents                                      for its log
  not told  eval of text that only a run knows                                   shop/src/other.py:2

Third                                                                          shop/template.yaml:21
  needs     logs:CreateLogStream, logs:PutLogEvents                                      for its log

Work                                                                            shop/template.yaml:3
  missing   s3:PutObject on arn:*:s3:::acme-reports/*                             shop/src/work.py:9
            sns:Publish on arn:*:sns:*:*:* (which one is not told)               shop/src/work.py:10
  too much  dynamodb:DeleteItem, dynamodb:Scan, dynamodb:Query,                shop/template.yaml:11
            dynamodb:UpdateItem, dynamodb:BatchWriteItem,
            dynamodb:BatchGetItem and 2 more: nothing needs them
            sqs:* on *: it allows 20 actions; sqs:ChangeMessageVisibility,     shop/template.yaml:12
            sqs:DeleteMessage, sqs:GetQueueAttributes, sqs:ReceiveMessage
            would do
            sqs:* on *: Jobs would do                                          shop/template.yaml:12
            dynamodb:GetItem on Orders/index/*: nothing needs it there         shop/template.yaml:11
            dynamodb:PutItem on Orders/index/*: nothing needs it there         shop/template.yaml:11
  needs     dynamodb:GetItem on Orders                                            shop/src/work.py:7
            dynamodb:PutItem on Orders                                            shop/src/work.py:8
            s3:PutObject on arn:*:s3:::acme-reports/*                             shop/src/work.py:9
            sns:Publish on arn:*:sns:*:*:* (which one is not told)               shop/src/work.py:10
            sqs:DeleteMessage, sqs:GetQueueAttributes, sqs:ReceiveMessage             by its trigger
            logs:CreateLogStream, logs:PutLogEvents                                      for its log

1 with something missing · 2 with too much · 1 not fully told · 1 whose role is not declared here
its policy, ready to paste:  ennead roles . --function Other
""")


def test_table_at_sixty_columns(shop: AppRoles) -> None:
    """A narrow terminal gets the same, folded."""
    assert body(table.render([shop], width=60)) == snapshot("""\
Other                                  shop/template.yaml:14
  too much  * on *: it allows every action but iam:*
    shop/template.yaml:38
            (look first: eval of text that only a run knows)
  needs     logs:CreateLogStream, logs:PutLogEvents
    for its log
  not told  eval of text that only a run knows
    shop/src/other.py:2

Third                                  shop/template.yaml:21
  needs     logs:CreateLogStream, logs:PutLogEvents
    for its log

Work                                    shop/template.yaml:3
  missing   s3:PutObject on arn:*:s3:::acme-reports/*
    shop/src/work.py:9
            sns:Publish on arn:*:sns:*:*:* (which one is not
            told)
    shop/src/work.py:10
  too much  dynamodb:DeleteItem, dynamodb:Scan,
            dynamodb:Query, dynamodb:UpdateItem,
            dynamodb:BatchWriteItem, dynamodb:BatchGetItem
            and 2 more: nothing needs them
    shop/template.yaml:11
            sqs:* on *: it allows 20 actions;
            sqs:ChangeMessageVisibility, sqs:DeleteMessage,
            sqs:GetQueueAttributes, sqs:ReceiveMessage would
            do
    shop/template.yaml:12
            sqs:* on *: Jobs would do  shop/template.yaml:12
            dynamodb:GetItem on Orders/index/*: nothing
            needs it there
    shop/template.yaml:11
            dynamodb:PutItem on Orders/index/*: nothing
            needs it there
    shop/template.yaml:11
  needs     dynamodb:GetItem on Orders    shop/src/work.py:7
            dynamodb:PutItem on Orders    shop/src/work.py:8
            s3:PutObject on arn:*:s3:::acme-reports/*
    shop/src/work.py:9
            sns:Publish on arn:*:sns:*:*:* (which one is not
            told)
    shop/src/work.py:10
            sqs:DeleteMessage, sqs:GetQueueAttributes,
            sqs:ReceiveMessage
    by its trigger
            logs:CreateLogStream, logs:PutLogEvents
    for its log

1 with something missing · 2 with too much ·
1 not fully told · 1 whose role is not declared here
its policy, ready to paste:  ennead roles . --function Other
""")


def test_one_function_with_its_policy(tight: AppRoles) -> None:
    """A function that is asked for is shown whole, and its policy, ready to paste."""
    assert body(table.render([tight], ["Work"])) == snapshot("""\
Work                                                                           tight/template.yaml:3
  needs     logs:CreateLogStream, logs:PutLogEvents                                      for its log

{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Effect": "Allow",
      "Action": [
        "logs:CreateLogStream",
        "logs:PutLogEvents"
      ],
      "Resource": {
        "Fn::Sub": "arn:${AWS::Partition}:logs:${AWS::Region}:${AWS::AccountId}:log-group:/aws/lambda/*:*"
      }
    }
  ]
}

every role is as its function needs it, and everything was told
""")


def test_head(shop: AppRoles) -> None:
    """The application, and how many of its functions there is something to do for."""
    head = " ".join(table.render([shop]).partition("\n\n")[0].split())
    counts = "1 with something missing · 2 with too much · 1 not fully told · 1 whose role is not declared here"
    assert head.startswith(f"shop 3 functions · {counts}")


def test_nothing_to_do(tight: AppRoles) -> None:
    """It is said that there is nothing."""
    assert "every role is as its function needs it, and everything was told" in table.render([tight])


def test_of_many_lines_some_are_shown(tmp_path: Path) -> None:
    """The rest is counted; asked for by name, the function has them all."""
    code = asking(
        *(f"boto3.client('s3').get_object(Bucket='acme-{number}', Key='a')" for number in range(9)),
        *(
            f"boto3.client('sns').{call}()"
            for call in ("list_topics", "list_subscriptions", "list_platform_applications")
        ),
        *(f"boto3.client('ec2').describe_{what}()" for what in ("vpcs", "images", "instances", "volumes")),
    )
    app = app_of(tmp_path, {"template.yaml": HEAD + function(), "src/work.py": code})
    short, whole = table.render([app]), table.render([app], ["Work"])
    assert len(re.findall(r"(?m)^ {12}and \d+ more$", short)) == 2
    assert not re.search(r"(?m)^ {12}and \d+ more$", whole)


def test_a_role_that_is_not_read_is_no_good_one(tmp_path: Path) -> None:
    """Where it is declared elsewhere, or a policy of it could not be told, the report does not say that all is well."""
    far = HEAD + function("      Role: arn:aws:iam::111111111111:role/far\n")
    imported = HEAD + function("      Policies: [!ImportValue far]\n")
    for name, text, said in (("a", far, "1 whose role is not declared here"), ("b", imported, "1 not fully told")):
        made = table.render([app_of(tmp_path / name, {"template.yaml": text, "src/work.py": NOTHING})])
        assert said in made
        assert "every role is" not in made


def test_colours_change_no_letter(shop: AppRoles) -> None:
    """A terminal without colours says the same."""
    assert unstyled(table.render([shop], colour=True)) == table.render([shop])
    assert "\x1b[" in table.render([shop], colour=True)


@given(width=st.integers(1, 200))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=30)
def test_no_line_is_wider_than_the_terminal(shop: AppRoles, width: int) -> None:
    """Whatever the width, but for words that cannot be folded."""
    lines = table.render([shop], width=width).splitlines()
    assert all(cells(line) <= max(width, 60) or " " not in line.strip() for line in lines)


def test_several_applications(shop: AppRoles, tight: AppRoles) -> None:
    """Each has its head, the end counts over all."""
    text = table.render([shop, tight])
    assert text.index("3 functions") < text.index("1 function")
    assert text.rstrip().splitlines()[-1].startswith("its policy, ready to paste:  ennead roles . --function ")


def test_what_a_template_names_does_not_steer_the_terminal(tmp_path: Path) -> None:
    """A folder's name with a control character in it is shown, not obeyed."""
    folder = "a\x1b[31mb"
    app = app_of(tmp_path, {f"{folder}/template.yaml": HEAD + function(), f"{folder}/src/work.py": NOTHING})
    assert "\x1b" not in table.render([app], ["Work"])


# -- the document -------------------------------------------------------------------------------


def valid(apps: list[AppRoles]) -> dict[str, Any]:
    """The document, which its schema describes."""
    made: dict[str, Any] = json.loads(document.render(apps))
    Draft202012Validator(SCHEMA).validate(made)
    return made


def test_the_schema_is_one() -> None:
    """The schema itself is sound."""
    Draft202012Validator.check_schema(SCHEMA)


def test_document(shop: AppRoles) -> None:
    """The document is what its schema says, dated, with every function in order."""
    made = valid([shop])
    assert (made["schema"], made["app"]) == ("ennead.roles/1", shop.name)
    assert made["tables"] == {"operations": as_of(), "actions": TABLE_DATE}
    assert [one["function"] for one in made["functions"]] == ["Other", "Third", "Work"]
    assert [one["language"] for one in made["functions"]] == ["python"] * 3
    assert [one["role"] for one in made["functions"]] == ["Own", "far", "WorkRole"]


def test_document_of_a_function(shop: AppRoles) -> None:
    """Needs with their places, what is granted, too much, missing."""
    other, third, work = valid([shop])["functions"]
    assert {
        "action": "dynamodb:GetItem",
        "resources": ["Orders"],
        "because": "code",
        "at": [{"path": "shop/src/work.py", "line": 7}],
        "condition": None,
        "told": True,
    } in work["needed"]
    assert [one["action"] for one in work["needed"] if not one["told"]] == ["sns:Publish"]
    assert [one["action"] for one in work["missing"]] == ["s3:PutObject", "sns:Publish"]
    assert work["kept"] is None
    at = {"path": "shop/template.yaml", "line": 38}
    granted = {"action": "iam:*", "resources": ["*"], "at": at, "policy": "own", "all_but": True}
    assert other["granted"] == [granted]
    assert other["kept"] == other["unresolved"][0]["reason"] == "eval of text that only a run knows"
    assert (third["granted"], third["excess"], third["kept"]) == ([], [], "its role is not declared here")


def test_document_of_several_applications(shop: AppRoles, tight: AppRoles) -> None:
    """Each function says whose it is."""
    made = valid([shop, tight])
    assert made["apps"] == [shop.name, tight.name]
    assert "app" not in made
    assert [one["app"] for one in made["functions"]] == [shop.name] * 3 + [tight.name]


@pytest.mark.parametrize("name", ["template.yaml", "src/work.py"], ids=["text", "code"])
def test_the_document_is_ascii(tmp_path: Path, name: str) -> None:
    """Names from a template reach no terminal as they are."""
    files: Mapping[str, str] = {
        "template.yaml": HEAD + function("      FunctionName: wörk\n"),
        "src/work.py": asking("boto3.client('s3').get_object(Bucket='käse', Key='a')"),
    }
    text = document.render([app_of(tmp_path, files)])
    assert text.isascii()
    assert text.endswith("}\n")
    assert name in text


def test_the_policy_is_the_one_that_is_written(shop: AppRoles) -> None:
    """It has what is needed for certain, in the template's own functions."""
    policy = valid([shop])["functions"][2]["policy"]
    on = {"Fn::GetAtt": ["Orders", "Arn"]}
    assert {"Effect": "Allow", "Action": ["dynamodb:GetItem", "dynamodb:PutItem"], "Resource": on} in policy[
        "Statement"
    ]
    assert not any("sqs:ChangeMessageVisibility" in str(one["Action"]) for one in policy["Statement"])


def test_no_application() -> None:
    """Nothing read is nothing said, not an error."""
    assert document.document([])["functions"] == []
