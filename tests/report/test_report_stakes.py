"""What is at stake in a finding: in the document and on the terminal."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import jsonschema

from ennead.engine.result import AppSummary, ScanResult
from ennead.model.data import Level
from ennead.model.finding import Exposure, Finding, NoFix, Practice, Severity
from ennead.model.impact import Aim, Impact, Stake
from ennead.model.location import Location
from ennead.report.scan import document as scan_json
from ennead.report.table import table

SCHEMA = json.loads((Path(__file__).parents[2] / "spec" / "scan.schema.json").read_text(encoding="utf-8"))
USERS = Stake("table/UsersTable", "UsersTable", ("personal",), Level.HIGH, (Aim.CONFIDENTIALITY, Aim.INTEGRITY))
FILES = Stake("bucket/Files", "Files", ("unknown",), Level.UNKNOWN, (Aim.INTEGRITY,))
QUEUE = Stake("queue/Jobs", "Jobs", ("business",), Level.MODERATE, (Aim.AVAILABILITY,))
SITE = Stake("bucket/Site", "Site", ("public",), Level.LOW, (Aim.CONFIDENTIALITY,))
FINDING = Finding(
    "open-route", Practice.CONFIGURATION, Severity.HIGH, "POST /admin is open", Location("t.yml", 3), "open-route-1a",
    NoFix("n"), exposure=Exposure.ANONYMOUS, impact=Impact.HIGH, stakes=(USERS,),
)  # fmt: skip


def result(*findings: Finding) -> ScanResult:
    """A scan of one app."""
    return ScanResult((AppSummary("app", ("t.yml",), {"function": 1}),), findings)


def holds(*stakes: Stake, show: str | None = None, severity: Severity = Severity.HIGH) -> list[str]:
    """The lines that say what is at stake."""
    shown = table.render(result(replace(FINDING, stakes=stakes, severity=severity)), show=show)
    return [line.strip() for line in shown.splitlines() if "holds:" in line]


def test_in_the_document() -> None:
    """Impact, and each store with its classes, the level that is lost and the aims."""
    shown = scan_json.document(result(FINDING))
    jsonschema.validate(shown, SCHEMA)
    (found,) = shown["findings"]
    assert (found["exposure"], found["impact"]) == ("anonymous", "high")
    assert found["holds"] == [
        {
            "store": "table/UsersTable", "name": "UsersTable", "data_classes": ["personal"], "level": "high",
            "aims": ["confidentiality", "integrity"],
        }
    ]  # fmt: skip


def test_a_great_many_stores() -> None:
    """Twenty stores stand in the document, and how many more there are."""
    many = tuple(replace(USERS, store=f"table/T{n}", name=f"T{n}") for n in range(25))
    shown = scan_json.document(result(replace(FINDING, stakes=many)))
    jsonschema.validate(shown, SCHEMA)
    assert (len(shown["findings"][0]["holds"]), shown["findings"][0]["holds_more"]) == (20, 5)


def test_nobody_asked() -> None:
    """A finding that no graph was asked about says nothing of it."""
    found = scan_json.document(result(replace(FINDING, impact=None, stakes=())))["findings"][0]
    assert {"impact", "holds"} & set(found) == set()


def test_on_the_terminal() -> None:
    """The worst two and how many more; what is low is not named."""
    assert holds(USERS) == ["holds: UsersTable (personal, high)"]
    assert holds(USERS, FILES, QUEUE, SITE) == [
        "holds: UsersTable (personal, high), Files (unknown, value unknown) and 1 more"
    ]
    assert holds(SITE) == []


def test_all_of_them_on_request() -> None:
    """The group asked for by name leaves nothing out."""
    assert holds(USERS, FILES, QUEUE, show="now") == [
        "holds: UsersTable (personal, high), Files (unknown, value unknown), Jobs (business, moderate)"
    ]


def test_only_for_what_is_to_be_done_now() -> None:
    """What is for later says nothing of stores."""
    assert holds(USERS, show="all", severity=Severity.LOW) == []
