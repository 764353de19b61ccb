"""The Serverless Framework, and CDK."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

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
OWN = "service: core\nprovider: {name: aws, runtime: python3.13}\nlayers:\n  ennead: {path: mine}\nfunctions:\n"
ARN = "arn:aws:lambda:us-east-1:123456789012:layer:ennead:3"


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
    laid(tmp_path / "all" / "cdk", {"cdk.json": '{"app": "npx ts-node app.ts"}'})
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


def test_something_else_called_ennead(tmp_path: Path) -> None:
    """A layer of the user's own is not taken for the agent's."""
    done = attach(service(tmp_path, f"{OWN}  plain: {{handler: work.handler}}\n"))
    [reason] = done.functions["plain"].reasons
    assert (reason.why, reason.state, done.text) == (Why.TEMPLATE, State.BY_HAND, "")
    assert reason.text.startswith("the layers of serverless.yml have something else called ennead: rename it")


def test_something_else_called_ennead_stays(tmp_path: Path) -> None:
    """A published layer stands beside a layer of the user's own; who carries both carries the published one."""
    text = f"{OWN}  plain: {{handler: work.handler, layers: [{{Ref: EnneadLambdaLayer}}]}}\n"
    done = attach(service(tmp_path, text), Wish(arn=ARN, named=True))
    assert done.document["functions"]["plain"]["layers"] == [REFERENCE, ARN]
    left = attach(service(tmp_path, f"{done.text}  other: {{handler: work.handler}}\n"))
    assert left.functions["plain"].attached
    assert left.functions["other"].reasons[0].why is Why.TEMPLATE


@pytest.mark.parametrize(
    ("layer", "wish"),
    [
        ("{path: built/ennead-layer}", None),
        ("{path: mine}", Wish(layer="mine", named=True)),
        ("{path: held}", None),
        ("{name: our-ennead, package: {individually: true}}", None),
    ],
)
def test_the_agents_layer(tmp_path: Path, layer: str, wish: Wish | None) -> None:
    """What is made of the built layer, or is called so and made elsewhere, is the agent's."""
    text = OWN.replace("{path: mine}", layer) + "  plain: {handler: work.handler}\n"
    files = {"built/ennead-layer/a": "", "mine/a": "", "held/ennead-wrap": ""}
    assert attach(laid(service(tmp_path, text), files), wish).functions["plain"].attached


def test_a_layer_that_was_named_before(tmp_path: Path) -> None:
    """A layer that a person named once is known by who carries it, and another may be named then."""
    text = OWN.replace("layers:\n  ennead: {path: mine}\n", "") + "  plain: {handler: work.handler}\n"
    files = {"mine/a": "", "new/a": ""}
    made = attach(laid(service(tmp_path, text), files), Wish(layer="mine", named=True)).text
    again = made.replace("functions:\n", "functions:\n  other: {handler: work.handler}\n")
    assert attach(service(tmp_path, again)).functions["other"].attached
    moved = attach(service(tmp_path, again), Wish(layer="new", named=True))
    assert moved.document["layers"]["ennead"]["path"] == "new"
