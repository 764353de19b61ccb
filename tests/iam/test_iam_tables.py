"""The table of actions and the questions to it."""

from __future__ import annotations

import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ennead.iam import actions, tables
from ennead.iam.distance import edits
from ennead.iam.tables import Level


def test_the_date_is_the_files() -> None:
    """The date that code shows is the date in the file."""
    assert actions.table_date() == tables.TABLE_DATE


@pytest.mark.parametrize("prefix", ["s3", "S3", "dynamodb", "cognito-idp", "execute-api", "sts"])
def test_services(prefix: str) -> None:
    """Services are known by prefix, whatever the case."""
    assert tables.known_service(prefix)


def test_what_is_no_service() -> None:
    """A misspelt prefix, none, and a wildcard are no service."""
    assert not any(tables.known_service(prefix) for prefix in ("dynamdb", "", "*", "lambda:"))


@pytest.mark.parametrize(
    ("action", "level", "limitable"),
    [
        ("s3:GetObject", Level.READ, True),
        ("s3:ListAllMyBuckets", Level.LIST, False),
        ("dynamodb:PutItem", Level.WRITE, True),
        ("iam:PutRolePolicy", Level.PERMISSIONS, True),
        ("lambda:TagResource", Level.TAGGING, True),
        ("sts:GetCallerIdentity", Level.READ, False),
        ("ses:VerifyEmailIdentity", Level.WRITE, False),
        ("logs:DescribeLogGroups", Level.LIST, False),
        ("xray:PutTraceSegments", Level.WRITE, False),
        ("sqs:sendmessage", Level.WRITE, True),
    ],
)
def test_facts_of_actions(action: str, level: Level, limitable: bool) -> None:
    """Level and limits are those of the Service Authorization Reference."""
    assert tables.known_action(action)
    assert tables.level(action) is level
    assert tables.supports_resource(action) is limitable


def test_facts_of_no_action() -> None:
    """Of an action that the table does not have nothing is said."""
    assert not tables.known_action("s3:FlyToMoon")
    assert tables.level("s3:FlyToMoon") is None
    assert tables.supports_resource("s3:FlyToMoon") is None


def test_expanding() -> None:
    """A pattern gives every action it covers, in the table's own spelling."""
    assert tables.expand("dynamodb:batch*item") == ("dynamodb:BatchGetItem", "dynamodb:BatchWriteItem")
    assert tables.expand("SQS:sendmessage") == ("sqs:SendMessage",)
    assert tables.expand("s3:FlyTo*") == ()
    assert tables.expand("nowhere:*") == ()
    assert tables.expand("PutItem") == ()
    assert {"s3:GetObject", "s3express:CreateSession"} <= set(tables.expand("s3*:*"))
    assert len(tables.expand("*")) > 20_000


@given(st.sampled_from(tables.expand("*")))
def test_every_action_is_known(action: str) -> None:
    """Each action of the table is found, has a level, covers itself and is spelt right."""
    assert tables.known_action(action.lower())
    assert tables.level(action) is not None
    assert tables.expand(action) == (action,)
    assert tables.standing(action) == "known"
    assert tables.misspelt(action) is None


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("sts:GetCallerIdentify", "sts:GetCallerIdentity"),
        ("s3:GetObejct", "s3:GetObject"),
        ("lambda:InvokeFuntion", "lambda:InvokeFunction"),
        ("dynamdb:PutItem", "dynamodb:PutItem"),
        ("dynamdb:PutItm", "dynamodb:PutItem"),
        ("event:PutEvents", "events:PutEvents"),
        ("sns:Publsh", "sns:Publish"),
        ("s3:HeadObject", "s3:GetObject"),
        ("s3:ListBuckets", "s3:ListAllMyBuckets"),
        ("lambda:Invoke", "lambda:InvokeFunction"),
        ("clodwatch:FlyToMoon", "cloudwatch"),
    ],
)
def test_misspelt(written: str, meant: str) -> None:
    """A slip of the hand, and an operation that is no action, are misspelt, and the right word is told."""
    assert tables.standing(written) == "misspelt"
    assert tables.misspelt(written) == meant
    assert tables.nearest(written) == meant


@pytest.mark.parametrize(
    "action",
    [
        "s3:GetObjectV2",
        "s3:SetObject",
        "dynamodb:DescribeTables",
        "sqs:FlyToMoon",
        "sms:FlyToMoon",
        "newservice:DoThings",
        "s3:${?Verb}",
        "s3:FlyTo*",
        "GetObject",
        "",
    ],
)
def test_not_lightly_misspelt(action: str) -> None:
    """What may be newer than the table (another version, verb, number or service) is unknown and never wrong."""
    assert tables.standing(action) == "unknown"
    assert tables.misspelt(action) is None


def test_patterns_stand_for_what_they_cover() -> None:
    """A pattern that covers some action is known."""
    assert tables.standing("s3:Get*") == "known"
    assert tables.standing("*") == "known"


def test_a_hint_is_no_verdict() -> None:
    """The nearest action is told where an action is only unknown, too; where nothing is near, nothing is."""
    assert tables.nearest("dynamodb:GetItems") == "dynamodb:GetItem"
    assert tables.nearest("nowhere:FlyToMoon") is None
    assert tables.nearest("s3:FlyToMoon") is None


@pytest.mark.parametrize(
    ("left", "right", "expected"),
    [("", "", 0), ("abc", "abc", 0), ("abc", "acb", 1), ("abc", "abd", 1), ("abc", "ab", 1), ("ca", "abc", 3)],
)
def test_edits(left: str, right: str, expected: int) -> None:
    """Insertions, deletions, replacements and swaps of neighbours count one each."""
    assert edits(left, right, 5) == expected


WORDS = st.text("abc", max_size=6)


@given(WORDS, WORDS, st.integers(0, 4))
def test_edits_are_a_distance(left: str, right: str, at_most: int) -> None:
    """Symmetric, zero for the same word alone, and cut off where it is further."""
    full = edits(left, right, 20)
    assert full == edits(right, left, 20)
    assert (full == 0) is (left == right)
    assert edits(left, right, at_most) == min(full, at_most + 1)


def test_run_time_needs_none_of_the_sources() -> None:
    """Neither policy_sentry nor moto is imported, and the tables are read when asked only."""
    code = (
        "import sys; import ennead.iam.tables as t, ennead.iam.managed as m, ennead.iam.actions as a;"
        "assert 'lzma' not in sys.modules or not a._table.cache_info().currsize;"
        "assert a._table.cache_info().currsize == m._index.cache_info().currsize == 0;"
        "t.known_action('s3:GetObject'); m.managed_policy('AdministratorAccess');"
        "assert not {'policy_sentry', 'moto', 'boto3', 'botocore'} & set(sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
