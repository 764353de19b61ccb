"""What makes events, by handler, and what is agreed about them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from bench.benign_texts import Texts

Event = dict[str, Any]
Objects = dict[tuple[str, str], bytes]
MAKERS: dict[str, Callable[[Texts], Event]] = {}
OBJECTS: Objects = {}
"""What lies in the stand-in's buckets, put there with the event that names it."""
TRUSTED = {"state_report": [{"field": "query", "guards": ["sql"]}]}
"""What a contract says of who is trusted to send what: here, a state machine's author."""


def maker(function: Callable[[Texts], Event]) -> Callable[[Texts], Event]:
    """Have it make the events of the handler of its name."""
    MAKERS[function.__name__] = function
    return function
