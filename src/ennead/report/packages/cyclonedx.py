"""Packages as a bill of materials: CycloneDX 1.6 as JSON, with each known fault and what is stated of it (VEX).

The same document gives the same bytes: no clock, and no random number but where one is asked for.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from itertools import pairwise
from typing import Any
from warnings import catch_warnings, simplefilter

from cyclonedx.model import Property
from cyclonedx.model.bom import Bom, BomMetaData
from cyclonedx.model.component import Component, ComponentScope, ComponentType
from cyclonedx.model.component_evidence import ComponentEvidence, Occurrence
from cyclonedx.model.impact_analysis import (
    ImpactAnalysisJustification,
    ImpactAnalysisResponse,
    ImpactAnalysisState,
)
from cyclonedx.model.tool import ToolRepository
from cyclonedx.model.vulnerability import (
    BomTarget,
    Vulnerability,
    VulnerabilityAnalysis,
    VulnerabilityRating,
    VulnerabilityReference,
    VulnerabilitySeverity,
    VulnerabilitySource,
)
from cyclonedx.output.json import JsonV1Dot6
from packageurl import PackageURL

from ennead import __version__
from ennead.engine.packages_change import Document, Row
from ennead.packages.advisories.known import source_of
from ennead.packages.purl import package_of
from ennead.report.packages.entry import Entry, at, entries
from ennead.report.packages.vex import DERIVED, UNREACHED
from ennead.report.packages.words import way_out

_SCOPES = {
    "shipped": ComponentScope.REQUIRED,
    "optional": ComponentScope.OPTIONAL,
    "development": ComponentScope.EXCLUDED,
}
_WIDEST = ("shipped", "optional", "development")
_JUSTIFICATIONS = {one.value: one for one in ImpactAnalysisJustification}
_RESPONSES = {one.value: one for one in ImpactAnalysisResponse}
_ROOT = "application"


def render(document: Document, environment: Mapping[str, str] = os.environ, *, serial: bool = False) -> str:
    """The bill as JSON text: ASCII, ends in a newline.  `serial`: with a random serial number.

    Its time is that of SOURCE_DATE_EPOCH, where it is set.
    """
    moment = _moment(environment)
    every = entries(document["packages"])
    bom = Bom(
        metadata=BomMetaData(component=_application(document), tools=_tools(), timestamp=moment),
        components=[_component(one) for one in every],
        vulnerabilities=[_vulnerability(one, advisory) for one in every for advisory in one.row["advisories"]],
    )
    made = _written(bom)
    if not serial:
        made.pop("serialNumber", None)
    if moment is None:
        made["metadata"].pop("timestamp", None)
    made["dependencies"] = [{"ref": ref, "dependsOn": sorted(on)} for ref, on in sorted(_dependencies(every).items())]
    return json.dumps(made, indent=2, sort_keys=True, allow_nan=False) + "\n"


def _written(bom: Bom) -> dict[str, Any]:
    """What the library makes of it; it orders places by where they lie in memory, and warns of what is not known."""
    with catch_warnings():
        simplefilter("ignore")
        made: dict[str, Any] = json.loads(JsonV1Dot6(bom).output_as_string())
    for one in made.get("components", ()):
        one["evidence"]["occurrences"].sort(key=lambda place: (place["location"], place.get("line", 0)))
    return made


def _moment(environment: Mapping[str, str]) -> datetime | None:
    """https://reproducible-builds.org/specs/source-date-epoch/"""
    text = environment.get("SOURCE_DATE_EPOCH", "")
    try:
        return datetime.fromtimestamp(int(text), UTC) if text else None
    except (ValueError, OverflowError, OSError):
        return None


def _tools() -> ToolRepository:
    own = Component(name="ennead", version=__version__, type=ComponentType.APPLICATION, bom_ref="tool:ennead")
    return ToolRepository(components=[own])


def _application(document: Document) -> Component:
    name = document.get("app") or ", ".join(document.get("apps", ())) or "packages"
    return Component(name=_text(name), type=ComponentType.APPLICATION, bom_ref=_ROOT)


def _text(value: object) -> str:
    """JSON holds lone surrogates, a bill of materials does not."""
    return str(value).encode("utf-8", "backslashreplace").decode()


# -- components ---------------------------------------------------------------------------------------------------


def _component(entry: Entry) -> Component:
    row = entry.row
    url = PackageURL.from_string(row["purl"])
    scope = min((one["scope"] for one in entry.rows), key=lambda one: _WIDEST.index(one) if one in _WIDEST else 0)
    occurrences = {(one["at"]["path"], one["at"].get("line")): None for one in entry.rows}
    return Component(
        name=_text(row["name"].rpartition(":" if url.type == "maven" else "/")[2]),
        group=url.namespace or None,
        version=_text(row["version"]) if row.get("version") else None,
        type=ComponentType.LIBRARY,
        bom_ref=ref_of(entry),
        purl=url,
        scope=_SCOPES.get(scope, ComponentScope.REQUIRED),
        evidence=ComponentEvidence(
            occurrences=[Occurrence(location=_text(path), line=line) for path, line in occurrences]
        ),
        properties=[Property(name=f"ennead:{name}", value=_text(value)) for name, value in _properties(entry)],
    )


def ref_of(entry: Entry) -> str:
    """Its reference: the package URL; with the name as it is, where a URL writes it in small letters."""
    url, name = str(entry.row["purl"]), entry.row["name"]
    package = package_of(url)
    return url if package is None or package.name == name else f"{url}#{name}"


def _properties(entry: Entry) -> Iterator[tuple[str, str]]:
    yield from (("function", one) for one in sorted(entry.functions))
    yield "reached", entry.reached
    yield from (("at", one) for one in dict.fromkeys(at(row) for row in entry.rows))
    yield from (("origin", one) for one in sorted({row["origin"] for row in entry.rows}))
    yield "status", entry.row["status"]
    if entry.row.get("reason"):
        yield "reason", entry.row["reason"]


def _dependencies(every: Iterable[Entry]) -> dict[str, set[str]]:
    """What is known to ask for what.  A component of which nothing is known stands not in it, as CycloneDX wants it."""
    known = list(every)
    refs = {(one.row["ecosystem"], f"{one.row['name']}@{one.row.get('version')}"): ref_of(one) for one in known}
    found: dict[str, set[str]] = {_ROOT: set()}
    for entry in known:
        for row in entry.rows:
            steps = [refs.get((row["ecosystem"], step)) for step in row.get("via", ())]
            if not steps and not row["direct"]:
                continue
            chain = [_ROOT, *steps, ref_of(entry)]
            for asker, asked in pairwise(chain):
                if asker is not None and asked is not None and asker != asked:
                    found.setdefault(asker, set()).add(asked)
    return found


# -- vulnerabilities ----------------------------------------------------------------------------------------------


def _vulnerability(entry: Entry, advisory: Row) -> Vulnerability:
    identifier = _text(advisory["id"])
    analysis, derived = _analysis(entry, advisory)
    extra = {
        "exploited": advisory.get("exploited"),
        "epss": advisory.get("epss"),
        "malicious": "true" if advisory.get("malicious") else None,
        "disputed": "true" if advisory.get("disputed") else None,
    }
    told = {f"ennead:{name}": str(value) for name, value in extra.items() if value is not None}
    if derived:
        told[DERIVED] = derived.value
    return Vulnerability(
        bom_ref=f"{identifier}/{ref_of(entry)}",
        id=identifier,
        source=_source(identifier),
        references=[VulnerabilityReference(id=_text(one), source=_source(one)) for one in advisory["aliases"]],
        ratings=list(_ratings(advisory, identifier)),
        description=_text(advisory["summary"]) or None,
        recommendation=_text(way_out(entry)),
        analysis=analysis,
        affects=[BomTarget(ref=ref_of(entry))],
        properties=[Property(name=name, value=value) for name, value in told.items()],
    )


def _source(identifier: str) -> VulnerabilitySource:
    return VulnerabilitySource(name=source_of(identifier).name)


def _ratings(advisory: Row, identifier: str) -> Iterator[VulnerabilityRating]:
    if advisory["severity"]:
        severity = VulnerabilitySeverity(advisory["severity"])
        yield VulnerabilityRating(source=_source(identifier), score=_score(advisory.get("score")), severity=severity)


def _score(score: float | None) -> Any:
    from decimal import Decimal  # noqa: PLC0415

    return None if score is None else Decimal(str(score))


def _analysis(entry: Entry, advisory: Row) -> tuple[VulnerabilityAnalysis, ImpactAnalysisState | None]:
    """What is stated of it; else what can be derived, with the state that was."""
    stated = advisory.get("analysis")
    if stated:
        responses = [_RESPONSES[one] for one in stated.get("response", ()) if one in _RESPONSES]
        return VulnerabilityAnalysis(
            state=ImpactAnalysisState(stated["state"]),
            justification=_JUSTIFICATIONS.get(stated.get("justification", "")),
            responses=responses,
            detail=_text(stated["detail"]) if stated.get("detail") else None,
        ), None
    if entry.reached == "no" and not advisory.get("malicious"):
        return VulnerabilityAnalysis(
            state=ImpactAnalysisState.NOT_AFFECTED,
            justification=ImpactAnalysisJustification.CODE_NOT_REACHABLE,
            detail=UNREACHED,
        ), ImpactAnalysisState.NOT_AFFECTED
    return VulnerabilityAnalysis(state=ImpactAnalysisState.IN_TRIAGE), ImpactAnalysisState.IN_TRIAGE
