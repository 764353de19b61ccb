"""Roles written into templates, as the tests of this folder look at them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from ennead.engine.roles import AppRoles, roles
from ennead.engine.scan import Request
from ennead.remedy.apply import diff, undo
from ennead.remedy.roles.circles import named
from ennead.remedy.roles.plan import plan
from ennead.remedy.roles.source import Source
from ennead.remedy.roles.write import write
from tests.graph.needed.making import written

TEMPLATE = "template.yaml"


class Done(NamedTuple):
    """What writing did: the template's own resources afterwards, what was left, the template's text."""

    resources: dict[str, Any]
    left: list[str]
    text: str


def read(folder: Path) -> list[AppRoles]:
    """The roles of a folder's applications."""
    return [one for one in roles(folder, Request(())) if isinstance(one, AppRoles)]


def planned(folder: Path, *functions: str) -> str:
    """The difference that writing would make."""
    return diff(plan(read(folder), folder, functions)[0].edits, folder)


def change(folder: Path, files: Mapping[str, str], *functions: str, name: str = TEMPLATE) -> Done:
    """Roles written into an application with these files, and what must hold whatever they are:

    no circle, nothing missing that was not, a second time nothing to change, and undone it is as before, byte for byte.
    """
    written(folder, files)
    before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    done = write(lambda: read(folder), folder, functions)
    document = Source(folder).at(name, ())
    assert list(circles(document)) == []
    text = (folder / name).read_text(encoding="utf-8")
    assert planned(folder, *functions) == ""
    if done.files:
        undo(folder)
    assert {path: path.read_bytes() for path in before} == before
    return Done(document["Resources"], [f"{one.function}: {one.reason}" for one in done.left], text)


def circles(document: Any) -> Iterator[str]:
    """Resources that are made after themselves; a role that SAM makes is its function's own."""
    resources = document["Resources"]
    uses = {name: set(named(one)) & resources.keys() for name, one in resources.items()}
    for name, one in resources.items():
        events = one.get("Properties", {}).get("Events", {}) if one["Type"] == "AWS::Serverless::Function" else {}
        for event in events.values():
            for key in ("Bucket", "RestApiId", "ApiId"):
                for target in named(event.get("Properties", {}).get(key)):
                    uses[name].discard(target)
                    uses[target].add(name)
    policies = {name: set(named(one.get("Properties", {}).get("Policies", []))) for name, one in resources.items()}
    for name in resources:
        uses[name] |= policies[name] & resources.keys()
    yield from (name for name in resources if name in reached(name, uses))


def reached(start: str, uses: Mapping[str, set[str]]) -> set[str]:
    """Everything that a resource is made after."""
    seen: set[str] = set()
    waiting = [*uses[start]]
    while waiting:
        here = waiting.pop()
        if here not in seen:
            seen.add(here)
            waiting += uses[here]
    return seen
