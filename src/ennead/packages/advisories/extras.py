"""What databases say beside OSV's own fields: functions, commits, versions that are clear, malice.

All of it is a stranger's, of any form; what is not of the form it should be is passed over.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from ennead.packages.advisories import osv
from ennead.packages.advisories.names import folded
from ennead.packages.versions import canonical, full

_PATCHED = re.compile(r">=\s*v?([0-9][0-9A-Za-z.+-]{0,100})")
_SYMBOL = re.compile(r"[!-~]{1,200}")
_COMMIT = re.compile(r"[!-~]{1,64}")
_REPOSITORY = re.compile(r"[!-~]{1,200}")
_MALICE = "CWE-506"
_MOST = 500


def malicious(record: osv.Record) -> bool:
    """Whether the package itself is the attack: a record of malicious packages, or of embedded malicious code."""
    return record.id.startswith("MAL-") or (
        record.id.startswith("GHSA-") and _MALICE in _list(_get(record.database_specific, "cwe_ids"))
    )


def symbols(group: list[osv.Affected]) -> tuple[str, ...]:
    """The functions that a caller must reach: GitHub's, RustSec's, Go's (with their import path)."""
    found: set[str] = set()
    for affected in group:
        specific = affected.ecosystem_specific
        for holder in (specific, affected.database_specific):
            found.update(_texts(_get(holder, "affected_functions"), _SYMBOL))
        functions = _get(_get(specific, "affects"), "functions")
        found.update(_texts(list(functions) if isinstance(functions, dict) else functions, _SYMBOL))
        for one in _list(_get(specific, "imports")):
            path = _get(one, "path")
            found.update(f"{path}.{name}" for name in _texts(_get(one, "symbols"), _SYMBOL) if isinstance(path, str))
    return tuple(sorted(found)[:_MOST])


def commits(record: osv.Record, group: list[osv.Affected]) -> tuple[tuple[str, str], ...]:
    """The commits that repaired it: (repository, id)."""
    found = [*_fixes(record), *_git(group)]
    whole = {pair for pair in found if _REPOSITORY.fullmatch(pair[0]) and _COMMIT.fullmatch(pair[1])}
    return tuple(sorted(whole)[:_MOST])


def _fixes(record: osv.Record) -> Iterator[tuple[str, str]]:
    """As project-kb's records carry them."""
    for fix in _list(_get(record.database_specific, "fixes")):
        for commit in _list(_get(fix, "commits")):
            repository, identifier = _get(commit, "repository"), _get(commit, "id")
            if isinstance(repository, str) and isinstance(identifier, str):
                yield repository, identifier


def _git(group: list[osv.Affected]) -> Iterator[tuple[str, str]]:
    for affected in group:
        for one in affected.ranges or ():
            if one.type == "GIT" and one.repo:
                yield from ((one.repo, event.fixed) for event in one.events or () if event.fixed)


def clear(ecosystem: str, name: str, record: osv.Record) -> tuple[str, ...]:
    """Versions that the record calls not affected, beyond the ends of its ranges."""
    specific = record.database_specific
    found: set[str] = set()
    for one in _list(_get(specific, "not_affected")):
        package = _get(one, "package")
        kind, own = _get(package, "ecosystem"), _get(package, "name")
        if (
            isinstance(kind, str)
            and isinstance(own, str)
            and canonical(kind) == ecosystem
            and folded(kind, own) == name
        ):
            found.update(_texts(_get(one, "versions"), _SYMBOL))
    patched = _get(specific, "patched_versions")
    found.update(_PATCHED.findall(patched[:1000]) if isinstance(patched, str) else ())
    versions = (full(ecosystem, text) for text in found)
    return tuple(sorted({version for version in versions if version is not None}))[: 10 * _MOST]


def unread(record: osv.Record) -> str:
    """What the seed's converter could not turn into events."""
    text = _get(record.database_specific, "unconverted_range")
    return f"its range {text[:80]!r} cannot be read" if isinstance(text, str) else ""


def cvss_score(record: osv.Record) -> float | None:
    """A base score that stands alone."""
    score = _get(record.database_specific, "cvss_score")
    return float(score) if isinstance(score, int | float) and 0 < score <= 10 else None


def _get(holder: Any, name: str) -> Any:
    return holder.get(name) if isinstance(holder, dict) else None


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _texts(value: Any, form: re.Pattern[str]) -> list[str]:
    return [one for one in _list(value) if isinstance(one, str) and form.fullmatch(one)]
