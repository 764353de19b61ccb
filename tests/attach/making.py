"""Applications on disk, and the agent attached to them: what must hold whatever they are."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

from ennead.attach.plan import App, Attachment, plan, read
from ennead.attach.words import Coverage, State, Wish
from ennead.attach.write import write
from ennead.engine.scan import Request, scan
from ennead.remedy.apply import diff, undo
from ennead.remedy.roles.source import Source

SAM = "AWSTemplateFormatVersion: '2010-09-09'\nTransform: AWS::Serverless-2016-10-31\n"
ROLE = "arn:aws:iam::123456789012:role/work"
HANDLER = "def handler(event, context):\n    return 1\n"


class Done(NamedTuple):
    """What attaching did: the document of the first file, its text, and each function by its name."""

    document: Any
    text: str
    functions: dict[str, Coverage]

    def properties(self, name: str) -> dict[str, Any]:
        """The properties of a resource."""
        found: dict[str, Any] = self.document["Resources"][name]["Properties"]
        return found


def laid(folder: Path, files: Mapping[str, str]) -> Path:
    """Files in a folder."""
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def apps(folder: Path) -> list[App]:
    """The applications of a folder."""
    return read(folder, Request(()))[0]


def planned(folder: Path, wish: Wish | None = None) -> Attachment:
    """What attaching means there."""
    return plan(apps(folder), folder, wish or Wish())


def function(name: str, more: str = "", runtime: str = "python3.13") -> str:
    """A SAM function; `more` are lines of its properties, indented by six."""
    head = f"  {name}:\n    Type: AWS::Serverless::Function\n    Properties:\n"
    return (
        f"{head}      Handler: work.handler\n      Runtime: {runtime}\n      CodeUri: src\n      Role: {ROLE}\n{more}"
    )


def sam(*functions: str, head: str = "", tail: str = "") -> dict[str, str]:
    """A SAM application of some functions."""
    text = f"{SAM}{head}Resources:\n{''.join(functions)}{tail}"
    return {"template.yaml": text, "src/work.py": HANDLER}


def unread(folder: Path) -> set[str]:
    """What a scan could not read."""
    return {one.reason for one in scan(folder, Request(())).result.unassessed}


def attach(folder: Path, wish: Wish | None = None) -> Done:
    """Attach the agent, and what must hold: the template is read again without a fault, a second time changes nothing,
    every function is attached or named with its reason, and undone all is as before, byte for byte."""
    wish = wish or Wish()
    before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    faults = unread(folder)
    done = write(lambda: apps(folder), folder, wish)
    assert unread(folder) == faults
    again = planned(folder, wish)
    assert diff(again.plan.edits, folder) == ""
    named = {one.name: one for one in done.attachment.coverages}
    for one in named.values():
        assert one.state is State.ATTACHED or one.reasons or not wish.wants(one.name), one
    first = next(iter(done.files), None)
    text = (folder / first).read_text(encoding="utf-8") if first else ""
    document = Source(folder).at(first, ()) if first and not first.endswith(".tf") else None
    if done.files:
        undo(folder)
    assert {path: path.read_bytes() for path in before} == before
    return Done(document, text, named)
