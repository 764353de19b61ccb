"""The laboratory of DVSA: functions run unchanged in a world of their own, and outcomes are told as they are."""

from __future__ import annotations

import importlib.util
import json
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory
from textwrap import dedent
from typing import Any

import pytest

from bench import dvsa_lab
from bench.dvsa_exploits import EXPLOITS, NOT_WRITTEN, contract
from bench.dvsa_world import Missing, Terms, World, declared, has_namespaces

TEMPLATE = """
    Parameters:
      Prefix: {Type: String, Default: site}
    Resources:
      OneFunction:
        Type: AWS::Serverless::Function
        Properties:
          FunctionName: ONE
          Handler: one.handler
          Runtime: python3.8
          CodeUri: backend/one/
          Environment: {Variables: {BUCKET: !Sub "${Prefix}-${AWS::AccountId}", OTHER: !Ref Prefix, PLAIN: x}}
      TwoFunction:
        Type: AWS::Serverless::Function
        Properties: {FunctionName: TWO, Handler: two.handler, Runtime: nodejs18.x, CodeUri: backend/two/}
      Table: {Type: AWS::DynamoDB::Table, Properties: {TableName: !Ref Prefix}}
"""
CODE = """
    import json, os, random, time, uuid
    from datetime import datetime
    import boto3

    def handler(event, context):
        if event.get("loud"):
            raise ValueError("loud")
        with open("/tmp/mark", "a") as mark:
            mark.write("x")
        time.sleep(600)
        if event.get("invoke"):
            boto3.client("lambda").invoke(FunctionName="ONE", InvocationType="Event", Payload=json.dumps({"again": 1}))
        return [os.environ["BUCKET"], str(uuid.uuid4()), random.random(), str(datetime.now()), time.time()]
"""


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("app")
    (folder / "template.yml").write_text(dedent(TEMPLATE), encoding="utf-8")
    (folder / "backend" / "one").mkdir(parents=True)
    (folder / "backend" / "one" / "one.py").write_text(dedent(CODE), encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def worlds(app: Path) -> Iterator[list[World]]:
    if not has_namespaces():
        pytest.skip("unshare -m fails here")
    if any(importlib.util.find_spec(name) is None for name in ("moto", "flask", "flask_cors", "awslambdaric")):
        pytest.skip("moto[server] or awslambdaric is not installed")
    with TemporaryDirectory(dir="/var/tmp") as name, ExitStack() as stack:
        yield [stack.enter_context(World(app, Path(name) / word, Terms(sys.executable))) for word in "abc"]


def test_functions_are_read_from_the_template(app: Path) -> None:
    """Name, handler, folder and variables stand as the template says, its short forms filled in."""
    one, two = declared(app)
    assert (one.id, one.name, one.handler, one.folder) == ("OneFunction", "ONE", "one.handler", "backend/one/")
    assert one.env == {"BUCKET": "site-123456789012", "OTHER": "site", "PLAIN": "x"}
    assert two.runtime == "nodejs18.x"


def test_no_application_is_said(tmp_path: Path) -> None:
    """A folder that holds no such application is told as that."""
    with pytest.raises(Missing, match="no template"):
        declared(tmp_path)


def test_a_world_in_tmp_is_refused(app: Path) -> None:
    """Functions see another /tmp, so what they need cannot lie there: that is said."""
    with pytest.raises(Missing, match="/tmp"), World(app, Path("/tmp/ennead-none"), Terms(sys.executable)):
        pass


def test_clock_ids_and_numbers_are_fixed(worlds: list[World]) -> None:
    """Two worlds give the same answers, at once though the function sleeps, and each call has another id."""
    answers = [[world.call("ONE", {"n": n}) for n in range(2)] for world in worlds[1:]]
    assert [one.body for one in answers[0]] == [two.body for two in answers[1]]
    first, second = (one.json() for one in answers[0])
    assert first[1] != second[1]
    assert first[3] == "2026-01-01 12:00:00"


def test_tmp_is_the_functions_own(worlds: list[World]) -> None:
    """What a function writes to /tmp lies in its own folder, and not on this machine's."""
    worlds[0].call("ONE", {})
    assert (worlds[0].tmp("ONE") / "mark").is_file()
    assert not Path("/tmp/mark").exists()


def test_calls_of_functions_are_carried_out(worlds: list[World]) -> None:
    """A function that a function calls in passing runs after it."""
    marks = worlds[0].tmp("ONE") / "mark"
    worlds[0].call("ONE", {})
    before = len(marks.read_text(encoding="utf-8"))
    assert worlds[0].call("ONE", {"invoke": True}).outcome == "ok"
    assert len(marks.read_text(encoding="utf-8")) == before + 2


def test_raised_is_told(worlds: list[World]) -> None:
    """A handler that raises is an outcome of its own."""
    answer = worlds[0].call("ONE", {"loud": 1})
    assert (answer.outcome, answer.json()["errorMessage"]) == ("error", "loud")


@pytest.mark.parametrize(
    ("bare", "agent", "events", "reach", "outcome"),
    [
        (True, False, [{"verdict": "block"}], "sink", "stopped"),
        (True, True, [{"verdict": "flag"}], "sink", "seen"),
        (True, True, [], "sink", "missed"),
        (True, False, [], "sink", "missed"),
        (True, True, [], "rule", "out of reach"),
        (True, True, [], "none", "no guard"),
        (True, True, [{"verdict": "flag"}], "none", "seen"),
        (False, False, [], "sink", "no_effect"),
        ("KeyError: x", False, [], "sink", "no_effect"),
    ],
)
def test_outcome(bare: object, agent: object, events: list[dict[str, str]], reach: str, outcome: str) -> None:
    """Stopped is only what had an effect without the agent, has none with it, and was blocked."""
    words: dict[str, Any] = {"effect_bare": bare, "effect_agent": agent, "events": events, "reach": reach}
    assert dvsa_lab._outcome(words) == outcome


@pytest.mark.parametrize(("agent", "outcome"), [(False, "stopped"), (True, "missed"), ("RuntimeError: x", "missed")])
def test_outcome_of_what_is_put_away(agent: object, outcome: str) -> None:
    """What is no refused call is stopped where its effect is gone and the function has done its work."""
    words: dict[str, Any] = {"effect_bare": True, "effect_agent": agent, "events": [], "reach": "sink", "told": False}
    assert dvsa_lab._outcome(words) == outcome


def test_contract_is_the_products_own(app: Path) -> None:
    """The lab's words compile to what agents read: who is behind a function, and what is cleared."""
    made = contract(World(app, Path("/var/tmp/none"), Terms(sys.executable)))
    assert made["functions"]["DVSA-ORDER-GET"]["events"] == {"invoke": {"audience": "signed_in"}, "*": {}}
    assert made["functions"]["DVSA-CREATE-RECEIPT"] == {"hygiene": {"clear": ["/tmp/*.raw"]}}


def test_rows_wait_or_are_told(tmp_path: Path) -> None:
    """Each weakness in code gets an outcome: its exploit's, why there is none, or that its language has no agent."""
    row = {"kind": "code", "severity": "low", "functions": ["X"]}
    truth = {
        "rows": [
            {**row, "id": "a", "at": [{"path": "x.py"}]},
            {**row, "id": "b", "at": [{"path": "x.js"}]},
            {**row, "id": "c", "at": [{"path": "y.py"}]},
            {**row, "id": "d", "at": [{"path": "y.py"}], "kind": "role"},
        ]
    }
    (tmp_path / "truth.json").write_text(json.dumps(truth), encoding="utf-8")
    told = dvsa_lab.rows(tmp_path / "truth.json", [{"rows": ["a"], "outcome": "stopped"}])
    assert [one["outcome"] for one in told] == ["stopped", "waits for the agent of its language", "NO EXPLOIT"]


def test_every_python_row_is_answered() -> None:
    """Where the list of weaknesses is there, none of a Python function is left without an answer."""
    if not dvsa_lab.TRUTH.is_file():
        pytest.skip("there is no list of weaknesses beside the checkout")
    results = [{"rows": one.rows, "outcome": "stopped"} for one in EXPLOITS]
    told = dvsa_lab.rows(dvsa_lab.TRUTH, results)
    assert not [one["id"] for one in told if one["outcome"] == "NO EXPLOIT"]
    assert set(NOT_WRITTEN) <= {one["id"] for one in told}


def test_visits_are_compared() -> None:
    """A step that answers otherwise is counted and shown."""
    result: dict[str, Any] = {"steps": 0, "raised": 0, "changed": 0, "cases": []}
    was = [("A", "ok", b"1"), ("B", "error", b"2")]
    dvsa_lab._compare(result, 0, was, [("A", "ok", b"1"), ("B", "ok", b"2")])
    assert (result["steps"], result["raised"], result["changed"]) == (2, 1, 1)
    assert result["cases"][0]["function"] == "B"


@pytest.mark.parametrize(
    ("now", "counted"),
    [
        (("B", "error", b'{"errorMessage": "x", "stackTrace": []}'), "masked"),
        (("B", "error", b'{"errorMessage": "y", "stackTrace": []}'), "changed"),
        (("B", "ok", b'{"errorMessage": "x", "stackTrace": []}'), "changed"),
    ],
)
def test_an_error_without_its_trace_is_no_change(now: tuple[str, str, bytes], counted: str) -> None:
    """A function that fails in both worlds with one message is counted apart where only its trace is not told."""
    result: dict[str, Any] = {"steps": 0, "raised": 0, "changed": 0, "masked": 0, "cases": []}
    dvsa_lab._compare(result, 0, [("B", "error", b'{"errorMessage": "x", "stackTrace": ["File a.py"]}')], [now])
    assert result[counted] == 1
    assert result["changed"] + result["masked"] == 1
