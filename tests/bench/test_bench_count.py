"""The independent counter: what is a template, what it declares, on which lines."""

from __future__ import annotations

import json
from pathlib import Path
from textwrap import dedent

import pytest

from bench.count import Event, Failure, Function, Template, count, count_text, main
from bench.template import Span

SAM = "AWSTemplateFormatVersion: '2010-09-09'\nTransform: AWS::Serverless-2016-10-31\n"


def template(text: str, head: str = SAM) -> Template:
    """The count of a template whose resources are given; they start on line 4."""
    body = "".join(f"  {line}\n" if line else "\n" for line in dedent(text).strip("\n").split("\n"))
    counted = count_text("template.yaml", f"{head}Resources:\n{body}")
    assert isinstance(counted, Template)
    return counted


def test_functions_and_events_have_the_lines_they_stand_on() -> None:
    """A span begins at the key and ends at the last line of its own, without comments and blanks after it."""
    counted = template(
        """
        Orders:
          Type: AWS::Serverless::Function
          Properties:
            Events:
              Post:
                Type: Api
                Properties: {Path: /order, Method: post}

              # once a day
              Daily:
                Type: Schedule
                Properties:
                  Schedule: rate(1 day)

        # the table
        Table:
          Type: AWS::DynamoDB::Table
        """
    )
    assert counted.functions == (Function("Orders", "AWS::Serverless::Function", Span(4, 16)),)
    assert counted.events == (
        Event("Orders", "Post", "Api", Span(8, 10)),
        Event("Orders", "Daily", "Schedule", Span(13, 16)),
    )
    assert (counted.kind, counted.resources) == ("sam", 2)


def test_the_last_event_ends_with_the_file() -> None:
    """A span at the end of the file does not run beyond its last line, block scalars included."""
    counted = template(
        """
        Orders:
          Type: AWS::Serverless::Function
          Properties:
            Events:
              Rule:
                Type: EventBridgeRule
                Properties:
                  Pattern: |
                    {"source": ["a"]}
        """
    )
    assert counted.events[0].span == Span(8, 12)
    assert counted.functions[0].span == Span(4, 12)


def test_both_branches_of_an_if_are_events() -> None:
    """An event behind `Fn::If` counts once per branch that declares one; `AWS::NoValue` declares none."""
    counted = template(
        """
        Orders:
          Type: AWS::Serverless::Function
          Properties:
            Events:
              Either: !If
                - Rest
                - Type: Api
                - Type: HttpApi
              Perhaps:
                Fn::If: [Live, {Type: SNS}, !Ref AWS::NoValue]
        """
    )
    assert [(event.name, event.type, event.span) for event in counted.events] == [
        ("Either", "Api", Span(8, 10)),
        ("Either", "HttpApi", Span(11, 11)),
        ("Perhaps", "SNS", Span(12, 13)),
    ]


def test_both_branches_of_an_if_around_all_events_count() -> None:
    """`Events: !If [...]` declares the events of either branch."""
    counted = template(
        """
        Orders:
          Type: AWS::Serverless::Function
          Properties:
            Events: !If [Live, {A: {Type: SNS}, B: {Type: SQS}}, {C: {Type: Api}}]
        """
    )
    assert [event.name for event in counted.events] == ["A", "B", "C"]


def test_events_of_state_machines_stand_apart() -> None:
    """What starts a state machine is no event of a function."""
    counted = template(
        """
        Flow:
          Type: AWS::Serverless::StateMachine
          Properties:
            Events:
              Nightly: {Type: Schedule}
        """
    )
    assert counted.events == ()
    assert [(event.owner, event.name) for event in counted.machine_events] == [("Flow", "Nightly")]


def test_loops_are_unknown_numbers() -> None:
    """Each `Fn::ForEach`, among resources or among events, is one loop, and nothing inside it is counted."""
    counted = template(
        """
        Fn::ForEach::Many:
          - Name
          - [A, B]
          - ${Name}Function:
              Type: AWS::Serverless::Function
        Orders:
          Type: AWS::Serverless::Function
          Properties:
            Events:
              Fn::ForEach::Queues: [Name, [A, B], {"${Name}": {Type: SQS}}]
        """
    )
    assert (counted.loops, len(counted.functions), len(counted.events)) == (2, 1, 0)


@pytest.mark.parametrize(
    ("written", "owner"),
    [
        ("!Ref Work", "Work"),
        ("{Ref: Work}", "Work"),
        ("!Ref Work.Alias", "Work"),
        ("!GetAtt Work.Arn", "Work"),
        ("{'Fn::GetAtt': [Work, Arn]}", "Work"),
        ("!Sub '${Work.Arn}:live'", "Work"),
        ("!Ref Live", "Work"),
        ("work-by-name", "Work"),
        ("someone-elses", None),
        ("!Ref FunctionParameter", None),
        ("!Sub '${Work}-${Stage}'", None),
        ("!If [A, !Ref Work, !Ref Work]", None),
    ],
)
def test_a_mapping_belongs_to_the_function_it_names(written: str, owner: str | None) -> None:
    """An event source mapping is an event of the function it names in any form, of nobody where that is not told."""
    counted = template(
        f"""
        Work:
          Type: AWS::Lambda::Function
          Properties:
            FunctionName: work-by-name
        Live:
          Type: AWS::Lambda::Alias
          Properties:
            FunctionName: !GetAtt Version.FunctionArn
        Version:
          Type: AWS::Lambda::Version
          Properties:
            FunctionName: !Ref Work
        Mapping:
          Type: AWS::Lambda::EventSourceMapping
          Properties:
            FunctionName: {written}
        """,
        head="AWSTemplateFormatVersion: '2010-09-09'\n",
    )
    assert [(event.owner, event.name) for event in counted.events] == [(owner, "Mapping")]
    assert counted.kind == "cloudformation"


def test_mappings_without_a_function_and_circles_of_aliases_have_no_owner() -> None:
    """A mapping that names no function, or an alias of itself, is counted without an owner."""
    counted = template(
        """
        Nothing:
          Type: AWS::Lambda::EventSourceMapping
        Live:
          Type: AWS::Lambda::Alias
          Properties: {FunctionName: !Ref Live}
        Round:
          Type: AWS::Lambda::EventSourceMapping
          Properties: {FunctionName: !Ref Live}
        """
    )
    assert [event.owner for event in counted.events] == [None, None]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Resources:\n  A:\n    Type: AWS::S3::Bucket\n", "cloudformation"),
        ("Resources:\n  A:\n    Type: Custom::Thing\n", "cloudformation"),
        ("Resources:\n  A:\n    Type: Bucket\n  B:\n    Type: AWS::S3::Bucket\n", None),
        ("AWSTemplateFormatVersion: 1\nResources:\n  A: {}\n", "cloudformation"),
        (SAM + "Resources:\n", "sam"),
        (SAM, None),
        ("other:\n  Resources:\n    A: {Type: AWS::S3::Bucket}\n", None),
        ('{"Resources": {"A": {"Type": "AWS::S3::Bucket"}}}', "cloudformation"),
        ("# Resources: AWS::\n", None),
        ("", None),
    ],
)
def test_what_is_a_template(text: str, kind: str | None) -> None:
    """SAM is told by its transform, CloudFormation by its version or by the types of all its resources."""
    counted = count_text("x.yaml", text)
    assert (counted.kind if counted else None) == kind


def test_json_with_tabs_and_surrogates_is_read() -> None:
    """JSON that libyaml alone would refuse keeps its lines."""
    text = json.dumps(
        {
            "AWSTemplateFormatVersion": "2010-09-09",
            "Description": "\U0001f600",
            "Resources": {"Work": {"Type": "AWS::Lambda::Function"}},
        },
        indent="\t",
    )
    counted = count_text("a.json", text)
    assert isinstance(counted, Template)
    assert counted.functions == (Function("Work", "AWS::Lambda::Function", Span(5, 7)),)


def test_invalid_yaml_is_a_failure_with_its_position() -> None:
    """A template that is no YAML is never taken for none; a file that only looks like one is not counted."""
    failed = count_text("a.yaml", f"{SAM}Resources:\n  A: [1, 2\n  B: {{\n")
    assert isinstance(failed, Failure)
    assert (failed.kind, failed.line) == ("sam", 5)
    assert count_text("b.yaml", "Resources:\n  A: {Type: AWS::X\n") is None


@pytest.mark.parametrize("body", ["  A: &a\n    Again: *a\n", "  A: *nobody\n", "  A: 1\n--- 2\n"])
def test_circles_missing_anchors_and_second_documents_are_failures(body: str) -> None:
    """What YAML allows and CloudFormation cannot read ends as a failure, not as a crash."""
    assert isinstance(count_text("a.yaml", f"{SAM}Resources:\n{body}"), Failure)


def test_anchors_and_merges_are_followed() -> None:
    """An alias has what its anchor has, and a merge key what it merges."""
    counted = template(
        """
        One: &one
          Type: AWS::Serverless::Function
        Two: *one
        Three:
          <<: *one
          DependsOn: One
        """
    )
    assert [(function.name, function.span.first) for function in counted.functions] == [
        ("One", 4),
        ("Two", 6),
        ("Three", 7),
    ]


def test_a_folder_is_walked_without_what_was_built_or_installed(tmp_path: Path) -> None:
    """Paths are relative with `/`, in a stable order; build folders, other suffixes and huge files are left out."""
    text = f"{SAM}Resources:\n  Work:\n    Type: AWS::Serverless::Function\n"
    for name in ("b/template.yml", "a/t.yaml", "a/.aws-sam/build/t.yaml", "node_modules/x/t.yaml", "a/readme.md"):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    (tmp_path / "huge.yaml").write_text(text + "#" * 1_048_576)
    counted = count(tmp_path)
    assert [found.path for found in counted.templates] == ["a/t.yaml", "b/template.yml"]
    assert count(tmp_path / "b" / "template.yml").templates[0].path == "template.yml"


def test_the_command_prints_sums_and_positions(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The sums of a folder and the position of each failure are printed; JSON carries the lines too."""
    (tmp_path / "t.yaml").write_text(f"{SAM}Resources:\n  Work:\n    Type: AWS::Serverless::Function\n")
    (tmp_path / "bad.yaml").write_text(f"{SAM}Resources:\n  A: [\n")
    assert main([str(tmp_path)]) == 0
    printed = capsys.readouterr().out
    assert "1 sam · 0 cloudformation · 0 empty · 1 failures · 1 functions · 0 events" in printed
    assert "not valid: bad.yaml:5:1" in printed
    assert main([str(tmp_path), "--json"]) == 0
    document = json.loads(capsys.readouterr().out)[str(tmp_path)]
    assert document["templates"][0]["functions"][0]["span"] == {"first": 4, "last": 5}


def test_a_missing_folder_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A folder that is not there is a mistake of the call, not an empty count."""
    assert main([str(tmp_path / "nowhere")]) == 2
    assert "is not there" in capsys.readouterr().err


def test_the_counter_stands_apart_from_what_it_measures() -> None:
    """Neither the counter nor its reader imports Ennead."""
    folder = Path(__file__).resolve().parents[2] / "bench"
    sources = [(folder / name).read_text() for name in ("count.py", "template.py")]
    assert not any("import ennead" in source or "from ennead" in source for source in sources)
