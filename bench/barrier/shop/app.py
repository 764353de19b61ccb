"""The function: takes a value out of its event as the table in its folder says for this call, and uses it."""

from __future__ import annotations

import json
import os
import sqlite3
import sys
from datetime import date, datetime, timedelta
from importlib import import_module
from pathlib import Path
from typing import Any

from . import wires
from .take import take

HERE = Path(os.environ.get("LAMBDA_TASK_ROOT", "."))
PLACE = os.environ.get("PLACE", "")
CALLS: dict[str, Any] = json.loads((HERE / "calls.json").read_bytes()) if (HERE / "calls.json").exists() else {}
"""Call to the sink's module and function, what it needs, the route, and the number of columns."""
_told = os.open(PLACE + "/wires", os.O_WRONLY | os.O_APPEND | os.O_CREAT) if PLACE else -1
_this = [""]
_PLAIN = (str, bytes, bytearray, bool, int, float, complex, type(None), date, datetime, timedelta)


def handler(event: Any, context: Any) -> dict[str, str]:
    """One call."""
    call = CALLS[context.aws_request_id]
    _this[0] = context.aws_request_id
    _speak_to(call["out"])
    if call["step"] == "keep":
        return answer(shelf().keep(call["store"], call["key"], take(event, call["route"])))
    if call["step"] == "use":
        return answer(perform(call, shelf().back(call["store"], call["key"])))
    value = take(event, call["route"])
    if call["change"]:
        other = take(event, call["also"]) if call["also"] else ""
        value = import_module("shop.changes").change(call["change"], value + other, call["module"])
    return answer(perform(call, value))


def shelf() -> Any:
    """The module of the stores, which is loaded only where there are any."""
    return import_module("shop.shelf")


def perform(call: dict[str, Any], value: str) -> Any:
    """Hand the value to the sink with what it needs."""
    sink = getattr(import_module("shop." + call["module"]), call["function"])
    if call["needs"] == "database":
        return _with_database(sink, value, call["width"])
    if call["needs"] in ("mysql", "postgres"):
        return import_module("shop.server").asked(sink, call["needs"], value, call["width"])
    if call["needs"] == "folder":
        return sink(os.environ["FOLDER"], value)
    return sink(value)


def _with_database(sink: Any, value: str, width: int | None) -> Any:
    shop = sqlite3.connect(PLACE + "/shop.db")
    try:
        wires.arm(shop, wires.to_descriptor(_told, _this))
        return sink(shop, value) if width is None else sink(shop, value, width)
    finally:
        shop.close()


def answer(result: Any) -> dict[str, str]:
    """What is answered: the result as text (an object tells where it lies: its type only), and what kind it was."""
    found = kind(result)
    text = result if isinstance(result, str) else repr(result) if found != "object" else type(result).__name__
    return {"answer": text[:65536].encode("utf-8", "backslashreplace").decode(), "kind": found}


def kind(result: Any, depth: int = 0) -> str:
    """`number`, `plain` data, or an `object` of any other kind."""
    if isinstance(result, (int, float, complex)) and depth == 0:
        return "number"
    if type(result) in _PLAIN:
        return "plain"
    if type(result) in (list, tuple, set, frozenset) and depth < 60:
        return _worst(result, depth)
    if type(result) is dict and depth < 60:
        return _worst([*result, *result.values()], depth)
    return "object"


def _worst(results: Any, depth: int) -> str:
    return "object" if any(kind(one, depth + 1) == "object" for one in results) else "plain"


def _speak_to(path: str) -> None:
    """What this call's programs say goes to files of its own."""
    sys.stdout.flush()
    for descriptor, end in ((1, ".out"), (2, ".err")):
        file = os.open(path + end, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        os.dup2(file, descriptor)
        os.close(file)
    agent = sys.modules.get("ennead_agent.sink")
    if agent is not None:  # its log is bounded by the second, and calls follow one another faster than in life
        agent.sink.refill()
