"""Every format a difference between two scans can be written in, by its name on the command line.

`table`, `json` and `markdown` are about the change.  `sarif` holds all findings, each with its `baselineState`;
`github` and `junit` only the new ones; `gitlab` all of them, since GitLab compares reports itself.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from ennead.check import Check
from ennead.engine.change.findings import Standing
from ennead.engine.change.words import Change
from ennead.engine.result import ScanResult
from ennead.report.formats import Options
from ennead.report.formats import render as render_scan

OWN = ("table", "json", "markdown")
FOR_SERVICES = ("sarif", "junit", "github", "gitlab")


def render(name: str, change: Change, checks: Sequence[Check], options: Options) -> str:
    """The report in that format, with a line feed at its end.  Raises KeyError for one that shows no difference."""
    if name == "table":
        from ennead.report.change import text as change_text  # noqa: PLC0415

        return change_text.render(change, width=options.width, colour=options.colour, exit_code=options.exit_code)
    if name == "json":
        from ennead.report.change import document as change_json  # noqa: PLC0415

        return change_json.render(change)
    if name == "markdown":
        from ennead.report.change import markdown as change_markdown  # noqa: PLC0415

        return change_markdown.render(change)
    if name not in FOR_SERVICES or change.scanned is None:
        raise KeyError(name)
    if name == "sarif":
        from ennead.report.change import sarif as change_sarif  # noqa: PLC0415

        return change_sarif.render(change, checks, prefix=options.prefix, for_github=not options.with_accepted)
    return render_scan(name, change.scanned if name == "gitlab" else _new(change, change.scanned), checks, options)


def _new(change: Change, scanned: ScanResult) -> ScanResult:
    """The later scan with only what the change brings; a scan of one application does not name it."""
    single = len(scanned.apps) < 2
    findings = {(None if single else one.finding.app, one.finding.identity) for one in change.of(Standing.NEW)}
    untold = {(None if single else one.item.app, one.item.identity) for one in change.untold_of(Standing.NEW)}
    return replace(
        scanned,
        findings=tuple(one for one in scanned.findings if (one.app, one.identity) in findings),
        unassessed=tuple(one for one in scanned.unassessed if (one.app, one.identity) in untold),
        accepted=(),
    )
