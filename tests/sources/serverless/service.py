"""A service from its text, read as an application of a folder."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from ennead.model.app import Fragment, Function, Route, Trigger
from ennead.sources.read import AppReading, Options, open_path
from tests.sources.reading import one, write

HEAD = "service: shop\nprovider:\n  name: aws\n  runtime: python3.13\n"
FN = "functions:\n  list:\n    handler: src/list.handler\n"


def app(folder: Path, text: str, files: Mapping[str, str] | None = None, options: Options | None = None) -> AppReading:
    """The one application a folder with this serverless.yml holds."""
    write(folder, {"serverless.yml": text, **(files or {})})
    (reading,) = open_path(folder, options or Options()).apps()
    assert isinstance(reading, AppReading), reading
    return reading


def fragment(
    folder: Path, text: str, files: Mapping[str, str] | None = None, given: Mapping[str, str] | None = None
) -> Fragment:
    """The fragment of a service that has one stage."""
    (found,) = app(folder, text, files, Options(parameters=given or {})).fragments.values()
    return found


def with_event(folder: Path, event: str, more: str = "", provider: str = "") -> Fragment:
    """A service whose function `list` has one event (YAML at the depth of a list item)."""
    indented = "\n".join(f"        {line}" for line in event.splitlines())[8:]
    return fragment(folder, f"{HEAD}{provider}{FN}    events:\n      - {indented}\n{more}")


def trigger_of(found: Fragment, target: str = "function/list") -> Trigger:
    """The one trigger of a function that is no authorizer's."""
    (trigger,) = [
        edge
        for edge in found.edges
        if isinstance(edge, Trigger) and edge.target == target and edge.event != "authorizer"
    ]
    return trigger


def function(found: Fragment, key: str = "list") -> Function:
    """The function of a key."""
    return one(found, f"function/{key}", Function)


def routes(found: Fragment) -> dict[str, Route]:
    """Routes by name, without preflights."""
    return {node.name: node for node in found.nodes if isinstance(node, Route) and not node.preflight}


def variables(found: Fragment, key: str = "list") -> dict[str, object]:
    """A function's environment."""
    return {variable.name: variable.value for variable in function(found, key).environment}
