"""Workers, snapshots, threads and tasks: each has the instance and the invocation that are its own."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from textwrap import dedent
from typing import Callable

import pytest

import agent_lab
from ennead_agent import invocation


def test_forked_workers_are_instances_of_their_own(
    client: agent_lab.Client, layer: Path, function: Callable[..., Path]
) -> None:
    """Under AWS_LAMBDA_MAX_CONCURRENCY each worker process announces itself, with an id and a log bound of its own."""
    if client.numbers < (4,):
        pytest.skip("this client knows no managed instances")
    task = function(
        """
        import os, subprocess, sys, time
        def handler(event, context):
            time.sleep(0.2)
            subprocess.run(["/bin/true"])
            code = "import os; print('ennead' in os.environ.get('PYTHONPATH', ''))"
            child = subprocess.run([sys.executable, "-c", code], capture_output=True)
            return [os.getpid(), child.stdout.decode()]
        """
    )
    ran = agent_lab.run(
        client, task, [{"n": n} for n in range(12)], layer=layer, parallel=4, env={"AWS_LAMBDA_MAX_CONCURRENCY": "4"}
    )
    assert ran.outcomes == ["ok"] * 12
    alive = ran.of("alive")
    assert {event["facts"]["origin"] for event in alive} == {"fork"}
    assert len({event["instance"] for event in alive}) == len(alive) == 4
    answers = [json.loads(answer) for answer in ran.answers]
    assert {answer[1] for answer in answers} == {"False\n"}
    flows = ran.of("flow")
    assert {event["instance"] for event in flows} <= {event["instance"] for event in alive}
    assert len({event["instance"] for event in flows}) == len({answer[0] for answer in answers})
    assert not ran.of("error")


def test_workers_started_anew_are_covered(
    client: agent_lab.Client, layer: Path, function: Callable[..., Path], tmp_path: Path
) -> None:
    """Where workers come from a fork server (the default from Python 3.14 on), each is attached by the environment."""
    if client.numbers < (4,):
        pytest.skip("this client knows no managed instances")
    theirs = tmp_path / "theirs"
    theirs.mkdir()
    (theirs / "sitecustomize.py").write_text(  # whichever way the client asks for, and whether it asks for one
        "import multiprocessing.context\n"
        "context = multiprocessing.context._default_context.get_context('forkserver')\n"
        "multiprocessing.context.BaseContext.get_context = lambda self, method=None: context\n"
        "multiprocessing.get_context = lambda method=None: context\n"
        "multiprocessing.Process = context.Process\n"
    )
    task = function(
        """
        import multiprocessing.process, os, time
        def handler(event, context):
            time.sleep(0.5)  # so that the other worker is there to take the other call
            return ["ennead" in os.environ.get("PYTHONPATH", ""), type(multiprocessing.current_process()).__name__]
        """
    )
    ran = agent_lab.run(
        client, task, [{}] * 4, layer=layer, parallel=2, path=[theirs], env={"AWS_LAMBDA_MAX_CONCURRENCY": "2"}
    )
    assert [json.loads(answer) for answer in ran.answers] == [[False, "ForkServerProcess"]] * 4
    assert len({event["instance"] for event in ran.of("alive")}) == 2


def test_worker_writes_to_the_stdout_it_was_given(
    client: agent_lab.Client, layer: Path, function: Callable[..., Path]
) -> None:
    """A worker whose stdout is replaced after the fork, as managed instances do, writes its events to the new one."""
    code = """
        import os, sys
        sys.path.insert(0, sys.argv[1])
        from ennead_agent import lifecycle
        lifecycle.install(None, "test")
        read, write = os.pipe()
        child = os.fork()
        if not child:
            os.dup2(write, 1)
            lifecycle.announce()
            os._exit(0)
        os.waitpid(child, 0)
        os.close(write)
        os.write(2, b"pipe: " + os.read(read, 4096))
    """
    ran = subprocess.run(
        [sys.executable, "-c", dedent(code), str(layer / "python")], capture_output=True, text=True, check=True
    )
    assert ran.stdout == ""
    assert '"kind":"alive"' in ran.stderr


def test_restored_snapshot_is_another_instance(
    client: agent_lab.Client, layer: Path, function: Callable[..., Path]
) -> None:
    """Under SnapStart the agent announces itself after the restore, with an id that is not the snapshot's."""
    if client.numbers < (3,):
        pytest.skip("this client knows no snapshots")
    task = function(
        """
        from ennead_agent import instance
        BEFORE = instance.this.id
        def handler(event, context):
            return [BEFORE, instance.this.id]
        """
    )
    ran = agent_lab.run(client, task, [{}], layer=layer, env={"AWS_LAMBDA_INITIALIZATION_TYPE": "snap-start"})
    assert ran.restored == 1
    before, after = json.loads(ran.answers[0])
    (alive,) = ran.of("alive")
    assert before != after == alive["instance"]
    assert alive["facts"]["origin"] == "restore"


THREADS = """
    import asyncio, concurrent.futures, threading, time
    from ennead_agent import invocation

    POOL = concurrent.futures.ThreadPoolExecutor(2)
    LATE = []

    def mine():
        found = invocation.current()
        return found.id if found else None

    async def tasks():
        loop = asyncio.get_running_loop()
        async def one():
            await asyncio.sleep(0)
            return mine()
        return [*await asyncio.gather(one(), one()), await loop.run_in_executor(None, mine)]

    def late():
        time.sleep(0.2)
        LATE.append(mine())

    def handler(event, context):
        got = []
        threads = [threading.Thread(target=lambda: got.append(mine())) for _ in range(5)]
        [thread.start() for thread in threads]
        [thread.join() for thread in threads]
        got += [POOL.submit(mine).result(), *asyncio.run(tasks())]
        if event.get("leave"):
            threading.Thread(target=late).start()
        else:
            time.sleep(0.3)
        return [context.aws_request_id, sorted(set(got), key=str), LATE]
"""


def test_threads_pools_and_tasks_serve_the_invocation_that_started_them(
    client: agent_lab.Client, layer: Path, function: Callable[..., Path]
) -> None:
    """Also in a pool that outlives it, and for a thread left over from the invocation before."""
    ran = agent_lab.run(client, function(THREADS), [{"leave": True}, {}], layer=layer)
    first, second = (json.loads(answer) for answer in ran.answers)
    assert first[1] == [first[0]]
    assert second[1] == [second[0]]
    assert second[2] == [first[0]]
    assert not ran.of("error")


class _Frozen:
    __slots__ = ()

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError(name)

    def run(self) -> None:
        """Do nothing."""


class _Odd(threading.Thread):
    def __setattr__(self, name: str, value: object) -> None:
        if name == "_ennead_invocation":
            raise AttributeError(name)
        super().__setattr__(name, value)


@pytest.fixture
def entered(monkeypatch: pytest.MonkeyPatch) -> Iterator[invocation.Invocation]:
    """An invocation that runs."""
    found = invocation.Invocation("1", b"{}", cold=True)
    invocation.enter(found)
    yield found
    invocation.leave()


def test_only_threads_are_marked(entered: invocation.Invocation) -> None:
    """Nothing is written on a module or an object of the function's, and a thread of its own class takes the mark."""
    invocation.started_thread(time.sleep)
    invocation.started_thread(_Frozen().run)
    invocation.started_thread(print)
    assert not hasattr(time, "_ennead_invocation")
    thread = _Odd(target=lambda: None)
    invocation.started_thread(thread.run)
    assert invocation._noted(thread) is entered


def test_work_of_a_frozen_object_starts_as_before(
    both: Callable[..., tuple[agent_lab.Ran, agent_lab.Ran]], function: Callable[..., Path]
) -> None:
    """A raw thread may run a method of an object that takes no attribute, or a function of a module."""
    task = function(
        """
        import _thread, dataclasses, time
        DONE = []
        @dataclasses.dataclass(frozen=True)
        class Work:
            n: int
            def run(self):
                DONE.append(self.n)
        def handler(event, context):
            _thread.start_new_thread(Work(3).run, ())
            _thread.start_new_thread(time.sleep, (0,))
            while not DONE:
                time.sleep(0.01)
            return [DONE, [name for name in vars(time) if "ennead" in name]]
        """
    )
    bare, ran = both(task, [{}])
    assert ran.answers == bare.answers == [b"[[3], []]"]
    assert not ran.of("error")


def test_forked_children_share_the_bound_of_the_log(layer: Path) -> None:
    """A hundred children that write all they may stay together within what their parent might have written."""
    code = """
        import os, sys
        sys.path.insert(0, sys.argv[1])
        from ennead_agent import events, sink
        for n in range(100):
            child = os.fork()
            if not child:
                for _ in range(20):
                    events.emit("attack", "block", "sql", "r")
                os._exit(0)
            os.waitpid(child, 0)
    """
    ran = subprocess.run(
        [sys.executable, "-c", dedent(code), str(layer / "python")], capture_output=True, text=True, check=True
    )
    assert 0 < len(ran.stdout) <= 4096
