# ruff: noqa: E501  (templates)
"""Stacks: conditions on resources, names, nested stacks and applications with their parameters and outputs."""

from __future__ import annotations

from pathlib import Path

from ennead.model.app import Function, Queue, Trigger
from ennead.model.unknown import Unknown
from ennead.sources.text import fragment_of
from tests.sources.reading import fragment_in, ids, one, write

HEAD = "AWSTemplateFormatVersion: '2010-09-09'\n"


def test_a_condition_decides_whether_a_resource_is_there() -> None:
    """A false condition takes a resource out, a true one leaves it, one that could not be told marks it."""
    text = (
        "Parameters: {E: {Type: String, Default: dev}, U: {Type: String}}\n"
        "Conditions: {Never: !Equals [!Ref E, prod], Always: !Equals [!Ref E, dev], Perhaps: !Equals [!Ref U, x]}\n"
        "Resources:\n"
        + "".join(
            f"  {name}: {{Type: AWS::SQS::Queue, Condition: {name}}}\n" for name in ("Never", "Always", "Perhaps")
        )
    )
    fragment = fragment_of(text)
    assert {node.logical_id: node.conditional for node in fragment.nodes} == {"Always": None, "Perhaps": "Perhaps"}
    assert [gap.klass for gap in fragment.gaps] == ["parameter"]
    assert "queue/Never" in ids(fragment_of(text, given={"E": "prod"}))


def test_names_that_hang_on_each_other_end() -> None:
    """A name that names itself, directly or round a corner, is its token."""
    fragment = fragment_of(
        "Resources:\n  A: {Type: AWS::SQS::Queue, Properties: {QueueName: !Sub '${B.QueueName}-a'}}\n"
        "  B: {Type: AWS::SQS::Queue, Properties: {QueueName: !Sub '${A.QueueName}-b'}}\n"
        "  C: {Type: AWS::SQS::Queue, Properties: {QueueName: !GetAtt C.QueueName}}\n"
        "  V: {Type: AWS::Lambda::Version, Properties: {FunctionName: !Ref W}}\n"
        "  W: {Type: AWS::Lambda::Version, Properties: {FunctionName: !Ref V}}\n"
    )
    assert {"queue/A", "queue/B", "queue/C"} <= ids(fragment)
    chain = "".join(
        f"  Q{number}: {{Type: AWS::SQS::Queue, Properties: {{QueueName: !Sub '${{Q{number + 1}}}'}}}}\n"
        for number in range(400)
    )
    assert len(fragment_of(f"Resources:\n{chain}  Q400: {{Type: AWS::SQS::Queue}}\n").nodes) == 401


def test_resources_are_found_by_all_their_names() -> None:
    """A variable that holds a Ref, an ARN, a name or a text around one names the same resource."""
    fragment = fragment_of(
        "Resources:\n  T: {Type: AWS::DynamoDB::Table, Properties: {TableName: orders}}\n  Q: {Type: AWS::SQS::Queue}\n  Fn:\n    Type: AWS::Lambda::Function\n"
        "    Properties:\n      Environment:\n        Variables: {A: !Ref T, B: !GetAtt T.Arn, C: orders, D: !Ref Q, E: !GetAtt Q.Arn,\n"
        "          F: !Sub 'x/${Q.QueueName}/y', G: plain}\n"
    )
    found = {edge.label: edge.target for edge in fragment.edges if edge.kind == "references"}
    assert found == {"A": "table/T", "B": "table/T", "C": "table/T", "D": "queue/Q", "E": "queue/Q", "F": "queue/Q"}


PARENT = (
    HEAD
    + "Resources:\n  Child:\n    Type: AWS::CloudFormation::Stack\n    Properties:\n      TemplateURL: child/child.yaml\n"
    "      Parameters: {Delay: 45, Arn: !GetAtt Fn.Arn}\n"
    "  Fn: {Type: AWS::Lambda::Function, Properties: {Timeout: 7}}\n"
    "  Poll: {Type: AWS::Lambda::EventSourceMapping, Properties: {FunctionName: !Ref Fn, EventSourceArn: !GetAtt Child.Outputs.Jobs}}\n"
)
CHILD = (
    HEAD + "Parameters: {Delay: {Type: Number}, Arn: {Type: String}}\nResources:\n"
    "  Jobs: {Type: AWS::SQS::Queue, Properties: {VisibilityTimeout: !Ref Delay}}\n"
    "  Sub: {Type: AWS::SNS::Subscription, Properties: {Protocol: lambda, Endpoint: !Ref Arn, TopicArn: !Ref Topic}}\n"
    "  Topic: {Type: AWS::SNS::Topic}\nOutputs: {Jobs: {Value: !GetAtt Jobs.Arn}}\n"
)


def test_a_nested_stack_is_part_of_the_application(tmp_path: Path) -> None:
    """Parameters go in, outputs come out, ids carry the stack's name, places are the child's own."""
    fragment = fragment_in(write(tmp_path, {"template.yaml": PARENT, "child/child.yaml": CHILD}))
    queue = one(fragment, "queue/Child.Jobs", Queue)
    assert queue.visibility == 45
    assert queue.at is not None
    assert (queue.at.path, queue.at.line) == ("child/child.yaml", 4)
    starts = {(edge.source, edge.target) for edge in fragment.edges if isinstance(edge, Trigger)}
    assert starts == {("queue/Child.Jobs", "function/Fn"), ("topic/Child.Topic", "function/Fn")}
    assert fragment.sources == ("child/child.yaml", "template.yaml")
    assert not fragment.gaps


def test_a_nested_stack_takes_the_region_along(tmp_path: Path) -> None:
    """Pseudo parameters that were given hold in every stack."""
    from ennead.sources.read import Options  # noqa: PLC0415
    from tests.sources.reading import read_app  # noqa: PLC0415

    child = HEAD + "Resources: {Q: {Type: AWS::SQS::Queue, Properties: {QueueName: !Ref AWS::Region}}}\n"
    parent = HEAD + "Resources: {S: {Type: AWS::CloudFormation::Stack, Properties: {TemplateURL: c.yaml}}}\n"
    reading = read_app(
        write(tmp_path, {"template.yaml": parent, "c.yaml": child}), Options({"AWS::Region": "eu-north-1"})
    )
    assert one(reading.fragments[""], "queue/S.Q", Queue).name == "eu-north-1"


def test_stacks_that_nest_themselves_end(tmp_path: Path) -> None:
    """A stack inside itself, two inside each other and a fan of them are bounded, each with a gap."""
    me = (
        HEAD
        + "Resources: {S: {Type: AWS::CloudFormation::Stack, Properties: {TemplateURL: template.yaml}}, Q: {Type: AWS::SQS::Queue}}\n"
    )
    fragment = fragment_in(write(tmp_path / "one", {"template.yaml": me}) / "template.yaml")
    assert ids(fragment) == {"queue/Q"}
    assert [gap.klass for gap in fragment.gaps] == ["nested"]
    fan = {}
    for level in range(5):
        stacks = "".join(
            f"  S{n}: {{Type: AWS::CloudFormation::Stack, Properties: {{TemplateURL: t{level + 1}.yaml}}}}\n"
            for n in range(9)
        )
        fan["template.yaml" if level == 0 else f"t{level}.yaml"] = f"{HEAD}Resources:\n{stacks}"
    fan["t5.yaml"] = HEAD + "Resources: {Q: {Type: AWS::SQS::Queue}}\n"
    fragment = fragment_in(write(tmp_path / "fan", fan))
    assert 0 < len(fragment.nodes) < 500
    assert "nested" in {gap.klass for gap in fragment.gaps}


def test_outputs_of_a_stack_that_is_not_here_are_holes(tmp_path: Path) -> None:
    """What a remote stack returns is no text: whatever is made of it is not told, and the stack is the one gap."""
    text = (
        HEAD
        + "Resources:\n  S: {Type: AWS::CloudFormation::Stack, Properties: {TemplateURL: 'https://b.s3.amazonaws.com/t.yaml'}}\n"
        "  Fn: {Type: AWS::Lambda::Function, Properties: {Timeout: !GetAtt S.Outputs.T, Environment: {Variables: {A: !GetAtt S.Outputs.X}}}}\n"
    )
    fragment = fragment_in(write(tmp_path, {"template.yaml": text}))
    function = one(fragment, "function/Fn", Function)
    assert isinstance(function.timeout, Unknown)
    assert "${?" in str(function.environment[0].value)
    assert [(gap.klass, gap.about) for gap in fragment.gaps] == [("nested", "S")]


def test_a_serverless_application_is_a_nested_stack(tmp_path: Path) -> None:
    """`AWS::Serverless::Application` with a local template is read as the stack it becomes."""
    parent = (
        "Transform: AWS::Serverless-2016-10-31\nResources:\n  Mail:\n    Type: AWS::Serverless::Application\n"
        "    Properties: {Location: mail/template.yaml, Parameters: {Delay: '9'}}\n"
    )
    child = (
        "Transform: AWS::Serverless-2016-10-31\nParameters: {Delay: {Type: Number}}\nResources:\n  Send:\n    Type: AWS::Serverless::Function\n"
        "    Properties: {Handler: a.b, Runtime: python3.13, CodeUri: src/, Timeout: !Ref Delay}\n"
    )
    fragment = fragment_in(write(tmp_path, {"template.yaml": parent, "mail/template.yaml": child}))
    function = one(fragment, "function/Mail.Send", Function)
    assert (function.timeout, function.code) == (9, "mail/src")
    assert "role/Mail.SendRole" in ids(fragment)
    assert not fragment.gaps


def test_a_resource_without_a_type_is_a_fault_of_its_own(tmp_path: Path) -> None:
    """What is no resource is reported at its line; its neighbours are read."""
    from tests.sources.reading import read_app  # noqa: PLC0415

    text = HEAD + "Resources:\n  Q: {Type: AWS::SQS::Queue}\n  X: {Properties: {}}\n  Y: text\n"
    reading = read_app(write(tmp_path, {"template.yaml": text}))
    assert [(fault.logical_id, fault.at.line) for fault in reading.faults] == [("X", 4), ("Y", 5)]
    assert ids(reading.fragments[""]) == {"queue/Q"}
