"""A comparison as a document: `ennead.contract-check/1` (`spec/contract-check.schema.json`)."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from typing import Any

from ennead.contract.compare import Comparison, Difference, Kind, Untold

SCHEMA = "ennead.contract-check/1"


def document(comparisons: Sequence[Comparison], faults: Sequence[str] = ()) -> dict[str, Any]:
    """Everything that differs and everything that could not be told."""
    several = len(comparisons) > 1
    counts = Counter(found.kind.value for one in comparisons for found in one.differences)
    names = [one.app for one in comparisons]
    return {
        "schema": SCHEMA,
        **({"apps": names} if several else {"app": names[0] if names else None}),
        "contracts": [one.file for one in comparisons],
        "functions": sum(one.functions for one in comparisons),
        "counts": {kind.value: counts[kind.value] for kind in Kind},
        "differences": [
            _difference(found, one.app if several else None) for one in comparisons for found in one.differences
        ],
        "untold": [_untold(found, one.app if several else None) for one in comparisons for found in one.untold],
        "not_read": list(faults),
    }


def render(comparisons: Sequence[Comparison], faults: Sequence[str] = ()) -> str:
    """The document as JSON text: ASCII (so that no terminal obeys a name), ends in a newline."""
    return json.dumps(document(comparisons, faults), indent=2, allow_nan=False) + "\n"


def _difference(one: Difference, app: str | None) -> dict[str, Any]:
    return {
        **({"app": app} if app is not None else {}),
        "function": one.function,
        "kind": one.kind.value,
        "severity": one.severity.value,
        "part": one.part,
        "entry": one.entry,
        "of": one.of,
        "message": one.text,
    }


def _untold(one: Untold, app: str | None) -> dict[str, Any]:
    return {
        **({"app": app} if app is not None else {}),
        "function": one.function,
        "part": one.part,
        "reason": one.reason,
        "state": one.state.value,
    }
