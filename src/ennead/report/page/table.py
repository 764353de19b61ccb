"""All findings as a table, which the script makes sortable."""

from __future__ import annotations

from collections.abc import Sequence

from ennead.engine.priority import priority_of
from ennead.report.page.ids import Named
from ennead.report.page.text import text
from ennead.report.verdict import TITLES


def table(findings: Sequence[Named], *, several: bool) -> str:
    """A row per finding, the worst first."""
    if not findings:
        return ""
    names = ["Do", "Severity", "What", "Check", *(["App"] if several else []), "Where"]
    heads = "".join(f'<th scope="col">{name}</th>' for name in names)
    rows = "".join(_row(one, several=several) for one in findings)
    return (
        f'<section id="all"><h2>All findings <b>{len(findings)}</b></h2>'
        '<div class="wide" tabindex="0" role="region" aria-label="All findings">'
        f'<table class="sortable"><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table></div></section>'
    )


def _row(one: Named, *, several: bool) -> str:
    finding, priority = one.finding, priority_of(one.finding)
    app = f"<td>{text(finding.app or '')}</td>" if several else ""
    line = f"{finding.at.path}\t{finding.at.line:09}"
    return (
        f'<tr data-of="{one.anchor}"><td data-v="{priority.rank}"><span class="{priority.value}">{TITLES[priority]}'
        f'</span></td><td data-v="{-finding.severity.rank}">{finding.severity.value}</td>'
        f'<td><a href="#{one.anchor}">{text(finding.message)}</a></td><td>{text(finding.check)}</td>{app}'
        f'<td class="place" data-v="{text(line)}">{text(str(finding.at))}</td></tr>'
    )
