"""What roles grant, held against what is needed."""

from __future__ import annotations

from pathlib import Path

import pytest

from ennead.engine.roles import FunctionRoles
from ennead.graph.graph import AppGraph
from ennead.graph.needed.held import Rights, within
from ennead.model.access import Role
from ennead.model.need import EVERYTHING, Place
from ennead.model.policy import Effect, Statement
from tests.graph.needed.making import HEAD, NOTHING, app_of, asking, assessed, function, said

RESOURCES = """\
  Orders: {Type: AWS::DynamoDB::Table}
  Old: {Type: AWS::DynamoDB::Table}
  Files: {Type: AWS::S3::Bucket}
  Jobs: {Type: AWS::SQS::Queue}
  Key: {Type: AWS::KMS::Key, Properties: {KeyPolicy: {}}}
"""
VARIABLES = "      Environment: {Variables: {TABLE: !Ref Orders, BUCKET: !Ref Files}}\n"
GET_ITEM = "boto3.client('dynamodb').get_item(TableName=os.environ['TABLE'], Key={})"
GET_OBJECT = "boto3.client('s3').get_object(Bucket=os.environ['BUCKET'], Key='a')"
TABLE = "!GetAtt Orders.Arn"


def allow(action: str, resource: str = "'*'", more: str = "") -> str:
    """A statement, in flow style."""
    return f"{{Effect: Allow, Action: {action}, Resource: {resource}{more}}}"


def of(folder: Path, *statements: str, code: str = "", more: str = "", resources: str = RESOURCES) -> FunctionRoles:
    """The function with these statements in a policy of its own."""
    policies = f"      Policies: [{{Statement: [{', '.join(statements)}]}}]\n" if statements else ""
    return assessed(folder, VARIABLES + policies + more, resources, code or asking(GET_ITEM))


def excess(one: FunctionRoles) -> list[tuple[str, str, str]]:
    """Too much in short, but for what AWS gives every function."""
    return [(each.action, " ".join(each.resources), each.why) for each in one.held.excess]


# -- too much -----------------------------------------------------------------------------------


def test_what_is_just_needed_is_not_too_much(tmp_path: Path) -> None:
    """A role that grants its needs, with the policy that SAM attaches for the log, has no excess and lacks nothing."""
    one = of(tmp_path, allow("'dynamodb:GetItem'", TABLE))
    assert excess(one) == []
    assert one.held.missing == ()
    assert one.held.kept is None


@pytest.mark.parametrize(
    ("statement", "wanted"),
    [
        (allow("'sqs:SendMessage'", "!GetAtt Jobs.Arn"), [("sqs:SendMessage", "Jobs", "nothing it does needs it")]),
        (
            allow("'dynamodb:GetItem'", "[!GetAtt Orders.Arn, !GetAtt Old.Arn]"),
            [("dynamodb:GetItem", "Old", "nothing needs it there")],
        ),
        (allow("'dynamodb:GetItem'"), [("dynamodb:GetItem", "*", "Orders would do")]),
        (
            allow("'dynamodb:Get*'", TABLE),
            [("dynamodb:Get*", "Orders", "it allows 5 actions; dynamodb:GetItem would do")],
        ),
        (
            "{Effect: Allow, NotAction: 'iam:*', Resource: '*'}",
            [("*", "*", "it allows every action but iam:*")],
        ),
        ("{Effect: Deny, Action: 'dynamodb:*', Resource: !GetAtt Old.Arn}", []),
    ],
    ids=["unneeded", "elsewhere", "everywhere", "wildcard", "all-but", "deny"],
)
def test_too_much(tmp_path: Path, statement: str, wanted: list[tuple[str, str, str]]) -> None:
    """Nothing needs it; it is on more than is needed; it is more actions than are needed: with what would do."""
    assert excess(of(tmp_path, statement)) == wanted


def test_only_what_nothing_needs_is_unneeded(tmp_path: Path) -> None:
    """A grant that is wider than needed is not one that nothing needs."""
    one = of(tmp_path, allow("'dynamodb:*'"), allow("'sqs:SendMessage'", "!GetAtt Jobs.Arn"))
    assert {(each.action, each.unneeded) for each in one.held.excess} == {
        ("dynamodb:*", False),
        ("sqs:SendMessage", True),
    }


def test_where_the_place_is_not_told_no_resource_is_too_much(tmp_path: Path) -> None:
    """The request may go anywhere."""
    one = of(tmp_path, allow("'dynamodb:GetItem'"), code=asking(GET_ITEM.replace("os.environ['TABLE']", "event['t']")))
    assert excess(one) == []


def test_conditional_needs_are_not_too_much(tmp_path: Path) -> None:
    """What is needed in a case that the code does not show may be granted, and does not have to."""
    head = asking("boto3.client('s3').head_object(Bucket=os.environ['BUCKET'], Key='a')")
    granted = of(
        tmp_path / "a",
        allow("'s3:GetObject'", "!Sub '${Files.Arn}/*'"),
        allow("'s3:ListBucket'", "!GetAtt Files.Arn"),
        code=head,
    )
    without = of(tmp_path / "b", allow("'s3:GetObject'", "!Sub '${Files.Arn}/*'"), code=head)
    assert excess(granted) == []
    assert without.held.missing == ()


def test_the_policies_that_aws_gives_are_as_they_should_be(tmp_path: Path) -> None:
    """Those that AWS attaches for network and traces are too much only where nothing of them is needed."""
    vpc = "      VpcConfig: {SubnetIds: [a], SecurityGroupIds: [b]}\n"
    assert excess(of(tmp_path / "a", more=vpc, code=NOTHING)) == []
    traced = "      Policies: [AWSXrayWriteOnlyAccess]\n"
    assert excess(of(tmp_path / "b", more=f"{traced}      Tracing: Active\n", code=NOTHING)) == []
    found = excess(of(tmp_path / "c", more=traced, code=NOTHING))
    assert ("xray:PutTraceSegments", "*", "nothing it does needs it") in found


def test_a_log_that_no_role_can_name_closer(tmp_path: Path) -> None:
    """Where CloudFormation names the function, its role can only name the logs of all: that is as narrow as it gets."""
    role = own_role(
        "[]", allow("['logs:CreateLogStream', 'logs:PutLogEvents']", "'arn:aws:logs:*:*:log-group:/aws/lambda/*'")
    )
    one = assessed(tmp_path, "      Role: !GetAtt Own.Arn\n", role, NOTHING)
    assert excess(one) == []
    assert one.held.missing == ()


def test_excess_stands_where_it_is_written(tmp_path: Path) -> None:
    """With the file and the line of its statement."""
    (each,) = of(tmp_path, allow("'sqs:SendMessage'", "!GetAtt Jobs.Arn")).held.excess
    assert each.at is not None
    assert (each.at.path, each.at.line) == ("template.yaml", 10)


# -- missing ------------------------------------------------------------------------------------


def own_role(managed: str, *statements: str, more: str = "") -> str:
    """A role that the template writes out."""
    return (
        "  Own:\n    Type: AWS::IAM::Role\n    Properties:\n"
        "      AssumeRolePolicyDocument: {Statement: [{Effect: Allow, Principal: {Service: lambda.amazonaws.com}, "
        f"Action: 'sts:AssumeRole'}}]}}\n      ManagedPolicyArns: {managed}\n{more}"
        f"      Policies: [{{PolicyName: own, PolicyDocument: {{Statement: [{', '.join(statements)}]}}}}]\n"
    )


def test_missing(tmp_path: Path) -> None:
    """What no statement allows is missing, on the places that are not allowed."""
    one = of(tmp_path, allow("'dynamodb:GetItem'", "!GetAtt Old.Arn"), code=asking(GET_ITEM, GET_OBJECT))
    assert said(one.held.missing) == ["dynamodb:GetItem Orders", "s3:GetObject Files"]


def test_a_deny_wins(tmp_path: Path) -> None:
    """What the role itself denies is missing, though a statement allows it."""
    one = of(tmp_path, allow("'dynamodb:*'"), "{Effect: Deny, Action: 'dynamodb:Get*', Resource: '*'}")
    assert said(one.held.missing) == ["dynamodb:GetItem Orders"]


def test_a_condition_may_allow(tmp_path: Path) -> None:
    """Whether a condition holds is not known here: nothing is called missing."""
    vpc = ", Condition: {StringEquals: {'aws:SourceVpc': vpc-1}}"
    assert of(tmp_path, allow("'dynamodb:GetItem'", TABLE, vpc)).held.missing == ()


def test_the_log_can_be_missing(tmp_path: Path) -> None:
    """A role that is written out has no policy for the log unless it says so."""
    one = assessed(tmp_path, "      Role: !GetAtt Own.Arn\n", own_role("[]", allow("'s3:GetObject'")), NOTHING)
    assert [need.action for need in one.held.missing] == ["logs:CreateLogStream", "logs:PutLogEvents"]


@pytest.mark.parametrize(
    "policy",
    [
        "!If [X, AmazonS3FullAccess, !Ref AWS::NoValue]",
        "!ImportValue shared-policy",
        "'arn:aws:iam::111111111111:policy/x'",
    ],
)
def test_nothing_is_missing_where_a_policy_is_not_told(tmp_path: Path, policy: str) -> None:
    """It may be in there; what the other policies grant beyond need is said all the same."""
    conditions = "Conditions: {X: !Equals [!Ref 'AWS::Region', eu-west-1]}\n"
    more = (
        f"      Policies:\n        - {policy}\n        - Statement: [{allow(chr(39) + 'sqs:SendMessage' + chr(39))}]\n"
    )
    text = conditions + HEAD + function(VARIABLES + more) + RESOURCES
    (one,) = app_of(tmp_path, {"template.yaml": text, "src/work.py": asking(GET_ITEM)}).functions
    assert one.held.missing == ()
    assert [action for action, _, _ in excess(one)] == ["sqs:SendMessage"]


def test_a_boundary_makes_nothing_missing(tmp_path: Path) -> None:
    """A boundary is not declared here, or not held against: what the role allows counts."""
    boundary = "      PermissionsBoundary: arn:aws:iam::111111111111:policy/edge\n"
    assert of(tmp_path, allow("'dynamodb:GetItem'", TABLE), more=boundary).held.missing == ()


# -- policies of the resources ------------------------------------------------------------------


def test_a_bucket_policy_that_allows(tmp_path: Path) -> None:
    """What the bucket's own policy gives to the role is not missing in it."""
    policy = (
        "  Opened:\n    Type: AWS::S3::BucketPolicy\n    Properties:\n      Bucket: !Ref Files\n"
        "      PolicyDocument: {Statement: [{Effect: Allow, Principal: {AWS: !GetAtt WorkRole.Arn}, "
        "Action: 's3:GetObject', Resource: !Sub '${Files.Arn}/*'}]}\n"
    )
    code = asking(GET_OBJECT)
    assert said(of(tmp_path / "a", code=code).held.missing) == ["s3:GetObject Files"]
    assert of(tmp_path / "b", code=code, resources=RESOURCES + policy).held.missing == ()


def test_a_role_that_trusts_the_function(tmp_path: Path) -> None:
    """Taking on a role of the application is allowed by its trust."""
    trust = "{Effect: Allow, Principal: {AWS: !GetAtt WorkRole.Arn}, Action: 'sts:AssumeRole'}"
    far = (
        f"  Far:\n    Type: AWS::IAM::Role\n    Properties:\n      AssumeRolePolicyDocument: {{Statement: [{trust}]}}\n"
    )
    code = asking("boto3.client('sts').assume_role(RoleArn=os.environ['FAR'], RoleSessionName='x')")
    more = "      Environment: {Variables: {FAR: !GetAtt Far.Arn}}\n"
    one = assessed(tmp_path, more, far, code)
    assert said(one.needs.needed) == ["sts:AssumeRole Far"]
    assert one.held.missing == ()


# -- whose role ---------------------------------------------------------------------------------


def test_a_role_that_is_declared_elsewhere(tmp_path: Path) -> None:
    """Nothing is held against what is not read, and it is said."""
    one = assessed(tmp_path, "      Role: arn:aws:iam::111111111111:role/far\n", "", asking(GET_OBJECT))
    assert (one.held.granted, one.held.excess, one.held.missing) == ((), (), ())
    assert one.held.kept == "its role is not declared here"


def test_a_shared_role(tmp_path: Path) -> None:
    """Each function is held against the whole role, and the others are named."""
    role = own_role(
        "['arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole']", allow("'dynamodb:GetItem'", TABLE)
    )
    text = (
        HEAD
        + function(VARIABLES + "      Role: !GetAtt Own.Arn\n")
        + function("      Role: !GetAtt Own.Arn\n", "Other")
    )
    app = app_of(
        tmp_path, {"template.yaml": text + RESOURCES + role, "src/work.py": asking(GET_ITEM), "src/other.py": NOTHING}
    )
    other, work = app.functions
    assert (work.held.shared_with, excess(work)) == (("function/Other",), [])
    assert other.held.shared_with == ("function/Work",)
    assert excess(other) == [("dynamodb:GetItem", "Orders", "nothing it does needs it")]


def test_why_excess_is_kept(tmp_path: Path) -> None:
    """What the code does beyond what could be followed may need it."""
    one = of(tmp_path, allow("'sqs:SendMessage'"), code="def handler(event, context):\n    eval(event['x'])\n")
    assert excess(one) != []
    assert one.held.kept == "eval of text that only a run knows"


def test_a_managed_policy_of_the_application(tmp_path: Path) -> None:
    """A policy that is declared on its own and attached counts as the role's."""
    statement = allow("'dynamodb:GetItem'", TABLE)
    policy = (
        "  Shared:\n    Type: AWS::IAM::ManagedPolicy\n    Properties:\n"
        f"      PolicyDocument: {{Statement: [{statement}]}}\n"
    )
    one = assessed(
        tmp_path,
        VARIABLES + "      Role: !GetAtt Own.Arn\n",
        RESOURCES + policy + own_role("[!Ref Shared]", allow("'logs:*'")),
        asking(GET_ITEM),
    )
    assert one.held.missing == ()
    assert [grant.action for grant in one.held.granted] == ["logs:*", "dynamodb:GetItem"]


# -- rights -------------------------------------------------------------------------------------


def rights(*statements: Statement) -> Rights:
    """The rights of a role with these statements, in an application with nothing else."""
    return Rights(Role(id="role/Own", name="own"), statements, AppGraph("shop"))


FAR = Place("arn:*:dynamodb:*:*:table/far", "arn:*:dynamodb:*:*:table/far")


def test_another_resource_does_not_cover() -> None:
    """Where an action is allowed elsewhere, that is no reason to take away what allows it here."""
    held = rights(Statement(Effect.ALLOW, ("dynamodb:GetItem",), resources=("arn:aws:dynamodb:*:*:table/near",)))
    assert held.allow("dynamodb:GetItem", FAR)
    assert not held.covers("dynamodb:GetItem", FAR)
    assert not held.covers("dynamodb:PutItem", EVERYTHING)


@pytest.mark.parametrize("resource", ["*", "arn:aws:dynamodb:*:*:table/*", "arn:aws:dynamodb:eu-west-1:*:table/far"])
def test_a_wide_resource_covers(resource: str) -> None:
    """A pattern that holds the place covers it."""
    assert rights(Statement(Effect.ALLOW, ("dynamodb:Get*",), resources=(resource,))).covers("dynamodb:GetItem", FAR)


@pytest.mark.parametrize(
    ("resource", "pattern", "wanted"),
    [
        ("arn:aws:s3:::a/*", "arn:*:s3:::a/*", True),
        ("arn:aws:s3:::a/b/*", "arn:*:s3:::a/*", True),
        ("arn:aws:s3:::a/*", "arn:*:s3:::a/b/*", False),
        ("arn:aws:sqs:eu-west-1:111111111111:a", "arn:*:sqs:*:*:a", True),
        ("arn:aws:sqs:${AWS::Region}:${AWS::AccountId}:${Jobs}", "arn:*:sqs:*:*:${?Jobs}", True),
        ("*", "arn:*:sqs:*:*:a", False),
        ("arn:*:sqs:*:*:a", "*", True),
    ],
)
def test_within(resource: str, pattern: str, wanted: bool) -> None:
    """Partition, region and account do not count; tokens are names."""
    assert within(resource, pattern) is wanted
