"""Local OpenAPI and state machine definitions put where the translator would look for their content."""

from __future__ import annotations

import copy
from typing import Any

from ennead.model.app import GapKind
from ennead.model.location import Location
from ennead.sources.cloudformation.expand import Files, include, is_remote
from ennead.sources.cloudformation.inputs import Gaps
from ennead.sources.cloudformation.marks import MarkedDict
from ennead.sources.errors import SourceError

_TARGETS = {
    "AWS::Serverless::Api": "DefinitionBody",
    "AWS::Serverless::HttpApi": "DefinitionBody",
    "AWS::Serverless::StateMachine": "Definition",
}


def with_definitions(root: dict[str, Any], files: Files, gaps: Gaps) -> dict[str, Any]:
    """A copy of the template in which `DefinitionUri` of a local file has become the definition itself."""
    resources = root.get("Resources")
    if not isinstance(resources, dict):
        return root
    done = MarkedDict(resources, getattr(resources, "mark", None))
    done.keys_at = getattr(resources, "keys_at", {})
    for name, resource in resources.items():
        key = _TARGETS.get(str(resource.get("Type"))) if isinstance(resource, dict) else None
        properties = resource.get("Properties") if isinstance(resource, dict) else None
        if key and isinstance(properties, dict) and isinstance(properties.get("DefinitionUri"), str):
            done[name] = _with_definition(name, resource, properties, key, files, gaps)
    result = MarkedDict(root, getattr(root, "mark", None))
    result.keys_at = getattr(root, "keys_at", {})
    result["Resources"] = done
    return result


def _with_definition(
    name: str, resource: dict[str, Any], properties: dict[str, Any], key: str, files: Files, gaps: Gaps
) -> dict[str, Any]:
    location = properties["DefinitionUri"]
    mark = getattr(properties, "keys_at", {}).get("DefinitionUri")
    at = Location(*mark) if mark else None
    body: Any = None
    if is_remote(location):
        gaps.add(GapKind.INPUT, "file", f"{name}: its definition is not here ({location})", at, name)
    else:
        try:
            body = include(files.document(location), files, gaps)
        except SourceError as error:
            gaps.add(GapKind.INPUT, "file", f"{name}: its definition: {error.reason}", at, name)
    changed = copy.copy(resource)
    new = copy.copy(properties)
    del new["DefinitionUri"]
    if isinstance(body, dict):
        new[key] = body
    elif key == "DefinitionBody" and (is_remote(location) or body is not None):
        return resource
    else:
        new["DefinitionUri"] = "s3://code/definition.json"
    changed["Properties"] = new
    return changed
