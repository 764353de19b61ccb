"""Selecting, never holding of nothing, environments, several applications, accepting."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from ennead.engine.scan import Request
from ennead.expect.expectation import State
from ennead.expect.file import read
from ennead.expect.run import run
from tests.expect.conftest import HEAD, SMALL, AppOf, asked

STAGED = SMALL.replace("Timeout: 20", "Timeout: !FindInMap [Limits, !Ref Stage, Timeout]")
PARAMETERS = """\
Parameters: {Stage: {Type: String, Default: dev}}
Mappings: {Limits: {dev: {Timeout: 20}, prod: {Timeout: 60}}}
"""
SAMCONFIG = """\
version = 0.1
[default.deploy.parameters]
stack_name = "a"
[prod.deploy.parameters]
stack_name = "b"
parameter_overrides = "Stage=prod"
"""


@pytest.fixture
def staged(tmp_path: Path) -> Path:
    """An application whose function may run 20 s in one environment and 60 s in the other."""
    folder = tmp_path / "shop"
    folder.mkdir()
    (folder / "template.yaml").write_text(PARAMETERS + HEAD + STAGED, encoding="utf-8")
    (folder / "samconfig.toml").write_text(SAMCONFIG, encoding="utf-8")
    return folder


@pytest.mark.parametrize(
    ("selector", "names"),
    [
        ('"*"', "Orders, Worker"),
        ("Ord*", "Orders"),
        ("function/Worker", "Worker"),
        ("{tag: team=pay*}", "Orders"),
        ("{tag: {Team: payments}}", "Orders"),
        ("{started: queue}", "Worker"),
        ("{started: [sync, poll]}", "Orders, Worker"),
        ("{exposed_to: anyone}", "Orders"),
        ("{path: template.yaml}", "Orders, Worker"),
        ("{name: '*', kind: function, exposed_to: application}", "Worker"),
    ],
)
def test_functions_are_selected(app_of: AppOf, selector: str, names: str) -> None:
    """Names, globs, tags, ways of starting, audience and path mean these functions and no other."""
    (said,) = asked(app_of(), f"functions: {selector}\ncount: 9").said
    assert said.message == (f"there are 2: {names}" if "," in names else f"there is {names}")


@pytest.mark.parametrize(
    ("selector", "number"),
    [
        ("{class: personal, kind: table}", 1),
        ("{class: personal}", 3),
        ("{kind: [queue, bucket]}", 2),
        ("{kind: table, class: personal}", 1),
        ('"*"', 5),
    ],
)
def test_stores_are_selected(app_of: AppOf, selector: str, number: int) -> None:
    """Kinds and classes of data mean these stores and no other."""
    assert asked(app_of(), f"stores: {selector}\ncount: {number}").state is State.HOLDS


@pytest.mark.parametrize(
    ("entry", "message"),
    [
        ("function: Ordrs\ntimeout: 3", "nothing here is called Ordrs among the functions: did you mean Orders?"),
        ("functions: [Orders, Wroker]\nown_role: true", "did you mean Worker?"),
        ('routes: "POST /*"\nopen: false', "nothing here is called POST /* among the routes"),
        ("functions: {tag: team=none}\nown_role: true", "nothing here fits functions tag team=none"),
        ("stores: {kind: secret}\npublic: false", "nothing here fits stores kind secret"),
        ("store: Users\nversioned: true", "versioned is about bucket, and none of these is one"),
        ("from: Ordrs\nto: Users\nnever: read", "did you mean Orders"),
        ("from: anyone\nto: Usres\nnever: read", "did you mean Users"),
        ("from: anyone\nto: Users\nonly_through: Ordrs", "did you mean Orders"),
        ('functions: "*"\nown_role: true\nexcept: Ordrs', "except names Ordrs, and nothing here is called so"),
        ("check: open-ruote", "no check is called open-ruote: did you mean open-route"),
        ("function: Orders\ntimeout: 20\nenvironments: prod", "no environment here is called prod"),
    ],
)
def test_what_means_nothing_fails(app_of: AppOf, entry: str, message: str) -> None:
    """An expectation that matches nothing is never true: it says so and what is near."""
    result = asked(app_of(), entry)
    assert result.state is State.FAILS
    assert any(message in said.message for said in result.said)


@pytest.mark.parametrize(
    "entry",
    [
        "function: Gone\ntimeout: 3\nmay_be_absent: true",
        "stores: {kind: secret}\npublic: false\nmay_be_absent: true",
        "from: anyone\nto: {kind: secret}\nnever: read\nmay_be_absent: true",
        "functions: {tag: team=none}\ncount: 0",
    ],
)
def test_what_may_be_absent_holds(app_of: AppOf, entry: str) -> None:
    """Where absence is allowed, or counted, nothing is no fault."""
    assert asked(app_of(), entry).state is State.HOLDS


def test_exceptions_are_left_out(app_of: AppOf) -> None:
    """What stands under `except` is not asked."""
    assert asked(app_of(), 'routes: "*"\nopen: false\nexcept: "GET /ping"').state is State.HOLDS


def test_any_method_is_meant_by_each(app_of: AppOf) -> None:
    """A route that takes every method is one for `POST` too."""
    app = app_of(SMALL.replace("Method: GET, Path: /ping", "Method: ANY, Path: /ping"))
    assert asked(app, 'route: "POST /ping"\nopen: true').state is State.HOLDS


def test_accepted_unknown_has_its_reason(app_of: AppOf) -> None:
    """What could not be told may stay so with a reason; what fails may not."""
    app = app_of(SMALL.replace("Timeout: 20", "Timeout: !ImportValue t"))
    result = asked(app, "function: Orders\ntimeout: 3\naccept_unknown: another stack sets it")
    assert (result.state, result.reason) == (State.ACCEPTED, "another stack sets it")
    both = asked(app, 'functions: "*"\ntimeout: 9\naccept_unknown: another stack sets it')
    assert both.state is State.FAILS


def test_routes_that_could_not_be_told_are_not_absent(app_of: AppOf) -> None:
    """An API whose definition lies elsewhere leaves an expectation about all routes untold."""
    api = "  Far: {Type: AWS::Serverless::Api, Properties: {StageName: a, DefinitionUri: 's3://b/k'}}\n"
    result = asked(app_of(SMALL + api), 'routes: "*"\nthrottled: false')
    assert result.state is State.UNKNOWN
    assert "Far may have routes that could not be told" in result.said[0].message


def test_environments(staged: Path) -> None:
    """What differs is told with its environments; an expectation may be about some of them."""
    text = """
expectations:
  - {function: Orders, timeout: at most 30}
  - {function: Orders, timeout: at most 30, environments: default}
  - {function: Orders, timeout: 60, environments: [prod]}
"""
    outcome = run(staged, read(text, "t.yml").expectations, Request(()))
    assert [one.state for one in outcome.results] == [State.FAILS, State.HOLDS, State.HOLDS]
    assert outcome.results[0].said[0].environments == ("prod",)


def test_one_environment(staged: Path) -> None:
    """With one environment asked for, expectations about another are skipped, and say why."""
    text = """
expectations:
  - {function: Orders, timeout: 20, environments: default}
  - {function: Orders, timeout: 60}
"""
    request = Request(())
    request = replace(request, sources=replace(request.sources, environment="prod"))
    outcome = run(staged, read(text, "t.yml").expectations, request)
    assert [one.state for one in outcome.results] == [State.SKIPPED, State.HOLDS]
    assert outcome.results[0].reason == "it is about default only"
    assert outcome.exit_code == 0


def test_several_applications(tmp_path: Path) -> None:
    """`app` picks one of several; one that is not there fails; without it each is asked."""
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "template.yaml").write_text(HEAD + SMALL, encoding="utf-8")
    text = """
expectations:
  - {function: Orders, timeout: 20}
  - {function: Orders, timeout: 20, app: a}
  - {function: Orders, timeout: 20, app: c}
"""
    outcome = run(tmp_path, read(text, "t.yml").expectations, Request(()))
    assert [(one.app, one.state) for one in outcome.results] == [
        ("a", State.HOLDS),
        ("b", State.HOLDS),
        ("a", State.HOLDS),
        ("c", State.FAILS),
    ]


def test_what_could_not_be_read_is_said(tmp_path: Path) -> None:
    """A template that cannot be read leaves the run untold, whatever holds of the rest."""
    (tmp_path / "template.yaml").write_text(HEAD + SMALL, encoding="utf-8")
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "template.yaml").write_text(HEAD + "  A: [", encoding="utf-8")
    outcome = run(tmp_path, read("expectations: [{function: Orders, timeout: 20}]", "t.yml").expectations, Request(()))
    assert len(outcome.of(State.HOLDS)) == 1
    assert outcome.unread
    assert outcome.exit_code == 3


def test_flows(app_of: AppOf) -> None:
    """From anyone over the open route to the table, and from a function over the queue to the next."""
    app = app_of()
    (said,) = asked(app, "from: anyone\nto: Users\nnever: read").said
    nodes = [hop.node for hop in said.path]
    assert nodes[0] == "internet/internet"
    assert "function/Orders" in nodes
    assert nodes[-1] == "table/Users"
    assert asked(app, "from: Orders\nto: Worker\nnever: anything").state is State.FAILS
    assert asked(app, "from: Worker\nto: Orders\nnever: anything").state is State.HOLDS
    assert asked(app, "from: Worker\nto: Users\nnever: [read, disrupt]").state is State.HOLDS


def test_only_through(app_of: AppOf) -> None:
    """Every way goes through what is named, or the one that does not is shown."""
    app = app_of()
    assert asked(app, "from: anyone\nto: Users\nchanges_only_through: Worker").state is State.HOLDS
    assert asked(app, "from: anyone\nto: Users\nonly_through: Orders").state is State.HOLDS
    (said,) = asked(app, "from: anyone\nto: Users\nreads_only_through: Worker").said
    assert said.message == "anyone can read Users without going through Worker"
    assert "function/Worker" not in {hop.node for hop in said.path}
