"""Carriers are drawn by hash: the same for the same seed, two for each sink, none left out."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest

from bench.barrier import draw, inputs, own
from bench.barrier.inputs import Carrier, Events, Missing, Value
from bench.barrier.shop.changes import CHANGES
from bench.barrier.sinks import of_class
from bench.barrier.units import Case, Heard


def events(*sizes: int) -> Events:
    """Triggers with so many carriers each, on events of ten."""
    triggers = {
        f"t{number}": tuple(
            Carrier(f"t{number}/{place // 10}.json", f"t{number}", f"c{place}", (f"/field{place}",))
            for place in range(size)
        )
        for number, size in enumerate(sizes)
    }
    return Events(Path("events"), "", sum(sizes), triggers)


def values(count: int, kind: str) -> list[Value]:
    """So many attacks."""
    return [Value(f"id{number}", "x", "ennead", kind) for number in range(count)]


def test_two_carriers_for_each_sink_and_none_left_out() -> None:
    """Each attack has two different carriers or more in each sink of its class, and every carrier is used."""
    here = events(40, 1, 7, 300)
    drawn = draw.attacks(values(60, "path"), here, 1)
    of_pair: dict[tuple[str, str], set[Carrier]] = {}
    for value, sink, carrier in drawn:
        of_pair.setdefault((value.id, sink.name), set()).add(carrier)
    assert len(of_pair) == 60 * len(of_class("path"))
    assert min(map(len, of_pair.values())) == 2
    assert {carrier for _value, _sink, carrier in drawn} == set(here.carriers)


def test_each_trigger_has_its_share() -> None:
    """A trigger with one carrier gets at least half of an equal share."""
    shares = Counter(carrier.trigger for _v, _s, carrier in draw.attacks(values(200, "sql"), events(100, 1, 50), 1))
    assert min(shares.values()) > sum(shares.values()) / 3 / 2 * 0.8


def test_the_seed_decides() -> None:
    """The same seed gives the same carriers, another one others."""
    here = events(30, 30)
    first, again, other = (draw.attacks(values(20, "code"), here, seed) for seed in (1, 1, 2))
    assert first == again
    assert first != other


def test_what_has_no_sink_is_not_drawn() -> None:
    """An attack of a class that nobody knows has no case; a single carrier is enough for the others."""
    assert draw.attacks(values(3, "quantum"), events(3), 1) == []
    assert len(draw.attacks(values(1, "template"), events(1), 1)) == len(of_class("template"))


def test_benign_values_go_where_they_fit() -> None:
    """Each benign value is drawn for every sink and the store, one with `sinks` for these only."""
    plain, fitting = Value("a", "x", "ennead"), Value("b", "1", "ennead", sinks=("sql-number", "never-heard-of"))
    names = Counter((value.id, sink.name) for value, sink, _carrier in draw.benign([plain, fitting], events(5), 1))
    assert [name for identity, name in names if identity == "b"] == ["sql-number"]
    assert ("a", "store") in names
    assert ("a", "template-format") in names
    assert set(names.values()) == {1}


def test_our_own_cases_are_of_attacks_that_work() -> None:
    """Stored and transformed cases are made of attacks that worked; two halves come from two places of one event."""
    here = events(30, 1)
    value, other = values(2, "path")
    sinks = of_class("path")
    worked = Case(value, sinks[1], here.carriers[0], attack=True)
    worked.careless = {"bare": Heard("ok", "", ("outside",)), "agent": Heard("ok", "", ())}
    idle = Case(other, sinks[0], here.carriers[0], attack=True)
    idle.careless = {"bare": Heard("ok", "", ()), "agent": Heard("ok", "", ())}
    kept, changed = own.stored([worked, idle], here, 1), own.transformed([worked, idle], here, 1)
    assert {(case.value.id, case.sink, case.store) for case in kept} == {
        ("id0", sinks[1], store) for store in own.STORES
    }
    assert sorted(case.change for case in changed) == sorted(CHANGES)
    [halved] = [case for case in changed if case.also is not None]
    assert halved.change == "two-fields"
    assert halved.also is not None
    assert halved.also.event == halved.carrier.event
    assert halved.also != halved.carrier


@pytest.mark.parametrize(
    ("name", "text", "reason"),
    [
        ("attacks.jsonl", '{"id": "a"}\n', "line 1: no value"),
        ("attacks.jsonl", "[]\n", "line 1: no value"),
        ("attacks.jsonl", None, "cannot be read"),
    ],
)
def test_inputs_that_are_none_are_named(tmp_path: Path, name: str, text: str | None, reason: str) -> None:
    """A file that is missing or holds something else is named with its line."""
    if text is not None:
        (tmp_path / name).write_text(text, encoding="utf-8")
    with pytest.raises(Missing, match=reason):
        inputs.values(tmp_path / name)


def test_an_index_that_is_none_is_named(tmp_path: Path) -> None:
    """A folder without a good index, without a carrier or without a named event is told."""
    for text, reason in (
        ("{}", "no index of events"),
        ('{"events": {"a.json": {"trigger": "t", "carriers": [{"name": "c", "route": ["/a"]}]}}}', "a.json is named"),
        ('{"events": {}}', "names no carrier"),
    ):
        (tmp_path / "index.json").write_text(text, encoding="utf-8")
        with pytest.raises(Missing, match=reason):
            inputs.events(tmp_path)


def test_line_separators_within_values_end_no_line(tmp_path: Path) -> None:
    """A value that holds U+2028 or a lone surrogate is one value."""
    text = json.dumps({"id": 1, "value": "a\u2028b", "source": "s t"}, ensure_ascii=False)
    (tmp_path / "v").write_text(text + "\n" + json.dumps({"id": "2", "value": "\ud800"}) + "\n", encoding="utf-8")
    first, second = inputs.values(tmp_path / "v")[0]
    assert (first.id, first.text, first.origin) == ("1", "a\u2028b", "s")
    assert second.text == "\ud800"
