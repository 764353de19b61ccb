"""What a check says of functions that ship packages, with a database of a few records."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from ennead.check import Check
from ennead.model.finding import Outcome
from ennead.packages.advisories.importing import import_paths
from tests.checks.coded import said

Json = dict[str, Any]
WORST = "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H"
REQUESTS = "import requests\n\n\ndef handler(event, context):\n    return requests.get('https://shop.example')\n"


def flaw(name: str, fixed: str | None = "9.0.0", *, record: str = "GHSA-2222-2222-2222", ecosystem: str = "PyPI",
         score: str = WORST, **more: Any) -> Json:  # fmt: skip
    """A record of OSV: every version before `fixed` is flawed."""
    events = [{"introduced": "0"}, *([{"fixed": fixed}] if fixed else [])]
    kind = "SEMVER" if ecosystem == "npm" else "ECOSYSTEM"
    entry = {"package": {"ecosystem": ecosystem, "name": name}, "ranges": [{"type": kind, "events": events}]}
    return {
        "id": record,
        "modified": "2026-01-01T00:00:00Z",
        "summary": f"{name} runs what it is told",
        "affected": [entry | more],
        "severity": [{"type": "CVSS_V3", "score": score}],
    }


@pytest.fixture
def place(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the database lies; there is none before it is made."""
    folder = tmp_path_factory.mktemp("database")
    monkeypatch.setenv("ENNEAD_DATABASE", str(folder / "advisories.db"))
    return folder / "advisories.db"


def known(place: Path, *records: Json) -> None:
    """Make the database of some records."""
    for number, record in enumerate(records):
        (place.parent / f"{number}.json").write_text(json.dumps(record), encoding="utf-8")
    import_paths(sorted(place.parent.glob("*.json")), place)


def of(folder: Path, check: Check, files: dict[str, str]) -> list[Outcome]:
    """What the check says of an application in a folder."""
    return said(folder, check, files)


def lock(*packages: tuple[str, str], host: str = "registry.npmjs.org", more: str = "") -> str:
    """A package-lock.json of packages that the project names itself."""
    wanted = dict(packages)
    entries = {
        f"node_modules/{name}": {
            "version": version,
            "resolved": f"https://{host}/{name}/-/{name}.tgz",
            "integrity": "sha512-AA",
        }
        for name, version in packages
    }
    extra = json.loads(more) if more else {}
    root = {"name": "orders", "dependencies": wanted}
    return json.dumps({"name": "orders", "lockfileVersion": 3, "packages": {"": root, **entries, **extra}}, indent=1)
