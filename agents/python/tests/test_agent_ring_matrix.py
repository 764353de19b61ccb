"""What an intruder would try, by ring: the table in the documentation is what these runs give."""

from __future__ import annotations

import json
import os
import re
import socket
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest

import agent_lab
from agent_tricks import TRICKS
from ennead_agent.rings import landlock, seccomp

TABLE = agent_lab.AGENT.parents[1] / "docs" / "agent-rings.md"
ROW = re.compile(r"^\| (.+?) \| (blocked|seen|missed) \| (blocked|seen|missed) \| (blocked|seen|missed) \|$")
TOLD = ("attack", "flow", "hygiene", "deception")
CONTRACT = {
    "schema": "ennead.contract.compiled/1",
    "default": {
        "mode": "enforce",
        "flows": [],
        "processes": [],
        "paths": {"read": ["/tmp", str(agent_lab.AGENT)], "write": ["/tmp"]},
        "ports": [],
    },
}
pytestmark = pytest.mark.skipif(
    not seccomp.there() or not landlock.version(), reason="this kernel has not both rings to compare"
)


@lru_cache
def table() -> dict[str, dict[str, str]]:
    """The documentation's rows, by the words of the trick."""
    rows = [ROW.match(line) for line in TABLE.read_text(encoding="utf-8").splitlines()]
    return {row[1]: dict(zip("abc", row.groups()[1:])) for row in rows if row is not None}


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    """A stand-in for the runtime's API and for whoever else is connected to: it answers once and closes."""

    def serve() -> None:
        while True:
            try:
                found, _ = server.accept()
            except OSError:
                return
            with found, suppress(OSError):
                found.settimeout(1)
                if found.recv(1000):
                    found.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}")

    with socket.create_server(("", 0)) as server:
        threading.Thread(target=serve, daemon=True).start()
        yield server.getsockname()[1]


def tried(name: str, ring: str, port: int) -> tuple[bool, list[dict[str, Any]], str]:
    """Whether a trick had its effect behind a ring, what the agent said, and everything that was printed."""
    with tempfile.TemporaryDirectory(dir="/tmp", prefix="ennead-trick-") as folder:
        elsewhere = Path(f"/var/tmp/{Path(folder).name}")
        contract = Path(folder) / "contract.json"
        contract.write_text(json.dumps(CONTRACT), encoding="utf-8")
        task = Path(folder) / "task"
        task.mkdir()
        (task / "app.py").write_text("# LAMBDA\n", encoding="utf-8")
        env = {
            "PATH": os.environ["PATH"],
            "PYTHONPATH": str(agent_lab.AGENT / "src"),
            "PYTHONDONTWRITEBYTECODE": "1",
            "AWS_LAMBDA_RUNTIME_API": f"127.0.0.1:{port}",
            "AWS_SECRET_ACCESS_KEY": "test",
            "LAMBDA_TASK_ROOT": str(task),
            "ENNEAD_CONTRACT": str(contract),
            "TRICK_SCRATCH": folder,
            "TRICK_ELSEWHERE": str(elsewhere),
            "TRICK_PORT": str(port),
        }
        command = [sys.executable, "-W", "ignore", str(Path(__file__).with_name("agent_tricks.py")), name, ring]
        try:
            ran = subprocess.run(command, env=env, capture_output=True, text=True, timeout=60, check=False)
        finally:
            elsewhere.unlink(missing_ok=True)
    lines = [line for line in ran.stdout.splitlines() if line.startswith("{")]
    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert lines
    events = [json.loads(line) for line in lines[:-1]]
    return json.loads(lines[-1])["effect"], [one for one in events if one["kind"] in TOLD], ran.stdout + ran.stderr


def outcome(name: str, ring: str, port: int) -> tuple[str, str]:
    effect, events, printed = tried(name, ring, port)
    if not effect:
        return "blocked", printed
    return ("seen" if events else "missed"), printed


@pytest.mark.parametrize("name", TRICKS)
def test_each_ring_does_what_the_table_says(name: str, port: int) -> None:
    """A trick that has its effect without a ring is blocked, seen or missed behind each as the documentation says."""
    with ThreadPoolExecutor(2) as pool:
        bare = pool.submit(tried, name, "none", port)
        behind = {ring: pool.submit(outcome, name, ring, port) for ring in "abc"}
    effect, _, printed = bare.result()
    if not effect:
        pytest.skip("it has no effect here, even without a ring: " + printed[-200:])
    for ring, run in behind.items():
        found, printed = run.result()
        assert found == table()[TRICKS[name][0]][ring], (ring, printed[-1500:])


def test_the_table_has_each_trick_once() -> None:
    """The documentation's rows and the tricks are the same, thirty or more, and what each ring is for is in them."""
    assert list(table()) == [what for what, _ in TRICKS.values()]
    assert len(TRICKS) >= 30
    for ring in "abc":
        assert "blocked" in {row[ring] for row in table().values()}


def test_an_ordinary_invocation_is_silent(port: int) -> None:
    """Reading the function's own source is no finding: what is `seen` above is not said of just anything."""
    assert outcome("read_source", "a", port)[0] == "missed"
