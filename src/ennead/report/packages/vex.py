"""What a user states about advisories (VEX), read from CycloneDX or OpenVEX and laid over a document of packages.

A statement sets an advisory aside where it says that the package is not affected, and why; or that it is repaired.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from packageurl import PackageURL

from ennead.engine.document import UnreadableError, parse_json, read_bytes
from ennead.engine.packages_change import names, open_advisories

MAXIMUM_BYTES = 64 * 1024 * 1024
DERIVED = "ennead:derived"
"""The property with a state that Ennead itself derived: as long as it stands there it is no statement of a user."""
UNREACHED = "Every import of the handlers that ship it was followed, and none leads to it."
_TO_TRY = "name a CycloneDX document with `vulnerabilities`, or an OpenVEX document, both as JSON"
_REPAIRED = frozenset({"resolved", "resolved_with_pedigree"})
_DENIED = frozenset({"not_affected", "false_positive"})
_STATES = _REPAIRED | _DENIED | {"exploitable", "in_triage"}
_OPENVEX_STATES = {
    "not_affected": "not_affected",
    "affected": "exploitable",
    "fixed": "resolved",
    "under_investigation": "in_triage",
}
_JUSTIFICATIONS = {
    "component_not_present": "code_not_present",
    "vulnerable_code_not_present": "code_not_present",
    "vulnerable_code_not_in_execute_path": "code_not_reachable",
    "inline_mitigations_already_exist": "protected_by_mitigating_control",
}
"""OpenVEX's words in CycloneDX; one that has no like there goes to the detail."""
_Key = tuple[str, str | None, str]
_App = None
_Place = tuple[_Key, str | None] | None
"""A package's key and its version (None: each); None for the application as a whole."""


class VexError(Exception):
    """A file of statements cannot be used: why, and what to try."""


@dataclass(frozen=True, slots=True)
class Statement:
    """What a file says of the faults called `ids` in some packages."""

    ids: frozenset[str]
    places: tuple[_Place, ...]
    state: str
    by: str
    justification: str | None = None
    detail: str | None = None
    responses: tuple[str, ...] = ()

    @property
    def aside(self) -> bool:
        """Whether the advisory counts no more: a denial needs a reason."""
        return self.state in _REPAIRED or (self.state in _DENIED and bool(self.justification or self.detail))

    def analysis(self) -> dict[str, Any]:
        """As it stands beside an advisory."""
        optional = {"justification": self.justification, "detail": self.detail, "response": list(self.responses)}
        return {
            "state": self.state,
            "aside": self.aside,
            "by": self.by,
            **{key: value for key, value in optional.items() if value},
        }

    def about(self, package: _Key | None, version: str | None) -> bool:
        """Whether it tells of a package."""
        return any(place is _App or (place[0] == package and place[1] in {None, version}) for place in self.places)


@dataclass(frozen=True, slots=True)
class Statements:
    """All statements of some files in order, and what of them cannot be followed."""

    statements: tuple[Statement, ...]
    faults: tuple[str, ...] = ()


def load(files: Iterable[Path]) -> Statements:
    """The statements of files.  Raises VexError."""
    statements: list[Statement] = []
    faults: list[str] = []
    for file in files:
        try:
            document = parse_json(read_bytes(file, MAXIMUM_BYTES))
        except UnreadableError as error:
            raise VexError(f"{file} {error}: {_TO_TRY}") from error
        try:
            statements += _statements(document, file, faults)
        except (KeyError, TypeError, AttributeError, ValueError, RecursionError) as error:
            raise VexError(f"a part of {file} is missing or has another shape ({error}): {_TO_TRY}") from error
    faults += [
        f"{one.by}: {min(one.ids)} is called {one.state} without a reason: it still counts"
        for one in statements
        if one.state in _DENIED and not one.aside
    ]
    return Statements(tuple(statements), tuple(faults))


def _statements(document: Any, file: Path, faults: list[str]) -> list[Statement]:
    if isinstance(document, Mapping) and document.get("bomFormat") == "CycloneDX":
        return list(_cyclonedx(document, file.name, faults))
    if isinstance(document, Mapping) and str(document.get("@context", "")).startswith("https://openvex.dev/ns"):
        return list(_openvex(document, file.name, faults))
    raise VexError(f"{file} is neither CycloneDX nor OpenVEX: {_TO_TRY}")


# -- CycloneDX ----------------------------------------------------------------------------------------------------


def _cyclonedx(document: Mapping[str, Any], by: str, faults: list[str]) -> Iterator[Statement]:
    refs = _references(document)
    for row in document.get("vulnerabilities", ()):
        analysis = row.get("analysis") or {}
        if not analysis.get("state") or _derived(row, analysis):
            continue
        state, ids = _of(analysis["state"], _STATES), _text(row["id"])
        places = [place for one in row.get("affects", ()) for place in _affected(one, refs)]
        if not places:
            faults.append(f"{by}: what {ids} is stated of is not found in it: name packages by their package URLs")
            continue
        yield Statement(
            ids=frozenset({ids, *(_text(one["id"]) for one in row.get("references", ()))}),
            places=tuple(places),
            state=state,
            by=by,
            justification=_optional(analysis.get("justification")),
            detail=_optional(analysis.get("detail")),
            responses=tuple(_text(one) for one in analysis.get("response", ())),
        )


def _derived(row: Mapping[str, Any], analysis: Mapping[str, Any]) -> bool:
    """Whether a state is as Ennead wrote it, and nobody has said it since: code may have changed."""
    own = {"name": DERIVED, "value": analysis["state"]}
    return own in row.get("properties", ()) and analysis.get("detail") in {None, UNREACHED}


def _references(document: Mapping[str, Any]) -> dict[str, _Place]:
    """What each reference of the document stands for."""
    refs: dict[str, _Place] = {}
    own = (document.get("metadata") or {}).get("component") or {}
    waiting = list(document.get("components", ()))
    while waiting:
        one = waiting.pop()
        waiting += one.get("components", ())
        place = _place(one.get("purl"))
        if one.get("bom-ref") and place is not None:
            refs[_text(one["bom-ref"])] = place
    if own.get("bom-ref"):
        refs[_text(own["bom-ref"])] = _App
    return refs


def _affected(row: Mapping[str, Any], refs: Mapping[str, _Place]) -> Iterator[_Place]:
    """The packages that one `affects` names, by a reference, a BOM-Link or a package URL."""
    ref = _text(row["ref"])
    ref = unquote(ref.partition("#")[2]) if ref.startswith("urn:cdx:") else ref
    place = refs[ref] if ref in refs else _place(ref)
    if place is _App:
        if ref in refs:
            yield place
        return
    versions = row.get("versions")
    if not versions:
        yield place
    for one in versions or ():
        if one.get("version"):
            yield place[0], _text(one["version"])


# -- OpenVEX ------------------------------------------------------------------------------------------------------


def _openvex(document: Mapping[str, Any], by: str, faults: list[str]) -> Iterator[Statement]:
    said = document.get("timestamp", "")
    rows = sorted(document["statements"], key=lambda row: _text(row.get("timestamp", said)))
    for row in rows:
        ids, state = _vulnerability(row["vulnerability"]), _OPENVEX_STATES[_of(row["status"], _OPENVEX_STATES)]
        places = [place for one in row.get("products", ()) for place in _product(one)]
        if not places:
            faults.append(f"{by}: {min(ids)} names no product by a package URL")
            continue
        word = _optional(row.get("justification"))
        told = (row.get("impact_statement"), row.get("action_statement"), row.get("status_notes"))
        details = [] if word is None or word in _JUSTIFICATIONS else [word]
        details += [_text(one) for one in told if one]
        yield Statement(
            ids=ids,
            places=tuple(places),
            state=state,
            by=by,
            justification=_JUSTIFICATIONS.get(word or ""),
            detail=": ".join(details) or None,
        )


def _vulnerability(given: Any) -> frozenset[str]:
    """Its ids; early documents write it as a text."""
    if isinstance(given, str):
        return frozenset({given})
    own = given.get("name") or given["@id"]
    return frozenset({_text(own), *(_text(one) for one in given.get("aliases", ()))})


def _product(given: Any) -> Iterator[_Place]:
    """The packages that it tells of: of a product with parts, the parts."""
    row: Mapping[str, Any] = {"@id": given} if isinstance(given, str) else given
    if row.get("subcomponents"):
        for one in row["subcomponents"]:
            yield from _product(one)
        return
    place = _place((row.get("identifiers") or {}).get("purl") or row.get("@id"))
    if place is not None:
        yield place


# -- both ---------------------------------------------------------------------------------------------------------


def _place(text: Any) -> _Place:
    if not isinstance(text, str):
        return None
    try:
        url = PackageURL.from_string(text)
    except ValueError:
        return None
    return ((url.type, url.namespace, url.name), url.version or None)


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError(f"{value!r:.80} is no text")
    return value


def _optional(value: Any) -> str | None:
    return _text(value) if value else None


def _of(value: Any, known: Iterable[str]) -> str:
    if value not in known:
        raise ValueError(f"{value!r:.80} is no state")
    return _text(value)


def laid_over(document: Mapping[str, Any], given: Statements) -> tuple[dict[str, Any], tuple[Statement, ...]]:
    """The document with what is stated beside each advisory, and the statements that nothing here answers to.

    Of several statements about one advisory the last counts.
    """
    used: set[int] = set()
    by_id: dict[str, list[int]] = {}
    for number, one in enumerate(given.statements):
        for name in one.ids:
            by_id.setdefault(name, []).append(number)
    rows = [_stated(row, given.statements, by_id, used) for row in document["packages"]]
    unused = tuple(one for number, one in enumerate(given.statements) if number not in used)
    return {**document, "packages": rows}, unused


def _stated(
    row: Mapping[str, Any], statements: tuple[Statement, ...], by_id: Mapping[str, list[int]], used: set[int]
) -> dict[str, Any]:
    place = _place(row["purl"])
    package, version = place if place else (None, None)
    advisories = []
    for one in row["advisories"]:
        numbers = sorted({number for name in names(one) for number in by_id.get(name, ())})
        about = [number for number in numbers if statements[number].about(package, version)]
        used.update(about)
        advisories.append({**one, "analysis": statements[about[-1]].analysis()} if about else one)
    stated = {**row, "advisories": advisories}
    if row["status"] == "vulnerable" and not open_advisories(stated):
        stated["accepted"] = True
    return stated
