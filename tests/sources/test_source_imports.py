"""What a scan loads, opens and connects to; asked of a fresh interpreter each time."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.sources.reading import write

PLAIN = "AWSTemplateFormatVersion: '2010-09-09'\nResources: {Q: {Type: AWS::SQS::Queue}, B: {Type: AWS::S3::Bucket}}\n"
SAM = """\
Transform: AWS::Serverless-2016-10-31
Resources:
  Fn:
    Type: AWS::Serverless::Function
    Properties:
      Handler: app.handler
      Runtime: python3.13
      CodeUri: src/
      Policies: [AWSLambdaExecute, {SSMParameterReadPolicy: {ParameterName: x}}]
      Events: {A: {Type: Api, Properties: {Path: /a, Method: get}}}
  App: {Type: AWS::Serverless::Application, Properties: {Location: {ApplicationId: 'arn:aws:serverlessrepo:us-east-1:123456789012:applications/x', SemanticVersion: 1.0.0}}}
"""  # noqa: E501
NEVER = ("fastapi", "starlette", "sqlalchemy", "uvicorn", "jinja2", "flask", "django", "requests", "httpx", "ray")
WATCH = """\
import json, os, sys
seen = []
STARTS = ("socket.connect", "socket.bind", "socket.getaddrinfo", "socket.gethostbyname", "socket.sendto",
          "subprocess.Popen")
CONFIGURATION = (os.environ["AWS_CONFIG_FILE"], os.environ["AWS_SHARED_CREDENTIALS_FILE"])
def hook(event, args):
    if event in STARTS:
        seen.append(event)
    elif event == "open" and isinstance(args[0], str):
        parts = args[0].split(os.sep)
        model = "botocore" in parts and args[0].endswith((".json", ".json.gz"))
        if ".aws" in parts or args[0] in CONFIGURATION or model:
            seen.append("open " + args[0])
sys.addaudithook(hook)
from ennead.cli.main import main
code = main(sys.argv[1:])
sys.stdout.flush()
loaded = sorted({name.partition(".")[0] for name in sys.modules})
print(json.dumps({"code": code, "seen": seen, "loaded": loaded}), file=sys.stderr)
"""
"""Every client opens botocore's model of its service, so none was made where no model was opened."""


class Run:
    """One run of the command line: its exit code, what it did, and the packages it loaded."""

    def __init__(self, home: Path, *arguments: str) -> None:
        write(home, {".aws/config": "[default\nregion = poisoned", ".aws/credentials": "[[[poisoned"})
        write(home, {"poisoned.cfg": "[default\nregion"})
        environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith("AWS")},
            "HOME": str(home),
            "AWS_CONFIG_FILE": str(home / "poisoned.cfg"),
            "AWS_SHARED_CREDENTIALS_FILE": str(home / "poisoned.cfg"),
            "AWS_PROFILE": "poisoned",
        }
        done = subprocess.run(
            [sys.executable, "-c", WATCH, *arguments],
            env=environment,
            cwd=home,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.stderr.strip(), done
        said = json.loads(done.stderr.strip().splitlines()[-1])
        self.out = done.stdout
        self.code: int = said["code"]
        self.seen: list[str] = said["seen"]
        self.loaded: set[str] = set(said["loaded"])


@pytest.mark.parametrize("command", ["scan", "map"])
def test_plain_cloudformation_loads_no_translator(tmp_path: Path, command: str) -> None:
    """A scan of plain CloudFormation needs neither the SAM translator nor what that brings along."""
    folder = write(tmp_path / "app", {"template.yaml": PLAIN})
    run = Run(tmp_path / "home", command, str(folder), "--format", "json")
    assert json.loads(run.out)["schema"].startswith("ennead.")
    assert not run.loaded & {"boto3", "botocore", "pydantic", "samtranslator", *NEVER}
    assert run.seen == []


def test_a_sam_scan_reads_no_configuration_and_opens_no_socket(tmp_path: Path) -> None:
    """The translator gets region and account handed in: no AWS file is opened, no client made, no socket bound."""
    folder = write(tmp_path / "app", {"template.yaml": SAM})
    run = Run(tmp_path / "home", "scan", str(folder), "--format", "json")
    assert json.loads(run.out)["app"]["functions"] == 1
    assert "samtranslator" in run.loaded
    assert run.seen == []
    assert not run.loaded & set(NEVER)


def test_the_version_loads_no_command_line_library(tmp_path: Path) -> None:
    """`--version` answers before anything else is imported."""
    run = Run(tmp_path, "--version")
    assert run.out.startswith("ennead ")
    assert not run.loaded & {"click", "yaml", "samtranslator", "boto3", "msgspec", "rich", *NEVER}


def test_help_loads_nothing_of_a_scan(tmp_path: Path) -> None:
    """`--help` imports the command line library and no reader, translator or encoder."""
    run = Run(tmp_path, "--help")
    assert "scan" in run.out
    assert not run.loaded & {"yaml", "samtranslator", "boto3", "msgspec", "rich", *NEVER}
