"""What stands below the panes: what was not assessed, what was accepted, which apps and checks it was about."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from ennead.check import Check
from ennead.engine.result import Accepted, AppSummary, ScanResult
from ennead.model.finding import Finding, Unassessed
from ennead.report.page.text import place, plural, text
from ennead.report.table.apps import numbers
from ennead.report.table.rest import by_reason


def unassessed(result: ScanResult) -> str:
    """Each reason with the places it holds for, the most frequent first."""
    if not result.unassessed:
        return ""
    several = len(result.apps) > 1
    items = "".join(_reason(reason, items, several=several) for reason, items in by_reason(result.unassessed))
    return (
        f'<section id="unassessed"><h2>Not assessed <b>{len(result.unassessed)}</b></h2>'
        f"<p>What could not be told is neither safe nor broken.</p><ul>{items}</ul></section>"
    )


def _reason(reason: str, items: Sequence[Unassessed], *, several: bool) -> str:
    if len(items) == 1:
        return f"<li>{text(reason)} {_about(items[0], several=several)}</li>"
    places = "".join(f"<li>{_about(item, several=several)}</li>" for item in items)
    return f"<li><details><summary>{text(reason)} <b>{len(items)} times</b></summary><ul>{places}</ul></details></li>"


def _about(item: Unassessed, *, several: bool) -> str:
    names = [item.app if several else None, item.function or item.resource, item.check]
    only = f" only in {', '.join(item.environments)}" if item.environments else ""
    return f"{place(item.at)} <small>{text(' · '.join(filter(None, names)) + only)}</small>"


def accepted(result: ScanResult) -> str:
    """What somebody has accepted, by whom, why, until when."""
    if not result.accepted:
        return ""
    heads = "".join(f'<th scope="col">{head}</th>' for head in ("What", "Check", "Why", "Until", "By", "Where"))
    rows = "".join(map(_acceptance, result.accepted))
    return (
        f'<section id="accepted"><h2>Accepted <b>{len(result.accepted)}</b></h2>'
        f'<div class="wide" tabindex="0" role="region" aria-label="Accepted"><table><thead><tr>{heads}</tr></thead>'
        f"<tbody>{rows}</tbody></table></div></section>"
    )


def _acceptance(item: Accepted) -> str:
    outcome = item.outcome
    what = outcome.message if isinstance(outcome, Finding) else f"not assessed: {outcome.reason}"
    app = f"{outcome.app}: " if outcome.app else ""
    cells = (
        text(app + what),
        text(outcome.check),
        text(item.reason or "no reason given"),
        text(item.expires or "no end"),
        text(item.by),
        place(item.at),
    )
    return f"<tr>{''.join(f'<td>{cell}</td>' for cell in cells)}</tr>"


def apps(result: ScanResult) -> str:
    """Each app with its numbers, environments and sources."""
    if not result.apps:
        return ""
    items = "".join(map(_app, result.apps))
    head = "App" if len(result.apps) == 1 else f"Apps <b>{len(result.apps)}</b>"
    files = f"{plural(result.stats.files, 'file')} read."
    return f'<section id="apps"><h2>{head}</h2><p>{files}</p><ul>{items}</ul></section>'


def _app(app: AppSummary) -> str:
    environments = f"<br>Environments: {text(', '.join(app.environments))}" if app.environments else ""
    sources = ", ".join(f'<span class="place">{text(source)}</span>' for source in app.sources)
    return f"<li><b>{text(app.name)}</b> {text(' '.join(numbers(app)))}{environments}<br>{sources}</li>"


def inputs(result: ScanResult) -> str:
    """How many inputs have no value, by class."""
    counts: Counter[str] = Counter()
    for app in result.apps:
        counts.update(app.gaps)
    if not counts:
        return ""
    said = ", ".join(f"{number} {name}" for name, number in counts.most_common())
    return (
        f'<section id="inputs"><h2>Without a value <b>{counts.total()}</b></h2>'
        f"<p>{text(said)}. <code>ennead map</code> lists them.</p></section>"
    )


def asked(result: ScanResult, checks: Sequence[Check]) -> str:
    """The checks that were asked and found nothing."""
    if not checks or not result.apps:
        return ""
    outcomes = (*result.findings, *result.unassessed, *(item.outcome for item in result.accepted))
    spoke = {outcome.check for outcome in outcomes}
    silent = [check for check in checks if check.id not in spoke]
    items = "".join(f"<li><b>{text(check.id)}</b> {text(check.summary)}</li>" for check in silent)
    head = f"{len(silent)} of {plural(len(checks), 'check')} found nothing"
    if not silent:
        return f'<section id="asked"><h2>{plural(len(checks), "check")} asked</h2></section>'
    return f'<section id="asked"><details><summary><h2>{head}</h2></summary><ul>{items}</ul></details></section>'
