"""What statements let their holder do."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ennead.iam import power
from ennead.iam.actions import find
from ennead.iam.managed import managed_arns, managed_policy
from ennead.iam.power import escalates, full_service, is_admin, sensitive_reads, wide_actions, wildcard_resource
from ennead.iam.ways import READS, WAYS
from ennead.model.policy import Condition, Effect, Policy, Statement
from ennead.model.unknown import Unknown

HERE = "${AWS::Region}:${AWS::AccountId}"


def allow(*actions: str, on: str = "*", conditions: tuple[Condition, ...] = ()) -> Statement:
    return Statement(Effect.ALLOW, actions=actions, resources=(on,), conditions=conditions)


def deny(*actions: str) -> Statement:
    return Statement(Effect.DENY, actions=actions, resources=("*",))


def aws(name: str) -> Policy:
    policy = managed_policy(name)
    assert policy is not None
    return policy


# -- whole services -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("actions", "expected"),
    [
        (("s3:*",), ("s3",)),
        (("S3:**", "sqs:*"), ("s3", "sqs")),
        (("*",), ("*",)),
        (("*:*",), ("*",)),
        (("s3:Get*",), ()),
        (("s3:GetObject", "s3"), ()),
        (("newservice:*",), ("newservice",)),
        (("sq?:*",), ("sqs",)),
    ],
)
def test_full_services(actions: tuple[str, ...], expected: tuple[str, ...]) -> None:
    """A pattern that covers all actions of a service grants it whole."""
    assert full_service(allow(*actions)) == expected


def test_not_action_grants_the_rest_whole() -> None:
    """Allow with NotAction grants every service that it does not touch."""
    services = full_service(Statement(Effect.ALLOW, not_actions=("iam:*", "s3:DeleteBucket"), resources=("*",)))
    assert {"sqs", "dynamodb"} <= set(services)
    assert not {"iam", "s3"} & set(services)


@pytest.mark.parametrize("question", [full_service, wildcard_resource])
def test_only_a_known_allow_grants(question: object) -> None:
    """A Deny and a statement that could not be told grant nothing for sure."""
    assert callable(question)
    assert question(deny("s3:*")) == ()
    assert question(replace(allow("s3:*"), unknown=Unknown("x"))) == ()


# -- administrators -----------------------------------------------------------------------------


def test_administrators() -> None:
    """Everything on everything is administrator, also as NotAction that leaves IAM in."""
    assert is_admin([allow("*")])
    assert is_admin([allow("s3:*"), allow("*:*", on="arn:aws:*")])
    assert is_admin([Statement(Effect.ALLOW, not_actions=("s3:*",), resources=("*",))])
    assert is_admin(aws("AdministratorAccess").statements)
    assert is_admin([allow("*", conditions=(Condition("Bool", "aws:SecureTransport", ("true",)),))])


@pytest.mark.parametrize("name", ["PowerUserAccess", "ReadOnlyAccess", "IAMFullAccess", "AWSLambda_FullAccess"])
def test_no_administrators(name: str) -> None:
    """Less than everything is no administrator."""
    assert not is_admin(aws(name).statements)


def test_what_keeps_from_being_administrator() -> None:
    """A Deny over IAM, one resource, tags of the resource, and not knowing."""
    assert not is_admin([allow("*"), deny("iam:*")])
    assert not is_admin([allow("*", on="arn:aws:s3:::b/*")])
    assert not is_admin([allow("*", conditions=(Condition("StringEquals", "aws:ResourceTag/app", ("x",)),))])
    assert not is_admin([replace(allow("*"), unknown=Unknown("x"))])
    assert is_admin([allow("*"), deny("s3:*")])


# -- wide resources -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("action", "resource"),
    [
        ("dynamodb:PutItem", "*"),
        ("dynamodb:PutItem", "arn:aws:dynamodb:*:*:table/*"),
        ("dynamodb:PutItem", f"arn:aws:dynamodb:{HERE}:table/*"),
        ("dynamodb:PutItem", "arn:aws:dynamodb:us-east-1:123456789012:table/*"),
        ("dynamodb:PutItem", "arn:aws:dynamodb:*"),
        ("s3:GetObject", "arn:aws:s3:::*"),
        ("s3:GetObject", "arn:aws:s3:::*/*"),
        ("s3:ListBucket", "arn:aws:s3:::*"),
        ("sqs:SendMessage", "arn:aws:sqs:*:*:*"),
        ("lambda:InvokeFunction", f"arn:aws:lambda:{HERE}:function:*"),
        ("ssm:GetParameter", "arn:aws:ssm:*:*:parameter/*"),
        ("iam:PassRole", "arn:aws:iam::*:role/*"),
        ("s3:*", "*"),
        ("s3:Get*", "*"),
        ("logs:*", "*"),
        ("ses:SendEmail", "*"),
        ("kms:Decrypt", "*"),
        ("*", "*"),
    ],
)
def test_wide(action: str, resource: str) -> None:
    """An action that could be limited on all resources of a type is wide, whatever region and account say."""
    assert wildcard_resource(allow(action, on=resource)) == (action,)


@pytest.mark.parametrize(
    ("action", "resource"),
    [
        ("dynamodb:PutItem", f"arn:aws:dynamodb:{HERE}:table/${{OrdersTable}}"),
        ("dynamodb:Query", f"arn:aws:dynamodb:{HERE}:table/${{OrdersTable}}/index/*"),
        ("dynamodb:PutItem", f"arn:aws:dynamodb:{HERE}:table/prod-*"),
        ("dynamodb:PutItem", f"arn:aws:dynamodb:{HERE}:table/${{?TableName}}"),
        ("dynamodb:PutItem", "${?TableArn}"),
        ("s3:GetObject", "arn:aws:s3:::my-bucket/*"),
        ("s3:GetObject", "arn:aws:s3:::${Bucket}/*"),
        ("s3:GetObject", "arn:aws:s3:::*/public.html"),
        ("sts:GetCallerIdentity", "*"),
        ("ses:VerifyEmailIdentity", "*"),
        ("logs:DescribeLogGroups", "*"),
        ("logs:CreateLogGroup", "*"),
        ("logs:PutLogEvents", "*"),
        ("xray:PutTraceSegments", "*"),
        ("xray:Put*", "*"),
        ("ec2:CreateNetworkInterface", "*"),
        ("ec2:DeleteNetworkInterface", "*"),
        ("cloudwatch:PutMetricData", "*"),
        ("s3:ListAllMyBuckets", "*"),
        ("newservice:DoThings", "*"),
        ("execute-api:Invoke", f"arn:aws:execute-api:{HERE}:abc123/*"),
    ],
)
def test_not_wide(action: str, resource: str) -> None:
    """A named resource, an action that only knows `*`, and one the table does not have are not wide."""
    assert wildcard_resource(allow(action, on=resource)) == ()


def test_only_the_wide_actions_are_named() -> None:
    """Of several actions those that could be limited are named, as written."""
    statement = allow("sts:GetCallerIdentity", "SQS:sendmessage", "logs:PutLogEvents", "s3:Get*")
    assert wildcard_resource(statement) == ("SQS:sendmessage", "s3:Get*")


def test_negated_elements_are_wide() -> None:
    """NotResource covers everything else, NotAction every other action."""
    assert wildcard_resource(Statement(Effect.ALLOW, actions=("s3:GetObject",), not_resources=("arn:x",))) == (
        "s3:GetObject",
    )
    assert wildcard_resource(Statement(Effect.ALLOW, not_actions=("iam:*",), resources=("*",))) == ("*",)


@pytest.mark.parametrize(
    "name", ["AWSLambdaBasicExecutionRole", "AWSLambdaVPCAccessExecutionRole", "AWSXRayDaemonWriteAccess"]
)
def test_policies_every_function_has(name: str) -> None:
    """AWS's own policies for logs, network and traces are not wide, even statement by statement."""
    assert [wildcard_resource(statement) for statement in aws(name).statements if wildcard_resource(statement)] == []


@pytest.mark.parametrize(
    "name", sorted(name for name, arn in managed_arns().items() if "/service-role/AWSLambda" in arn)
)
def test_service_role_policies_are_accepted(name: str) -> None:
    """A service role policy of AWS is accepted as it is; the same statements of our own are judged."""
    policy = aws(name)
    assert wide_actions(policy) == ()


def test_the_same_statements_of_our_own_are_judged() -> None:
    """What AWS's policy for queues may is wide where an application writes it itself."""
    copy = replace(aws("AWSLambdaSQSQueueExecutionRole"), arn=None)
    assert wide_actions(copy) == ("sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes")


# -- escalation ---------------------------------------------------------------------------------

PASS = allow("iam:PassRole")


@pytest.mark.parametrize(
    ("statements", "reason"),
    [
        ([allow("*")], "everything on every resource"),
        ([allow("iam:*")], "iam:*"),
        ([allow("iam:*", on="arn:aws:iam::*:role/*")], "iam:*"),
        ([PASS, allow("lambda:CreateFunction")], "iam:PassRole with lambda:CreateFunction"),
        ([PASS, allow("lambda:Create*", on="arn:aws:lambda:*:*:function:mine-*")], "lambda:CreateFunction"),
        ([PASS, allow("states:CreateStateMachine")], "states:CreateStateMachine"),
        ([PASS, allow("cloudformation:*")], "cloudformation:CreateStack"),
        ([allow("iam:PassRole", on=f"arn:aws:iam::{HERE[15:]}:role/*"), allow("ec2:RunInstances")], "ec2:RunInstances"),
        ([allow("iam:AttachRolePolicy")], "attach any policy to any role"),
        ([allow("iam:Put*")], "iam:PutRolePolicy"),
        ([allow("sts:AssumeRole")], "sts:AssumeRole"),
        ([allow("lambda:UpdateFunctionCode")], "lambda:UpdateFunctionCode"),
        ([allow("lambda:*", on="arn:aws:lambda:*:*:function:*")], "lambda:UpdateFunctionCode"),
        ([Statement(Effect.ALLOW, not_actions=("iam:*",), resources=("*",))], "sts:AssumeRole"),
    ],
)
def test_ways_up(statements: list[Statement], reason: str) -> None:
    """Each way of the table is found and told."""
    found = escalates(statements)
    assert found is not None
    assert reason in found


@pytest.mark.parametrize(
    "statements",
    [
        [],
        [PASS],
        [allow("lambda:CreateFunction")],
        [allow("iam:PassRole", on="arn:aws:iam::123456789012:role/mine"), allow("lambda:CreateFunction")],
        [allow("iam:PassRole", on="arn:aws:iam::123456789012:role/app-*"), allow("lambda:CreateFunction")],
        [allow("sts:AssumeRole", on="arn:aws:iam::123456789012:role/mine")],
        [allow("lambda:UpdateFunctionCode", on=f"arn:aws:lambda:{HERE}:function:${{Fn}}")],
        [allow("iam:Get*", "iam:List*")],
        [allow("s3:*", "dynamodb:*", "sqs:*")],
        [allow("iam:*"), deny("iam:*")],
        [allow("sts:AssumeRole"), deny("sts:*")],
        [allow("iam:AttachRolePolicy", conditions=(Condition("ArnEquals", "iam:PolicyARN", ("arn:x",)),))],
        [replace(allow("iam:*"), unknown=Unknown("x"))],
    ],
)
def test_no_way_up(statements: list[Statement]) -> None:
    """Half a way, a way to named resources only, and a closed one are none."""
    assert escalates(statements) is None


def passed(*services: str) -> tuple[Condition, ...]:
    return (Condition("StringEquals", "iam:PassedToService", services),)


def test_passed_to_service_does_not_stop_it() -> None:
    """Limiting the service a role is passed to stops the ways through other services only."""
    to_lambda = allow("iam:PassRole", conditions=passed("lambda.amazonaws.com"))
    assert escalates([to_lambda, allow("lambda:CreateFunction")]) is not None
    assert escalates([to_lambda, allow("ec2:RunInstances")]) is None
    untold = allow("iam:PassRole", conditions=passed("${?Service}"))
    assert escalates([untold, allow("ec2:RunInstances")]) is not None


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("AWSLambda_FullAccess", True),
        ("AdministratorAccess", True),
        ("IAMFullAccess", True),
        ("AWSLambdaBasicExecutionRole", False),
        ("AWSLambdaVPCAccessExecutionRole", False),
        ("AWSLambdaSQSQueueExecutionRole", False),
        ("AWSXRayDaemonWriteAccess", False),
        ("AmazonS3FullAccess", False),
        ("AmazonDynamoDBFullAccess", False),
        ("AmazonSESFullAccess", False),
        ("ReadOnlyAccess", False),
    ],
)
def test_managed_policies_that_escalate(name: str, expected: bool) -> None:
    """AWS's own policies are told apart."""
    assert (escalates(aws(name).statements) is not None) is expected


# -- content ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("statement", "expected"),
    [
        (allow("*"), ("dynamodb", "kms", "logs", "s3", "secretsmanager", "ssm")),
        (allow("s3:Get*"), ("s3",)),
        (allow("s3:ListBucket", "s3:PutObject"), ()),
        (allow("dynamodb:Scan", on="arn:aws:dynamodb:*:*:table/*"), ("dynamodb",)),
        (allow("dynamodb:Scan", on=f"arn:aws:dynamodb:{HERE}:table/${{Orders}}"), ()),
        (allow("kms:Decrypt", "secretsmanager:GetSecretValue"), ("kms", "secretsmanager")),
        (allow("ssm:GetParameter*", on=f"arn:aws:ssm:{HERE}:parameter/*"), ("ssm",)),
        (allow("ssm:GetParameter*", on=f"arn:aws:ssm:{HERE}:parameter/app/*"), ()),
        (allow("logs:FilterLogEvents"), ("logs",)),
        (allow("logs:PutLogEvents"), ()),
    ],
)
def test_content_of_every_resource(statement: Statement, expected: tuple[str, ...]) -> None:
    """Only actions that hand out content, on every resource, count."""
    assert sensitive_reads([statement]) == expected


def test_a_deny_takes_reads_away() -> None:
    """What is denied everywhere cannot be read."""
    assert sensitive_reads([allow("s3:GetObject"), deny("s3:Get*")]) == ()


# -- the tables and properties ------------------------------------------------------------------


def test_the_tables_name_actions() -> None:
    """Every action of our own tables is one of IAM's, spelt as IAM does; what must be held everywhere has resources."""
    everywhere = {way.everywhere for way in WAYS} | {action for actions in READS.values() for action in actions}
    rest = {way.anywhere for way in WAYS if way.anywhere} | power.OWN_ROLE
    for action in everywhere | rest:
        found = find(action)
        assert found is not None, action
        assert found.name == action
        assert found.arns or action in rest


NAMES = st.sampled_from(
    ["*", "iam:*", "iam:PassRole", "lambda:*", "lambda:CreateFunction", "s3:*", "s3:GetObject", "sts:*"]
)
PLACES = st.sampled_from(["*", "arn:aws:iam::*:role/*", "arn:aws:s3:::*", "arn:aws:s3:::b/*", "${?Arn}"])
STATEMENTS = st.builds(
    Statement,
    st.sampled_from(Effect),
    actions=st.tuples(NAMES),
    resources=st.tuples(PLACES),
    conditions=st.sampled_from([(), passed("lambda.amazonaws.com"), passed("ec2.amazonaws.com")]),
)


@given(st.lists(STATEMENTS, max_size=4), STATEMENTS)
def test_a_deny_added_gives_no_power(statements: list[Statement], added: Statement) -> None:
    """With one Deny more the holder is no administrator, climbs nowhere and reads nothing that it did not before."""
    more = [*statements, replace(added, effect=Effect.DENY)]
    assert is_admin(statements) or not is_admin(more)
    assert escalates(statements) is not None or escalates(more) is None
    assert set(sensitive_reads(more)) <= set(sensitive_reads(statements))


@given(st.lists(STATEMENTS, max_size=4), STATEMENTS)
def test_an_allow_added_takes_no_power(statements: list[Statement], added: Statement) -> None:
    """With one Allow more nothing is lost."""
    more = [*statements, replace(added, effect=Effect.ALLOW)]
    assert is_admin(more) or not is_admin(statements)
    assert escalates(more) is not None or escalates(statements) is None
    assert set(sensitive_reads(more)) >= set(sensitive_reads(statements))


@given(st.lists(STATEMENTS, max_size=4))
def test_an_administrator_can_all_of_it(statements: list[Statement]) -> None:
    """An administrator escalates; so nobody asks only one of the two."""
    if is_admin(statements):
        assert escalates(statements) is not None
