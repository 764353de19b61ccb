"""Another tool's SARIF file, read with suspicion: what it says is data of a stranger.

Only what a comparison needs is read: rule, message, place, level.  A result that has no rule or no place
is counted with its reason, never dropped in silence.  (SARIF 2.1.0, OASIS, sections 3.14 and 3.27 to 3.30.)
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote

from ennead.engine.document import UnreadableError, parse_json, read_bytes

MAXIMUM_BYTES = 100_000_000
MAXIMUM_TEXT = 400


class ForeignReportError(ValueError):
    """The file is no SARIF that can be compared: where, what, and what to do."""


@dataclass(frozen=True, slots=True)
class ForeignResult:
    """One result: lines from 1, both 0 where it speaks of the whole file."""

    tool: str
    rule: str
    message: str
    path: str
    first_line: int = 0
    last_line: int = 0


@dataclass(frozen=True, slots=True)
class ForeignReport:
    """The results of all runs; `tools` with their versions; `left_out` counts what was not read, by reason."""

    tools: tuple[str, ...]
    results: tuple[ForeignResult, ...]
    left_out: tuple[tuple[str, int], ...] = ()


def load(path: Path) -> ForeignReport:
    """The report in a file.

    Raises:
        ForeignReportError: it cannot be read, is too large, or is no SARIF.
    """
    try:
        raw = read_bytes(path, MAXIMUM_BYTES)
    except UnreadableError as error:
        raise ForeignReportError(f"{path} {error}: write one report per folder") from error
    return parse(raw, str(path))


def parse(raw: bytes, name: str = "report") -> ForeignReport:
    """The report in a file's bytes.

    Raises:
        ForeignReportError: they are no SARIF.
    """
    try:
        document = parse_json(raw)
    except UnreadableError as error:
        raise ForeignReportError(f"{clean(name)} {clean(str(error))}") from error
    runs = document.get("runs") if isinstance(document, Mapping) else None
    if not isinstance(runs, list):
        raise ForeignReportError(f"{clean(name)} is no SARIF: it has no runs; let the other tool write SARIF")
    tools: list[str] = []
    results: list[ForeignResult] = []
    left_out: Counter[str] = Counter()
    for run in runs:
        tool, version = _tool(run)
        tools.append(f"{tool} {version}".strip())
        listed = run.get("results") if isinstance(run, Mapping) else None
        if not isinstance(listed, list):
            left_out["a run without a list of results"] += 1
            continue
        for entry in listed:
            found = _result(entry, tool, run)
            if isinstance(found, str):
                left_out[found] += 1
            else:
                results.append(found)
    return ForeignReport(tuple(dict.fromkeys(tools)), tuple(results), tuple(sorted(left_out.items())))


def clean(value: str) -> str:
    """A stranger's text for a terminal: one line, no control characters, not endless."""
    text = "".join(letter if letter.isprintable() else " " for letter in value[: 4 * MAXIMUM_TEXT])
    text = " ".join(text.split())
    return text if len(text) <= MAXIMUM_TEXT else text[: MAXIMUM_TEXT - 1] + "…"


def _tool(run: object) -> tuple[str, str]:
    driver = _within(run, "tool", "driver")
    name = _text(driver, "name") or "a tool without a name"
    return name, _text(driver, "version") or _text(driver, "semanticVersion") or ""


def _result(entry: object, tool: str, run: object) -> ForeignResult | str:
    """The result, or why it is left out."""
    if not isinstance(entry, Mapping):
        return "a result that is no object"
    if _text(entry, "kind") in {"pass", "notApplicable", "open", "review", "informational"}:
        return "a result that is no failure"
    suppressions = entry.get("suppressions")
    if isinstance(suppressions, list) and suppressions:
        return "a result suppressed there"
    rule = _text(entry, "ruleId") or _text(entry.get("rule"), "id") or _indexed_rule(entry, run)
    if rule is None:
        return "a result without a rule"
    place = _place(entry)
    if place is None:
        return "a result without a file"
    message = _within(entry, "message")
    text = _text(message, "text") or _text(message, "markdown") or ""
    return ForeignResult(tool, rule, text, *place)


def _indexed_rule(entry: Mapping[str, object], run: object) -> str | None:
    """SARIF lets a result name its rule by its index alone."""
    rules = _within(run, "tool", "driver", "rules")
    index = entry.get("ruleIndex")
    if isinstance(rules, list) and type(index) is int and 0 <= index < len(rules):
        return _text(rules[index], "id")
    return None


def _place(entry: Mapping[str, object]) -> tuple[str, int, int] | None:
    locations = entry.get("locations")
    for location in locations if isinstance(locations, list) else ():
        physical = _within(location, "physicalLocation")
        uri = _text(_within(physical, "artifactLocation"), "uri")
        if uri is None:
            continue
        region = _within(physical, "region")
        first = _number(region, "startLine")
        return _path(uri), first, max(first, _number(region, "endLine"))
    return None


def _path(uri: str) -> str:
    text = unquote(uri.removeprefix("file://")).replace("\\", "/")
    parts = [part for part in clean(text).split("/") if part not in ("", ".")]
    return "/".join(parts)


def _number(value: object, key: str) -> int:
    number = value.get(key) if isinstance(value, Mapping) else None
    return number if type(number) is int and 0 < number < 2**31 else 0


def _text(value: object, key: str) -> str | None:
    text = value.get(key) if isinstance(value, Mapping) else None
    return (clean(text) or None) if isinstance(text, str) else None


def _within(value: object, *route: str) -> object:
    for key in route:
        value = value.get(key) if isinstance(value, Mapping) else None
    return value
