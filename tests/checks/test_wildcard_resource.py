"""What `wildcard-resource` finds and what it leaves alone."""

from __future__ import annotations

import pytest

from ennead.engine.assess import assess
from ennead.graph.derive import derive
from ennead.graph.merge import merge
from ennead.model.finding import Exposure, Finding, Outcome, Severity, Unassessed
from ennead.practices.p3_roles.wildcard_resource import wildcard_resource
from ennead.sources.text import fragment_of

SAM = "Transform: AWS::Serverless-2016-10-31\nResources:\n"
FN = """
  {name}:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.14
      Handler: app.handler
      InlineCode: "def handler(event, context): pass"
"""


def said(text: str) -> list[Outcome]:
    """What the check says about a SAM template's resources."""
    graph = derive(merge("app", [fragment_of(SAM + text)]))
    return list(assess(graph, [wildcard_resource]))


def findings(text: str) -> list[Finding]:
    """Its findings."""
    return [one for one in said(text) if isinstance(one, Finding)]


def fn(name: str, rest: str = "") -> str:
    """A function with more properties."""
    return FN.format(name=name) + rest


def policy(action: str, resource: str = '"*"', more: str = "") -> str:
    """A policy of one statement."""
    statement = f"{{Effect: Allow, Action: {action}, Resource: {resource}{more}}}"
    return f"      Policies:\n        - Statement:\n            - {statement}\n"


OPEN = "      FunctionUrlConfig: {AuthType: NONE}\n"


def test_read_of_every_table_is_medium() -> None:
    """The sentence names the actions and what they reach."""
    (found,) = findings(fn("A", policy('["dynamodb:GetItem", "dynamodb:Query"]')))
    assert found.message == "A may use dynamodb:GetItem and dynamodb:Query on every table of the account"
    assert found.severity is Severity.MEDIUM


def test_write_of_every_table_is_high_where_anyone_reaches_it() -> None:
    """Exposure decides over writes to data."""
    (inside,) = findings(fn("A", policy('"dynamodb:PutItem"')))
    (outside,) = findings(fn("A", policy('"dynamodb:PutItem"') + OPEN))
    assert (inside.severity, outside.severity) == (Severity.MEDIUM, Severity.HIGH)
    assert outside.exposure is Exposure.ANONYMOUS


def test_write_of_every_bucket_is_high() -> None:
    """Buckets hold the code of other applications."""
    (found,) = findings(fn("A", policy('"s3:PutObject"', '"arn:aws:s3:::*"')))
    assert found.severity is Severity.HIGH


@pytest.mark.parametrize(
    "action",
    [
        "ses:VerifyEmailIdentity",
        "ec2:DescribeInstances",
        "xray:PutTraceSegments",
        "logs:CreateLogGroup",
        "ec2:CreateNetworkInterface",
        "translate:TranslateText",
        "polly:SynthesizeSpeech",
        "s3:GetBucketLocation",
        "mq:DescribeBroker",
    ],
)
def test_star_that_is_needed_or_harmless_is_left_alone(action: str) -> None:
    """Actions without resources, those of every function, and those that see names only are right with a star."""
    assert said(fn("A", policy(f'"{action}"'))) == []


@pytest.mark.parametrize(
    "resource",
    [
        '"arn:aws:dynamodb:*:*:table/orders"',
        "!Sub 'arn:aws:dynamodb:${AWS::Region}:${AWS::AccountId}:table/shop-*'",
        "!Sub 'arn:aws:dynamodb:${AWS::Region}:${AWS::AccountId}:table/${AWS::StackName}-*'",
    ],
)
def test_named_table_is_left_alone(resource: str) -> None:
    """A star for the region, or behind a prefix, still names what is the application's."""
    assert said(fn("A", policy('"dynamodb:GetItem"', resource))) == []


def test_policy_templates_with_a_star_are_one_finding() -> None:
    """A star for the name of a SAM policy template is named as such, at each function's line."""
    rest = '      Policies:\n        - DynamoDBCrudPolicy: {TableName: "*"}\n'
    (found,) = findings(fn("A", rest) + fn("B", rest))
    assert found.message == (
        "2 functions may use every table of the account: DynamoDBCrudPolicy has a star for its name"
    )
    assert [(each.function, each.at.line) for each in found.related] == [("A", 11), ("B", 20)]


def test_policy_template_without_a_resource_is_left_alone() -> None:
    """A template whose document has the star itself leaves nothing to name."""
    assert said(fn("A", "      Policies: [{RekognitionDetectOnlyPolicy: {}}, {EC2DescribePolicy: {}}]\n")) == []


def test_small_things_are_one_low_finding() -> None:
    """Writes to services without the application's data are together one finding."""
    (found,) = findings(fn("A", policy('"ses:SendEmail"')) + fn("B", policy('["batch:SubmitJob", "sns:Publish"]')))
    assert found.severity is Severity.LOW
    assert found.message == "2 functions may use batch:SubmitJob, ses:SendEmail and sns:Publish on every resource"


def test_whole_service_is_left_to_wildcard_action() -> None:
    """`dynamodb:*` on `*` is one fault, not two."""
    assert said(fn("A", policy('"dynamodb:*"'))) == []


def test_condition_on_tags_is_left_alone() -> None:
    """A condition that chooses resources names them in its way."""
    tagged = ", Condition: {StringEquals: {'aws:ResourceTag/app': shop}}"
    assert said(fn("A", policy('"dynamodb:GetItem"', more=tagged))) == []


def test_way_to_more_is_told_and_high() -> None:
    """Passing any role to a function of its own making is the account."""
    (found, *_) = sorted(
        findings(fn("A", policy('["iam:PassRole", "lambda:CreateFunction"]'))), key=lambda one: one.message
    )
    assert found.severity is Severity.HIGH
    assert "may give any role to a function of its own making" in found.message


def test_role_of_an_instance_is_left_alone() -> None:
    """Instances, containers and builds are no serverless application's."""
    assert (
        said(
            "  Box:\n    Type: AWS::IAM::Role\n    Properties:\n"
            "      AssumeRolePolicyDocument: {Statement: {Effect: Allow, Principal: {Service: ec2.amazonaws.com},"
            " Action: sts:AssumeRole}}\n      Policies:\n        - PolicyName: p\n"
            "          PolicyDocument: {Statement: {Effect: Allow, Action: 's3:GetObject', Resource: '*'}}\n"
        )
        == []
    )


def test_parameter_is_asked_about_once() -> None:
    """Two functions with one parameter for a resource are one thing to tell."""
    text = "Parameters: {Arn: {Type: String}}\n" + SAM
    text += fn("A", policy('"dynamodb:GetItem"', "!Ref Arn")) + fn("B", policy('"dynamodb:GetItem"', "!Ref Arn"))
    outcomes = list(assess(derive(merge("app", [fragment_of(text)])), [wildcard_resource]))
    assert [type(one) for one in outcomes] == [Unassessed]
