"""The function that `agent_cost.py` measures: warm calls, and guarded calls timed from within it."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from statistics import median
from typing import Any

HANDLER = """
import json
import os
import sqlite3
from time import perf_counter_ns

database = sqlite3.connect(":memory:")
database.execute("CREATE TABLE items (id INTEGER, owner TEXT)")
database.execute("INSERT INTO items VALUES (1, 'ada')")
FOLDER = os.environ["LAMBDA_TASK_ROOT"]


def sql_plain(value):
    database.execute("SELECT id FROM items WHERE owner = ?", ("ada",))


def sql_untrusted(value):
    database.execute("SELECT id FROM items WHERE owner = '" + value + "'")


def path_plain(value):
    open(FOLDER + "/event.json", "rb").close()


def path_untrusted(value):
    try:
        open(FOLDER + "/" + value, "rb").close()
    except FileNotFoundError:
        pass


def code_plain(value):
    eval("3 * 14")


def code_untrusted(value):
    eval("len('" + value + "')")


PROBES = (sql_plain, sql_untrusted, path_plain, path_untrusted, code_plain, code_untrusted)


def timed(act, values):
    spent = []
    for value in values:
        began = perf_counter_ns()
        act(value)
        spent.append(perf_counter_ns() - began)
    return spent


def handler(event, context):
    body = json.loads(event["body"])
    if "probe" in event:
        values = [item["id"] + "-" + item["name"] for item in body["items"]]
        act = PROBES[event["probe"]]
        return {"name": act.__name__, "ns": timed(act, values)}
    with open(os.devnull, "w") as log:
        log.write(str(len(body["items"])))
    rows = database.execute("SELECT id FROM items WHERE owner = ?", (body["items"][0]["name"],)).fetchall()
    return {"statusCode": 200, "body": json.dumps({"items": len(body["items"]), "rows": rows})}
"""
NAMES = ("sql_plain", "sql_untrusted", "path_plain", "path_untrusted", "code_plain", "code_untrusted")
SIZE = 10_240
ROUNDS = 12
"""How often each probe is called, with an event of its own."""


def event() -> dict[str, Any]:
    """A request of an HTTP API with a body, 10 KB in all."""
    items = [{"id": f"item-{n}", "name": "a thing of some kind", "price": n} for n in range(200)]
    head = {
        "version": "2.0",
        "rawPath": "/orders",
        "headers": {"content-type": "application/json"},
        "isBase64Encoded": False,
    }
    while len(json.dumps({**head, "body": json.dumps({"items": items})})) > SIZE:
        items.pop()
    return {**head, "body": json.dumps({"items": items})}


def events() -> str:
    """One event a line, for all probes in turn."""
    lines = [json.dumps({**event(), "probe": number}) for _ in range(ROUNDS) for number in range(len(NAMES))]
    return "\n".join(lines) + "\n"


def figures(lines: Sequence[str]) -> dict[str, float]:
    """Microseconds a call: the median over all, and that of the first call of an invocation, by probe.

    Raises KeyError or ValueError where a call did not answer as it should.
    """
    spent: dict[str, list[list[int]]] = {name: [] for name in NAMES}
    for line in lines:
        answer = _answer(json.loads(line))
        spent[answer["name"]].append(answer["ns"])
    found = {}
    for name, rounds in spent.items():
        found[f"us_{name}"] = median(number for one in rounds for number in one[1:]) / 1000
        found[f"us_{name}_first"] = median(one[0] for one in rounds) / 1000
    return found


def _answer(line: Mapping[str, Any]) -> Any:
    said = line["answer"]
    return json.loads(said) if isinstance(said, str) else said
