"""The counts of a run add up, and each outcome is what the two runs of a case say."""

from __future__ import annotations

import json
from typing import Any

import pytest

from bench.barrier import cost, own, score, table, units
from bench.barrier.inputs import Carrier, Value
from bench.barrier.sinks import BY_NAME
from bench.barrier.units import Case, Heard

BLOCK, FLAG = ("attack", "block", "sql"), ("attack", "flag", "sql")
CARRIERS = [Carrier("sqs/a.json", "sqs", "body", ("/body",)), Carrier("s3/b.json", "s3", "key", ("/key",))]


def heard(
    *effects: str, events: tuple[tuple[str, str, str], ...] = (), outcome: str = "ok", answer: str = "same"
) -> Heard:
    """What a call left."""
    return Heard(outcome, answer, effects, events)


def case(
    bare: Heard | None,
    agent: Heard | None,
    *,
    sink: str = "sql-text",
    identity: str = "a",
    where: int = 0,
    attack: bool = True,
) -> Case:
    """A case, run with both."""
    value = Value(identity, "x", "ennead by hand" if attack else "corpus", "sql" if attack else "")
    made = Case(value, BY_NAME[sink], CARRIERS[where], attack)
    made.careless = {name: one for name, one in (("bare", bare), ("agent", agent)) if one is not None}
    return made


@pytest.mark.parametrize(
    ("bare", "agent", "expected"),
    [
        (heard("rows"), heard(events=(BLOCK,)), "stopped"),
        (heard("rows"), heard("rows", events=(BLOCK,)), "detected_only"),
        (heard("rows"), heard("rows", events=(FLAG,)), "detected_only"),
        (heard("rows"), heard("rows"), "missed"),
        (heard("rows"), heard("rows", events=(("alive", "allow", "agent"),)), "missed"),
        (heard("rows"), heard(outcome="error"), "missed"),
        (heard("rows"), heard(events=(("flow", "block", "flows"),)), "missed"),
        (heard(), heard(events=(BLOCK,)), None),
        (heard("rows"), None, None),
        (None, heard("rows"), None),
    ],
)
def test_outcomes(bare: Heard | None, agent: Heard | None, expected: str | None) -> None:
    """Stopped needs a missing effect and a block; an effect with an event is detected only; all else is missed."""
    assert score.outcome(case(bare, agent)) == expected


def test_counts_add_up() -> None:
    """In every group cases and outcomes add up to the total, effective counts values, formats stand apart."""
    stopped, missed = heard(events=(BLOCK,)), heard("rows")
    cases = [
        case(heard("rows"), stopped),
        case(heard("rows"), missed, sink="sql-like", where=1),
        case(heard("rows"), heard("rows", events=(BLOCK,)), identity="b"),
        case(heard(), heard(events=(BLOCK,)), identity="c", where=1),
        case(heard("reached"), missed, identity="c", sink="template-format"),
    ]
    values = [*{one.value.id: one.value for one in cases}.values(), Value("d", "y", "other", "quantum")]
    found = score.attacks(values, cases)
    total = found["attacks"]["total"]
    assert total == {
        "values": 4, "effective": 2, "cases": 4, "took_effect": 3, "stopped": 1, "detected_only": 1, "missed": 1,
    }  # fmt: skip
    for group in ("by_class", "by_trigger", "by_sink", "by_source"):
        for name in ("cases", "took_effect", *score.OUTCOMES):
            assert sum(part[name] for part in found["attacks"][group].values()) == total[name], (group, name)
    assert found["attacks"]["by_class"]["quantum"]["values"] == 1
    assert set(found["attacks"]["by_source"]) == {"ennead", "other"}
    assert found["unbarred"]["format"]["missed"] == 1
    assert found["no_effect"] == {"values": 1, "flagged": 0}  # c had an effect, where nothing can be barred
    assert [entry["outcome"] for entry in score.failures(cases, [])] == ["missed", "detected_only"]


def benign(bare: Heard, twin: Heard, agent: Heard | None) -> Case:
    """A benign case."""
    made = case(bare, agent, attack=False)
    made.twin = {"bare": twin}
    return made


def test_benign_outcomes() -> None:
    """Comparable is what the twin answers too, without an exception; blocked and changed are told apart."""
    same, blocked = heard(), heard(answer="403", events=(BLOCK,))
    cases = [
        benign(same, same, same),
        benign(same, same, blocked),
        benign(same, same, heard(answer="other")),
        benign(same, same, heard(outcome="timeout")),
        benign(same, same, heard(events=(FLAG,))),
        benign(same, heard(answer="other"), None),
        benign(heard(outcome="error"), heard(outcome="error"), None),
    ]
    sure = score.benign([one.value for one in cases], cases)["sure"]
    assert sure == {
        "values": 7, "cases": 7, "comparable": 5, "passed": 2, "blocked": 1, "changed": 2, "flagged": 1,
    }  # fmt: skip
    failed = score.failures([], cases)
    assert [entry["outcome"] for entry in failed] == ["blocked", "changed", "changed"]
    assert "class" not in failed[0]


def test_doubtful_values_are_counted_apart() -> None:
    """A doubtful value is in no count of the sure ones."""
    made = benign(heard(), heard(), heard(events=(BLOCK,)))
    made.value = Value("q", "x", "corpus", doubtful=True)
    found = score.benign([made.value], [made])
    assert (found["sure"]["cases"], found["doubtful"]["blocked"]) == (0, 1)


def test_twins_are_held_to_the_same_answer() -> None:
    """A twin that is blocked or answers otherwise is told, and not in `failures`."""
    made = [case(heard("rows"), heard(events=(BLOCK,))) for _ in range(3)]
    for one, agent in zip(made, (heard(), heard(events=(BLOCK,)), heard(answer="x")), strict=True):
        one.twin = {"bare": heard(), "agent": agent}
    assert score.twins(made) == {"cases": 3, "passed": 1, "blocked": 1, "changed": 1, "flagged": 0}
    assert [entry["outcome"] for entry in score.twin_failures(made)] == ["blocked", "changed"]
    assert score.failures(made, []) == []


def test_what_was_not_run_is_said_and_counted_nowhere() -> None:
    """A case whose carrier cannot hold the value, or that was lost, has a reason and no outcome."""
    unfit, lost = case(None, None), case(None, None)
    unfit.unfit = "a header cannot hold a NUL"
    entries = score.not_run([unfit, lost])
    assert [(entry["reason"], entry["cases"]) for entry in entries] == [
        ("a header cannot hold a NUL", 1),
        ("the sandbox ended before", 1),
    ]
    assert score.attacks([unfit.value], [unfit])["attacks"]["total"]["cases"] == 0


def test_own_cases_have_counts_of_their_own() -> None:
    """Stored cases are counted by store, with those that were not stopped."""
    made = [case(heard("rows"), heard(events=(BLOCK,))), case(heard("rows"), heard("rows"))]
    made[0].store, made[1].store = "table", "queue"
    found = own.document(made, "store")
    assert found["by_store"]["table"]["stopped"] == found["by_store"]["queue"]["missed"] == 1
    assert found["failures"][0]["store"] == "queue"
    lost = case(None, None)
    assert own.document([*made, lost], "store")["not_run"] == [
        {"what": "sql-text", "reason": "the sandbox ended before", "cases": 1}
    ]


def lines(*documents: dict[str, Any]) -> str:
    """What a sandbox tells."""
    return "".join(json.dumps(one) + "\n" for one in documents)


def test_what_a_sandbox_tells_reaches_its_case() -> None:
    """Odd numbers are careless calls, even ones twins (reversed where one keeps the value); a torn line is none."""
    plain, kept = case(None, None), case(None, None)
    kept.store = "table"
    told = lines(
        {"variant": "bare", "number": 1, "outcome": "ok", "answer": "x", "effects": ["rows"]},
        {"variant": "bare", "number": 2, "outcome": "ok", "answer": "y", "effects": []},
        {"variant": "bare", "number": 3, "outcome": "ok", "answer": "kept", "effects": []},
        {"variant": "bare", "number": 4, "outcome": "ok", "answer": "z", "effects": ["table"]},
        {"variant": "agent", "number": 4, "outcome": "ok", "answer": "z", "effects": []},
        {
            "variant": "agent",
            "events": {"": [["alive", "allow", "agent"]], "4": [["attack", "block", "sql"]]},
            "faults": {"code: a fault": 2},
        },
    )
    assert units.note([plain, kept], told + '{"variant": "bare", "num') == {"code: a fault": 2}
    assert plain.careless["bare"].effects == ("rows",)
    assert plain.twin["bare"].answer == "y"
    assert kept.careless["bare"].effects == ("table",)
    assert score.outcome(kept) == "stopped"


def test_the_table_tells_all_groups() -> None:
    """The table has a row for each group with cases, and the figures."""
    cases = [case(heard("rows"), heard(events=(BLOCK,)))]
    document = {
        **score.attacks([cases[0].value], cases),
        "benign": score.benign([], []),
        "safe_twins": score.twins([]),
        "stored": own.document([], "store"),
        "cost": cost.NOTHING,
        "not_run": [{"what": "yaml-load", "reason": "PyYAML is not installed"}],
        "seconds": 1.0,
    }
    text = table.text(document)
    for word in ("sql-text", "sqs", "ennead", "1.000", "not run: yaml-load: PyYAML", "stored"):
        assert word in text
