"""The Serverless Framework, and CDK."""

from __future__ import annotations

import shutil
from pathlib import Path

from ennead.attach.words import State, Why, Wish
from tests.attach.making import HANDLER, attach, laid, planned

DIALECTS = Path(__file__).parents[2] / "samples" / "dialects"
OURS = {"AWS_LAMBDA_EXEC_WRAPPER": "/opt/ennead-wrap", "ENNEAD_MODE": "observe"}
REFERENCE = {"Ref": "EnneadLambdaLayer"}
SERVICE = """service: core
frameworkVersion: "3"
provider:
  name: aws
  runtime: python3.13
  layers: [arn:aws:lambda:us-east-1:123456789012:layer:lib:1]
  environment: {STAGE: dev, AWS_LAMBDA_EXEC_WRAPPER: /opt/otel-instrument}
functions:
  plain:
    handler: work.handler
  own:
    handler: work.handler
    layers: []
    environment: {AWS_LAMBDA_EXEC_WRAPPER: "${self:custom.wrapper}"}
  elsewhere:
    handler: work.handler
    environment: ${file(variables.yml)}
  node:
    handler: work.handler
    runtime: nodejs22.x
custom:
  wrapper: /opt/datadog_wrapper
"""


def service(folder: Path, text: str = SERVICE) -> Path:
    """A service with its code."""
    return laid(folder, {"serverless.yml": text, "work.py": HANDLER, "variables.yml": "A: b\n"})


def test_a_service(tmp_path: Path) -> None:
    """The provider's layers are copied, for a function's own stand instead of them; its wrapper is chained."""
    done = attach(service(tmp_path))
    functions = done.document["functions"]
    assert functions["plain"]["layers"] == ["arn:aws:lambda:us-east-1:123456789012:layer:lib:1", REFERENCE]
    assert functions["plain"]["environment"] == {**OURS, "ENNEAD_NEXT_WRAPPER": "/opt/otel-instrument"}
    assert functions["own"]["layers"] == [REFERENCE]
    assert functions["own"]["environment"] == {**OURS, "ENNEAD_NEXT_WRAPPER": "${self:custom.wrapper}"}
    assert done.document["layers"] == {"ennead": {"path": "ennead-layer", "compatibleRuntimes": ["python3.13"]}}
    assert done.functions["elsewhere"].reasons[0].why is Why.TEMPLATE
    assert done.functions["node"].state is State.WAITING


def test_a_zip(tmp_path: Path) -> None:
    """A layer that is named as a zip is an artifact."""
    done = attach(service(tmp_path), Wish(layer="layer.zip", named=True))
    assert done.document["layers"]["ennead"]["package"] == {"artifact": "layer.zip"}


def test_layers_that_are_there(tmp_path: Path) -> None:
    """The service's other layers stay beside ours; `resources` takes a function of CloudFormation's own too."""
    more = """
layers:
  lib: {path: lib}
resources:
  Resources:
    Raw:
      Type: AWS::Lambda::Function
      Properties:
        Handler: index.handler
        Runtime: python3.12
        Role: arn:aws:iam::123456789012:role/raw
        Code: {ZipFile: "def handler(event, context): return 1"}
"""
    done = attach(laid(service(tmp_path, SERVICE + more), {"lib/python/lib.py": ""}))
    assert list(done.document["layers"]) == ["lib", "ennead"]
    assert done.document["resources"]["Resources"]["Raw"]["Properties"]["Layers"] == [REFERENCE]


def test_the_sample(tmp_path: Path) -> None:
    """The sample's Python functions are attached, the one of Node waits."""
    shutil.copytree(DIALECTS, tmp_path / "all")
    done = attach(tmp_path / "all" / "serverless")
    assert {one.state for name, one in done.functions.items() if name != "thumbnail"} == {State.ATTACHED}
    assert done.functions["thumbnail"].state is State.WAITING


def test_cdk(tmp_path: Path) -> None:
    """Templates that CDK code makes are not edited: the lines for the code are told."""
    shutil.copytree(DIALECTS, tmp_path / "all")
    attachment = planned(tmp_path / "all" / "cdk", Wish(mode="alert"))
    assert attachment.plan.edits == ()
    one = next(one for one in attachment.coverages if one.name.startswith("Orders"))
    assert (one.state, one.reasons[0].why) == (State.BY_HAND, Why.CDK)
    assert one.lines == (
        "// core/Orders/Resource",
        "fn.addLayers(new lambda.LayerVersion(this, 'EnneadLayer', { code: lambda.Code.fromAsset('ennead-layer') }));",
        "fn.addEnvironment('AWS_LAMBDA_EXEC_WRAPPER', '/opt/ennead-wrap');",
        "fn.addEnvironment('ENNEAD_MODE', 'alert');",
    )
