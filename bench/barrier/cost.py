"""What the agent costs: starts in turn, calls in alternating blocks, both on the real runtime client."""

from __future__ import annotations

import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from statistics import median
from typing import Any

from .api import Api
from .store import fill

NOTHING: dict[str, Any] = {
    "cold_start_ms": {"clock": "cpu", "bare": 0.0, "with_agent": 0.0, "added": 0.0, "runs": 0},
    "call_ms": {"bare_p50": 0.0, "bare_p99": 0.0, "added_p50": 0.0, "added_p99": 0.0, "calls": 0, "event_bytes": 0},
    "rss_mb": {"added": 0.0},
}
SIZE = 10_240
STARTS = 21
BLOCKS, BLOCK = 40, 100
_HANDLER = """
import json
import sqlite3


def handler(event, context):
    wanted = json.loads(event["body"])["owner"]
    shop = sqlite3.connect("shop.db")
    rows = shop.execute("SELECT id, name FROM items WHERE owner = ?", (wanted,)).fetchall()
    shop.close()
    with open("notice.txt") as file:
        notice = file.read()
    return {"statusCode": 200, "body": json.dumps({"items": rows, "notice": notice})}
"""


def measure(layer: Path, folder: Path) -> dict[str, Any]:
    """The figures, with `ENNEAD_MODE=enforce`."""
    task = folder / "cost"
    task.mkdir()
    (task / "app.py").write_text(_HANDLER, encoding="utf-8")
    (task / "notice.txt").write_text("open all day\n", encoding="utf-8")
    connection = sqlite3.connect(task / "shop.db")
    fill(connection)
    connection.close()
    body = event()
    starts = _starts(task, layer)
    calls, sizes = _calls(task, layer, body)
    bare, agent = calls["bare"], calls["agent"]
    return {
        "cold_start_ms": {
            "clock": "cpu",
            "bare": round(median(starts["bare"]), 2),
            "with_agent": round(median(starts["agent"]), 2),
            "added": round(median(starts["agent"]) - median(starts["bare"]), 2),
            "runs": STARTS,
        },
        "call_ms": {
            "bare_p50": round(quantile(bare, 0.5), 4),
            "bare_p99": round(quantile(bare, 0.99), 4),
            "added_p50": round(quantile(agent, 0.5) - quantile(bare, 0.5), 4),
            "added_p99": round(quantile(agent, 0.99) - quantile(bare, 0.99), 4),
            "calls": len(bare),
            "event_bytes": len(body),
        },
        "rss_mb": {"added": round(sizes["agent"] - sizes["bare"], 2)},
    }


def event() -> bytes:
    """A request of an HTTP API of 10 KB."""
    items = [{"id": f"item-{number}", "name": "a thing of some kind", "price": number} for number in range(200)]
    head = {"version": "2.0", "routeKey": "POST /orders", "rawPath": "/orders", "isBase64Encoded": False}
    head |= {"headers": {"content-type": "application/json", "host": "api.example.com"}}
    while True:
        body = json.dumps({**head, "body": json.dumps({"owner": "ann", "items": items})}).encode()
        if len(body) <= SIZE:
            return body + b" " * (SIZE - len(body))
        items.pop()


class _Runtime:
    """A runtime of its own, with its API."""

    def __init__(self, task: Path, layer: Path, variant: str) -> None:
        self.api = Api()
        command = [sys.executable, "-m", "awslambdaric", "app.handler"]
        environment = {
            "PATH": os.environ.get("PATH", "/usr/bin:/bin"),
            "LANG": "C.UTF-8",
            "AWS_LAMBDA_RUNTIME_API": self.api.address,
            "AWS_LAMBDA_FUNCTION_NAME": "shop",
            "AWS_LAMBDA_FUNCTION_VERSION": "$LATEST",
            "AWS_LAMBDA_FUNCTION_MEMORY_SIZE": "512",
            "AWS_REGION": "us-east-1",
            "LAMBDA_TASK_ROOT": str(task),
            "_HANDLER": "app.handler",
        }
        if variant == "agent":
            environment["ENNEAD_MODE"] = "enforce"
            command = [str(layer / "ennead-wrap"), *command]
        quiet = subprocess.DEVNULL
        self.process = subprocess.Popen(
            command, cwd=task, env=environment, stdin=quiet, stdout=quiet, stderr=quiet, start_new_session=True
        )
        if not self.api.ready(time.monotonic() + 30):
            self.end()
            raise RuntimeError("the runtime did not start to measure its cost")

    def cpu_ms(self) -> float:
        """CPU time of the process so far, user and system."""
        return time.clock_gettime((~self.process.pid << 3) | 2) * 1000

    def rss_mb(self) -> float:
        """Resident size."""
        status = Path(f"/proc/{self.process.pid}/status").read_text(encoding="ascii")
        return int(status.partition("VmRSS:")[2].split()[0]) / 1024

    def call_ms(self, number: int, body: bytes) -> float:
        """How long one call takes, from its event to its answer."""
        self.api.ready(time.monotonic() + 10)
        began = time.perf_counter()
        answered = self.api.call(f"call-{number}", body, "Root=1-65f00000-000000000000000000000001", 10)
        took = (time.perf_counter() - began) * 1000
        if answered is None or answered[0] != "ok":
            raise RuntimeError(f"a call to measure its cost was not answered: {answered}")
        return took

    def end(self) -> None:
        """End the process."""
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        self.api.close()


def _starts(task: Path, layer: Path) -> Mapping[str, Sequence[float]]:
    """CPU time of starts, bare and with the agent in turn; the first of each, which fills caches, is left out."""
    found: dict[str, list[float]] = {"bare": [], "agent": []}
    for number in range(STARTS + 1):
        for variant in sorted(found, reverse=bool(number % 2)):
            runtime = _Runtime(task, layer, variant)
            if number:
                found[variant].append(runtime.cpu_ms())
            runtime.end()
    return found


def _calls(task: Path, layer: Path, body: bytes) -> tuple[Mapping[str, list[float]], Mapping[str, float]]:
    """Times of warm calls in alternating blocks, and the resident sizes after them."""
    runtimes = {variant: _Runtime(task, layer, variant) for variant in ("bare", "agent")}
    found: dict[str, list[float]] = {variant: [] for variant in runtimes}
    try:
        for runtime in runtimes.values():
            for number in range(50):
                runtime.call_ms(number, body)
        for block in range(BLOCKS):
            for variant in sorted(runtimes, reverse=bool(block % 2)):
                found[variant] += [runtimes[variant].call_ms(number, body) for number in range(BLOCK)]
        return found, {variant: runtime.rss_mb() for variant, runtime in runtimes.items()}
    finally:
        for runtime in runtimes.values():
            runtime.end()


def quantile(values: Sequence[float], share: float) -> float:
    """By nearest rank."""
    return sorted(values)[min(len(values) - 1, int(share * len(values)))]
