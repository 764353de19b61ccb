"""What `wildcard-action` finds and what it leaves alone."""

from __future__ import annotations

from ennead.engine.assess import assess
from ennead.graph.derive import derive
from ennead.graph.merge import merge
from ennead.model.finding import Finding, Outcome, Severity, Unassessed
from ennead.practices.p3_roles.wildcard_action import wildcard_action
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
    return list(assess(graph, [wildcard_action]))


def findings(text: str) -> list[Finding]:
    """Its findings."""
    return [one for one in said(text) if isinstance(one, Finding)]


def fn(name: str, rest: str = "") -> str:
    """A function with more properties."""
    return FN.format(name=name) + rest


def policy(action: str, resource: str = '"*"', key: str = "Action") -> str:
    """A policy of one statement."""
    statement = f"{{Effect: Allow, {key}: {action}, Resource: {resource}}}"
    return f"      Policies:\n        - Statement:\n            - {statement}\n"


def test_service_star_on_one_resource_is_medium() -> None:
    """A star on a named table is found, where it stands."""
    (found,) = findings(fn("A", policy('"dynamodb:*"', '"arn:aws:dynamodb:eu-central-1:111122223333:table/baskets"')))
    assert (found.severity, found.function, found.at.line) == (Severity.MEDIUM, "A", 12)
    assert found.message == "A may call every dynamodb action"


def test_everything_is_high() -> None:
    """`*` on `*` is the account."""
    (found,) = findings(fn("A", policy('"*"')))
    assert found.severity is Severity.HIGH
    assert found.message == "A may call every action of every service, and so may do everything on every resource"


def test_not_action_is_high() -> None:
    """All but a few actions are all that matter."""
    (found,) = findings(fn("A", policy('"iam:*"', key="NotAction")))
    assert found.severity is Severity.HIGH
    assert found.message.startswith("A may call everything but iam:*")


def test_way_to_more_is_told_and_high() -> None:
    """Where whole services lead to more the sentence says how."""
    (found,) = findings(fn("A", policy('["lambda:*", "iam:PassRole"]')))
    assert found.severity is Severity.HIGH
    assert "and so may give any role to a function of its own making" in found.message


def test_same_services_are_one_finding() -> None:
    """Two functions with the same star are one finding with both in it."""
    (found,) = findings(fn("A", policy('"sqs:*"')) + fn("B", policy('"sqs:*"')))
    assert [each.function for each in found.related] == ["A", "B"]
    assert found.message == "2 functions may call every sqs action"


def test_part_wildcard_is_left_alone() -> None:
    """`s3:Get*` names what it is for."""
    assert said(fn("A", policy('"s3:Get*"'))) == []


def test_denied_star_is_left_alone() -> None:
    """A statement that denies gives nothing."""
    assert said(fn("A", policy('"s3:*"').replace("Allow", "Deny"))) == []


def test_star_of_a_buckets_own_policy_is_left_alone() -> None:
    """Policies on resources are not this check's."""
    assert (
        said(
            "  B: {Type: AWS::S3::Bucket}\n"
            "  P:\n    Type: AWS::S3::BucketPolicy\n    Properties:\n      Bucket: !Ref B\n"
            "      PolicyDocument: {Statement: {Effect: Allow, Action: 's3:*', Resource: '*',"
            " Principal: {AWS: !Sub 'arn:aws:iam::${AWS::AccountId}:root'}}}\n"
        )
        == []
    )


def test_attached_policy_counts_once() -> None:
    """A declared managed policy that the role names by reference is read, and not called unknown."""
    text = fn("A", "      Policies: [!Ref Wide]\n") + (
        "  Wide:\n    Type: AWS::IAM::ManagedPolicy\n    Properties:\n"
        "      PolicyDocument: {Statement: {Effect: Allow, Action: 'sns:*', Resource: '*'}}\n"
    )
    (one,) = said(text)
    assert isinstance(one, Finding)
    assert one.function == "A"


def test_unreadable_statement_is_not_assessed() -> None:
    """Actions that hang on a parameter without a value are told, not passed over."""
    text = "Parameters: {What: {Type: String}}\n" + SAM + fn("A", policy("!Ref What"))
    outcomes = list(assess(derive(merge("app", [fragment_of(text)])), [wildcard_action]))
    assert [type(one) for one in outcomes] == [Unassessed]
