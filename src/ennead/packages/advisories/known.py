"""The sources of advisories by the ids of their records, with licence and attribution, which go with the data."""

from __future__ import annotations

from dataclasses import dataclass

KEV = "CISA Known Exploited Vulnerabilities"
EPSS = "EPSS"


@dataclass(frozen=True, slots=True)
class Known:
    """A source: `licence` is an SPDX identifier, or words where there is none."""

    name: str
    licence: str
    attribution: str


_BY_PREFIX = {
    "MAL-": Known("OpenSSF Malicious Packages", "Apache-2.0", "OpenSSF Malicious Packages, by its contributors"),
    "GHSA-": Known("GitHub Advisory Database", "CC-BY-4.0", "GitHub Advisory Database, by GitHub and its contributors"),
    "PYSEC-": Known(
        "PyPA Advisory Database", "CC-BY-4.0", "Python Packaging Advisory Database, by its contributors; converted"
    ),
    "GO-": Known("Go Vulnerability Database", "CC-BY-4.0", "Go Vulnerability Database, by the Go authors"),
    "RUSTSEC-": Known("RustSec Advisory Database", "CC0-1.0", "RustSec Advisory Database, by its contributors"),
    "NSWG-ECO-": Known(
        "Node.js Security Working Group",
        "MIT",
        "Node.js Security Working Group, copyright Node.js Foundation; converted",
    ),
    "PROJECTKB-": Known(
        "Project KB",
        "Apache-2.0",
        'Project "KB", copyright 2020 SAP SE or an SAP affiliate company, with information of NVD and MITRE; converted',
    ),
    "RETIREJS-": Known("Retire.js", "Apache-2.0", "Retire.js, copyright 2018 Erlend Oftedal; converted"),
    "OSV-": Known("OSS-Fuzz", "CC-BY-4.0", "OSS-Fuzz vulnerabilities, by Google and its contributors"),
    "DSA-": Known("Debian Security Tracker", "MIT", "Debian Security Tracker, by the Debian project"),
    "DLA-": Known("Debian Security Tracker", "MIT", "Debian Security Tracker, by the Debian project"),
    "DEBIAN-": Known("Debian Security Tracker", "MIT", "Debian Security Tracker, by the Debian project"),
    "ALPINE-": Known("Alpine Security Database", "MIT", "Alpine Security Database, by Alpine Linux"),
    "CVE-": Known("CVE records", "CVE terms of use", "CVE List, copyright The MITRE Corporation"),
}
FEEDS = {
    KEV: Known(KEV, "CC0-1.0", "Known Exploited Vulnerabilities Catalog, by CISA"),
    EPSS: Known(EPSS, "free with attribution", "Exploit Prediction Scoring System, by FIRST and Empirical Security"),
}
_RANKS = {prefix: place for place, prefix in enumerate(_BY_PREFIX)}


def source_of(identifier: str) -> Known:
    """Whose record it is; what is not known is named after the first part of the id."""
    found = _BY_PREFIX.get(_prefix(identifier))
    if found:
        return found
    first = identifier.partition("-")[0][:40]
    return Known(f"others ({first})", "not known: see the source", f"records {first}-*, by their authors")


def rank(identifier: str) -> tuple[int, str]:
    """Orders ids by how well they are known to readers: what a fault is called first."""
    return (_RANKS.get(_prefix(identifier), len(_RANKS)), identifier)


def _prefix(identifier: str) -> str:
    return next((prefix for prefix in _BY_PREFIX if identifier.startswith(prefix)), "")
