"""A saved `ennead.graph/1` document as a graph again.

What the document leaves out (values of variables, ARNs, tags) stays empty: a graph that comes from a document is
fit for comparing and for questions of reach, not for checks.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType
from typing import Any, TypeVar

from ennead.graph.change.whole import Part, Whole, joined
from ennead.graph.graph import AppGraph
from ennead.model import app as words
from ennead.model.app import Edge, Exposure, Gap, Grant, Internet, Node, Reference, Source, Trigger
from ennead.model.words import Lens

T = TypeVar("T")

SCHEMA = "ennead.graph/1"
_EDGES: dict[str, type[Edge]] = {
    "triggers": Trigger,
    "exposes": Exposure,
    "may_invoke": Exposure,
    "grants": Grant,
    "references": Reference,
}


class NoDocument(ValueError):
    """What was given is no `ennead.graph/1` document; says what is wrong and where."""


def restored(document: object) -> Whole:
    """The document's applications as one graph, without what was told of code: a revision's code is not read.

    Raises:
        NoDocument: it is of another schema, or a part has another shape.
    """
    import msgspec  # noqa: PLC0415  only where a document is read

    if not isinstance(document, Mapping) or document.get("schema") != SCHEMA:
        raise NoDocument(f"it is no {SCHEMA} document")
    try:
        apps = [document["app"]] if "app" in document else list(document["apps"])
        parts = tuple(Part(str(app["name"]), tuple(app.get("sources", ()))) for app in apps)
        graph = AppGraph(
            ", ".join(part.name for part in parts),
            MappingProxyType({row["id"]: _node(row) for row in document["nodes"] if not _of_code(row)}),
            tuple(_edge(row) for row in document["edges"] if not _of_code(row)),
            tuple(_gap(row) for row in document["gaps"] if row["class"] != "code"),
        )
        return joined(parts, graph)
    except msgspec.ValidationError as error:
        raise NoDocument(f"a part of it has another shape: {error}") from error
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        raise NoDocument(f"a part of it is missing or has another shape: {type(error).__name__}: {error}") from error


def _of_code(row: Mapping[str, Any]) -> bool:
    return bool(row["lenses"] == [Lens.DERIVED])


@lru_cache(maxsize=1)
def _classes() -> Mapping[str, type[Node]]:
    found = (getattr(words, name) for name in words.__all__)
    kinds = {one.KIND: one for one in found if isinstance(one, type) and issubclass(one, Node)}
    return {**kinds, "resource": Source, "internet": Internet}


def _node(row: Mapping[str, Any]) -> Node:
    kind = _classes().get(row["id"].partition("/")[0], Source)
    said = dict(row["properties"])
    if kind is Source:
        said = {"properties": [[key, value] for key, value in said.items() if isinstance(value, str)]}
    if "environment" in said:
        said["environment"] = [{"name": name, "value": None} for name in said["environment"]]
    base = {
        key: row[key] for key in ("id", "name", "logical_id", "type", "conditional", "construct", "arn") if key in row
    }
    reasons = [
        {"data_class": one["class"], "reason": one["reason"], "by": one["by"], "at": one["location"]}
        for one in row.get("class_reasons", ())
    ]
    common = {"at": row["location"], "data_classes": reasons, "worth": row.get("value"), **_shared(row)}
    return _convert({**_told(said), **base, **common, "external": bool(row.get("external"))}, kind)


def _edge(row: Mapping[str, Any]) -> Edge:
    ends = {"kind": row["kind"], "source": row["from"], "target": row["to"], "label": row.get("label")}
    whole = {**_told(row["properties"]), **ends, "locations": row["locations"], **_shared(row)}
    return _convert(whole, _EDGES.get(row["kind"], Edge))


def _gap(row: Mapping[str, Any]) -> Gap:
    return _convert(
        {
            "kind": row["kind"],
            "reason": row["reason"],
            "at": row["location"],
            "klass": row["class"],
            "about": row["about"],
        },
        Gap,
    )


def _shared(row: Mapping[str, Any]) -> dict[str, Any]:
    return {"lenses": row["lenses"], "environments": row.get("environments", ())}


def _told(value: Any) -> Any:
    """`{"unknown": reason}` as the fields of an `Unknown`; so is a part's own `unknown`, which stands as its reason."""
    if isinstance(value, Mapping):
        if value.keys() == {"unknown"}:
            return {"reason": value["unknown"]}
        inner = {key: _told(item) for key, item in value.items()}
        return {**inner, "unknown": {"reason": value["unknown"]}} if isinstance(value.get("unknown"), str) else inner
    return [_told(item) for item in value] if isinstance(value, list) else value


def _convert(value: Mapping[str, Any], kind: type[T]) -> T:
    import msgspec  # noqa: PLC0415

    return msgspec.convert(value, kind)
