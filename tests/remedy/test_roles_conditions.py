"""What was allowed under a condition is written under it, and what a role denies is not lost."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from ennead.model.need import Because, Need, Place
from ennead.model.policy import Condition, Effect, Policy, PolicySource, Statement
from ennead.remedy.roles.conditions import as_data, by_condition, place_of
from tests.remedy.roles_written import brought, laid, refused
from tests.remedy.test_roles_cloudformation import GET_ITEM, GET_OBJECT, ON_FILES, ON_ORDERS, RESOURCES
from tests.remedy.test_roles_cloudformation import app as own_app
from tests.remedy.test_roles_serverless import FUNCTIONS, PROVIDER, service
from tests.remedy.test_roles_split import app as shared_app
from tests.remedy.test_roles_terraform import CODE, PUT, TABLE, application
from tests.remedy.test_roles_terraform import ROLE as TF_ROLE
from tests.remedy.test_roles_terraform import function as tf_function
from tests.remedy.test_roles_terraform import policy as tf_policy
from tests.remedy.written import change

SECURE = "Condition: {Bool: {'aws:SecureTransport': true}}"
WRITTEN = {"Bool": {"aws:SecureTransport": True}}
VPC = "Condition: {StringEquals: {'aws:SourceVpc': !ImportValue vpc}}"


def inline(*statements: str, key: str = "Policies") -> str:
    """An inline policy of a role of its own."""
    return f"      {key}: [{{PolicyName: own, PolicyDocument: {{Statement: [{', '.join(statements)}]}}}}]\n"


def wide(condition: str = "", action: str = "dynamodb:*") -> str:
    """A statement that allows too much."""
    return f"{{Effect: Allow, Action: '{action}', Resource: '*'{', ' if condition else ''}{condition}}}"


# -- templates ----------------------------------------------------------------------------------


def test_a_narrowed_statement_keeps_its_condition(tmp_path: Path) -> None:
    """What takes its place is no wider than it was; what another statement allowed has none."""
    policies = f"      Policies: [{{Statement: [{wide(SECURE)}, {wide('', 's3:*')}]}}]\n"
    done = change(tmp_path, own_app(policies, RESOURCES, GET_ITEM, GET_OBJECT))
    (entry,) = done.resources["Work"]["Properties"]["Policies"]
    assert sorted(entry["Statement"], key=lambda one: one["Action"]) == [ON_ORDERS | {"Condition": WRITTEN}, ON_FILES]


def test_what_was_allowed_without_a_condition_has_none(tmp_path: Path) -> None:
    """Where one of two statements has no condition, the other one limited nothing."""
    policies = f"      Policies: [{{Statement: [{wide(SECURE)}, {wide('', 'dynamodb:Get*')}]}}]\n"
    done = change(tmp_path, own_app(policies, RESOURCES, GET_ITEM))
    assert done.resources["Work"]["Properties"]["Policies"] == [{"Statement": [ON_ORDERS]}]


def test_several_conditions_are_left_to_a_person(tmp_path: Path) -> None:
    """One statement cannot say either."""
    files = own_app(f"      Policies: [{{Statement: [{wide(SECURE)}, {wide(VPC)}]}}]\n", RESOURCES, GET_ITEM)
    done = change(tmp_path, files)
    assert done.left == ["Work: dynamodb:GetItem is allowed under several conditions: write it by hand"]
    assert done.text == files["template.yaml"]


def test_a_condition_of_a_shared_role_goes_with_its_grants(tmp_path: Path) -> None:
    """With the functions of the template in it."""
    done = change(tmp_path, shared_app(inline(wide(VPC))))
    (entry,) = done.resources["Work"]["Properties"]["Policies"]
    (statement,) = entry["Statement"]
    assert statement == ON_ORDERS | {"Condition": {"StringEquals": {"aws:SourceVpc": {"Fn::ImportValue": "vpc"}}}}
    assert "Own" not in done.resources


# -- which statement a need belongs to ------------------------------------------------------------

ORDERS = Place("Orders", "arn:*:dynamodb:*:*:table/orders")
READ = Need("dynamodb:GetItem", (ORDERS,), Because.CODE)
OF_VPC = Condition("StringEquals", "aws:SourceVpc", ("vpc-1",))
BY_TLS = Condition("Bool", "aws:SecureTransport", ("true",))


def allowing(*statements: Statement, name: str = "own") -> Policy:
    """A policy of statements that allow reading."""
    allowed = [replace(one, effect=Effect.ALLOW, actions=("dynamodb:GetItem",)) for one in statements]
    return Policy(name, PolicySource.INLINE, tuple(allowed))


def test_nothing_is_put_under_the_condition_of_another_statement() -> None:
    """Where what allowed it is written elsewhere, it does not go to a statement for other places."""
    elsewhere = allowing(Statement(Effect.ALLOW, resources=("*",), conditions=(OF_VPC,)), name="elsewhere")
    other = allowing(Statement(Effect.ALLOW, resources=("arn:aws:dynamodb:*:*:table/other",), conditions=(BY_TLS,)))
    assert place_of(READ, ORDERS, {elsewhere: (0,), other: (0,)}, {other: (0,)}) is None
    same = allowing(Statement(Effect.ALLOW, resources=("*",), conditions=(OF_VPC,)), name="same")
    assert place_of(READ, ORDERS, {elsewhere: (0,), same: (0,)}, {same: (0,)}) == (same, 0)


def test_a_statement_of_all_but_some_resources_allows_the_rest() -> None:
    """What it allowed without a condition is not put under that of another; what it leaves out is."""
    but = allowing(
        Statement(Effect.ALLOW, not_resources=("arn:*:dynamodb:*:*:table/secret",)),
        Statement(Effect.ALLOW, resources=("*",), conditions=(BY_TLS,)),
    )
    secret = replace(READ, places=(Place("Secret", "arn:*:dynamodb:*:*:table/secret"),))
    found = by_condition([READ, secret], {but: (0, 1)}, as_data)
    assert [(condition, [one.places for one in held]) for condition, held in found] == [
        (None, [READ.places]),
        ({"Bool": {"aws:SecureTransport": "true"}}, [secret.places]),
    ]


# -- what is not lost ---------------------------------------------------------------------------


DENY = "{Effect: Deny, Action: 's3:PutObject', Resource: '*', Condition: {Bool: {'aws:SecureTransport': false}}}"
REASONS = {
    DENY: "it shares its role, and own denies s3:PutObject: give it a role by hand",
    "{Effect: Allow, Action: !Ref Act, Resource: '*'}": (
        "it shares its role, and what own allows could not be told: give it a role by hand"
    ),
}


@pytest.mark.parametrize("statement", REASONS)
def test_a_shared_role_that_says_what_no_need_does_is_not_taken_apart(tmp_path: Path, statement: str) -> None:
    """What it denies, and what could not be told, would be in none of the new roles."""
    files = shared_app(inline(wide(), statement))
    files["template.yaml"] = "Parameters: {Act: {Type: String}}\n" + files["template.yaml"]
    done = change(tmp_path, files)
    assert done.text == files["template.yaml"]
    assert sorted(done.left) == [f"Other: {REASONS[statement]}", f"Work: {REASONS[statement]}"]


LIMIT = 'Condition = { Bool = { "aws:SecureTransport" = "true" } }'
GUARD = '{ Effect = "Deny", Action = "s3:*", Resource = "*" }'
ALLOW = (
    '{ Effect = "Allow", Action = ["dynamodb:GetItem", "dynamodb:PutItem"], Resource = aws_dynamodb_table.orders.arn }'
)


ATTACHED_TF = """
resource "aws_iam_role_policy_attachment" "{0}" {{
  role       = aws_iam_role.{0}.name
  policy_arn = aws_iam_policy.data.arn
}}
"""


def two(folder: Path, document: str, second: str = PUT) -> Path:
    """Two functions of Terraform with one role."""
    main = TABLE + tf_function() + tf_function("writer") + TF_ROLE + tf_policy(document)
    return laid(folder, {"main.tf": main, "reader/app.py": CODE, "writer/app.py": second})


def test_a_deny_stays_where_a_shared_role_is_only_narrowed(tmp_path: Path) -> None:
    """Functions that need the same keep their role, and it denies what it denied; others get none without it."""
    document = f"jsonencode({{ Statement = [{ALLOW}, {GUARD}] }})"
    text = brought(two(tmp_path / "a", document, CODE))["main.tf"]
    assert '"Deny"' in text
    assert "PutItem" not in text
    assert "denies s3:*" in refused(two(tmp_path / "b", document))[0]


def test_a_whole_policy_that_denies_is_not_detached(tmp_path: Path) -> None:
    """What a policy of several roles denies would be gone for the one."""
    own = f"""
resource "aws_iam_policy" "data" {{
  policy = jsonencode({{ Statement = [{ALLOW}, {GUARD}] }})
}}

resource "aws_iam_role" "other" {{
  assume_role_policy = jsonencode({{ Statement = [] }})
}}
"""
    (reason,) = refused(application(tmp_path, own, ATTACHED_TF.format("reader"), ATTACHED_TF.format("other")))
    assert reason == "aws_iam_policy.data denies s3:*: it is left whole"


def test_a_condition_of_a_whole_policy_is_not_lost(tmp_path: Path) -> None:
    """Where such a policy goes, what it allowed under a condition is not written anew without it."""
    own = f"""
resource "aws_iam_policy" "data" {{
  policy = jsonencode({{ Statement = [{ALLOW[:-2]}, {LIMIT} }}] }})
}}

resource "aws_iam_role" "other" {{
  assume_role_policy = jsonencode({{ Statement = [] }})
}}
"""
    (reason,) = refused(application(tmp_path, own, ATTACHED_TF.format("reader"), ATTACHED_TF.format("other")))
    assert reason == "aws_iam_policy.data allows dynamodb:GetItem under a condition: edit it by hand"


# -- Terraform ----------------------------------------------------------------------------------

TWO_TABLES = """
import os
import boto3

def handler(event, context):
    boto3.resource("dynamodb").Table(os.environ["TABLE"]).get_item(Key={"id": "1"})
    boto3.client("s3").list_buckets()
"""


def limited(folder: Path, statement: str, *, listed: bool) -> str:
    """Terraform's text once a statement with a condition is narrowed for two needs."""
    document = f"jsonencode({{ Statement = {f'[{statement}]' if listed else statement} }})"
    root = application(folder, tf_policy(document))
    (root / "reader" / "app.py").write_text(TWO_TABLES, encoding="utf-8")
    return brought(root)["main.tf"]


@pytest.mark.parametrize("listed", [True, False])
def test_every_grant_in_a_statement_s_place_has_its_condition(tmp_path: Path, *, listed: bool) -> None:
    """The first one too, whether the statement stood in a list or is written anew."""
    statement = f'{{ Effect = "Allow", Action = "*", Resource = "*", {LIMIT} }}'
    text = limited(tmp_path, statement, listed=listed)
    own = text[text.index('resource "aws_iam_role_policy"') :]
    assert own.count("aws:SecureTransport") == own.count("Allow") == 2


def test_a_statement_of_all_but_some_actions_keeps_its_condition(tmp_path: Path) -> None:
    """It is written anew, since it names no actions."""
    text = limited(tmp_path, f'{{ Effect = "Allow", NotAction = "iam:*", Resource = "*", {LIMIT} }}', listed=True)
    own = text[text.index('resource "aws_iam_role_policy"') :]
    assert own.count("aws:SecureTransport") == own.count("Allow") == 2


def test_conditions_that_differ_are_not_chosen_from(tmp_path: Path) -> None:
    """A role of several functions is not taken apart with the first of two conditions."""
    other = LIMIT.replace("Bool", "BoolIfExists")
    document = f"jsonencode({{ Statement = [{ALLOW[:-2]}, {LIMIT} }}, {ALLOW[:-2]}, {other} }}] }})"
    assert "under several conditions" in refused(two(tmp_path, document))[0]


# -- Serverless Framework -----------------------------------------------------------------------

LIMITED = """  iam:
    role:
      tags:
        team: shop
      statements:
        - Effect: Allow
          Action: dynamodb:*
          Resource: "*"
          Condition:
            StringEquals:
              aws:PrincipalTag/stage: ${sls:stage}
"""


def test_a_service_s_condition_goes_with_its_grants(tmp_path: Path) -> None:
    """As it is written, whether roles are resources or the plugin's."""
    text = brought(service(tmp_path / "a", PROVIDER, LIMITED, FUNCTIONS))["serverless.yml"]
    assert text.count("aws:PrincipalTag/stage: ${sls:stage}") == 2
    plugin = "plugins:\n  - serverless-iam-roles-per-function\n\n"
    text = brought(service(tmp_path / "b", plugin, PROVIDER, LIMITED, FUNCTIONS))["serverless.yml"]
    assert text.count("aws:PrincipalTag/stage: ${sls:stage}") == 2


def test_the_tags_of_the_framework_s_role_are_kept(tmp_path: Path) -> None:
    """Each new role has them, as resources write tags."""
    text = brought(service(tmp_path, PROVIDER, LIMITED, FUNCTIONS))["serverless.yml"]
    assert text.count("- Key: team\n            Value: shop\n") == 2
    elsewhere = LIMITED.replace("tags:\n        team: shop", "tags: ${file(tags.yml)}")
    root = service(tmp_path / "b", PROVIDER, elsewhere, FUNCTIONS, tags="team: shop\n")
    assert "tags of the role it shares are put in from elsewhere" in refused(root)[0]


ATTACHED = """
resources:
  Resources:
    Orders:
      Type: AWS::DynamoDB::Table
      Properties:
        TableName: ${self:provider.environment.TABLE}
    Queue:
      Type: AWS::IAM::ManagedPolicy
      Properties:
        Roles: [!Ref IamRoleLambdaExecution]
        PolicyDocument:
          Statement:
            - Effect: Allow
              Action: sqs:*
              Resource: "*"
"""
NEEDED = """  iam:
    role:
      statements:
        - Effect: Allow
          Action: dynamodb:GetItem
          Resource: !GetAtt Orders.Arn
"""


def test_a_policy_that_another_resource_attaches_is_not_the_provider_s_list(tmp_path: Path) -> None:
    """The statement that the function needs is not taken away in the place of the other."""
    root = service(tmp_path, PROVIDER, NEEDED, "\nfunctions:\n  read:\n    handler: app.read\n", ATTACHED)
    (reason,) = refused(root)
    assert reason.endswith("is attached to its role by another resource: edit that by hand")


def test_a_template_that_cannot_be_read_may_put_the_same_statements_in(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The service is left, with the reason; what tools installed is not asked at all."""
    included = "  iam:\n    role:\n      statements: ${file(statements.yml)}\n"
    statements = '- Effect: Allow\n  Action: dynamodb:*\n  Resource: "*"\n'
    one = "\nfunctions:\n  read:\n    handler: app.read\n"
    root = service(tmp_path, PROVIDER, included, one, statements=statements)
    laid(root, {"node_modules/locked.yml": "a: 1\n"})
    read = Path.read_text

    def locked(path: Path, *given: str) -> str:
        if path.name == "locked.yml":
            raise PermissionError(13, "Permission denied", str(path))
        return read(path, *given)

    monkeypatch.setattr(Path, "read_text", locked)
    assert list(brought(root)) == ["statements.yml"]
    laid(root, {"locked.yml": "a: 1\n"})
    assert "locked.yml cannot be read (Permission denied)" in refused(root)[0]
