"""What a condition decides at a function or in SAM's Globals: edited where it can be, else told beforehand."""

from __future__ import annotations

from pathlib import Path

import pytest

from ennead.attach.words import Coverage, State, Why
from tests.attach.making import attach, function, laid, sam

CONDITIONS = "Conditions: {P: !Equals [!Ref Stage, prod]}\n"
STAGE = "Stage: {Type: String, Default: dev}"
HEAD = f"{CONDITIONS}Parameters: {{{STAGE}}}\n"
LAYER = "arn:aws:lambda:eu-west-1:111111111111:layer:{}:1"
FIVE = f"[{', '.join(LAYER.format(name) for name in 'abcde')}]"
ONE = f"[{LAYER.format('a')}]"


def why(one: Coverage) -> list[Why]:
    """Why a function is not attached."""
    return [reason.why for reason in one.reasons]


@pytest.mark.parametrize(
    "layers",
    [
        f"!If [P, {FIVE}, {ONE}]",
        f"!If [P, {ONE}, {FIVE}]",
        f"!If [P, {ONE}, !If [P, {ONE}, {FIVE}]]",
        f"{FIVE[:-1].rpartition(',')[0]}, !If [P, {LAYER.format('e')}, !Ref AWS::NoValue]]",
    ],
)
def test_five_layers_under_a_condition(tmp_path: Path, layers: str) -> None:
    """No sixth layer is added where a condition makes it one; the other functions get theirs."""
    laid(tmp_path, sam(function("Full", f"      Layers: {layers}\n"), function("Work"), head=HEAD))
    done = attach(tmp_path).functions
    assert why(done["Full"]) == [Why.LAYERS]
    assert done["Work"].state is State.ATTACHED


def test_layers_of_globals_count(tmp_path: Path) -> None:
    """SAM joins the layers of Globals with a function's, so both count."""
    head = f"{HEAD}Globals: {{Function: {{Layers: {ONE}}}}}\n"
    four = ", ".join(f"!If [P, {LAYER.format(name)}, !Ref AWS::NoValue]" for name in "bcde")
    laid(tmp_path, sam(function("Full", f"      Layers: [{four}]\n"), function("Work"), head=head))
    done = attach(tmp_path).functions
    assert why(done["Full"]) == [Why.LAYERS]
    assert done["Work"].state is State.ATTACHED


def test_a_condition_that_nobody_can_tell(tmp_path: Path) -> None:
    """Layers that hang on what only deployment knows are left to a person, and the others are attached."""
    head = "Conditions: {P: !Equals [!Ref AWS::Region, eu-west-1]}\n"
    left = function("Left", f"      Layers: !If [P, {ONE}, !Ref AWS::NoValue]\n")
    laid(tmp_path, sam(left, function("Work"), head=head))
    done = attach(tmp_path).functions
    assert why(done["Left"]) == [Why.TEMPLATE]
    assert done["Work"].state is State.ATTACHED


@pytest.mark.parametrize("in_globals", [True, False])
def test_a_runtime_under_a_condition(tmp_path: Path, in_globals: bool) -> None:
    """Layer and wrapper are not written where a condition may take a runtime that has no agent."""
    text = "!If [P, nodejs22.x, python3.13]"
    head = f"{HEAD}Globals: {{Function: {{Runtime: {text}}}}}\n" if in_globals else HEAD
    mixed = function("Mixed", runtime=text)
    mixed = mixed.replace(f"      Runtime: {text}\n", "") if in_globals else mixed
    laid(tmp_path, sam(mixed, function("Work"), head=head))
    done = attach(tmp_path).functions
    assert why(done["Mixed"]) == [Why.RUNTIME]
    assert done["Mixed"].state is State.BY_HAND
    assert "nodejs22.x where P holds" in done["Mixed"].reasons[0].text
    assert done["Work"].state is State.ATTACHED


def test_runtimes_that_all_have_an_agent(tmp_path: Path) -> None:
    """A condition between two runtimes of Python stands in nobody's way."""
    laid(tmp_path, sam(function("Work", runtime="!If [P, python3.12, python3.13]"), head=HEAD))
    assert attach(tmp_path).functions["Work"].state is State.ATTACHED


@pytest.mark.parametrize(
    "shared",
    [
        "Layers: !Ref List",
        f"Layers: !If [P, {ONE}, {ONE}]",
        "Environment: !If [P, {Variables: {A: b}}, {Variables: {B: c}}]",
    ],
)
def test_globals_that_cannot_be_joined(tmp_path: Path, shared: str) -> None:
    """What SAM cannot add to is left to a person, told before anything is written; others are attached."""
    head = (
        f"{CONDITIONS}Parameters: {{{STAGE}, List: {{Type: CommaDelimitedList, Default: '{LAYER.format('x')}'}}}}\n"
        f"Globals:\n  Function:\n    {shared}\n"
    )
    plain = function("Plain").replace("AWS::Serverless::Function", "AWS::Lambda::Function")
    plain = plain.replace("CodeUri: src", "Code: src")
    laid(tmp_path, sam(function("Left"), plain, head=head))
    done = attach(tmp_path).functions
    assert why(done["Left"]) == [Why.TEMPLATE]
    assert done["Plain"].state is State.ATTACHED


def test_layers_of_nothing(tmp_path: Path) -> None:
    """A key `Layers` with nothing behind it gets ours."""
    laid(tmp_path, sam(function("Work", "      Layers:\n")))
    assert attach(tmp_path).properties("Work")["Layers"] == [{"Ref": "EnneadLayer"}]
