"""The bench's Runtime API speaks as the platform does, and sees an answer, an error, an end and the time."""

from __future__ import annotations

import http.client
import threading
import time
from collections.abc import Callable, Iterator

import pytest

from bench.barrier import lane
from bench.barrier.api import Api


@pytest.fixture
def api() -> Iterator[Api]:
    """An API that listens during a test."""
    made = Api()
    yield made
    made.close()


BASE = "/2018-06-01/runtime/"


def serve(api: Api, act: Callable[[http.client.HTTPConnection, dict[str, str], bytes], None]) -> threading.Thread:
    """A runtime that asks once and then acts."""

    def run() -> None:
        connection = http.client.HTTPConnection(api.address, timeout=5)
        connection.request("GET", BASE + "invocation/next")
        answer = connection.getresponse()
        act(connection, {name.lower(): value for name, value in answer.getheaders()}, answer.read())
        connection.close()

    thread = threading.Thread(target=run)
    thread.start()
    return thread


@pytest.mark.parametrize("chunked", [False, True])
@pytest.mark.parametrize("kind", ["response", "error"])
def test_an_answer_is_taken(api: Api, kind: str, *, chunked: bool) -> None:
    """The event goes out with its headers, and the answer comes back whole, in one body or in chunks."""
    seen: dict[str, str] = {}

    def act(connection: http.client.HTTPConnection, head: dict[str, str], body: bytes) -> None:
        seen.update(head, body=body.decode())
        path = f"{BASE}invocation/{head['lambda-runtime-aws-request-id']}/{kind}"
        parts = [b"ab" * 40_000, b"c"]
        if chunked:
            connection.request("POST", path, iter(parts), encode_chunked=True, headers={"Transfer-Encoding": "chunked"})
        else:
            connection.request("POST", path, b"".join(parts))
        seen["status"] = str(connection.getresponse().status)

    thread = serve(api, act)
    assert api.ready(time.monotonic() + 5)
    answered = api.call("id-1", b'{"a": 1}', "Root=1-2-3", 5)
    api.forget()
    thread.join()
    assert answered == ("ok" if kind == "response" else "error", b"ab" * 40_000 + b"c")
    assert (seen["body"], seen["status"], seen["lambda-runtime-trace-id"]) == ('{"a": 1}', "202", "Root=1-2-3")


def test_an_end_is_seen_at_once(api: Api) -> None:
    """A runtime that goes away gives no answer, long before the time is over."""
    thread = serve(api, lambda _connection, _head, _body: None)
    assert api.ready(time.monotonic() + 5)
    assert api.call("id-1", b"{}", "t", 60) is None
    thread.join()


def test_the_time_is_kept(api: Api) -> None:
    """A runtime that says nothing gives no answer once the time is over."""
    done = threading.Event()
    thread = serve(api, lambda _connection, _head, _body: void(done.wait(5)))
    assert api.ready(time.monotonic() + 5)
    assert api.call("id-1", b"{}", "t", 0.05) is None
    done.set()
    thread.join()


def void(_result: object) -> None:
    """Nothing."""


def test_a_runtime_that_cannot_start_is_seen(api: Api) -> None:
    """Its complaint ends the wait."""

    def complain() -> None:
        connection = http.client.HTTPConnection(api.address, timeout=5)
        connection.request("POST", BASE + "init/error", b'{"errorType": "Runtime.ImportModuleError"}')
        connection.getresponse().read()
        connection.close()

    thread = threading.Thread(target=complain)
    thread.start()
    assert not api.ready(time.monotonic() + 5)
    thread.join()
    assert api.broken is not None


def test_events_are_found_in_the_log_by_their_call() -> None:
    """The agent's events are told from whatever else is in the log, each goes to its call, and faults are counted."""
    log = (
        b'START\n{"schema":"ennead.event/1","kind":"alive","verdict":"allow","guard":"agent","invocation":null}\n'
        b'noise{"schema":"ennead.event/1","kind":"attack","verdict":"block","guard":"sql",'
        b'"invocation":"00000000-0000-4000-8000-000000000012"}\n'
        b'{"schema":"ennead.event/1","kind":"error","verdict":"flag","guard":"path","invocation":null,'
        b'"reason":"KeyError in guard path"}\n{"schema":"ennead.event/1", torn\n'
    )
    assert lane.faults(log) == {"path: KeyError in guard path": 1}
    assert lane.events(log) == {
        "": [["alive", "allow", "agent"], ["error", "flag", "path"]],
        "12": [["attack", "block", "sql"]],
    }
