"""One cause, one gap: what hangs on a thing that could not be told adds none of its own."""

from __future__ import annotations

from pathlib import Path

import pytest

from ennead.model.app import Api
from ennead.sources.read import AppReading, Options, open_path

API = """\
Resources:
  Api:
    Type: AWS::ApiGateway::RestApi
    Properties:
      Body: {Fn::Transform: {Name: AWS::Include, Parameters: {Location: api.yaml}}}
"""
MACHINE = """\
Parameters:
  Fn: {Type: String}
Resources:
  Machine:
    Type: AWS::StepFunctions::StateMachine
    Properties:
      RoleArn: arn:aws:iam::111122223333:role/machine
      DefinitionString: !Sub '{"StartAt": ${Fn}'
"""
MAP = """\
Transform: AWS::Serverless-2016-10-31
Parameters:
  Stage: {Type: String, Default: dev}
Mappings:
  Limits: {dev: {Seconds: 3}, prod: {Seconds: 9}}
Resources:
  Fn:
    Type: AWS::Serverless::Function
    Properties: {Runtime: python3.13, Handler: a.b, CodeUri: ., Timeout: !FindInMap [Limits, !Ref Stage, Minutes]}
"""
FILE = """\
Transform: AWS::Serverless-2016-10-31
Resources:
  Api:
    Type: AWS::Serverless::Api
    Properties: {StageName: live, DefinitionUri: api.yaml}
"""
BUCKET = """\
Resources:
  Api:
    Type: AWS::ApiGateway::RestApi
    Properties: {BodyS3Location: {Bucket: definitions, Key: api.yaml}}
"""
STAGES = 'version = 0.1\n[default.deploy.parameters]\n[prod.deploy.parameters]\nparameter_overrides = "Stage=prod"\n'


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (API, "included file: api.yaml does not exist"),
        (FILE, "Api: its definition: api.yaml does not exist"),
        (BUCKET, "API Api: its definition lies in a bucket"),
        (MACHINE, "parameter Fn has no value: no default, none given"),
        (MAP, "mapping Limits has no key Minutes"),
        (MAP.replace("[Limits,", "[Sizes,"), "there is no mapping Sizes"),
    ],
    ids=["include", "file", "bucket", "definition", "key", "map"],
)
def test_a_thing_that_cannot_be_told_is_one_gap(tmp_path: Path, text: str, reason: str) -> None:
    """An API's body, a definition and a map's value give the gap of their cause, in all environments the same."""
    (tmp_path / "template.yaml").write_text(text)
    (tmp_path / "samconfig.toml").write_text(STAGES if text.startswith("Transform") else "")
    (reading,) = open_path(tmp_path, Options()).apps()
    assert isinstance(reading, AppReading)
    assert {gap.reason for fragment in reading.fragments.values() for gap in fragment.gaps} == {reason}


@pytest.mark.parametrize("text", [API, FILE, BUCKET], ids=["include", "file", "bucket"])
def test_an_api_without_its_definition_is_there_and_says_so(tmp_path: Path, text: str) -> None:
    """It stays in the graph, and carries why its routes are not all known: nobody takes them for absent."""
    (tmp_path / "template.yaml").write_text(text)
    (reading,) = open_path(tmp_path, Options()).apps()
    assert isinstance(reading, AppReading)
    (api,) = (node for node in reading.fragments[""].nodes if isinstance(node, Api))
    assert api.body_unknown is not None
    assert reading.faults == ()
