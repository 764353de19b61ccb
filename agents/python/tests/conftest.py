"""What the agent's tests share: a built layer, a runtime client, a folder for a function."""

from __future__ import annotations

import _sqlite3
import json
import os
import sqlite3
import sys
from collections.abc import Iterator
from pathlib import Path
from textwrap import dedent
from typing import Any, Callable

import pytest

import agent_lab
import agent_letters

sys.path.insert(0, str(agent_lab.AGENT))
sys.path.insert(0, str(agent_lab.AGENT / "src"))

import build_layer

CLIENTS = agent_lab.clients()
NEWEST = CLIENTS[-1:]
Run = Callable[..., agent_lab.Ran]


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """`every_client` runs a test with all clients there are, `client` with the newest."""
    for name, which in (("every_client", CLIENTS), ("client", NEWEST)):
        if name in metafunc.fixturenames:
            metafunc.parametrize(
                name, which or [None], ids=[found.version for found in which] or ["none"], indirect=True
            )


def _there(request: pytest.FixtureRequest) -> agent_lab.Client:
    if request.param is None:
        said = "awslambdaric is not installed for this Python, and ENNEAD_RICS names no folder of it"
        if os.environ.get("CI"):
            pytest.fail(said)
        pytest.skip(said)
    found: agent_lab.Client = request.param
    return found


@pytest.fixture
def every_client(request: pytest.FixtureRequest) -> agent_lab.Client:
    return _there(request)


@pytest.fixture
def client(request: pytest.FixtureRequest) -> agent_lab.Client:
    return _there(request)


@pytest.fixture(scope="session")
def layer(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The agent as it lies under /opt."""
    folder = tmp_path_factory.mktemp("opt")
    build_layer.build(folder)
    return folder


@pytest.fixture
def function(tmp_path: Path) -> Callable[[str], Path]:
    """Writes a function's code into a folder of its own."""

    def write(source: str, **files: str) -> Path:
        task = tmp_path / "task"
        task.mkdir(exist_ok=True)
        (task / "app.py").write_text(dedent(source), encoding="utf-8")
        for name, text in files.items():
            (task / f"{name}.py").write_text(dedent(text), encoding="utf-8")
        return task

    return write


@pytest.fixture
def both(client: agent_lab.Client, layer: Path) -> Callable[..., tuple[agent_lab.Ran, agent_lab.Ran]]:
    """Runs the same events without the agent and with it."""

    def run(task: Path, events: Any, **words: Any) -> tuple[agent_lab.Ran, agent_lab.Ran]:
        events = list(events)
        return agent_lab.run(client, task, events, **words), agent_lab.run(client, task, events, layer=layer, **words)

    return run


@pytest.fixture
def serving(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., list[dict[str, Any]]]]:
    """Begins an invocation of an event, every guard in `enforce`; gives the list that what is said is put into."""
    from ennead_agent import contract, events, invocation, registry

    policy = contract.Policy()
    policy.forced = "enforce"
    monkeypatch.setattr(registry.state, "policy", policy)
    said: list[dict[str, Any]] = []

    def emit(kind: str, verdict: str, guard: str, reason: str, **more: Any) -> bool:
        said.append({"kind": kind, "verdict": verdict, "guard": guard, "reason": reason, **more})
        return True

    monkeypatch.setattr(events, "emit", emit)

    def begin(event: Any, mode: str = "enforce") -> list[dict[str, Any]]:
        policy.forced = mode
        invocation.enter(invocation.Invocation("1", json.dumps(event).encode(), cold=False))
        return said

    yield begin
    invocation.leave()


@pytest.fixture
def within(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., list[str]]]:
    """Calls `act` within an invocation of this event, all guards in `enforce`; gives the reasons of what was stopped.

    A fault of a guard ends the test that has it.
    """
    from ennead_agent import contract, events, faults, invocation, registry, verdicts
    from ennead_agent.guards import path as paths

    monkeypatch.setattr(paths, "_libraries", (faults.HOME, os.path.dirname(os.__file__) + "/"))  # noqa: PTH120
    monkeypatch.setattr(paths, "_known", paths._Known())
    policy = contract.Policy()
    policy.mode = "enforce"
    monkeypatch.setattr(registry.state, "policy", policy)
    reasons: list[str] = []
    monkeypatch.setattr(events, "emit", lambda _kind, _verdict, _guard, reason, **_words: reasons.append(reason))

    def run(event: Any, act: Callable[[], object], **rules: Any) -> list[str]:
        reasons.clear()
        policy.rules = rules
        invocation.enter(invocation.Invocation("1", json.dumps(event).encode(), cold=False))
        try:
            act()
        except verdicts.Blocked:
            assert reasons
        finally:
            invocation.leave()
        return list(reasons)

    def failed(_guard: str, error: Exception) -> None:
        raise error

    monkeypatch.setattr(verdicts, "failed", failed)
    yield run
    invocation.leave()


@pytest.fixture
def named(serving: Callable[..., list[dict[str, Any]]]) -> Callable[..., list[dict[str, Any]]]:
    """An invocation under a contract that names the guard `markup`."""
    from ennead_agent import registry

    assert registry.state.policy is not None
    registry.state.policy.guards = dict(agent_letters.NAMED)
    return serving


SQLITE_NAMES = ("Connection", "Cursor", "connect")


@pytest.fixture
def guarded() -> Iterator[Any]:
    """`sqlite3` as a function finds it under the agent; as it was afterwards."""
    from ennead_agent.guards import databases_c

    places = (_sqlite3, sqlite3, sqlite3.dbapi2)
    kept = [(place, name, getattr(place, name)) for place in places for name in SQLITE_NAMES]
    databases_c.sqlite(sqlite3.dbapi2)
    yield sqlite3
    for place, name, value in kept:
        setattr(place, name, value)
