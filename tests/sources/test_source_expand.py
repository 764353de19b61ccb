# ruff: noqa: E501  (templates)
"""Loops of AWS::LanguageExtensions and local includes, spelt out before anything is read."""

from __future__ import annotations

from pathlib import Path

from ennead.model.app import Bucket, Function, Queue
from ennead.sources.text import fragment_of
from tests.sources.reading import fragment_in, ids, one, write

LOOPS = "Transform: AWS::LanguageExtensions\n"


def test_a_loop_makes_a_resource_for_each() -> None:
    """Each item of the list gives its own resource, the loop's variable put into names and values."""
    fragment = fragment_of(
        LOOPS + "Resources:\n  Fn::ForEach::Queues:\n    - Name\n    - [Orders, Mails]\n"
        "    - Queue${Name}: {Type: AWS::SQS::Queue, Properties: {QueueName: !Sub 'q-${Name}', VisibilityTimeout: 30}}\n"
    )
    assert {"queue/QueueOrders", "queue/QueueMails"} <= ids(fragment)
    queue = one(fragment, "queue/QueueOrders", Queue)
    assert queue.name == "q-Orders"
    assert queue.at is not None
    assert (queue.at.line, queue.at.column) == (6, 7)
    assert not fragment.gaps


def test_loops_nest_and_run_over_parameters() -> None:
    """A loop inside a loop multiplies; a list parameter is a list like another."""
    fragment = fragment_of(
        LOOPS + "Parameters: {Names: {Type: CommaDelimitedList, Default: 'a,b'}}\nResources:\n"
        "  Fn::ForEach::Outer:\n    - X\n    - !Ref Names\n    - Fn::ForEach::Inner:\n        - Y\n        - ['1', '2']\n"
        "        - Q${X}${Y}: {Type: AWS::SQS::Queue, Properties: {QueueName: !Join ['-', [!Ref X, !Ref Y]]}}\n"
    )
    assert {node.name for node in fragment.nodes if isinstance(node, Queue)} == {"a-1", "a-2", "b-1", "b-2"}
    given = fragment_of(
        LOOPS + "Parameters: {Names: {Type: CommaDelimitedList, Default: 'a,b'}}\nResources:\n"
        "  Fn::ForEach::Outer: [X, !Ref Names, {'Q${X}': {Type: AWS::SQS::Queue}}]\n",
        given={"Names": "z"},
    )
    assert {node.logical_id for node in given.nodes} == {"Qz"}


def test_loops_inside_properties() -> None:
    """A loop may make members of a mapping anywhere; `&{x}` drops what no logical id may hold."""
    fragment = fragment_of(
        LOOPS
        + "Resources:\n  Fn::ForEach::A: [X, ['a.b'], {'Q&{X}': {Type: AWS::SQS::Queue, Properties: {QueueName: !Sub '${X}'}}}]\n"
        "  Fn:\n    Type: AWS::Lambda::Function\n    Properties:\n      Environment:\n        Variables:\n          Fn::ForEach::V: [K, [A, B], {'${K}': !Ref K}]\n"
    )
    assert "queue/Qab" in ids(fragment)
    function = one(fragment, "function/Fn", Function)
    assert {variable.name: variable.value for variable in function.environment} == {"A": "A", "B": "B"}


def test_without_the_extension_a_loop_is_no_loop() -> None:
    """A template that does not ask for the extension keeps its keys as they are."""
    fragment = fragment_of(
        "Resources:\n  Fn::ForEach::A: [X, [a], {'Q${X}': {Type: AWS::SQS::Queue}}]\n  Q: {Type: AWS::SQS::Queue}\n"
    )
    assert ids(fragment) == {"queue/Q"}


def test_a_loop_without_end_is_bounded() -> None:
    """Loops that multiply end in one gap, and what was made stays."""
    body = "{'Q${A}${B}${C}': {Type: AWS::SQS::Queue}}"
    for name in "CBA":
        items = ", ".join(f"{name.lower()}{number}" for number in range(40))
        body = f"{{'Fn::ForEach::{name}': [{name}, [{items}], {body}]}}"
    fragment = fragment_of(f"{LOOPS}Resources: {body}\n")
    assert 100 < len(fragment.nodes) <= 2000
    assert {gap.klass for gap in fragment.gaps} == {"loop"}


def test_a_local_include_is_put_in(tmp_path: Path) -> None:
    """What the file holds stands in its place, at the file's own lines."""
    template = (
        "AWSTemplateFormatVersion: '2010-09-09'\nResources:\n  B:\n    Type: AWS::S3::Bucket\n    Properties:\n      BucketName: mine\n"
        "      Fn::Transform: {Name: AWS::Include, Parameters: {Location: ./parts/block.yaml}}\n"
    )
    part = "PublicAccessBlockConfiguration:\n  BlockPublicAcls: true\n  RestrictPublicBuckets: true\n"
    fragment = fragment_in(write(tmp_path, {"template.yaml": template, "parts/block.yaml": part}))
    bucket = one(fragment, "bucket/B", Bucket)
    assert bucket.public_access_block == frozenset({"BlockPublicAcls", "RestrictPublicBuckets"})
    assert bucket.block_at is not None
    assert (bucket.block_at.path, bucket.block_at.line) == ("parts/block.yaml", 1)
    assert fragment.sources == ("parts/block.yaml", "template.yaml")
    assert not fragment.gaps


def test_whole_resources_may_be_included(tmp_path: Path) -> None:
    """An include at the top of a section brings its members."""
    template = (
        "AWSTemplateFormatVersion: '2010-09-09'\nResources:\n  Q: {Type: AWS::SQS::Queue}\n"
        "  Fn::Transform: {Name: AWS::Include, Parameters: {Location: more.yaml}}\n"
    )
    fragment = fragment_in(write(tmp_path, {"template.yaml": template, "more.yaml": "T: {Type: AWS::SNS::Topic}\n"}))
    assert ids(fragment) == {"queue/Q", "topic/T"}


def test_an_include_leads_nowhere_outside(tmp_path: Path) -> None:
    """A path out of the scanned folder, a link out of it included, is a gap and never read."""
    (tmp_path / "secret.yaml").write_text("QueueName: stolen\n", encoding="utf-8")
    app = tmp_path / "app"
    app.mkdir()
    (app / "link.yaml").symlink_to(tmp_path / "secret.yaml")
    for location in ("../secret.yaml", str(tmp_path / "secret.yaml"), "link.yaml"):
        write(app, {"template.yaml": "AWSTemplateFormatVersion: x\nResources:\n  Q: {Type: AWS::SQS::Queue, Properties: "
                    f"{{'Fn::Transform': {{Name: AWS::Include, Parameters: {{Location: '{location}'}}}}}}}}\n"})  # fmt: skip
        fragment = fragment_in(app)
        assert one(fragment, "queue/Q", Queue).name == "Q"
        (gap,) = fragment.gaps
        assert gap.klass == "file"
        assert "outside" in gap.reason


def test_includes_that_add_up_are_bounded(tmp_path: Path) -> None:
    """A file put in very often ends in gaps, not in a full memory."""
    call = "{Fn::Transform: {Name: AWS::Include, Parameters: {Location: part.yaml}}}"
    resources = "".join(f"  Q{number}: {{Type: AWS::SQS::Queue, Properties: {call}}}\n" for number in range(60))
    files = {
        "template.yaml": f"AWSTemplateFormatVersion: x\nResources:\n{resources}",
        "part.yaml": f"Tags: [{'x, ' * 9000}]\n",
    }
    fragment = fragment_in(write(tmp_path, files))
    assert len(fragment.nodes) == 60
    assert {gap.klass for gap in fragment.gaps} <= {"file", "size"}
    assert fragment.gaps


def test_a_name_too_long_for_a_file_is_no_crash() -> None:
    """A location that no file system takes is a file that is not there, with its gap."""
    include = "{Name: 'AWS::Include', Parameters: {Location: " + "x" * 5000 + "}}"
    fragment = fragment_of(
        "AWSTemplateFormatVersion: x\nResources:\n  Q:\n    Type: AWS::SQS::Queue\n"
        f"    Properties:\n      Fn::Transform: {include}\n"
    )
    assert [gap.klass for gap in fragment.gaps] == ["file"]
