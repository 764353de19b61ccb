# ruff: noqa: E501  (templates)
"""A thing that could be told, made untellable, is one gap: of its class, named, at its place."""

from __future__ import annotations

from pathlib import Path

import pytest

from ennead.model.app import GapKind
from ennead.sources.text import fragment_of
from tests.sources.reading import FUNCTION, SAM, fragment_in, write

HEAD = "AWSTemplateFormatVersion: '2010-09-09'\n"
TEN = "".join(f"          V{number}: !Ref P\n" for number in range(10))
LAMBDA = "  Fn:\n    Type: AWS::Lambda::Function\n    Properties:\n"

CASES: dict[str, tuple[str, str, str | None, int]] = {
    "a parameter without a default, used ten times": (
        f"{HEAD}Parameters:\n  P: {{Type: String}}\nResources:\n{LAMBDA}      Environment:\n        Variables:\n{TEN}", "parameter", "P", 3),
    "the same through SAM and its Globals": (
        f"{SAM}Globals:\n  Function:\n    Environment:\n      Variables:\n{TEN.replace('          ', '        ')}Parameters:\n  P: {{Type: String}}\nResources:\n{FUNCTION}", "parameter", "P", 17),
    "a list parameter": (f"{HEAD}Parameters:\n  P: {{Type: CommaDelimitedList}}\nResources:\n{LAMBDA}      Layers: !Ref P\n", "parameter", "P", 3),
    "a parameter from the parameter store": (
        f"{HEAD}Parameters:\n  P: {{Type: 'AWS::SSM::Parameter::Value<String>', Default: /x}}\nResources:\n{LAMBDA}      Runtime: !Ref P\n", "parameter", "P", 3),
    "a condition on a parameter": (
        f"{HEAD}Parameters:\n  P: {{Type: String}}\nConditions:\n  C: !Equals [!Ref P, x]\nResources:\n  Q: {{Type: AWS::SQS::Queue, Condition: C, Properties: {{VisibilityTimeout: !If [C, 1, 2]}}}}\n", "parameter", "P", 3),
    "a condition on the region": (
        f"{HEAD}Conditions:\n  C: !Equals [!Ref AWS::Region, eu-west-1]\nResources:\n  Q: {{Type: AWS::SQS::Queue, Condition: C}}\n  R: {{Type: AWS::SQS::Queue, Properties: {{VisibilityTimeout: !If [C, 1, 2]}}}}\n", "condition", "C", 3),
    "a condition that is defined nowhere": (f"{HEAD}Resources:\n  Q: {{Type: AWS::SQS::Queue, Condition: C}}\n", "condition", "C", 0),
    "a role behind a condition": (
        f"{HEAD}Conditions:\n  C: !Equals [!Ref AWS::Region, eu-west-1]\nResources:\n{LAMBDA}      Role: !If [C, a, b]\n", "condition", "C", 3),
    "an import": (f"{HEAD}Resources:\n{LAMBDA}      Role: !ImportValue roles-fn\n", "import", "roles-fn", 6),
    "a dynamic reference": (f"{HEAD}Resources:\n{LAMBDA}      Environment: {{Variables: {{A: '{{{{resolve:ssm:/a}}}}', B: 'x{{{{resolve:ssm:/a}}}}'}}}}\n", "dynamic-reference", "{{resolve:ssm:/a}}", 6),
    "a dynamic reference through SAM": (f"{SAM}Resources:\n{FUNCTION}      Environment: {{Variables: {{A: !Sub '{{{{resolve:secretsmanager:${{AWS::StackName}}:SecretString:p}}}}'}}}}\n", "dynamic-reference", "{{resolve:secretsmanager:${AWS::StackName}:SecretString:p}}", 9),
    "a key no mapping has": (f"{HEAD}Mappings: {{M: {{a: {{b: 1}}}}}}\nResources:\n{LAMBDA}      Timeout: !FindInMap [M, x, b]\n", "mapping", None, 7),
    "a key that depends on the region": (f"{HEAD}Mappings: {{M: {{a: {{k: 1}}, b: {{k: 2}}}}}}\nResources:\n{LAMBDA}      Timeout: !FindInMap [M, !Ref AWS::Region, k]\n", "mapping", None, 7),
    "a reference to nothing": (f"{HEAD}Resources:\n{LAMBDA}      Role: !GetAtt Nothing.Arn\n", "reference", "Nothing", 6),
    "a remote nested template": (f"{HEAD}Resources:\n  S:\n    Type: AWS::CloudFormation::Stack\n    Properties: {{TemplateURL: 'https://x.example/t.yaml'}}\n  Q: {{Type: AWS::SQS::Queue, Properties: {{QueueName: !GetAtt S.Outputs.N, VisibilityTimeout: !GetAtt S.Outputs.V}}}}\n", "nested", "S", 3),
    "a nested template that is missing": (f"{HEAD}Resources:\n  S: {{Type: AWS::CloudFormation::Stack, Properties: {{TemplateURL: none.yaml}}}}\n", "file", "S", 3),
    "an application of the public repository": (
        f"{SAM}Resources:\n  A:\n    Type: AWS::Serverless::Application\n    Properties: {{Location: {{ApplicationId: 'arn:aws:serverlessrepo:us-east-1:123456789012:applications/x', SemanticVersion: 1.0.0}}}}\n", "nested", "A", 3),
    "a macro over the template": (f"{HEAD}Transform: [Mine]\nResources:\n  Q: {{Type: AWS::SQS::Queue}}\n", "macro", "Mine", 2),
    "a macro over a property": (f"{HEAD}Resources:\n  Q: {{Type: AWS::SQS::Queue, Properties: {{QueueName: {{Fn::Transform: {{Name: Mine}}}}}}}}\n", "macro", "Mine", 3),
    "a macro beside properties": (f"{HEAD}Resources:\n  Q: {{Type: AWS::SQS::Queue, Properties: {{QueueName: q, Fn::Transform: {{Name: Mine}}}}}}\n", "macro", "Mine", 3),
    "a macro over a resource": (f"{HEAD}Resources:\n  Q: {{Type: AWS::SQS::Queue, Fn::Transform: {{Name: Mine}}}}\n", "macro", "Mine", 3),
    "a macro over the whole template": (f"{HEAD}Resources:\n  Q: {{Type: AWS::SQS::Queue}}\nFn::Transform: {{Name: Mine}}\n", "macro", "Mine", 1),
    "an include that is missing": (f"{HEAD}Resources:\n  Q: {{Type: AWS::SQS::Queue, Properties: {{Fn::Transform: {{Name: AWS::Include, Parameters: {{Location: none.yaml}}}}}}}}\n", "file", "none.yaml", 3),
    "a missing include for one property": (f"{HEAD}Resources:\n  Q: {{Type: AWS::SQS::Queue, Properties: {{RedrivePolicy: {{Fn::Transform: {{Name: AWS::Include, Parameters: {{Location: none.yaml}}}}}}}}}}\n", "file", "none.yaml", 3),
    "an include from a bucket": (f"{HEAD}Resources:\n  Q: {{Type: AWS::SQS::Queue, Properties: {{Fn::Transform: {{Name: AWS::Include, Parameters: {{Location: 's3://b/k'}}}}}}}}\n", "macro", "AWS::Include", 3),
    "a definition that is missing": (f"{SAM}Resources:\n  A: {{Type: AWS::Serverless::Api, Properties: {{StageName: v, DefinitionUri: none.yaml}}}}\n", "file", "A", 3),
    "a definition in a bucket": (f"{SAM}Resources:\n  A: {{Type: AWS::Serverless::Api, Properties: {{StageName: v, DefinitionUri: 's3://b/k.yaml'}}}}\n", "file", "A", 3),
    "a state machine that is missing": (f"{SAM}Resources:\n  M: {{Type: AWS::Serverless::StateMachine, Properties: {{DefinitionUri: none.json, Role: 'arn:aws:iam::123456789012:role/x'}}}}\n", "file", "M", 3),
    "a loop over something unknown": ("Transform: AWS::LanguageExtensions\nParameters:\n  P: {Type: CommaDelimitedList}\nResources:\n  Fn::ForEach::L: [X, !Ref P, {'Q${X}': {Type: AWS::SQS::Queue}}]\n  T: {Type: AWS::SNS::Topic}\n", "parameter", "P", 3),
    "a resource type of somebody else": (f"{HEAD}Resources:\n  X: {{Type: Datadog::Monitors::Monitor}}\n", "foreign-type", "Datadog::Monitors::Monitor", 3),
}  # fmt: skip
"""What was made untellable -> template, class of the gap, what it is about, its line."""


@pytest.mark.parametrize("name", CASES)
def test_one_gap_each(name: str, tmp_path: Path) -> None:
    """One cause leaves one gap of input, of the class of the cause, at the line to look at."""
    text, klass, about, line = CASES[name]
    fragment = fragment_in(write(tmp_path, {"template.yaml": text}) / "template.yaml")
    found = [(gap.kind, gap.klass, gap.about if about else None, gap.at.line if gap.at else 0) for gap in fragment.gaps]
    assert found == [(GapKind.INPUT, klass, about, line)]


@pytest.mark.parametrize("name", [name for name in CASES if CASES[name][1] == "parameter" and "store" not in name])
def test_a_value_closes_the_gap(name: str) -> None:
    """Once the parameter has a value there is nothing left to note."""
    assert fragment_of(CASES[name][0], given={"P": "x"}).gaps == ()


def test_a_type_nobody_reads_is_our_debt() -> None:
    """A resource type of the provider's that has no reader is a gap of the other kind, once for each type."""
    fragment = fragment_of(f"{HEAD}Resources:\n  A: {{Type: AWS::Imaginary::Thing}}\n")
    assert [(gap.kind, gap.klass) for gap in fragment.gaps] == [(GapKind.UNSUPPORTED, "type")]


def test_a_template_that_tells_everything_has_no_gap() -> None:
    """The pseudo parameters, names and references of an ordinary template are no gaps."""
    fragment = fragment_of(
        f"{SAM}Resources:\n{FUNCTION}      Environment: {{Variables: {{A: !Sub '${{AWS::Region}}-${{AWS::StackName}}', B: !Ref T, C: !GetAtt T.Arn}}}}\n"
        "      Events: {A: {Type: Api, Properties: {Path: /a, Method: get}}}\n  T: {Type: AWS::Serverless::SimpleTable}\n"
        "Outputs: {U: {Value: !Sub 'https://${ServerlessRestApi}.execute-api.${AWS::Region}.amazonaws.com/Prod/'}}\n"
    )
    assert fragment.gaps == ()
