"""Small applications on disk, and the command line as a function."""

from __future__ import annotations

import io
import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from ennead.cli.main import main

FUNCTION = """\
Resources:
  ChargeFunction:
    Type: AWS::Lambda::Function
    Properties:
      Handler: index.handler
      Runtime: {runtime}
      Role: arn:aws:iam::123456789012:role/charge
      Code: {{ZipFile: "def handler(event, context): return 1"}}
      Environment:
        Variables:
          MODE: {mode}
Outputs:
  Charge: {{Value: !Ref ChargeFunction}}
"""

STAGED = """\
Parameters:
  Python: {Type: String, Default: python3.14}
Resources:
  ChargeFunction:
    Type: AWS::Lambda::Function
    Properties:
      Handler: index.handler
      Runtime: !Ref Python
      Role: arn:aws:iam::123456789012:role/charge
      Code: {ZipFile: "def handler(event, context): return 1"}
Outputs:
  Charge: {Value: !Ref ChargeFunction}
"""

SAMCONFIG = """\
version = 0.1
[default.deploy.parameters]
stack_name = "charge-dev"
[prod.deploy.parameters]
stack_name = "charge"
parameter_overrides = "Python=python3.8"
"""

SECRET = 'PAYMENT_API_KEY: "9qWx72bTn4Yp61kRdC83"'


@dataclass(frozen=True)
class Done:
    """How a command ended and what it wrote."""

    code: int
    out: str
    err: str


Ennead = Callable[..., Done]


@pytest.fixture
def ennead(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Ennead:
    """Runs a command line; `stdin` is what stands on standard input."""
    for name in [name for name in os.environ if name.startswith(("GITHUB_", "ENNEAD_"))]:
        monkeypatch.delenv(name)

    def run(*arguments: str | Path, stdin: str = "") -> Done:
        monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(stdin.encode()), encoding="utf-8"))
        code = main([str(argument) for argument in arguments])
        captured = capsys.readouterr()
        return Done(code, captured.out, captured.err)

    return run


def put(folder: Path, text: str, name: str = "template.yaml") -> Path:
    """A file in a folder that is made for it; the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_text(text, encoding="utf-8")
    return folder


@pytest.fixture
def faulty(tmp_path: Path) -> Path:
    """An application with one high finding (a secret) and one medium (a runtime that has ended)."""
    text = FUNCTION.format(runtime="python3.8", mode="live").replace("MODE: live", SECRET)
    return put(tmp_path / "faulty", text)


@pytest.fixture
def clean(tmp_path: Path) -> Path:
    """An application without a fault, wholly assessed."""
    return put(tmp_path / "clean", FUNCTION.format(runtime="python3.14", mode="live"))


@pytest.fixture
def unsure(tmp_path: Path) -> Path:
    """An application of which something could not be told."""
    return put(tmp_path / "unsure", FUNCTION.format(runtime="python9.9", mode="live"))


@pytest.fixture
def staged(tmp_path: Path) -> Path:
    """An application that is clean in one environment and has a runtime that ended in the other."""
    folder = put(tmp_path / "staged", STAGED)
    return put(folder, SAMCONFIG, "samconfig.toml")
