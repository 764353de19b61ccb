"""Events of the agent: read out of whatever logs are exported as, counted, and held against the templates."""

from __future__ import annotations

import contextlib
import csv
import gzip
import io
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ennead.attach.events import Events, EventsError, read
from ennead.attach.summary import Summary, summary
from ennead.attach.words import Wish
from tests.attach.making import SAM, attach, function, laid, planned, sam


def event(kind: str = "attack", verdict: str = "flag", **more: Any) -> dict[str, Any]:
    """An event as the agent writes it."""
    return {
        "schema": "ennead.event/1", "timestamp": "2026-11-24T10:00:00.000Z", "level": "WARN", "kind": kind,
        "verdict": verdict, "guard": "sql", "function": "Work", "version": "7", "instance": "i1", "invocation": "r",
        "cold": False, "trigger": "sqs", "reason": "body.itemId changes the structure of a SQL statement",
        "at": {"path": "work.py", "line": 3}, "facts": {}, **more,
    }  # fmt: skip


def alive(**facts: Any) -> dict[str, Any]:
    """A proof of life."""
    return event("alive", "allow", guard="agent", at=None, reason="the agent is attached", facts=facts)


LINE = json.dumps(event())
PRETTY = json.dumps({"events": [{"timestamp": 1, "message": LINE + "\n"}], "searchedLogStreams": []}, indent=4)


def insights() -> str:
    """The CSV of Logs Insights."""
    made = io.StringIO()
    csv.writer(made).writerows([["@timestamp", "@message"], ["2026-11-24 10:00:00.000", LINE]])
    return made.getvalue()


FORMS = {
    "lines": f"START RequestId: 1\n{LINE}\nREPORT RequestId: 1 {{not json\n",
    "tail": f"2026-11-24T10:00:00.000000+00:00 2026/11/24/[$LATEST]0a {LINE}\n",
    "export": f"2026-11-24T10:00:00.000Z {LINE}\n2026-11-24T10:00:01.000Z {{other}}\n",
    "filter-log-events": PRETTY,
    "get-log-events, a line": json.dumps({"events": [{"message": LINE}]}),
    "subscription": json.dumps({"messageType": "DATA_MESSAGE", "logEvents": [{"id": "1", "message": LINE}]}),
    "insights, results": json.dumps({"results": [[{"field": "@message", "value": LINE}]]}),
    "insights, csv": insights(),
    "list": json.dumps([event()]),
    "one": LINE,
    "behind another brace": f"{{}} {{x}} {LINE}",
}


@pytest.mark.parametrize("text", FORMS.values(), ids=FORMS.keys())
@pytest.mark.parametrize("packed", [False, True])
def test_forms(text: str, packed: bool) -> None:
    """The same event comes out of every form, packed or not."""
    raw = text.encode()
    [one] = read(gzip.compress(raw) if packed else raw, "log").events
    assert (one.kind, one.guard, one.function, one.at, one.would) == ("attack", "sql", "Work", "work.py:3", True)


def test_damaged() -> None:
    """A line that speaks of an event and is torn is counted, never dropped in silence."""
    found = read(f"{LINE}\n{LINE[:-40]}\n".encode(), "log")
    assert (len(found.events), found.lines, found.damaged) == (1, 2, 1)


@pytest.mark.parametrize("raw", [b"", b"START\n", b"{}", b"\x1f\x8bgarbage", b"[" * 100_000, b'{"a":' * 50_000])
def test_nothing(raw: bytes) -> None:
    """A file without any event says what is read."""
    with pytest.raises(EventsError, match=r"no event of the agent|damaged"):
        read(raw, "log")


@given(st.binary(max_size=200), st.integers(0, 400))
def test_hostile(more: bytes, place: int) -> None:
    """Whatever stands in a log, reading ends with events or an error of its own."""
    raw = LINE.encode()
    made = raw[:place] + more + raw[place:]
    with contextlib.suppress(EventsError):
        assert read(made, "log").lines


@pytest.mark.parametrize(
    ("kind", "verdict", "facts", "would"),
    [
        ("attack", "block", {}, True),
        ("attack", "flag", {}, True),
        ("attack", "block", {"records": 2, "dead_letter": True}, False),
        ("attack", "flag", {"would": "block"}, True),
        ("attack", "flag", {"would": "flag"}, False),
        ("attack", "flag", {"would": ["block"]}, False),
        ("attack", "flag", {"unwritten": 3}, True),
        ("attack", "flag", {"shortened": True}, True),
        ("flow", "flag", {"would": "block"}, True),
        ("flow", "flag", {}, False),
        ("flow", "flag", {"unwritten": 3}, True),
        ("flow", "flag", {"shortened": True}, True),
        ("flow", "allow", {}, False),
        ("flow", "allow", {"unwritten": 3}, False),
        ("limit", "flag", {"limit": "hops"}, False),
        ("limit", "flag", {"limit": "per_caller", "would": "block"}, True),
        ("deception", "flag", {}, True),
        ("contract", "flag", {}, False),
        ("hygiene", "flag", {}, False),
        ("error", "flag", {}, False),
        ("error", "block", {}, True),
        ("alive", "allow", {}, False),
    ],
)
def test_what_would_be_blocked(kind: str, verdict: str, facts: dict[str, Any], would: bool) -> None:
    """A flag would be a block where the agent says so; where it has no word for it, an attack and a decoy are taken
    for one, and so is a flow or a limit whose line was not written whole."""
    [one] = read(json.dumps(event(kind, verdict, facts=facts)).encode(), "log").events
    assert one.would is would


# -- held against the templates ---------------------------------------------------------------------------------------


def events(*made: dict[str, Any]) -> Events:
    """These events, read."""
    return read("\n".join(json.dumps(one) for one in made).encode(), "log")


@pytest.fixture
def app(tmp_path: Path) -> Path:
    """Three functions with the agent attached."""
    laid(tmp_path, sam(function("Work"), function("Other"), function("Third", "      FunctionName: third\n")))
    return laid(tmp_path, {"template.yaml": attach(tmp_path).text})


def told(folder: Path, *made: dict[str, Any]) -> Summary:
    """What events come to there."""
    return summary(events(*made), planned(folder).coverages)


def test_counts(app: Path) -> None:
    """Events are counted by sort, those that stand for many as many; what would be blocked comes first."""
    made = told(app, alive(), event("flow", "allow", guard="flows"), event(), event(facts={"unwritten": 41}))
    [one] = made.seen
    assert [(count.kind, count.count, count.would) for count in one.counts] == [
        ("attack", 42, True), ("alive", 1, False), ("flow", 1, False)
    ]  # fmt: skip
    assert (one.would, one.instances, one.counts[0].examples) == (
        42, 1, ("body.itemId changes the structure of a SQL statement (work.py:3)",)
    )  # fmt: skip


def test_a_guard_that_only_tells(app: Path) -> None:
    """A forged line of the log is told and blocked in no mode, also where its line was only counted."""
    made = told(app, alive(), event(guard="log", facts={"unwritten": 5}))
    assert (made.seen[0].would, made.seen[0].counts[-1].unwritten) == (0, 0)
    assert [(one.guard, one.count, one.unwritten) for one in made.seen[0].counts if one.guard == "log"] == [
        ("log", 5, 5)
    ]


def test_what_events_tell(app: Path) -> None:
    """Edges, leftovers and rates are told by their names and numbers; what was only counted is no example."""
    edge = {"sensor": "socket", "target": "external/example.com:443", "count": 1}
    made = told(
        app,
        alive(),
        event("flow", guard="flows", at=None, reason="an edge that the contract does not name: socket",
              facts={"edges": [edge], "would": "block"}),
        event("flow", "allow", guard="flows", at=None, reason="1 flow seen", facts={"edges": [edge, {"sensor": 3}, 4]}),
        event("hygiene", guard="hygiene", at=None, reason="a variable was changed", facts={"names": ["LD_PRELOAD"]}),
        event("limit", guard="limits", at=None, reason="more calls", facts={"limit": "per_caller", "count": 40,
              "would": "block"}),
        event("attack", guard="path", at=None, reason="9 further events", facts={"unwritten": 9}),
    )  # fmt: skip
    found = {(one.kind, one.verdict): (one.count, one.examples) for one in made.seen[0].counts}
    assert found["flow", "flag"] == (1, ("an edge that the contract does not name: socket external/example.com:443",))
    assert found["flow", "allow"] == (1, ("socket external/example.com:443", "3"))
    assert found["hygiene", "flag"] == (1, ("a variable was changed: LD_PRELOAD",))
    assert found["limit", "flag"] == (40, ("more calls",))
    assert found["attack", "flag"] == (9, ())
    assert made.seen[0].would == 50


def test_cost(app: Path) -> None:
    """Figures of the proofs of life that carry a unit are summed up; other numbers are not taken for cost."""
    made = told(app, alive(start_ms=3, warm={"p50_us": 90}, hooks=4, on=True), alive(start_ms=5))
    assert [(one.name, one.middle, one.largest, one.of) for one in made.seen[0].costs] == [
        ("start_ms", 4, 5, 2), ("warm.p50_us", 90, 90, 1)
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("made", "why"),
    [
        ([alive(mode="observe")], None),
        ([alive(), event()], "would be blocked"),
        ([alive(), event("error", guard="agent")], "errors of its own"),
        ([event("flow", "allow")], "no proof of life"),
        ([alive(), event("contract", guard="contract")], "could not use the contract"),
        ([alive(), event("hygiene", guard="hygiene")], "leaves things behind"),
        ([alive(), event("hygiene", "allow", guard="hygiene")], None),
    ],
)
def test_ready(app: Path, made: list[dict[str, Any]], why: str | None) -> None:
    """A function is ready for enforce where the agent lives, has no errors, and nothing would be blocked."""
    one = told(app, *made).seen[0]
    assert (why is None) is (one.why is None)
    assert why is None or why in (one.why or "")


@pytest.mark.parametrize(
    ("name", "known"),
    [
        ("Work", "Work"),
        ("shop-prod-Work-1A2B3C4D5E6F", "Work"),
        ("third", "Third"),
        ("stranger", None),
        ("Work-x", None),
    ],
)
def test_names(app: Path, name: str, known: str | None) -> None:
    """A deployed function is found by its name, its logical id, or the name CloudFormation makes of that."""
    made = told(app, alive() | {"function": name})
    assert made.seen[0].name == (known or name)
    assert (made.seen[0].why is None) is (known is not None)


def test_silent(app: Path) -> None:
    """Functions that are attached and of which no event is here are named."""
    assert told(app, alive()).silent == ("Other", "Third")


def test_a_name_with_tokens(tmp_path: Path) -> None:
    """A name that a parameter is part of is found by the rest; two that may be meant are neither."""
    head = "Parameters: {Stage: {Type: String}}\n"
    named = "      FunctionName: !Sub '{}-${{Stage}}'\n"
    laid(tmp_path, sam(function("A", named.format("orders")), function("B", named.format("pay")), head=head))
    laid(tmp_path, {"template.yaml": attach(tmp_path, Wish()).text})
    assert SAM in (tmp_path / "template.yaml").read_text()
    made = summary(events(alive() | {"function": "orders-prod"}), planned(tmp_path).coverages)
    assert made.seen[0].name == "A"
