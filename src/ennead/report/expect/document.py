"""Expectations as JSON: the document `ennead.results/1` (`spec/results.schema.json`)."""

from __future__ import annotations

import json
from typing import Any

from ennead.expect.expectation import Outcome, Result, Said, State
from ennead.model.location import Location
from ennead.report.scan.text import storable

SCHEMA = "ennead.results/1"
_WORDS = {
    State.HOLDS: "holds", State.FAILS: "fails", State.UNKNOWN: "unknown", State.ACCEPTED: "accepted",
    State.SKIPPED: "skipped",
}  # fmt: skip


def render(outcome: Outcome) -> str:
    """The document, with a line feed at its end."""
    document = {
        "schema": SCHEMA,
        "apps": list(outcome.apps),
        "results": [_result(one) for one in outcome.results],
        "unread": [_said(one) for one in outcome.unread],
        "stats": {"seconds": round(outcome.seconds, 3)},
    }
    return storable(json.dumps(document, indent=2, ensure_ascii=False)) + "\n"


def _result(one: Result) -> dict[str, Any]:
    expectation = one.expectation
    return {
        "app": one.app,
        "expectation": expectation.title,
        "why": expectation.why,
        "pack": expectation.pack,
        "location": _place(expectation.at),
        "state": _WORDS[one.state],
        "reason": one.reason,
        "things": one.things,
        "said": [_said(said) for said in one.said],
    }


def _said(said: Said) -> dict[str, Any]:
    found: dict[str, Any] = {
        "state": _WORDS[said.state],
        "message": said.message,
        "node": said.node,
        "location": _place(said.at),
        "path": [{"node": hop.node, "message": hop.message, "location": _place(hop.at)} for hop in said.path],
    }
    return found | ({"environments": list(said.environments)} if said.environments else {})


def _place(at: Location | None) -> dict[str, Any] | None:
    return {"path": at.path, "line": at.line or 1, "column": at.column or 1} if at is not None and at.path else None
