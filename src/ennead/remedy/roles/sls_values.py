"""What the variables of a service come to, the other way round: by a value the text that it is written with."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from typing import Any

from ennead.remedy.roles.sls_service import Service
from ennead.sources.cloudformation.expand import Files
from ennead.sources.cloudformation.inputs import Gaps
from ennead.sources.cloudformation.load import parse
from ennead.sources.cloudformation.marks import MarkedDict
from ennead.sources.errors import SourceError
from ennead.sources.serverless.draft import mapping
from ennead.sources.serverless.stages import MAX_STAGES, default_stage, stages
from ennead.sources.serverless.syntax import pieces
from ennead.sources.serverless.variables import Given, Variables

_SHORT = 3
"""Values with fewer characters are no names: they stand in too many texts by chance."""
_PART = re.compile(r"[\w.-]")
"""What stands beside a part of a name."""
_ASIDE = ("layers", "package", "plugins", "constructs", "stepFunctions")
_REGION = re.compile(r"[a-z]{2}(?:-[a-z]+){1,3}-[0-9]\Z")


class Values:
    """The texts of a service that hold variables, by what they come to in any of its stages."""

    def __init__(self, service: Service) -> None:
        self.service = service
        self._known = dict(_read(service))
        given = _given(service)
        self._given = frozenset(value for value, text in self._known.items() if text in given)
        self._ordered = sorted(self._known, key=len, reverse=True)

    def written(self, text: str) -> str:
        """A text with the variables it is made of; what no variable gives stays."""
        for value in self._ordered:
            before, found, behind = text.partition(value)
            inside = before[-1:].isalnum() or behind[:1].isalnum()
            if found and not inside and (value in self._given or not _PART.search(before[-1:] + behind[:1])):
                return self.written(before) + self._known[value] + self.written(behind)
        return text


def _given(service: Service) -> frozenset[str]:
    """The texts that functions get as variables of their environment: code puts names together of them."""
    bodies = [service.root.get("provider")]
    functions = service.root.get("functions")
    for part in functions if isinstance(functions, list) else [functions]:
        bodies += part.values() if isinstance(part, dict) else ()
    held = [body.get("environment") for body in bodies if isinstance(body, dict)]
    return frozenset(text for one in held for text in _texts(one))


def _read(service: Service) -> Iterator[tuple[str, str]]:
    try:
        root = parse(service.source.text(service.file), service.file).root
    except SourceError:
        return
    base = posixpath.dirname(service.file)
    if not isinstance(root, MarkedDict):
        return

    def files() -> Files:
        return Files(service.source.root, base, {service.file}, Gaps().budget)

    found: dict[str, str] = {}
    default = default_stage(root, files(), {})
    every = stages(root, files(), {}, default)[:MAX_STAGES]
    for stage in every:
        variables = Variables(root, Given(stage), files(), Gaps())
        for text in _texts({key: item for key, item in root.items() if key not in _ASIDE}):
            value = variables.value(text)
            if isinstance(value, str) and _is_name(value) and value not in every:
                found.setdefault(value, text)
        name = variables.value(service_name(root))
        for key in mapping(root.get("functions")):
            if isinstance(name, str) and "${" not in name:
                found.setdefault(f"{name}-{stage}-{key}", f"${{self:service}}-{service.stage}-{key}")
    yield from found.items()


def _is_name(value: str) -> bool:
    """Whether a value says which thing is meant: a region, or a word of two letters, stands in many names by chance."""
    return len(value) >= _SHORT and "${" not in value and not _REGION.match(value)


def service_name(root: MarkedDict) -> Any:
    """The name of the service."""
    value = root.get("service")
    return value.get("name") if isinstance(value, dict) else value


def _texts(value: Any) -> Iterator[str]:
    """Texts with variables that are no more than a name: what stands in an ARN or a URL."""
    waiting = [value]
    while waiting:
        here = waiting.pop()
        if isinstance(here, dict):
            waiting += here.values()
        elif isinstance(here, list):
            waiting += here
        elif (
            isinstance(here, str)
            and any(piece.variable for piece in pieces(here))
            and not re.search(r"[\s*]", _plain(here))
        ):
            yield here


def _plain(text: str) -> str:
    return "".join(piece.text for piece in pieces(text) if not piece.variable)
