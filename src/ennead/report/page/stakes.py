"""What a finding puts at stake: the stores, their data, how much its loss hurts and what loss it is."""

from __future__ import annotations

from ennead.graph.data.value import GRAVE
from ennead.model.data import DataClass, Level
from ennead.model.finding import Finding
from ennead.model.impact import Aim, Impact, Stake
from ennead.report.page.text import text
from ennead.report.scan.stakes import MOST

_LOSSES = {Aim.CONFIDENTIALITY: "read", Aim.INTEGRITY: "changed", Aim.AVAILABILITY: "taken away"}
_GRAVE = {data_class.value for data_class in GRAVE}


def holds(finding: Finding) -> str:
    """A line per store, the worst first; nothing where nobody asked the graph, and a word where nothing is reached."""
    if finding.impact is None:
        return ""
    if not finding.stakes:
        said = "What is reached could not be told." if finding.impact is Impact.UNKNOWN else "No store is reached."
        return f"<h3>What it holds</h3><p>{said}</p>"
    items = "".join(map(_stake, finding.stakes[:MOST]))
    more = len(finding.stakes) - MOST
    rest = f"<li>and {more} more</li>" if more > 0 else ""
    return f'<h3>What it holds</h3><ul class="holds">{items}{rest}</ul>'


def impact(finding: Finding) -> str:
    """The level as a reader says it; empty where nobody asked."""
    if finding.impact is None:
        return ""
    return "could not tell" if finding.impact is Impact.UNKNOWN else finding.impact.value


def _stake(stake: Stake) -> str:
    classes = " ".join(map(_class, stake.classes))
    level = "value could not be told" if stake.level is Level.UNKNOWN else f"value {stake.level.value}"
    losses = ", ".join(_LOSSES[aim] for aim in stake.aims)
    return f"<li><b>{text(stake.name)}</b> {classes} <small>{level}: may be {losses}</small></li>"


def _class(name: str) -> str:
    """A badge: filled where a loss to others is high, dashed where nothing is known."""
    sort = " grave" if name in _GRAVE else " unsure" if name == DataClass.UNKNOWN.value else ""
    return f'<span class="data{sort}">{text(name.replace("_", " "))}</span>'
