"""What depends on what, in a template and by what is about to be written."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ennead.remedy.roles.circles import Dependencies, named

SAM = {
    "Resources": {
        "Work": {
            "Type": "AWS::Serverless::Function",
            "Properties": {
                "Policies": [{"Fn::GetAtt": ["Shared", "Arn"]}],
                "Events": {
                    "Put": {"Type": "S3", "Properties": {"Bucket": {"Ref": "Files"}}},
                    "Get": {"Type": "Api", "Properties": {"RestApiId": {"Ref": "Api"}}},
                    "Job": {"Type": "SQS", "Properties": {"Queue": {"Fn::GetAtt": ["Jobs", "Arn"]}}},
                },
            },
        },
        "Files": {"Type": "AWS::S3::Bucket"},
        "Api": {"Type": "AWS::Serverless::Api"},
        "Jobs": {"Type": "AWS::SQS::Queue", "DependsOn": "Shared"},
        "Shared": {"Type": "AWS::S3::Bucket"},
    }
}


@pytest.mark.parametrize(
    ("start", "end", "wanted"),
    [
        ("Work", "Shared", True),
        ("Files", "Work", True),
        ("Api", "Work", True),
        ("Jobs", "Work", False),
        ("Work", "Jobs", True),
        ("Shared", "Work", False),
        ("Work", "Work", True),
        ("Nobody", "Work", False),
    ],
)
def test_what_is_made_after_what(start: str, end: str, wanted: bool) -> None:
    """A bucket and an API that start a function are made after it, as SAM has it; a queue is not."""
    assert Dependencies(SAM).reaches(start, end) is wanted


def test_what_is_about_to_be_written_counts() -> None:
    """Two edits of one plan must not close a circle between them."""
    known = Dependencies(SAM)
    known.add("Shared", ["Work", "Nobody"])
    assert known.reaches("Shared", "Work")
    assert not known.reaches("Shared", "Nobody")


@pytest.mark.parametrize(
    ("value", "wanted"),
    [
        ({"Ref": "A"}, ["A"]),
        ({"Fn::GetAtt": ["A", "Arn"]}, ["A"]),
        ({"Fn::GetAtt": "A.Arn"}, ["A"]),
        ({"Fn::Sub": "x-${A}-${B.Arn}-${!C}-${AWS::Region}"}, ["A", "B"]),
        ({"Fn::Sub": ["${A}-${x}", {"x": {"Ref": "B"}}]}, ["A", "x", "B"]),
        ({"DependsOn": ["A", "B"]}, ["A", "B"]),
        ([{"Fn::Join": ["", [{"Ref": "A"}, "b"]]}], ["A"]),
        ({"Ref": 3, "Fn::Sub": None, "DependsOn": {}}, []),
        ({"Fn::Sub": {"Ref": "A"}}, []),
        ("A", []),
    ],
)
def test_named(value: Any, wanted: list[str]) -> None:
    """Every way a template has to refer to a resource."""
    assert list(named(value)) == wanted


JSON = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.text(max_size=8)),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(
            st.sampled_from("Ref DependsOn Fn::GetAtt Fn::Sub Properties Events Type Bucket a".split()),
            inner,
            max_size=3,
        ),
    ),
    max_leaves=12,
)


@given(JSON, st.dictionaries(st.sampled_from("ABC"), JSON, max_size=3))
def test_any_template(document: Any, resources: dict[str, Any]) -> None:
    """Whatever stands in a template, what depends on what is told."""
    Dependencies(document)
    known = Dependencies({"Resources": resources})
    assert all(known.reaches(name, name) for name in "ABC")
