"""The mutations: each fits somewhere, is found there, and its unbroken twin is silent."""

from __future__ import annotations

import json
from itertools import islice
from pathlib import Path

import pytest

from bench import mutate
from bench.mutations.apps import App, apps_in
from bench.mutations.choose import choose
from bench.mutations.judge import judge
from bench.mutations.kinds import FAULTS, GAPS, Change, Kind, put
from bench.mutations.text import Doc, UnfitError, changed

ROOT = Path(__file__).resolve().parents[2]
SHOP = ROOT / "samples" / "shop" / "repaired"
EXTRA = Path(__file__).with_name("mutable.yaml")
KINDS = {**FAULTS, **GAPS}


@pytest.fixture(scope="module")
def apps(tmp_path_factory: pytest.TempPathFactory) -> list[App]:
    """The repaired sample, and a template with the safe places it does not have."""
    folder = tmp_path_factory.mktemp("extra")
    (folder / "template.yaml").write_text(EXTRA.read_text())
    found = [*apps_in(SHOP), *apps_in(folder)]
    return [app for app in found if isinstance(app, App)]


@pytest.mark.parametrize("name", sorted(KINDS))
def test_every_kind_changes_a_template_it_applies_to(apps: list[App], name: str) -> None:
    """Each kind has a safe place here; its edit leaves a template that differs within the lines it names."""
    fits = 0
    for app in apps:
        for change in islice(KINDS[name].places(app.doc), 6):
            broken = change.apply(app.doc)
            fits += 1
            if change.gone is not None:
                assert app.names(change.gone)
                continue
            assert broken.data != app.doc.data
            first, last = changed(app.doc.text, broken.text)
            old, new = app.doc.text.split("\n"), broken.text.split("\n")
            assert new[: first - 1] == old[: first - 1]
            assert new[last:] == old[len(old) - len(new) + last :]
    assert fits


@pytest.mark.parametrize("name", sorted(FAULTS))
def test_every_fault_is_found_in_one_place(apps: list[App], name: str) -> None:
    """A mutant of each kind is found by a check it names, which says nothing of the unbroken twin."""
    places = [(app, change) for app in reversed(apps) for change in FAULTS[name].places(app.doc)]
    verdicts = (judge(app, FAULTS[name], change) for app, change in places[:4])
    assert next((one.found and not one.loud for one in verdicts if one.found), False), "none of four is found"


def test_the_repaired_sample_finds_twelve_mutants() -> None:
    """A reduced run over the sample: a dozen faults, all found, every twin silent."""
    verdicts = mutate.run([SHOP], sorted(FAULTS.values(), key=lambda kind: kind.id), 12, 1)
    assert len(verdicts) == 12
    assert [one for one in verdicts if not one.passed] == []


def test_a_dozen_gaps_are_one_each() -> None:
    """Things made unresolvable in the sample give exactly one gap each, in all its environments together."""
    verdicts = mutate.run([SHOP], list(GAPS.values()), 16, 1)
    assert len(verdicts) == 16
    assert [(one.kind, one.says, one.instead) for one in verdicts if one.gaps != 1] == []


def test_the_same_seed_gives_the_same_places(apps: list[App]) -> None:
    """A choice can be repeated, and does not hang on the order of folders."""
    kinds = list(FAULTS.values())
    first = [(one.kind.id, one.change.says) for one in choose(apps, kinds, 30, 5)]
    assert first == [(one.kind.id, one.change.says) for one in choose(apps[::-1], kinds, 30, 5)]
    assert first != [(one.kind.id, one.change.says) for one in choose(apps, kinds, 30, 6)]


def test_kinds_get_equal_shares(apps: list[App]) -> None:
    """No kind is taken a second time before each had its turn."""
    kinds = [FAULTS["runtime-aged"], FAULTS["loop-allowed"], FAULTS["secret-written-in"]]
    chosen = [one.kind.id for one in choose(apps, kinds, 9, 1)]
    assert {chosen.count(kind.id) for kind in kinds} == {3}


def _harmless(doc: Doc) -> list[Change]:
    return [
        Change(("StockFunction",), "more memory", (put(512, "Resources", "StockFunction", "Properties", "MemorySize"),))
    ]


def test_a_miss_is_reported(apps: list[App], capsys: pytest.CaptureFixture[str]) -> None:
    """A change that no check speaks of counts as missed, with template and line, and is no good run."""
    kind = Kind("more-memory", "none", ("no-throttle",), "", lambda doc: iter(_harmless(doc)))
    shop = next(app for app in apps if app.root == SHOP)
    verdict = judge(shop, kind, _harmless(shop.doc)[0])
    assert not verdict.found
    assert not mutate.is_good([verdict])
    mutate.report([verdict], [kind], 1)
    out = capsys.readouterr().out
    assert f"repaired/template.yaml:{verdict.lines[0]}" in out
    assert "0 of 1 found, 0.0 %" in out


def test_a_twin_that_speaks_is_no_success(apps: list[App]) -> None:
    """Where the unbroken application has the finding at the place already, finding it proves nothing."""
    shop = next(app for app in apps if app.root == SHOP)
    change = next(FAULTS["runtime-aged"].places(shop.doc))
    aged = App(shop.root, shop.template, change.apply(shop.doc), shop.named)
    verdict = judge(aged, FAULTS["runtime-aged"], change)
    assert verdict.found
    assert verdict.loud
    assert not mutate.is_good([verdict])


def test_a_place_that_text_cannot_edit_is_left_out(apps: list[App]) -> None:
    """A change that does not fit raises, and is never chosen."""
    change = Change((), "", (put(1, "Resources", "ShopApi", "Type", "Deeper"),))
    kind = Kind("none", "none", (), "", lambda doc: iter([change]))
    shop = next(app for app in apps if app.root == SHOP)
    with pytest.raises(UnfitError):
        change.apply(shop.doc)
    assert choose([shop], [kind], 5, 1) == []


def test_the_command_line(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    """The list names every kind; a run gives one JSON document; wrong calls say what is wrong and end with 2."""
    assert mutate.main(["--list"]) == 0
    assert all(name in capsys.readouterr().out for name in ["runtime-aged"])
    assert mutate.main([str(SHOP), "--kinds", "runtime-aged,loop-allowed", "--count", "2", "--json"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert (document["made"], document["found"], document["loud_twins"]) == (2, 2, 0)
    assert mutate.main([str(tmp_path / "missing")]) == 2
    assert mutate.main([str(SHOP), "--kinds", "no-such-kind"]) == 2
    assert mutate.main([str(tmp_path)]) == 2
    assert mutate.main([]) == 2
    assert "name a folder" in capsys.readouterr().err


def test_families_choose_their_kinds(capsys: pytest.CaptureFixture[str]) -> None:
    """A family's name stands for all its kinds."""
    assert mutate.main(["--list", "--kinds", "roles"]) == 0
    out = capsys.readouterr().out
    assert "action-widened" in out
    assert "runtime-aged" not in out
