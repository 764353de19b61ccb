"""A custom resource whose handler is stopped is answered at its address, and nowhere else."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from types import SimpleNamespace
from typing import Any, Callable

import pytest

import agent_lab
import agent_refusals
from agent_refusals import NAMED, Stopped
from agent_triggers import EVENTS
from ennead_agent import invocation, refuse


@pytest.fixture
def stopped(client: agent_lab.Client, layer: Path, function: Callable[..., Path], tmp_path: Path) -> Stopped:
    """Runs events through a handler whose call is stopped."""
    return agent_refusals.runner(client, layer, function, tmp_path)


class Bucket(HTTPServer):
    """Takes what is put, and answers `status`."""

    def __init__(self, status: int) -> None:
        super().__init__(("127.0.0.1", 0), Put)
        self.status = status
        self.taken: list[tuple[str, dict[str, Any]]] = []


class Put(BaseHTTPRequestHandler):
    server: Bucket

    def do_PUT(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.taken.append((self.path, json.loads(body)))
        self.send_response(self.server.status)
        self.end_headers()

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
        """Keep quiet."""


@pytest.fixture
def bucket() -> Iterator[Callable[[int], Bucket]]:
    """Starts a server where CloudFormation waits for the answer of a custom resource."""
    servers: list[Bucket] = []

    def start(status: int) -> Bucket:
        server = Bucket(status)
        servers.append(server)
        threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        return server

    yield start
    for server in servers:
        server.shutdown()
        server.server_close()


def custom(port: int, **words: Any) -> tuple[dict[str, Any], dict[str, Any]]:
    """A custom resource's event that is to be answered at a port, and the contract's words that allow it."""
    address = f"http://127.0.0.1:{port}/answer?X-Sig=a%2Fb&n=1"
    return {**EVENTS["cloudformation"], "ResponseURL": address, **words}, {"response_hosts": [f"127.0.0.1:{port}"]}


def test_custom_resource_is_answered_failed(stopped: Stopped, bucket: Callable[[int], Bucket]) -> None:
    """The stack is told FAILED at the event's address, under the names it gave, before the function returns."""
    server = bucket(200)
    event, refusal = custom(server.server_address[1])
    later = {**event, "RequestType": "Update", "PhysicalResourceId": "thing-7"}
    ran = stopped([event, later], refusal)
    assert ran.answers == [b"null", b"null"]
    (path, first), (_, second) = server.taken
    assert path == "/answer?X-Sig=a%2Fb&n=1"
    assert first == {
        "Status": "FAILED",
        "Reason": "refused",
        "StackId": event["StackId"],
        "RequestId": "q-1",
        "LogicalResourceId": "Thing",
        "PhysicalResourceId": "q-1",
    }
    assert second["PhysicalResourceId"] == "thing-7"
    assert not ran.edges  # the answer is ours, and no flow of the function's


def test_custom_resource_is_tried_again_where_its_answer_was_not_taken(
    stopped: Stopped, bucket: Callable[[int], Bucket]
) -> None:
    """An address that does not take the answer gives an error, with which the platform calls again."""
    server = bucket(503)
    event, refusal = custom(server.server_address[1])
    gone, _ = custom(1)
    ran = stopped([event, gone], {"response_hosts": [*refusal["response_hosts"], "127.0.0.1:1"]})
    assert ran.outcomes == ["error", "error"]
    assert json.loads(ran.answers[0]) == NAMED
    assert len(server.taken) == 1


def test_custom_resource_is_answered_at_no_other_place(stopped: Stopped, bucket: Callable[[int], Bucket]) -> None:
    """An event that names a place of its maker's choice has nothing sent there."""
    server = bucket(200)
    event, _ = custom(server.server_address[1])
    assert stopped([event]).outcomes == ["error"]
    assert not server.taken


def test_addresses_of_s3_are_known() -> None:
    """Hosts of S3 in every region and form are answered; names that only look like one are not."""
    from ennead_agent.refuse import case, stack

    def address(url: str) -> Any:
        return stack._address(case.Case("cloudformation", {"ResponseURL": url}, {}, begun=True, at=None))

    for host in (
        "cloudformation-custom-resource-response-useast1.s3.amazonaws.com",
        "cloudformation-custom-resource-response-euwest1.s3-eu-west-1.amazonaws.com",
        "cloudformation-custom-resource-response-x.s3.eu-central-1.amazonaws.com",
        "x-y.s3.us-gov-west-1.amazonaws.com",
        "bucket.s3.dualstack.ap-southeast-2.amazonaws.com",
        "bucket.s3.cn-north-1.amazonaws.com.cn",
    ):
        assert address(f"https://{host}/a?b=c") is not None, host
    for url in (
        "https://s3.amazonaws.com.evil.example/x",
        "https://evil.example/.s3.amazonaws.com",
        "https://x.s3.amazonaws.com@evil.example/",
        "https://user:word@x.s3.amazonaws.com/",
        "https://x.s3.amazonaws.com:8080/",
        "https://169.254.169.254/latest",
        "https://x.execute-api.eu-west-1.amazonaws.com/",
        "https://x.s3.amazonaws.com/a\r\nX: y",
        "file:///etc/passwd",
        "https://[::1/",
        "...",
        "",
    ):
        assert address(url) is None, url


def test_patience_ends_before_the_invocation() -> None:
    """What is sent elsewhere takes at most the time that is left, and never long."""
    found = invocation.Invocation("1", b"{}", cold=False)
    assert refuse._patience(found) == refuse._SHORTEST
    for left, most in ((60, refuse._LONGEST), (3, 1.0), (0.1, refuse._SHORTEST), (-5, refuse._SHORTEST)):
        found.request = SimpleNamespace(deadline_time_in_ms=str(int((time.time() + left) * 1000)))
        assert refuse._patience(found) <= most
    found.request = SimpleNamespace(deadline_time_in_ms="soon")
    assert refuse._patience(found) == refuse._SHORTEST
