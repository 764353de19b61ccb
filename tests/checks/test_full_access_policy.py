"""What `full-access-policy` finds and what it leaves alone."""

from __future__ import annotations

import pytest

from ennead.engine.assess import assess
from ennead.graph.derive import derive
from ennead.graph.merge import merge
from ennead.iam.managed import managed_policy
from ennead.model.finding import Exposure, Finding, Outcome, Severity
from ennead.practices.p3_roles.full_access_policy import full_access_policy
from ennead.practices.p3_roles.width import width_of
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
    return list(assess(graph, [full_access_policy]))


def findings(text: str) -> list[Finding]:
    """Its findings."""
    return [one for one in said(text) if isinstance(one, Finding)]


def fn(name: str, rest: str = "") -> str:
    """A function with more properties."""
    return FN.format(name=name) + rest


WIDE = {
    "AdministratorAccess": Severity.HIGH,
    "PowerUserAccess": Severity.HIGH,
    "IAMFullAccess": Severity.HIGH,
    "AWSLambda_FullAccess": Severity.HIGH,
    "AmazonS3FullAccess": Severity.HIGH,
    "AmazonDynamoDBFullAccess": Severity.HIGH,
    "AmazonCognitoPowerUser": Severity.HIGH,
    "AWSLambdaExecute": Severity.HIGH,
    "SecretsManagerReadWrite": Severity.HIGH,
    "CloudWatchLogsFullAccess": Severity.MEDIUM,
    "AmazonSESFullAccess": Severity.MEDIUM,
    "AmazonSQSFullAccess": Severity.MEDIUM,
    "AWSLambdaRole": Severity.MEDIUM,
    "AmazonS3ReadOnlyAccess": Severity.MEDIUM,
    "AmazonTextractFullAccess": Severity.LOW,
}

NARROW = (
    "AWSLambdaBasicExecutionRole",
    "AWSLambdaVPCAccessExecutionRole",
    "AWSLambdaSQSQueueExecutionRole",
    "AWSLambdaDynamoDBExecutionRole",
    "AWSLambdaKinesisExecutionRole",
    "AWSXRayDaemonWriteAccess",
    "CloudWatchLambdaInsightsExecutionRolePolicy",
)


@pytest.mark.parametrize(("name", "severity"), WIDE.items())
def test_width_of_wide_policies(name: str, severity: Severity) -> None:
    """The document says how far a policy reaches."""
    policy = managed_policy(name)
    assert policy
    width = width_of(policy)
    assert width
    assert width.severity is severity


@pytest.mark.parametrize("name", NARROW)
def test_policies_for_a_functions_role_are_narrow(name: str) -> None:
    """What AWS writes for the role of a function is taken as it is."""
    policy = managed_policy(name)
    assert policy
    assert width_of(policy) is None


def test_functions_with_one_policy_are_one_finding() -> None:
    """Each function is named at its own line of the policy."""
    rest = "      Policies:\n        - AmazonS3FullAccess\n"
    (found,) = findings(fn("A", rest) + fn("B", rest))
    assert found.function is None
    assert [(each.function, each.at.line) for each in found.related] == [("A", 11), ("B", 20)]
    assert found.message.startswith("2 functions may change the content of every bucket of the account")


def test_two_policies_are_two_findings() -> None:
    """Each policy is a decision of its own."""
    found = findings(fn("A", "      Policies: [AmazonS3FullAccess, AmazonSQSFullAccess]\n"))
    assert {one.message.rpartition(" ")[2] for one in found} == {"AmazonS3FullAccess", "AmazonSQSFullAccess"}
    assert {one.function for one in found} == {"A"}


def test_anonymous_reach_is_told() -> None:
    """Where anyone reaches the function the finding shows the way."""
    url = "      Policies: [AmazonS3FullAccess]\n      FunctionUrlConfig: {AuthType: NONE}\n"
    (found,) = findings(fn("A", url))
    assert found.exposure is Exposure.ANONYMOUS
    assert found.path[0].node == "internet/internet"
    assert found.path[-1].node == "function/A"


def test_role_without_function_is_left_alone() -> None:
    """The role of a build or an instance is no function's."""
    assert (
        said(
            "  Build:\n    Type: AWS::IAM::Role\n    Properties:\n"
            "      AssumeRolePolicyDocument: {Statement: {Effect: Allow, Principal: {Service: codebuild.amazonaws.com},"
            " Action: sts:AssumeRole}}\n      ManagedPolicyArns: ['arn:aws:iam::aws:policy/AdministratorAccess']\n"
        )
        == []
    )
