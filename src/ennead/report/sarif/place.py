"""Places as SARIF writes them: locations, regions, code flows."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from urllib.parse import quote

from ennead.model.finding import Hop
from ennead.model.location import Location
from ennead.report.sarif import text as sarif_text
from ennead.report.sarif.limits import THREAD_FLOW_LOCATIONS
from ennead.report.scan.place import from_root
from ennead.report.scan.text import storable

ROOT = "%SRCROOT%"


def physical(at: Location, prefix: str) -> dict[str, Any]:
    """`physicalLocation`: where the file is, and a region where the line is known (columns from 1)."""
    columns = {"startColumn": at.column} if at.column > 0 else {}
    region = {"region": {"startLine": at.line, **columns}} if at.line > 0 else {}
    return {"artifactLocation": _artifact(from_root(at.path, prefix)), **region}


def _artifact(path: str) -> dict[str, str]:
    """A URI relative to the root; an absolute one for a file that lies elsewhere."""
    uri = quote(storable(path), safe="/")
    return {"uri": f"file://{uri}"} if path.startswith("/") else {"uri": uri, "uriBaseId": ROOT}


def location(
    at: Location, prefix: str, *, message: str | None = None, logical: Iterable[dict[str, str]] = ()
) -> dict[str, Any]:
    """`location`; empty of place where `at` names no file."""
    named = list(logical)
    return {
        **({"physicalLocation": physical(at, prefix)} if at.path else {}),
        **({"logicalLocations": named} if named else {}),
        **({"message": sarif_text.message(message)} if message else {}),
    }


def code_flows(path: tuple[Hop, ...], prefix: str) -> list[dict[str, Any]]:
    """The path as one thread flow; none where no hop has a place.

    Code scanning wants a place for every step, so a hop without one (the internet, a managed
    service) is told in the message of the next that has one, and the last ones in the last.
    """
    steps: list[tuple[Location, str]] = []
    before: list[str] = []
    for hop in path:
        before.append(hop.message or hop.node)
        if hop.at is not None and hop.at.path:
            steps.append((hop.at, " → ".join(before)))
            before = []
    if steps and before:
        at, message = steps[-1]
        steps[-1] = (at, " → ".join([message, *before]))
    if not steps:
        return []
    flow = [{"location": location(at, prefix, message=message)} for at, message in steps[:THREAD_FLOW_LOCATIONS]]
    return [{"threadFlows": [{"locations": flow}]}]
