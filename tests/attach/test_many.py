"""Hundreds of functions in one template, and the words for what is done and not done."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from ennead.attach.words import Wish
from ennead.attach.write import write
from tests.attach.making import apps, function, laid, planned, sam
from tests.cli.conftest import Ennead

BUILD = ("layer", "build", "--runtime", "python3.13")


def seconds(folder: Path, count: int) -> float:
    """How long attaching so many functions takes."""
    laid(folder, sam(*(function(f"Work{number}") for number in range(count))))
    start = time.process_time()
    done = write(lambda: apps(folder), folder, Wish())
    assert all(one.attached for one in done.attachment.coverages)
    return time.process_time() - start


def test_time_grows_with_the_functions(tmp_path: Path) -> None:
    """Eight times as many functions take some eight times as long, and not sixty-four times."""
    seconds(tmp_path / "warm", 5)
    assert seconds(tmp_path / "many", 240) < 25 * seconds(tmp_path / "few", 30)


def test_one_that_cannot_be_edited_among_many(tmp_path: Path) -> None:
    """Where one function's text cannot be edited, the others are attached all the same."""
    shared = "      Environment: &env\n        Variables: {A: b}\n"
    laid(
        tmp_path,
        sam(*(function(f"Work{number}") for number in range(9)), function("One", shared),
            function("Other", "      Environment: *env\n")),
    )  # fmt: skip
    states = {one.name: one.state.value for one in planned(tmp_path).coverages}
    assert {name for name, state in states.items() if state == "by_hand"} == {"One", "Other"}


@pytest.mark.parametrize("words", ["--check --write", "--diff --undo", "--write --undo", "--diff --check"])
def test_two_things_at_once(ennead: Ennead, tmp_path: Path, words: str) -> None:
    """Two of what can be done are refused, and nothing is done."""
    laid(tmp_path, sam(function("Work")))
    before = (tmp_path / "template.yaml").read_bytes()
    done = ennead("attach", tmp_path, *words.split())
    assert done.code == 2
    assert "are different things: give one" in done.err
    assert (tmp_path / "template.yaml").read_bytes() == before


@pytest.mark.parametrize("word", ["--write", "--undo"])
def test_no_output_of_a_change(ennead: Ennead, tmp_path: Path, word: str) -> None:
    """A change is written to the templates, so a file for the output is refused."""
    laid(tmp_path, sam(function("Work")))
    assert ennead("attach", tmp_path, word, "--output", tmp_path / "out").code == 2


def test_nothing_to_change(ennead: Ennead, tmp_path: Path) -> None:
    """That every function carries the agent is not said where none does."""
    laid(tmp_path, sam(function("Page", runtime="nodejs22.x")))
    assert "no function here can be attached" in ennead("attach", tmp_path).err
    assert "no function here can be attached" in ennead("attach", tmp_path, "--write").out


def test_a_wrapper_that_stays_alone(tmp_path: Path) -> None:
    """Of a function that gets no agent nothing is called after ours; of others it would be, and then is."""
    more = "      Environment: {Variables: {AWS_LAMBDA_EXEC_WRAPPER: /opt/datadog_wrapper}}\n"
    laid(tmp_path, sam(function("Page", more, "nodejs22.x"), function("Work", more)))
    notes = {one.name: one.notes for one in planned(tmp_path).coverages}
    assert notes["Page"] == ()
    assert notes["Work"] == ("Datadog's wrapper /opt/datadog_wrapper would be called after ours",)
    done = {one.name: one.notes for one in write(lambda: apps(tmp_path), tmp_path, Wish()).attachment.coverages}
    assert done["Work"] == ("Datadog's wrapper /opt/datadog_wrapper is called after ours",)


def test_undo_speaks_of_what_was_written(ennead: Ennead, tmp_path: Path) -> None:
    """What cannot be taken back is told in words that fit every command."""
    laid(tmp_path, sam(function("Work")))
    assert ennead("attach", tmp_path, "--write").code == 0
    (tmp_path / "template.yaml").write_text("Resources: {}\n", "utf-8")
    assert "has changed since it was written" in ennead("attach", tmp_path, "--undo").err


def test_a_contract_that_is_dropped(ennead: Ennead, tmp_path: Path) -> None:
    """A layer that is built anew without the contract that it held says so; one that had none says nothing."""
    laid(tmp_path, sam(function("Work")))
    assert ennead("contract", "init", tmp_path).code == 0
    assert ennead("contract", "compile", tmp_path).code == 0
    held = ("--contract", tmp_path / "ennead.contract.json")
    assert ennead(*BUILD, "--output", tmp_path / "built", *held).code == 0
    assert "the contract that it held is gone" in ennead(*BUILD, "--output", tmp_path / "built").err
    assert "is gone" not in ennead(*BUILD, "--output", tmp_path / "built").err


def test_a_zip_within_its_folder(ennead: Ennead, tmp_path: Path) -> None:
    """A zip that is written into the layer's own folder is no part of it, however often it is built."""
    words = (*BUILD, "--output", tmp_path / "built", "--zip", tmp_path / "built" / "in.zip")
    assert ennead(*words).code == 0
    first = (tmp_path / "built" / "in.zip").read_bytes()
    assert ennead(*words).code == 0
    assert (tmp_path / "built" / "in.zip").read_bytes() == first
