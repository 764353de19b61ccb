"""The Runtime API of the benches: what it hands out, what it counts as out of turn, and that it ends."""

from __future__ import annotations

import http.client
import json
import threading
from collections.abc import Iterator

import pytest

from bench.runtime_api import BASE, Api, Call

NEXT = f"{BASE}/invocation/next"


@pytest.fixture
def api() -> Iterator[Api]:
    """One that serves until it is ended, here or in the test."""
    found = Api(timeout_s=30.0, workers=1)
    threading.Thread(target=found.serve_forever, args=(0.01,), daemon=True).start()
    yield found
    found.end()


@pytest.fixture
def runtime(api: Api) -> Iterator[http.client.HTTPConnection]:
    """What asks: a connection to it."""
    link = http.client.HTTPConnection("127.0.0.1", api.server_address[1], timeout=30)
    yield link
    link.close()


def said(runtime: http.client.HTTPConnection, method: str, path: str, body: bytes = b"") -> tuple[int, bytes]:
    """The status and body of an answer."""
    runtime.request(method, path, body)
    answer = runtime.getresponse()
    return answer.status, answer.read()


def test_event_is_handed_out_and_answered_once(api: Api, runtime: http.client.HTTPConnection) -> None:
    """A call is done with the first answer; a second one is refused and counted."""
    call = Call(7)
    api.give([call])
    status, event = said(runtime, "GET", NEXT)
    assert (status, json.loads(event)) == (200, {"n": 7})
    place = f"{BASE}/invocation/{call.id}/response"
    assert said(runtime, "POST", place, b"1")[0] == 202
    assert said(runtime, "POST", place, b"2")[0] == 400
    assert (call.outcome, call.answer, call.done.is_set()) == ("ok", b"1", True)
    assert api.strange == {"answered out of turn": 1}


def test_failed_start_is_taken_before_the_first_event_only(api: Api, runtime: http.client.HTTPConnection) -> None:
    """An error of a start is refused once an event was handed out."""
    assert said(runtime, "POST", f"{BASE}/init/error", b"{}")[0] == 202
    api.give([Call(1)])
    said(runtime, "GET", NEXT)
    assert said(runtime, "POST", f"{BASE}/init/error", b"{}")[0] == 403
    assert api.strange == {"start failed": 1, "start failed later": 1}


def test_end_lets_go_who_waits(api: Api, runtime: http.client.HTTPConnection) -> None:
    """Whoever still waits for an event is let go at the end: its connection closes without an answer."""
    runtime.request("GET", NEXT)
    with api.change:
        assert api.change.wait_for(lambda: api.asking == 1, timeout=30)
    api.end()
    with pytest.raises(http.client.RemoteDisconnected):
        runtime.getresponse()
    assert api.asking == 0
