"""What a check says of a folder with code in it."""

from __future__ import annotations

from pathlib import Path

from ennead.check import Check
from ennead.engine.assess import assess
from ennead.engine.programs import Programs
from ennead.engine.scan import map_of
from ennead.model.finding import Finding, Outcome, Unassessed
from ennead.sources.read import AppReading, Options, open_path

HEAD = "Transform: AWS::Serverless-2016-10-31\nResources:\n"
HANDLER = "def handler(event, context):\n    return {}\n"


def function(
    name: str, handler: str = "app.handler", more: str = "", *, code: str = "src/", started: bool = True
) -> str:
    """A SAM function in Python; `more` are further properties, indented by six."""
    events = f"      Events:\n        Api: {{Type: HttpApi, Properties: {{Method: GET, Path: /{name.lower()}}}}}\n"
    return (
        f"  {name}:\n    Type: AWS::Serverless::Function\n    Properties:\n      Runtime: python3.13\n"
        f"      Handler: {handler}\n      CodeUri: {code}\n{more}{events if started else ''}"
    )


def said(folder: Path, check: Check, files: dict[str, str], *, read: bool = True) -> list[Outcome]:
    """What the check says of one application; `read`: with its code."""
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    (reading,) = open_path(folder, Options()).apps()
    assert isinstance(reading, AppReading), reading
    programs = Programs(folder) if read else None
    return list(assess(map_of(reading, (), programs), [check], programs=programs))


def findings(outcomes: list[Outcome]) -> list[Finding]:
    """The findings among what was said."""
    return [one for one in outcomes if isinstance(one, Finding)]


def reasons(outcomes: list[Outcome]) -> list[str]:
    """Why the check could not tell."""
    return [one.reason for one in outcomes if isinstance(one, Unassessed)]
