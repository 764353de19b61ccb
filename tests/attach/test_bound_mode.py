"""A mode stands above a contract's modes: none is written where a function names a contract."""

from __future__ import annotations

from pathlib import Path

import pytest

from ennead.attach.words import State, Wish
from tests.attach.making import HANDLER, ROLE, attach, function, laid, planned, sam
from tests.cli.conftest import Ennead

HASH = "0" * 64
OURS = f"AWS_LAMBDA_EXEC_WRAPPER: /opt/ennead-wrap, ENNEAD_CONTRACT_HASH: '{HASH}'"
TERRAFORM = f"""resource "aws_lambda_function" "work" {{
  function_name = "work"
  role          = "{ROLE}"
  handler       = "work.handler"
  runtime       = "python3.13"
  filename      = "src/work.py"
  environment {{
    variables = VARIABLES
  }}
}}
"""
SERVICE = f"""service: shop
provider: {{name: aws, runtime: python3.13}}
functions:
  work:
    handler: src/work.handler
    environment: {{ENNEAD_CONTRACT_HASH: '{HASH}'}}
"""


def environment(variables: str) -> str:
    """The variables of a SAM function."""
    return f"      Environment: {{Variables: {{{variables}}}}}\n"


@pytest.mark.parametrize(
    "files",
    [
        sam(function("Work", environment(f"ENNEAD_CONTRACT_HASH: '{HASH}'"))),
        sam(function("Work", environment("ENNEAD_CONTRACT_HASH: !Sub '${AWS::StackName}'"))),
        sam(function("Work"), head=f"Globals:\n  Function:\n{environment(OURS).replace('      Env', '    Env')}"),
        {"serverless.yml": SERVICE, "src/work.py": HANDLER},
        {"main.tf": TERRAFORM.replace("VARIABLES", f'{{ ENNEAD_CONTRACT_HASH = "{HASH}" }}'), "src/work.py": HANDLER},
        {
            "main.tf": TERRAFORM.replace("VARIABLES", f'merge({{}}, {{ ENNEAD_CONTRACT_HASH = "{HASH}" }})'),
            "src/work.py": HANDLER,
        },
    ],
    ids=["own", "at deployment", "globals", "serverless", "terraform", "merged"],
)
def test_no_mode_above_a_contract(tmp_path: Path, files: dict[str, str]) -> None:
    """Where the hash of a contract is there, a plain attach writes no mode; one that is asked for it writes."""
    laid(tmp_path, files)
    done = attach(tmp_path)
    assert [one.state for one in done.functions.values()] == [State.ATTACHED]
    assert "ENNEAD_MODE" not in done.text
    assert "ENNEAD_MODE" in attach(tmp_path, Wish(mode="alert")).text


def test_off_stays_and_is_told(tmp_path: Path) -> None:
    """A mode that stands above the contract is told, and left."""
    laid(tmp_path, sam(function("Work", environment(f"{OURS}, ENNEAD_MODE: 'off'"))))
    [one] = planned(tmp_path).coverages
    assert "its ENNEAD_MODE (off) stands above the contract's modes" in " ".join(one.notes)
    assert attach(tmp_path).document["Resources"]["Work"]["Properties"]["Environment"]["Variables"]["ENNEAD_MODE"] == (
        "off"
    )


def test_an_image_s_lines(tmp_path: Path) -> None:
    """The lines for an image have no mode either where its function names a contract."""
    text = function("Work", environment(f"ENNEAD_CONTRACT_HASH: '{HASH}'")).replace(
        "      Handler: work.handler\n      Runtime: python3.13\n      CodeUri: src\n", "      PackageType: Image\n"
    )
    text += "    Metadata: {DockerContext: src, Dockerfile: Dockerfile}\n"
    laid(tmp_path, {**sam(text), "src/Dockerfile": "FROM public.ecr.aws/lambda/python:3.13\nCMD [work.handler]\n"})
    [one] = planned(tmp_path).coverages
    assert one.lines
    assert "ENNEAD_MODE" not in " ".join(one.lines)


def test_the_layer_takes_the_contract_along(ennead: Ennead, tmp_path: Path) -> None:
    """The line that builds the layer names the contract beside the templates, where a function names it."""
    laid(tmp_path, sam(function("Work")))
    assert ennead("contract", "init", tmp_path).code == 0
    compiled = ennead("contract", "compile", tmp_path)
    assert "--contract" not in ennead("attach", tmp_path).err
    assert ennead("attach", tmp_path, "--contract", tmp_path / "ennead.contract.json", "--write").code == 0
    assert compiled.out.strip().rpartition("=")[2] in (tmp_path / "template.yaml").read_text("utf-8")
    assert f"--contract {(tmp_path / 'ennead.contract.json').as_posix()}" in ennead("attach", tmp_path).err
