"""What comes back from a place that the contract does not trust is untrusted text; what others answer is not."""

from __future__ import annotations

import gzip
import io
import json
from typing import Any, Callable

import pytest

from ennead_agent import registry, stored, untrusted

Serving = Callable[..., "list[dict[str, Any]]"]


class _Body:
    """A body that is streamed, as botocore's."""

    def __init__(self, data: bytes) -> None:
        self._data = io.BytesIO(data)

    def read(self, size: int = -1) -> bytes:
        """Read."""
        return self._data.read(size)

    def readinto(self, buffer: Any) -> int:
        return self._data.readinto(buffer)

    def iter_chunks(self) -> None:
        """Only its name is looked for."""


ATTACK = "x' OR '1'='1"


@pytest.fixture
def places(serving: Serving, monkeypatch: pytest.MonkeyPatch) -> None:
    """A contract that does not trust one table, all buckets of a name, and a host."""
    serving({"id": "7"})
    assert registry.state.policy is not None
    registry.state.policy.rules = {"untrusted": ["table/notes", "bucket/in-*", "external/feed.example.com"]}
    monkeypatch.setattr(stored, "_places", list(registry.state.policy.rules["untrusted"]))
    monkeypatch.setattr(stored, "_compiled", [])


def _found(text: str) -> list[str]:
    return [one.text.where for one in untrusted.spans("note: " + text, "sql")]


def test_what_an_untrusted_table_answers_is_untrusted(places: None) -> None:
    """Its items are found in a statement, and the table is named; those of another table are not."""
    stored.answered(["table/orders"], {"Item": {"note": {"S": ATTACK}}})
    assert _found(ATTACK) == []
    stored.answered(["table/notes"], {"Item": {"note": {"S": ATTACK}}, "ResponseMetadata": {}})
    assert _found(ATTACK) == ["table/notes.Item.note.S"]


def test_a_name_that_the_stack_made_up_is_the_template_s(places: None) -> None:
    """The contract says what the template calls a table, which bears the stack's name and letters where it runs."""
    stored.answered(["table/shop-prod-notes-1ABCDEFGHIJ2"], {"Item": {"note": {"S": ATTACK}}})
    assert _found(ATTACK) == ["table/shop-prod-notes-1ABCDEFGHIJ2.Item.note.S"]


def test_a_body_that_is_streamed_counts_when_it_is_read(places: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """An object's text, whole or in parts, is untrusted from the moment the function has it."""
    monkeypatch.setattr(_Body, "read", stored._reading(_Body.read, "read"))
    monkeypatch.setattr(_Body, "readinto", stored._reading(_Body.readinto, "readinto"))
    whole = _Body(json.dumps({"note": ATTACK}).encode())
    stored.answered(["bucket/in-mail"], {"Body": whole})
    assert _found(ATTACK) == []
    whole.read()
    assert _found(ATTACK) == ["bucket/in-mail.note"]


def test_a_packed_body_is_unpacked(places: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """An object or an answer that is gzip counts with the text that is in it."""
    stored._came(gzip.compress(json.dumps({"note": ATTACK}).encode()), (), "bucket/in-1")
    assert _found(ATTACK)


def test_a_buffer_that_is_filled_counts(places: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is read into a buffer of the function's is looked at there."""
    monkeypatch.setattr(_Body, "readinto", stored._reading(_Body.readinto, "readinto"))
    body = _Body(ATTACK.encode())
    stored.answered(["bucket/in-mail"], {"Body": body})
    body.readinto(bytearray(64))
    assert _found(ATTACK) == ["bucket/in-mail"]


def test_a_host_s_answer_is_marked(places: None) -> None:
    """The answer of the host that the contract names, behind a tunnel too; not that of another."""

    class Connection:
        host = "feed.example.com"
        port = 443

    class Tunnelled:
        host = "127.0.0.1"
        _tunnel_host = "feed.example.com"
        port = 3128

    class Other:
        host = "example.com"
        port = 443

    for connection, marked in ((Connection, True), (Tunnelled, True), (Other, False)):
        answer = _Body(b"")
        stored._mark_response(answer, connection)
        assert hasattr(answer, "_ennead_source") is marked
