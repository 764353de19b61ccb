"""Small applications with their code, and what is said of their functions' roles."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from ennead.engine.roles import AppRoles, FunctionRoles, roles
from ennead.engine.scan import Request
from ennead.model.need import Need

HEAD = "Transform: AWS::Serverless-2016-10-31\nResources:\n"
NOTHING = "def handler(event, context):\n    return 1\n"
_LOGS = frozenset({"logs:CreateLogGroup", "logs:CreateLogStream", "logs:PutLogEvents"})


def written(folder: Path, files: Mapping[str, str]) -> Path:
    """The folder, with these files in it."""
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def app_of(folder: Path, files: Mapping[str, str]) -> AppRoles:
    """The only application of a folder with these files."""
    (app,) = (one for one in roles(written(folder, files), Request(())) if isinstance(one, AppRoles))
    return app


def function(more: str = "", name: str = "Work") -> str:
    """A SAM function in Python; `more` are further properties, indented by six."""
    return (
        f"  {name}:\n    Type: AWS::Serverless::Function\n    Properties:\n      Runtime: python3.13\n"
        f"      Handler: {name.lower()}.handler\n      CodeUri: src\n{more}"
    )


def assessed(folder: Path, more: str, resources: str = "", code: str = NOTHING) -> FunctionRoles:
    """The function `Work` of an application with these properties, resources beside it and code."""
    app = app_of(folder, {"template.yaml": HEAD + function(more) + resources, "src/work.py": code})
    (one,) = (each for each in app.functions if each.function.logical_id == "Work")
    return one


def asking(*lines: str) -> str:
    """A handler of these lines, with boto3 at hand."""
    body = "\n    ".join(lines)
    return f"import os\nimport boto3\n\n\ndef handler(event, context):\n    {body}\n"


def said(needs: Iterable[Need], *, logs: bool = False) -> list[str]:
    """Needs in short: `s3:GetObject Files/* if ...`; those of the function's log only where asked for."""
    return [
        f"{need.action} {' '.join(place.shown for place in need.places)}"
        f"{'' if need.told else ' (untold)'}{f' if {need.condition}' if need.condition else ''}"
        for need in needs
        if logs or need.action not in _LOGS
    ]
