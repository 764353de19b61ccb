"""Terraform's files."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from ennead.attach.words import State, Why, Wish
from tests.attach.making import HANDLER, Done, attach, laid, planned

DIALECTS = Path(__file__).parents[2] / "samples" / "dialects"
ARN = "arn:aws:lambda:us-east-1:123456789012:layer:ennead:3"
LIB = "arn:aws:lambda:us-east-1:123456789012:layer:lib:1"


def resource(more: str = "", name: str = "work", runtime: str = "python3.13") -> str:
    """A function; `more` are lines of its block."""
    return f"""resource "aws_lambda_function" "{name}" {{
  function_name = "{name}"
  runtime       = "{runtime}"
  handler       = "work.handler"
  filename      = "work.zip"
  role          = "arn:aws:iam::123456789012:role/work"
{more}}}
"""


def brought(folder: Path, *blocks: str, wish: Wish | None = None) -> Done:
    """The agent attached to a folder of these blocks."""
    return attach(laid(folder, {"main.tf": "\n".join(blocks), "work.py": HANDLER}), wish)


def test_a_function(tmp_path: Path) -> None:
    """The layer comes from its zip, which Terraform uploads; list and block are made."""
    done = brought(tmp_path, resource())
    assert done.functions["aws_lambda_function.work"].attached
    assert done.text == resource(
        "  layers        = [aws_lambda_layer_version.ennead.arn]\n"
        "\n"
        "  environment {\n"
        "    variables = {\n"
        '      AWS_LAMBDA_EXEC_WRAPPER = "/opt/ennead-wrap"\n'
        '      ENNEAD_MODE             = "observe"\n'
        "    }\n"
        "  }\n"
    ) + (
        "\n"
        'resource "aws_lambda_layer_version" "ennead" {\n'
        '  layer_name          = "ennead"\n'
        '  filename            = "${path.module}/ennead-layer.zip"\n'
        '  source_code_hash    = filebase64sha256("${path.module}/ennead-layer.zip")\n'
        '  compatible_runtimes = ["python3.13"]\n'
        "}\n"
    )


def test_what_is_there_stays(tmp_path: Path) -> None:
    """A list grows, variables stay, an expression of a wrapper is chained as it is written."""
    more = f"""  layers = ["{LIB}"]
  environment {{
    variables = {{
      TABLE                   = "orders"
      AWS_LAMBDA_EXEC_WRAPPER = var.wrapper
    }}
  }}
"""
    variable = 'variable "wrapper" {\n  default = "/opt/datadog_wrapper"\n}\n'
    done = brought(tmp_path, variable, resource(more))
    assert f'["{LIB}", aws_lambda_layer_version.ennead.arn]' in done.text
    assert "ENNEAD_NEXT_WRAPPER = var.wrapper" in " ".join(done.text.split())
    assert 'TABLE                   = "orders"' in done.text


def test_expressions(tmp_path: Path) -> None:
    """What an expression makes is joined with ours; another mode is written into it."""
    locals_ = f'locals {{\n  layers = ["{LIB}"]\n  variables = {{ TABLE = "orders" }}\n}}\n'
    more = "  layers = local.layers\n  environment {\n    variables = local.variables\n  }\n"
    done = brought(tmp_path, locals_, resource(more))
    flat = " ".join(done.text.split())
    assert "layers = concat(local.layers, [aws_lambda_layer_version.ennead.arn])" in flat
    assert 'merge(local.variables, { AWS_LAMBDA_EXEC_WRAPPER = "/opt/ennead-wrap" ENNEAD_MODE' in flat
    again = brought(tmp_path, done.text, wish=Wish(mode="enforce"))
    assert again.functions["aws_lambda_function.work"].mode == "enforce"
    assert again.text.count("merge(") == 1


def test_a_published_layer(tmp_path: Path) -> None:
    """With an ARN there is no layer of one's own."""
    done = brought(tmp_path, resource(), wish=Wish(arn=ARN, named=True))
    assert f'layers        = ["{ARN}"]' in done.text
    assert "aws_lambda_layer_version" not in done.text


def test_two_functions_share_a_layer(tmp_path: Path) -> None:
    """One layer for a folder, whoever carries it."""
    done = brought(tmp_path, resource(), resource(name="other", runtime="python3.12"))
    assert done.text.count('resource "aws_lambda_layer_version"') == 1
    assert '["python3.12", "python3.13"]' in done.text


def test_a_local_module(tmp_path: Path) -> None:
    """A function in a module gets the layer there; the path leads to the folder that was scanned."""
    root = 'module "a" {\n  source = "./inner"\n}\n'
    laid(tmp_path, {"main.tf": root, "inner/main.tf": resource()})
    done = attach(tmp_path)
    assert '"${path.module}/../ennead-layer.zip"' in done.text


def test_a_module_of_the_registry(tmp_path: Path) -> None:
    """The well-known module is given the layer and the variables as its inputs."""
    call = """module "work" {
  source        = "terraform-aws-modules/lambda/aws"
  function_name = "work"
  handler       = "work.handler"
  runtime       = "python3.13"
  source_path   = "src"
}
"""
    done = attach(laid(tmp_path, {"main.tf": call, "src/work.py": HANDLER}))
    assert [one.attached for one in done.functions.values()] == [True]
    assert "environment_variables = {" in done.text


@pytest.mark.parametrize(
    ("more", "words"),
    [
        (
            '  dynamic "environment" {\n    for_each = [1]\n    content {\n      variables = {}\n    }\n  }\n',
            "dynamic block",
        ),
        ("  layers = var.layers == null ? null : var.layers\n", "may be null"),
        ("  provider = aws.west\n", "--layer-arn"),
    ],
)
def test_what_is_left(tmp_path: Path, more: str, words: str) -> None:
    """What cannot be edited surely is named and left."""
    variable = 'variable "layers" {\n  default = ["a"]\n}\n'
    done = brought(tmp_path, variable, resource(more), resource(name="other"))
    [reason] = done.functions["aws_lambda_function.work"].reasons
    assert (reason.why, words in reason.text) == (Why.TEMPLATE, True)
    assert done.functions["aws_lambda_function.other"].attached


def test_one_block_for_several(tmp_path: Path) -> None:
    """Functions of one block are attached together or not at all."""
    more = '  for_each = toset(["a", "b"])\n'
    block = resource(more).replace('function_name = "work"', "function_name = each.key")
    done = brought(tmp_path, block)
    assert [one.attached for one in done.functions.values()] == [True, True]
    first = next(iter(done.functions))
    left = planned(tmp_path, Wish(functions=(first,)))
    assert left.plan.edits == ()
    assert next(one for one in left.coverages if one.name == first).reasons[0].why is Why.SHARED


def test_the_sample(tmp_path: Path) -> None:
    """In the sample one block makes functions of Python and Node: each is named with that."""
    shutil.copytree(DIALECTS, tmp_path / "all")
    done = attach(tmp_path / "all" / "terraform")
    waiting = 'aws_lambda_function.function["thumbnail"]'
    states = {one.state for name, one in done.functions.items() if name != waiting}
    assert states == {State.BY_HAND}
    assert all(waiting in one.reasons[0].text for name, one in done.functions.items() if name != waiting)


def test_signing(tmp_path: Path) -> None:
    """Code signing that the folder configures is read."""
    config = """resource "aws_lambda_code_signing_config" "all" {
  allowed_publishers {
    signing_profile_version_arns = ["arn:aws:signer:us-east-1:123456789012:/signing-profiles/p/1"]
  }
  policies {
    untrusted_artifact_on_deployment = "Enforce"
  }
}
"""
    more = "  code_signing_config_arn = aws_lambda_code_signing_config.all.arn\n"
    done = brought(tmp_path, config, resource(more))
    assert done.functions["aws_lambda_function.work"].reasons[0].why is Why.CODE_SIGNING


def test_managed_instances(tmp_path: Path) -> None:
    """A block of a capacity provider is told; one that may be there is not."""
    block = "  capacity_provider_config {\n    lambda_managed_instances_capacity_provider_config {\n    }\n  }\n"
    maybe = '  dynamic "capacity_provider_config" {\n    for_each = []\n    content {\n    }\n  }\n'
    done = brought(tmp_path, resource(block), resource(maybe, name="other"))
    told = {name: any("managed instances" in note for note in one.notes) for name, one in done.functions.items()}
    assert told == {"aws_lambda_function.other": False, "aws_lambda_function.work": True}
