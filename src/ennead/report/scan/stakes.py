"""What is at stake in a finding, for the document and for the terminal."""

from __future__ import annotations

from typing import Any

from ennead.model.data import Level
from ennead.model.finding import Finding
from ennead.model.impact import Impact, Stake

MOST = 20
"""Stores told per finding; how many more there are is told too."""


def stakes(finding: Finding) -> dict[str, Any]:
    """`{impact, holds, holds_more?}`; nothing where nobody asked the graph."""
    if finding.impact is None:
        return {}
    more = len(finding.stakes) - MOST
    return {
        "impact": finding.impact.value,
        "holds": [_stake(stake) for stake in finding.stakes[:MOST]],
        **({"holds_more": more} if more > 0 else {}),
    }


def _stake(stake: Stake) -> dict[str, Any]:
    return {
        "store": stake.store,
        "name": stake.name,
        "data_classes": list(stake.classes),
        "level": stake.level.value,
        "aims": [aim.value for aim in stake.aims],
    }


def in_words(finding: Finding, most: int | None) -> list[str]:
    """`OrdersTable (personal, financial, high)`, the worst of them, and how many more; none below moderate."""
    grave = [stake for stake in finding.stakes if Impact(stake.level.value).rank >= Impact.UNKNOWN.rank]
    shown = grave if most is None else grave[:most]
    words = [f"{stake.name} ({', '.join((*stake.classes, _level(stake.level)))})" for stake in shown]
    left = len(grave) - len(shown)
    if left:
        words.append(f"and {left} more")
    return [f"{word}," if place < len(shown) - 1 else word for place, word in enumerate(words)]


def _level(level: Level) -> str:
    return "value unknown" if level is Level.UNKNOWN else level.value
