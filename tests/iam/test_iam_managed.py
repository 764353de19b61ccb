"""AWS managed policies."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ennead.iam import facts, managed
from ennead.iam.managed import is_service_role, managed_arns, managed_policy
from ennead.model.policy import PolicySource

HEAD = "arn:aws:iam::aws:policy"


def test_the_date_is_the_files() -> None:
    """The date that code shows is the date in the file."""
    assert managed.managed_date() == managed.MANAGED_DATE


def test_the_files_are_small() -> None:
    """What is made by a program stays under 400 KB, and what is written by hand too."""
    made = [path.stat().st_size for path in facts.DATA.glob("*.xz")]
    written = [path.stat().st_size for path in facts.DATA.glob("*.toml")]
    assert 0 < sum(made) < 400_000
    assert 0 < sum(written) < 400_000


@pytest.mark.parametrize(
    ("name", "path"),
    [
        ("AdministratorAccess", "/"),
        ("AWSLambda_FullAccess", "/"),
        ("AWSLambdaBasicExecutionRole", "/service-role/"),
        ("AWSLambdaSQSQueueExecutionRole", "/service-role/"),
        ("PowerUserAccess", "/"),
        ("ViewOnlyAccess", "/job-function/"),
    ],
)
def test_names_and_paths(name: str, path: str) -> None:
    """A name gives the ARN with its path, and both give the same policy."""
    arn = managed_arns()[name]
    assert arn == f"{HEAD}{path}{name}"
    policy = managed_policy(name)
    assert policy is not None
    assert policy is managed_policy(arn)
    assert (policy.name, policy.arn, policy.source) == (name, arn, PolicySource.MANAGED)
    assert policy.statements


@pytest.mark.parametrize("partition", ["aws-cn", "aws-us-gov"])
def test_other_partitions(partition: str) -> None:
    """A policy of another partition reads as the one of that name here."""
    arn = managed_arns()["AWSLambdaBasicExecutionRole"]
    assert managed_policy(arn.replace("arn:aws:", f"arn:{partition}:")) == managed_policy(arn)


@pytest.mark.parametrize(
    "text",
    [
        "NoSuchPolicy",
        f"{HEAD}/NoSuchPolicy",
        f"{HEAD}/AWSLambdaBasicExecutionRole",
        "arn:aws:iam::123456789012:policy/AdministratorAccess",
        "${?PolicyArn}",
        "",
        "${CustomPolicy}",
    ],
)
def test_no_document(text: str) -> None:
    """What we have no document of gives None: a policy of the customer, a wrong path, a hole."""
    assert managed_policy(text) is None


def test_the_answer_is_the_callers_own() -> None:
    """Changing the mapping that was handed out changes nothing for the next caller."""
    managed_arns().clear()
    assert "AdministratorAccess" in managed_arns()


@given(st.sampled_from(sorted(managed_arns())))
def test_every_policy_is_read_whole(name: str) -> None:
    """Each policy has statements, and none of them is unknown."""
    policy = managed_policy(name)
    assert policy is not None
    assert policy.statements
    assert not [statement for statement in policy.statements if statement.unknown]


def test_service_roles() -> None:
    """Service role policies are told by their path, whatever the partition."""
    arns = managed_arns()
    assert is_service_role(arns["AWSLambdaSQSQueueExecutionRole"])
    assert is_service_role("arn:aws-cn:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole")
    assert not is_service_role(arns["AWSLambda_FullAccess"])
    assert not is_service_role("arn:aws:iam::123456789012:policy/service-role/Ours")
