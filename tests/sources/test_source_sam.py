# ruff: noqa: E501  (templates)
"""SAM: positions through the translation and Globals, policies, connectors, and what the translator refuses."""

from __future__ import annotations

from pathlib import Path

from ennead.model.app import Function, Layer, Role, StateMachine
from ennead.model.location import Location
from ennead.model.policy import PolicySource
from ennead.model.unknown import Unknown
from ennead.sources.text import fragment_of
from tests.sources.reading import FUNCTION, SAM, edges, fragment_in, ids, one, read_app, triggers, write


def _at(place: Location | None) -> tuple[int, int]:
    assert place is not None
    return (place.line, place.column)


GLOBALS = """\
Transform: AWS::Serverless-2016-10-31
Globals:
  Function:
    Timeout: 12
    Runtime: nodejs22.x
    Environment:
      Variables:
        SHARED: one
Resources:
  Fn:
    Type: AWS::Serverless::Function
    Properties:
      Handler: index.handler
      CodeUri: src/fn
      MemorySize: 512
      Environment:
        Variables:
          OWN: two
      Layers: [!Ref Layer]
      DeadLetterQueue: {Type: SQS, TargetArn: !GetAtt Dead.Arn}
      Tracing: Active
  Layer: {Type: AWS::Serverless::LayerVersion, Properties: {ContentUri: layer/}}
  Dead: {Type: AWS::SQS::Queue}
"""


def test_a_function_knows_where_everything_is_written() -> None:
    """The function's own line, its properties' lines, and those that come from Globals at Globals' line."""
    fragment = fragment_of(GLOBALS)
    function = one(fragment, "function/Fn", Function)
    assert _at(function.at) == (10, 3)
    assert (function.timeout, function.memory, function.runtime, function.handler) == (
        12,
        512,
        "nodejs22.x",
        "index.handler",
    )
    assert _at(function.runtime_at) == (5, 5)
    assert (function.code, function.tracing) == ("src/fn", "Active")
    variables = {one.name: (one.value, _at(one.at)) for one in function.environment}
    assert variables == {"SHARED": ("one", (8, 9)), "OWN": ("two", (18, 11))}


def test_what_sam_makes_goes_back_to_its_source() -> None:
    """The generated role, the dead-letter edge and the layer stand where the source says what led to them."""
    fragment = fragment_of(GLOBALS)
    role = one(fragment, "role/FnRole", Role)
    assert (role.generated, role.function, _at(role.at)) == (True, "Fn", (10, 3))
    assert ("function/Fn", "queue/Dead") in edges(fragment, "fails_to")
    assert ("function/Fn", "role/FnRole") in edges(fragment, "assumes")
    (dead,) = (edge for edge in fragment.edges if edge.kind == "fails_to")
    assert dead.locations[0].line == 20
    layers = [node for node in fragment.nodes if isinstance(node, Layer)]
    assert [layer.id for layer in layers] == ["layer/Layer"]
    assert ("function/Fn", "layer/Layer") in edges(fragment, "depends_on")


def test_policies_in_every_form() -> None:
    """Managed names, policy templates, statements and documents each keep their kind and their line."""
    fragment = fragment_of(
        SAM
        + "Resources:\n"
        + FUNCTION
        + "      Policies:\n        - AWSLambdaExecute\n        - arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess\n"
        "        - DynamoDBReadPolicy: {TableName: !Ref T}\n        - Statement:\n            - {Effect: Allow, Action: 's3:*', Resource: '*'}\n"
        "        - Version: '2012-10-17'\n          Statement: {Effect: Deny, Action: 'sqs:*', Resource: '*'}\n  T: {Type: AWS::DynamoDB::Table}\n"
    )
    role = one(fragment, "role/FnRole", Role)
    found = {policy.name: (policy.source, policy.at.line if policy.at else 0) for policy in role.policies}
    assert found["AWSLambdaExecute"] == (PolicySource.MANAGED, 10)
    assert found["AmazonS3ReadOnlyAccess"] == (PolicySource.MANAGED, 11)
    assert found["DynamoDBReadPolicy"] == (PolicySource.TEMPLATE, 12)
    inline = [policy for policy in role.policies if policy.source is PolicySource.INLINE]
    assert [policy.at.line for policy in inline if policy.at] == [13, 15]
    assert inline[0].statements[0].actions == ("s3:*",)
    assert inline[0].statements[0].at is not None
    assert inline[0].statements[0].at.line == 14
    (template,) = (policy for policy in role.policies if policy.source is PolicySource.TEMPLATE)
    assert "dynamodb:GetItem" in template.statements[0].actions
    assert template.statements[0].resources[0] == "arn:aws:dynamodb:${AWS::Region}:${AWS::AccountId}:table/${T}"


def test_a_policy_nobody_has_is_unknown() -> None:
    """A customer's policy by ARN is not guessed at."""
    fragment = fragment_of(f"{SAM}Resources:\n{FUNCTION}      Policies: ['arn:aws:iam::123456789012:policy/mine']\n")
    mine = [policy for policy in one(fragment, "role/FnRole", Role).policies if policy.source is PolicySource.CUSTOMER]
    assert len(mine) == 1
    assert mine[0].unknown is not None


def test_a_connector_is_what_it_permits() -> None:
    """A connector becomes a policy of the function's role for the table it names."""
    fragment = fragment_of(
        f"{SAM}Resources:\n{FUNCTION}  T: {{Type: AWS::DynamoDB::Table, Properties: {{TableName: t}}}}\n"
        "  Link: {Type: AWS::Serverless::Connector, Properties: {Source: {Id: Fn}, Destination: {Id: T}, Permissions: [Read]}}\n"
    )
    (policy,) = (node for node in fragment.nodes if node.kind == "policy")
    assert policy.logical_id == "LinkPolicy"
    assert policy.at is not None
    assert policy.at.line == 10
    assert getattr(policy, "roles", ()) == ("role/FnRole",)


def test_one_broken_resource_costs_only_itself(tmp_path: Path) -> None:
    """What SAM refuses is a fault at its line; the function stays in the map as it is written, the others are translated."""
    broken = FUNCTION.replace("Fn:", "Bad:").replace(
        "src/\n", "src/\n      Timeout: 9\n      Events: {A: {Type: Nonsense}}\n"
    )
    reading = read_app(write(tmp_path, {"template.yaml": f"{SAM}Resources:\n{FUNCTION}{broken}"}))
    fragment = reading.fragments[""]
    assert [(fault.logical_id, fault.at.line) for fault in reading.faults] == [("Bad", 9)]
    assert {"function/Fn", "role/FnRole", "function/Bad"} <= ids(fragment)
    assert one(fragment, "function/Bad", Function).timeout == 9


def test_a_document_sam_cannot_take_at_all(tmp_path: Path) -> None:
    """Globals SAM refuses are a fault; functions and plain resources are read all the same."""
    reading = read_app(
        write(
            tmp_path,
            {
                "template.yaml": f"{SAM}Globals: {{Function: {{Nonsense: 1}}}}\nResources:\n{FUNCTION}  Q: {{Type: AWS::SQS::Queue}}\n"
            },
        )
    )
    assert reading.faults
    assert {"function/Fn", "queue/Q"} <= ids(reading.fragments[""])


def test_code_is_where_the_template_says() -> None:
    """The folder of the code is relative to the scanned one; inline code, images and buckets have none."""

    def code(line: str, head: str = "") -> object:
        text = f"{SAM}{head}Resources:\n  Fn:\n    Type: AWS::Serverless::Function\n    Properties:\n      Handler: a.b\n      Runtime: python3.13\n{line}"
        return one(fragment_of(text, path="app/template.yaml"), "function/Fn", Function).code

    assert code("      CodeUri: ../shared/fn/\n") == "shared/fn"
    assert code("      CodeUri: .\n") == "app"
    assert code("      CodeUri: s3://bucket/key\n") is None
    assert code("      InlineCode: x\n") is None
    assert code("      MemorySize: 128\n", "Globals: {Function: {CodeUri: all/}}\n") == "app/all"
    assert code("      CodeUri: {Bucket: b, Key: k}\n") is None


def test_an_image_is_no_code() -> None:
    """A function of an image keeps its address."""
    text = f"{SAM}Resources:\n  Fn:\n    Type: AWS::Serverless::Function\n    Properties: {{PackageType: Image, ImageUri: '123456789012.dkr.ecr.eu-west-1.amazonaws.com/a:1'}}\n"
    function = one(fragment_of(text), "function/Fn", Function)
    assert function.image == "123456789012.dkr.ecr.eu-west-1.amazonaws.com/a:1"
    assert function.runtime is None


def test_state_machines_inline_and_in_files(tmp_path: Path) -> None:
    """A definition is read wherever it lies, its substitutions put in, and each task is an edge."""
    machine = (
        "  Machine:\n    Type: AWS::Serverless::StateMachine\n    Properties:\n      DefinitionUri: machine.asl.json\n"
        "      DefinitionSubstitutions: {Work: !GetAtt Fn.Arn, Out: !Ref Q}\n  Q: {Type: AWS::SQS::Queue}\n"
    )
    asl = (
        '{"StartAt": "A", "States": {"A": {"Type": "Task", "Resource": "${Work}", "Next": "B"},\n'
        '"B": {"Type": "Task", "Resource": "arn:aws:states:::sqs:sendMessage", "Parameters": {"QueueUrl": "${Out}"}, "End": true}}}'
    )
    fragment = fragment_in(
        write(tmp_path, {"template.yaml": f"{SAM}Resources:\n{FUNCTION}{machine}", "machine.asl.json": asl})
    )
    assert {(edge.source, edge.target, edge.event) for edge in triggers(fragment)} == {
        ("state_machine/Machine", "function/Fn", "states")
    }
    assert ("state_machine/Machine", "queue/Q") in edges(fragment, "publishes")
    assert one(fragment, "state_machine/Machine", StateMachine).calls[0][0] in {"lambda:invoke", "sqs:sendMessage"}
    assert "machine.asl.json" in fragment.sources
    assert not fragment.gaps


def test_unknown_values_survive_the_translation() -> None:
    """A parameter without a value is no value after the translation either."""
    text = f"{SAM}Parameters: {{P: {{Type: Number}}}}\nResources:\n{FUNCTION}      Timeout: !Ref P\n      ReservedConcurrentExecutions: !Ref P\n"
    fragment = fragment_of(text)
    function = one(fragment, "function/Fn", Function)
    assert isinstance(function.timeout, Unknown)
    assert isinstance(function.reserved_concurrency, Unknown)
    assert [gap.about for gap in fragment.gaps] == ["P"]
    assert one(fragment_of(text, given={"P": "8"}), "function/Fn", Function).timeout == 8


def test_versions_and_aliases_keep_their_ids() -> None:
    """What SAM publishes has an id without the hash of the code, so that it stays the same when the code changes."""
    fragment = fragment_of(
        f"{SAM}Resources:\n{FUNCTION}      AutoPublishAlias: live\n      ProvisionedConcurrencyConfig: {{ProvisionedConcurrentExecutions: 2}}\n"
    )
    assert {"version/FnVersion", "alias/FnAliaslive"} <= ids(fragment)


def test_one_event_begins_with_the_name_of_another() -> None:
    """Of two events whose names begin alike, what SAM made goes back to the longer one where it is that one's."""
    fragment = fragment_of(
        f"{SAM}Resources:\n{FUNCTION}      Events:\n        Tick: {{Type: Schedule, Properties: {{Schedule: rate(1 hour)}}}}\n"
        "        TickTock: {Type: Schedule, Properties: {Schedule: rate(2 hours)}}\n"
    )
    lines = {edge.source: edge.locations[0].line for edge in triggers(fragment)}
    assert lines == {"schedule/FnTick": 10, "schedule/FnTickTock": 11}
