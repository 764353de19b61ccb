"""Each word: holds, fails with the thing's own place, could not be told."""

from __future__ import annotations

import pytest

from ennead.expect.expectation import State
from ennead.expect.words import vocabulary
from tests.expect.conftest import SMALL, AppOf, asked

UNSURE = """
  Fn:
    Type: AWS::Lambda::Function
    Properties:
      Runtime: !ImportValue runtime
      Handler: app.handler
      Timeout: !ImportValue timeout
      MemorySize: !ImportValue memory
      ReservedConcurrentExecutions: !ImportValue reserved
      Role: !ImportValue role
      Code: {ZipFile: "def handler(event, context): pass"}
      LoggingConfig: {LogGroup: !ImportValue group}
      TracingConfig: {Mode: !ImportValue tracing}
  Store: {Type: AWS::SQS::Queue, Properties: {KmsMasterKeyId: !ImportValue key}}
  Group: {Type: AWS::Logs::LogGroup, Properties: {RetentionInDays: !ImportValue days}}
  Url:
    Type: AWS::Lambda::Url
    Properties: {AuthType: !ImportValue auth, TargetFunctionArn: !GetAtt Fn.Arn}
"""

PAIRS = [
    ('routes: "GET /orders"\nasks: cognito', 'routes: "GET /orders"\nasks: [iam, jwt]'),
    ('routes: "GET /orders"\nasks: signed-in', 'routes: "GET /ping"\nasks: signed-in'),
    ('routes: "GET /ping"\nasks: nothing', 'routes: "GET /orders"\nasks: nothing'),
    ('routes: "GET /orders"\nopen: false', 'routes: "GET /ping"\nopen: false'),
    ('routes: "GET /ping"\nopen: true', 'routes: "GET /orders"\nopen: true'),
    ('routes: "*"\nleads_to: Orders', 'routes: "*"\nleads_to: Worker'),
    ('routes: "*"\nthrottled: false', 'routes: "*"\nthrottled: true'),
    ('routes: "*"\nvalidated: false', 'routes: "*"\nvalidated: true'),
    ('functions: "*"\nruntime: [python3.1?, nodejs*]', 'functions: "*"\nruntime: python3.13'),
    ('functions: "*"\narchitecture: x86_64', 'functions: "*"\narchitecture: arm64'),
    ("function: Orders\ntimeout: at most 20", "function: Orders\ntimeout: under 20"),
    ("function: Worker\ntimeout: 3", "function: Worker\ntimeout: at least 4"),
    ("function: Orders\nmemory: 128", "function: Orders\nmemory: at least 256"),
    ("function: Worker\nreserved_concurrency: 5", "function: Orders\nreserved_concurrency: set"),
    ("function: Orders\nreserved_concurrency: not set", "function: Worker\nreserved_concurrency: not set"),
    ('functions: "*"\nin_vpc: false', 'functions: "*"\nin_vpc: true'),
    ('functions: "*"\ntraced: false', 'functions: "*"\ntraced: true'),
    ("function: Orders\nhas_variables: [STAGE, US*]", "function: Orders\nhas_variables: REGION"),
    ('function: Orders\nhas_no_variables: "*_KEY"', 'function: Orders\nhas_no_variables: "ST*"'),
    ("function: Orders\nlog_retention: at least 30", "function: Orders\nlog_retention: at most 7"),
    ("function: Worker\nlog_retention: not set", "function: Worker\nlog_retention: set"),
    ("function: Worker\nexposed_to: application", "function: Orders\nexposed_to: signed-in"),
    ("function: Orders\nexposed_to: anyone", "store: Jobs\nexposed_to: nobody"),
    ("function: Worker\nstarted_only_by: Jobs", "function: Worker\nstarted_only_by: schedule"),
    ('function: Orders\nstarted_only_by: "GET /*"', 'function: Orders\nstarted_only_by: "GET /ping"'),
    ("function: Worker\nstarted_by: [queue, Jobs]", "function: Worker\nstarted_by: Files"),
    ("function: Orders\nkeeps_failed_events: true", "function: Worker\nkeeps_failed_events: true"),
    (
        'function: Orders\nmay_only: ["dynamodb:Get*", "sqs:SendMessage"]',
        "function: Orders\nmay_only: dynamodb:GetItem",
    ),
    ('function: Orders\nmay_not: ["iam:*", "dynamodb:Put*"]', 'function: Worker\nmay_not: "dynamodb:*"'),
    ('functions: "*"\nown_role: true', 'functions: "*"\nown_role: false'),
    ("store: Jobs\ndead_letters: false", "store: Jobs\ndead_letters: true"),
    ("store: Jobs\nown_key: false", "store: Jobs\nown_key: true"),
    ('stores: "*"\npublic: false', "store: Users\npublic: true"),
    ("store: Files\nversioned: false", "store: Files\nversioned: true"),
    ("store: Users\npoint_in_time_recovery: false", "store: Users\npoint_in_time_recovery: true"),
    ("store: Users\ndeletion_protection: false", "store: Users\ndeletion_protection: true"),
    ("store: Files\noutlives_the_stack: true", "store: Users\noutlives_the_stack: true"),
    ("store: Log\nkeeps_days: 30", "store: Log\nkeeps_days: at least 90"),
    ("store: Users\nholds_only: personal", "store: Users\nholds_only: business"),
    ("store: Users\nonly_read_by: Orders", "store: Users\nonly_read_by: []"),
    ("store: Users\nonly_written_by: [Worker]", "store: Users\nonly_written_by: Orders"),
    ("store: Users\nonly_deleted_by: []", "store: Jobs\nonly_deleted_by: Orders"),
    ("store: Users\nonly_used_by: [Orders, Worker]", "store: Users\nonly_used_by: Orders"),
]


@pytest.mark.parametrize(("holds", "fails"), PAIRS)
def test_a_word_holds_and_fails(app_of: AppOf, holds: str, fails: str) -> None:
    """What is so holds; what is not fails with a sentence and the place of the thing in the template."""
    app = app_of()
    assert asked(app, holds).said == ()
    result = asked(app, fails)
    assert result.state is State.FAILS
    for said in result.said:
        assert said.at is not None
        assert said.at.path == "template.yaml"
        assert said.at.line > 0
        assert said.message


def test_every_word_is_tried() -> None:
    """No word is without a case that holds and one that fails."""
    words = {(subject.value.rstrip("s"), name) for subject, names in vocabulary().items() for name in names}
    tried = {
        (entry.partition(":")[0].rstrip("s"), entry.partition("\n")[2].partition(":")[0])
        for pair in PAIRS
        for entry in pair
    }
    assert words == tried


@pytest.mark.parametrize(
    "entry",
    [
        "function: Fn\nruntime: python3.13",
        "function: Fn\ntimeout: at most 30",
        "function: Fn\nmemory: at most 30",
        "function: Fn\nreserved_concurrency: set",
        "function: Fn\nlog_retention: set",
        "function: Fn\ntraced: true",
        'function: Fn\nmay_not: "iam:*"',
        'function: Fn\nmay_only: "iam:*"',
        "function: Fn\nown_role: true",
        "function: Fn\nexposed_to: nobody",
        'routes: "*"\nasks: iam',
        'routes: "*"\nopen: false',
        "store: Store\nown_key: true",
        "store: Group\nkeeps_days: set",
        "store: Store\nholds_only: business",
        "from: Fn\nto: Store\nnever: anything",
    ],
)
def test_what_is_not_known_is_neither_true_nor_false(app_of: AppOf, entry: str) -> None:
    """A value that is given elsewhere makes an expectation untold, with the reason."""
    result = asked(app_of(UNSURE), entry)
    assert result.state is State.UNKNOWN
    assert all(said.message for said in result.said)


def test_open_store_shows_who_and_where(app_of: AppOf) -> None:
    """A store that anyone may use fails at the statement that opens it, with the way in."""
    policy = """
  Policy:
    Type: AWS::SQS::QueuePolicy
    Properties:
      Queues: [!Ref Jobs]
      PolicyDocument: {Statement: [{Effect: Allow, Principal: "*", Action: "sqs:SendMessage", Resource: "*"}]}
"""
    (said,) = asked(app_of(SMALL + policy), "store: Jobs\npublic: false").said
    assert said.message == "Jobs lets anyone sqs:SendMessage"
    assert [hop.node for hop in said.path] == ["internet/internet", "queue/Jobs"]
    assert said.at is not None
    assert said.at.line > said.path[1].at.line  # type: ignore[union-attr]


def test_no_value_of_a_variable_is_shown(app_of: AppOf) -> None:
    """An expectation about a variable names it and never its value."""
    secret = SMALL.replace("STAGE: live", "API_KEY: 9qWx72bTn4")
    result = asked(app_of(secret), 'functions: "*"\nhas_no_variables: "*_KEY"')
    assert "API_KEY" in result.said[0].message
    assert "9qWx72bTn4" not in repr(result.said)


@pytest.mark.parametrize(("resource", "state"), [('"*"', State.HOLDS), ("!GetAtt Users.Arn", State.FAILS)])
def test_what_is_denied_on_everything_is_not_allowed(app_of: AppOf, resource: str, state: State) -> None:
    """A denial without a condition takes an action away; one on a part of the resources does not."""
    denial = f'            - {{Effect: Deny, Action: "sqs:*", Resource: {resource}}}\n      Events:\n        Read'
    app = app_of(SMALL.replace("      Events:\n        Read", denial, 1))
    assert asked(app, 'function: Orders\nmay_not: "sqs:*"').state is state
