"""Edits of a template's text: what was asked for changes, and nothing else."""

from __future__ import annotations

import json
from copy import deepcopy
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from bench.mutations.text import Doc, UnfitError, changed

BLOCK = """\
# kept
Resources:
  Fn:   # also kept
    Type: AWS::Serverless::Function
    Properties:
      Timeout: 10  # seconds
      Role: !GetAtt Role.Arn
      Policies:
      - A
      - Statement:
          - Effect: Allow
            Action:
            - s3:GetObject
            - s3:PutObject
            Resource: "*"
      Environment: {Variables: {A: one}}
      Empty:
  Other:
    Type: AWS::SQS::Queue
"""
FN = ("Resources", "Fn", "Properties")


def test_a_value_is_replaced_and_the_rest_keeps_its_bytes() -> None:
    """A scalar changes where it stands, comments included in what stays."""
    assert Doc(BLOCK).put((*FN, "Timeout"), 900).text == BLOCK.replace("Timeout: 10", "Timeout: 900")


def test_a_list_no_deeper_than_its_key_is_replaced() -> None:
    """YAML lets a list stand under its key without indentation; one value takes its place all the same."""
    edited = Doc(BLOCK).put((*FN, "Policies", 1, "Statement", 0, "Action"), "s3:*")
    assert edited.get(*FN, "Policies", 1, "Statement", 0) == {"Effect": "Allow", "Action": "s3:*", "Resource": "*"}


def test_a_missing_path_is_made() -> None:
    """Mappings on the way are made; those in flow style and those without anything in them too."""
    doc = Doc(BLOCK).put((*FN, "Environment", "Variables", "B"), "two").put((*FN, "Empty", "Deep"), 1)
    doc = doc.put(("Resources", "Other", "Properties", "VisibilityTimeout"), 5)
    assert doc.get(*FN, "Environment", "Variables") == {"B": "two", "A": "one"}
    assert doc.get(*FN, "Empty") == {"Deep": 1}
    assert doc.get("Resources", "Other", "Properties", "VisibilityTimeout") == 5


def test_what_is_dropped_leaves_no_trace() -> None:
    """The first, a middle and the last key go with their values; the only one leaves an empty mapping."""
    doc = Doc(BLOCK)
    assert "Timeout" not in doc.drop((*FN, "Timeout")).get(*FN)
    assert doc.drop((*FN, "Policies")).get(*FN, "Environment") == {"Variables": {"A": "one"}}
    assert doc.drop(("Resources", "Other")).get("Resources").keys() == {"Fn"}
    assert doc.drop((*FN, "Environment", "Variables", "A")).get(*FN, "Environment", "Variables") == {}
    assert doc.drop((*FN, "Policies", 0)).get(*FN, "Policies")[0].keys() == {"Statement"}


def test_an_item_is_added() -> None:
    """Into a block list, into a flow list, in place of a lone value, and where there is no list yet."""
    doc = Doc(BLOCK)
    assert doc.add((*FN, "Policies"), "B").get(*FN, "Policies")[:2] == ["B", "A"]
    assert doc.add((*FN, "Layers"), "L").get(*FN, "Layers") == ["L"]
    assert doc.add((*FN, "Timeout"), 1).get(*FN, "Timeout") == [1, 10]
    assert Doc("Resources: {A: [1]}").add(("Resources", "A"), 0).data == {"Resources": {"A": [0, 1]}}


def test_short_forms_are_spelt_out() -> None:
    """`!GetAtt A.B` reads as the long form, whose attribute is apart."""
    assert Doc(BLOCK).get(*FN, "Role") == {"Fn::GetAtt": ["Role", "Arn"]}


def test_an_intrinsic_function_and_an_alias_are_not_edited() -> None:
    """A place that is computed, or that stands elsewhere too, is refused rather than broken."""
    text = "Resources:\n  A: &a\n    Properties: {Timeout: 1}\n  B: *a\n  C: !If [X, {}, {}]\n"
    with pytest.raises(UnfitError, match="alias"):
        Doc(text).put(("Resources", "B", "Properties", "Timeout"), 2)
    with pytest.raises(UnfitError, match="no mapping"):
        Doc(text).put(("Resources", "C", "Timeout"), 2)
    with pytest.raises(UnfitError):
        Doc(text).drop(("Resources", "A", "Properties", "Nothing"))


@pytest.mark.parametrize("text", ["", "- a\n", "a: [", "a: b: c"])
def test_what_is_no_mapping_is_refused(text: str) -> None:
    """Text that is no single mapping is no template."""
    with pytest.raises(UnfitError):
        Doc(text)


def test_lines_of_a_resource_end_where_it_ends() -> None:
    """Neither the next resource nor a comment before it belongs to one."""
    text = "Resources:\n  A:\n    Type: X\n\n  # about B\n  B:\n    Type: Y\n"
    assert Doc(text).lines(("Resources", "A")) == (2, 3)
    assert Doc(text).lines(("Resources", "B")) == (6, 7)
    assert Doc(text).lines(("Resources", "C")) == (0, 0)


def test_changed_lines_are_those_of_the_new_text() -> None:
    """What was put in is named by its lines; what was taken out by the line that moved up."""
    assert changed("a\nb\nc", "a\nx\ny\nc") == (2, 3)
    assert changed("a\nb\nc", "a\nc") == (2, 2)


KEYS = st.text("abcdefg", min_size=1, max_size=4)
VALUES = st.recursive(
    st.integers(0, 99) | st.text("xyz: #'\"-", max_size=6) | st.booleans(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=3),
    max_leaves=8,
)
TREES = st.dictionaries(KEYS, VALUES, min_size=1, max_size=4)


def _written(tree: dict[str, Any], style: str) -> str:
    if style == "json":
        return json.dumps(tree, indent=2)
    return yaml.safe_dump(tree, default_flow_style=style == "flow", sort_keys=False)


@given(TREES, st.sampled_from(["block", "flow", "json"]), VALUES, st.data())
def test_an_edit_of_the_text_is_an_edit_of_the_values(tree: dict[str, Any], style: str, value: Any, data: Any) -> None:
    """Whatever the dialect and the place, putting and dropping come to what they come to in plain Python."""
    doc = Doc(_written(tree, style))
    key = data.draw(st.sampled_from(sorted(tree)))
    assert doc.put((key,), value).data == {**tree, key: value}
    assert doc.put(("new", "inner"), value).data == {**tree, "new": {"inner": value}}
    without = deepcopy(tree)
    del without[key]
    assert doc.drop((key,)).data == without
