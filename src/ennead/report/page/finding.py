"""The middle pane: one finding, why it is there, how to repair it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ennead.engine.priority import priority_of
from ennead.model.finding import Confidence, Disposition, Exposure, Finding, Fix, NoFix, Related
from ennead.report.page.ids import Named
from ennead.report.page.path import path
from ennead.report.page.stakes import holds, impact
from ennead.report.page.text import block, place, text
from ennead.report.verdict import TITLES

REACHED = {
    Exposure.ANONYMOUS: "everybody, without showing anything",
    Exposure.SIGNED_IN: "whoever has an account with the application",
    Exposure.ACCOUNT: "an AWS principal, account or service that a policy names",
    Exposure.APPLICATION: "other parts of the application",
    Exposure.INTERNAL: "those who deploy it",
}
"""Who reaches the thing, as `docs/priority.md` says it."""

_WORDS = {Disposition.SAFE: "safe", Disposition.REVIEW: "review first"}
_MANY = 12  # places before they are folded


def articles(findings: Sequence[Named], *, several: bool) -> str:
    """One article per finding, in order."""
    return "".join(_article(one, several=several) for one in findings)


def _article(one: Named, *, several: bool) -> str:
    finding, anchor = one.finding, one.anchor
    priority = priority_of(finding)
    return (
        f'<article id="{anchor}" tabindex="-1" aria-labelledby="{anchor}.h" data-check="{text(finding.check)}" '
        f'data-severity="{finding.severity.value}" data-app="{text(finding.app or "")}" '
        f'data-environment="{text(" ".join(finding.environments))}">'
        f'<p class="{priority.value}">{TITLES[priority]}</p><h2 id="{anchor}.h">{text(finding.message)}</h2>'
        f"{path(finding)}{holds(finding)}{''.join(_places(finding.related))}{_repair(finding)}"
        f"{_facts(finding, several=several)}{_references(finding)}</article>\n"
    )


def _places(related: Sequence[Related]) -> Iterator[str]:
    """Other places that belong to it; many of them folded."""
    if not related:
        return
    items = "".join(map(_relative, related))
    functions = len({item.function for item in related if item.function})
    head = f"In {functions} functions" if functions > 1 else "Also here"
    if len(related) > _MANY:
        yield f"<details><summary><h3>{head}</h3></summary><ul>{items}</ul></details>"
    else:
        yield f"<h3>{head}</h3><ul>{items}</ul>"


def _relative(item: Related) -> str:
    function = f"<b>{text(item.function)}</b> " if item.function else ""
    message = "" if item.message == item.function else f"{text(item.message)} "
    return f"<li>{function}{message}{place(item.at)}</li>"


def _repair(finding: Finding) -> str:
    fix = finding.fix
    if isinstance(fix, NoFix):
        return f"<h3>Fix</h3><p>No mechanical fix: {text(fix.reason)}.</p>"
    word = f'<span class="disposition {fix.disposition.value}">{_WORDS[fix.disposition]}</span>'
    return f"<h3>Fix</h3><p>{word} {text(fix.title)}</p>{_edit(fix)}"


def _edit(fix: Fix) -> str:
    if not fix.edit:
        return ""
    code = f'<pre class="copy"><code>{block(fix.edit)}</code></pre>'
    return f"<figure><figcaption>How it reads then</figcaption>{code}</figure>"


def _facts(finding: Finding, *, several: bool) -> str:
    check = f'<a href="#check-{text(finding.check)}">{text(finding.check)}</a>'
    facts = [
        ("where", place(finding.at) or "no place in a file"),
        ("severity", finding.severity.value),
        ("impact", impact(finding)),
        ("reached by", REACHED[finding.exposure]),
        ("confidence", "" if finding.confidence is Confidence.HIGH else finding.confidence.value),
        ("function", text(finding.function or "")),
        ("resource", text(finding.resource or "") if finding.resource != finding.function else ""),
        ("app", text(finding.app or "") if several else ""),
        ("only in", text(", ".join(finding.environments))),
        ("check", check),
        ("practice", f"{finding.practice.value} {finding.practice.name.lower()}"),
        ("identity", f"<code>{text(finding.identity)}</code>"),
    ]
    rows = "".join(f"<dt>{name}</dt><dd>{value}</dd>" for name, value in facts if value)
    return f"<h3>Facts</h3><dl>{rows}</dl>"


def _references(finding: Finding) -> str:
    if not finding.references:
        return ""
    return f'<h3>References</h3><p class="references">{text(" · ".join(finding.references))}</p>'
