"""What was not read of an application and may make functions: of its gaps, those behind which resources stand."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from typing import Any

from ennead.attach.absent import Absent
from ennead.attach.written import Templates
from ennead.graph.graph import AppGraph
from ennead.model.app import Gap
from ennead.remedy.errors import RemedyError

_SECTIONS = ("functions", "resources")


def unread(graph: AppGraph, templates: Templates) -> list[str]:
    """What was not read with its place, and why: functions may stand there, and nobody knows."""
    named = _named(graph, templates)
    return [_told(gap) for gap in graph.gaps if gap.hides or gap.about in named]


def is_open(one: Absent, graph: AppGraph) -> bool:
    """Whether it hangs on a value that nobody gave, so that nobody knows whether it is made."""
    return bool(one.hangs & {gap.about for gap in graph.gaps if gap.klass in {"loop", "parameter"}})


def _told(gap: Gap) -> str:
    return f"{gap.at}: {gap.reason}" if gap.at else gap.reason


def _named(graph: AppGraph, templates: Templates) -> frozenset[str]:
    """Files, variables and macros that stand where resources or functions would."""
    found: set[str] = set()
    for file in graph.sources:
        if file.endswith((".yml", ".yaml", ".json", ".template")):
            with suppress(RemedyError):
                found.update(_put_in(templates.source.at(file, ())))
    return frozenset(found)


def _put_in(document: Any) -> Iterator[str]:
    if not isinstance(document, dict):
        return
    for holder in (document, document.get("Resources")):
        transform = holder.get("Fn::Transform") if isinstance(holder, dict) else None
        if isinstance(transform, dict):
            parameters = transform.get("Parameters")
            yield from (str(one) for one in (transform.get("Name"), *_values(parameters)))
    for section in _SECTIONS:
        value = document.get(section)
        for part in value if isinstance(value, list) else [value, *_values(value)]:
            if isinstance(part, str) and part.startswith("${") and part.endswith("}"):
                yield part[2:-1]


def _values(value: Any) -> list[Any]:
    return list(value.values()) if isinstance(value, dict) else []
