"""The file of expectations: strict, with the place and a suggestion for each fault."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from ennead.expect import packs
from ennead.expect.entry import words_of
from ennead.expect.errors import FaultyFile
from ennead.expect.expectation import Subject
from ennead.expect.file import MOST, load, read
from ennead.expect.values import Bound, bound
from tests.expect.conftest import ROOT, SHOP

SCHEMA: dict[str, Any] = json.loads((ROOT / "spec" / "tests.schema.json").read_text(encoding="utf-8"))


def faults(text: str) -> list[str]:
    """Every fault of a text."""
    with pytest.raises(FaultyFile) as raised:
        read(text, "t.yml")
    return str(raised.value).splitlines()


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ('- functions: "*"\n    timeot: 3', "t.yml:3: no word about functions is called timeot; did you mean timeout?"),
        ('- function: "*"\n    asks: iam', "t.yml:3: no word about functions is called asks; known are runtime"),
        ('- functoins: "*"\n    timeout: 3', "t.yml:2: functoins is nothing an expectation is about; did you mean"),
        ("- name: x", "t.yml:2: it is about nothing: begin with one of routes, functions"),
        ('- functions: "*"', "t.yml:2: it says nothing about them: add one of runtime"),
        ('- functions: "*"\n    timeout: soon', "t.yml:3: timeout: write a number, `at most 30`"),
        ('- functions: "*"\n    timeout: true', "t.yml:3: timeout: write a number"),
        ('- functions: "*"\n    own_role: 1', "t.yml:3: own_role: write true or false"),
        ('- routes: "*"\n    asks: cognitoo', "'cognitoo' is none of its words: did you mean cognito?"),
        ('- functions: "*"\n    routes: "*"\n    own_role: true', "functions and routes in one expectation"),
        ("- functions: {nmae: x}\n    own_role: true", "t.yml:2: unknown filter nmae; did you mean name?"),
        ("- functions: {}\n    own_role: true", 'it selects nothing: write "*" for all of them'),
        ("- functions: []\n    own_role: true", "the list is empty: name one at least"),
        ("- stores: {class: personl}\n    public: false", "did you mean personal?"),
        ("- stores: {tag: team}\n    public: false", "tag: write {team: payments} or team=payments"),
        ("- from: anyone\n    never: read", "a flow has two ends"),
        ("- from: anyone\n    to: X", "it says nothing about them: add one of never"),
        ('- functions: "*"\n    own_role: true\n    may_be_absent: perhaps', "may_be_absent is true or false"),
        ('- functions: "*"\n    own_role: true\n    accept_unknown: true', "say why it may stay untold"),
        ('- functions: "*"\n    own_role: true\n    name: ""', "name is a text"),
        ("- 3", "an expectation is a mapping"),
        ('- functions: "*"\n    own_role: true\n    own_role: false', "own_role stands twice here"),
        ("- functions: !Ref X\n    own_role: true", "unknown filter Ref"),
    ],
)
def test_each_fault_names_its_place_and_what_to_write(text: str, fault: str) -> None:
    """A fault of an expectation is one error with line, fault and a suggestion."""
    (found,) = faults(f"expectations:\n  {text}\n")
    assert fault in found
    assert found.startswith("t.yml:")


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("", "write `expectations:` and a list below it"),
        ("expectations: []", "it expects nothing"),
        ("expectation: []", "unknown key expectation; did you mean expectations?"),
        ("expectations: {}", "expectations is a list"),
        ("packs: data", "packs is a list"),
        ("packs: [3]", "write the name of a pack"),
        ("packs: [{use: data, exept: x}]", "unknown key exept of a pack; did you mean except?"),
        ("schema: ennead.tests/2\npacks: [data]", "this version reads schema: ennead.tests/1"),
        ("expectations: [", "not valid YAML"),
        ("a: &a [x]\nb: [*a]\n---\nc: 1", "several YAML documents"),
    ],
)
def test_faults_of_the_whole_file(text: str, fault: str) -> None:
    """A file that is none, or has keys that are none, is an error with its place."""
    assert any(fault in one for one in faults(text))


def test_all_faults_are_told_at_once_in_their_order() -> None:
    """One run shows every fault of the file, from top to bottom."""
    text = 'x: 1\nexpectations:\n  - routs: "*"\n  - functions: "*"\n    timeot: 1\n    why: 3\n'
    assert [one.partition(": ")[0] for one in faults(text)] == ["t.yml:1", "t.yml:3", "t.yml:5", "t.yml:6"]


def test_too_many_expectations_are_refused() -> None:
    """A file of more than any owner writes ends in an error, not in hours of work."""
    text = "expectations:\n" + '  - {functions: "*", own_role: true}\n' * (MOST + 1)
    assert faults(text) == [f"t.yml:1: more than {MOST} expectations in one file"]


def test_a_file_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    """A file that cannot be read is told by its name."""
    with pytest.raises(FaultyFile, match=r"gone\.yml"):
        load(tmp_path / "gone.yml", "gone.yml")


def test_places_and_titles() -> None:
    """An expectation knows its line, and says what it is where it has no name."""
    text = "expectations:\n  - functions: [A, B]\n    timeout: at most 3\n  - {check: open-route}\n"
    one, two = read(text, "t.yml").expectations
    assert (one.title, one.at.line) == ("functions A, B: timeout at most 3", 2)
    assert (two.title, two.at.line) == ("check open-route: clean true", 4)


@pytest.mark.parametrize(
    ("value", "low", "high"),
    [
        (3, 3, 3),
        ("at most 30", None, 30),
        ("AT LEAST 1", 1, None),
        ("under 30", None, 29),
        ("over 1", 2, None),
        ("<= 30", None, 30),
        ("> 3", 4, None),
        ("between 1 and 10", 1, 10),
    ],
)
def test_bounds(value: object, low: int | None, high: int | None) -> None:
    """Each way to write a bound gives its two ends."""
    assert bound(value) == Bound(low, high)


@given(low=st.integers(0, 10**6), high=st.integers(0, 10**6), number=st.integers(0, 10**6))
def test_a_bound_takes_what_lies_between(low: int, high: int, number: int) -> None:
    """`between` takes a number when, and only when, it lies between; nothing set is never between."""
    wanted = bound(f"between {low} and {high}")
    assert wanted.takes(number) is (low <= number <= high)
    assert not wanted.takes(None)


def test_set_and_not_set() -> None:
    """`set` asks for any value, `not set` for none."""
    assert bound("set").takes(0)
    assert not bound("set").takes(None)
    assert bound("not set").takes(None)
    assert not bound("not set").takes(7)


@pytest.mark.parametrize("subject", list(Subject))
def test_schema_has_every_word(subject: Subject) -> None:
    """The schema for editors knows each word that the reader knows, and no other."""
    properties = set(SCHEMA["$defs"][subject.value]["properties"])
    common = {"name", "why", "app", "environments", "except", "may_be_absent", "accept_unknown"}
    begins = {"route", "routes", "function", "functions", "store", "stores", "check", "checks", "from", "to"}
    assert properties - common - begins == set(words_of(subject))


@pytest.mark.parametrize(
    "text",
    [packs.text_of(name) for name in packs.names()]
    + [(SHOP / name / "ennead.tests.yml").read_text(encoding="utf-8") for name in ("vulnerable", "repaired")],
)
def test_our_own_files_fit_the_schema(text: str) -> None:
    """Packs and the samples' files are valid by the schema, and read."""
    assert list(Draft202012Validator(SCHEMA).iter_errors(yaml.safe_load(text))) == []
    assert read(text, "t.yml").expectations
