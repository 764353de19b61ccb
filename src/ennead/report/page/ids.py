"""Names of findings inside a page: their identities, told apart where two apps share one."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from ennead.model.finding import Finding

_UNFIT = re.compile(r"[^A-Za-z0-9_.-]+")


@dataclass(frozen=True, slots=True)
class Named:
    """A finding and its anchor: `#open-route-3f2a91c0` leads to it, in every run."""

    anchor: str
    finding: Finding


def named(findings: Sequence[Finding]) -> list[Named]:
    """Each finding with an anchor of its own, in the same order."""
    seen: set[str] = set()
    found = []
    for finding in findings:
        anchor = name = _UNFIT.sub("-", finding.identity) or "finding"
        number = 2
        while anchor in seen:
            anchor, number = f"{name}.{number}", number + 1
        seen.add(anchor)
        found.append(Named(anchor, finding))
    return found
