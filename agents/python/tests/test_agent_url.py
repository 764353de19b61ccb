"""Guard `url`: untrusted text leads no request inside, and opens no file by a URL."""

from __future__ import annotations

from typing import Any, Callable

import pytest

from ennead_agent import sensors, verdicts
from ennead_agent.guards import address, url

Serving = Callable[..., "list[dict[str, Any]]"]


def _whole(value: str) -> str:
    return value


def _host(value: str) -> str:
    return "http://" + value + "/orders"


def _path(value: str) -> str:
    return "https://api.example.com" + value


@pytest.mark.parametrize(
    ("made", "value"),
    [
        (_whole, "http://127.0.0.1:8080/x"),
        (_whole, "HTTP://LOCALHOST/x"),
        (_whole, "http://169.254.169.254/latest/meta-data/"),
        (_whole, "http://[::1]:9001/"),
        (_whole, "http://[::ffff:10.0.0.5]/"),
        (_whole, "http://2130706433/"),
        (_whole, "http://0x7f.1/"),
        (_whole, "http://0177.0.0.1/"),
        (_whole, "http://127.1/"),
        (_whole, "http://0/"),
        (_whole, "http://user:pw@10.1.2.3/"),
        (_whole, "http://example.com\\@127.0.0.1/"),
        (_whole, "http://127.0.0.1.nip.io/"),
        (_whole, "http://metadata.google.internal/"),
        (_whole, "http://localhost./"),
        (_whole, "http://１２７.0.0.1/"),
        (_whole, "http://%6c%6f%63alhost/"),
        (_whole, "file:///etc/passwd"),
        (_whole, "FILE://localhost/etc/passwd"),
        (_whole, " url:file:///etc/passwd"),
        (_whole, "ftp://127.0.0.1/"),
        (_host, "127.0.0.1:80"),
        (_host, "x@192.168.0.1"),
        (_host, "localhost#"),
        (_path, "@127.0.0.1/"),
        (_path, ":80@localhost/"),
    ],
)
def test_a_host_inside_is_stopped(made: Callable[[str], str], value: str, serving: Serving) -> None:
    """However an address is written, and wherever the value stands in the URL."""
    said = serving({"target": value})
    with pytest.raises(verdicts.Blocked):
        url.judge(made(value))
    assert "target" in said[0]["reason"]


@pytest.mark.parametrize(
    ("made", "value"),
    [
        (_whole, "https://hooks.example.org/x?y=http://127.0.0.1/"),
        (_whole, "https://example.com:8443/a%20b"),
        (_host, "shop.example.com"),
        (_path, "/orders/127.0.0.1"),
        (_path, "/@ann"),
        (_path, "?next=http://localhost/"),
        (_whole, "http://8.8.8.8/"),
    ],
)
def test_public_hosts_pass(made: Callable[[str], str], value: str, serving: Serving) -> None:
    """A public host, and an address inside that stands in a path or a query, are requested as before."""
    said = serving({"target": value})
    url.judge(made(value))
    assert said == []


@pytest.mark.parametrize(
    ("value", "stopped"),
    [("7&action=deleteMailbox", True), ("7&a[b]=c#", True), ("AT&T", False), ("a=1;b=2", False), ("x%26y=1", False)],
)
def test_a_parameter_of_its_own_is_stopped(value: str, stopped: bool, serving: Serving) -> None:
    """A value behind the code's `id=` stays one value; a whole query that is handed on may have what it likes."""
    said = serving({"id": value, "query": "a=1&b=2"})
    url.judge("https://mail.example.com/inbox?" + "&".join(["a=1", "b=2"]))
    assert said == []
    if stopped:
        with pytest.raises(verdicts.Blocked):
            url.judge("https://mail.example.com/inbox?id=" + value)
    else:
        url.judge("https://mail.example.com/inbox?id=" + value)
        assert said == []


PEER, WORD, PORT = "localhost:8471", "db", 8471


def _reached(port: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sensors, "name_of", lambda _host: PEER.partition(":")[0])
    url._connect((None, ("127.0.0.1", port)))


def test_a_peer_that_a_client_took_apart_is_stopped(serving: Serving, monkeypatch: pytest.MonkeyPatch) -> None:
    """Host and port of one value lead a connection inside though the client asks for each by itself."""
    serving({"target": PEER})
    with pytest.raises(verdicts.Blocked):
        _reached(PORT, monkeypatch)


def test_another_port_of_the_same_host_passes(serving: Serving, monkeypatch: pytest.MonkeyPatch) -> None:
    """A value that names the host with another port has not chosen this peer."""
    said = serving({"host": PEER})
    _reached(2773, monkeypatch)
    assert said == []


def test_a_host_of_one_word_is_inside(serving: Serving) -> None:
    """No public server has a name without a dot; a path alone has no host."""
    said = serving({"target": WORD})
    url.judge("/" + WORD + "/orders")
    assert said == []
    with pytest.raises(verdicts.Blocked):
        url.judge("http://" + WORD + ":5432/orders")


def test_the_code_s_own_host_inside_passes(serving: Serving, monkeypatch: pytest.MonkeyPatch) -> None:
    """A host that the code or the environment names is the function's, though the event names it too."""
    monkeypatch.setenv("ORDERS_API", "http://10.0.0.9:8080")
    said = serving({"target": "127.0.0.1", "other": "10.0.0.9", "path": "x"})
    url.judge("http://127.0.0.1:2773/secret/" + "x".strip())
    url.judge("/".join(["http:", "", "10.0.0.9", "x"]))
    assert said == []


@pytest.mark.parametrize(
    ("host", "inside"),
    [
        ("127.0.0.1", True),
        ("0177.1", True),
        ("256.1.1.1", False),
        ("1.1.1.1", False),
        ("64:ff9b::a00:1", True),
        ("fe80::1%eth0", True),
        ("2606:4700::1111", False),
        ("example.com", False),
        ("api.internal", True),
        ("localhost.example.com", False),
        ("", False),
        ("0x", True),
        ("100.64.0.1", True),
    ],
)
def test_addresses_as_a_network_stack_reads_them(host: str, inside: bool) -> None:
    """Numbers in any base and count, and IPv6 with IPv4 in it."""
    assert address.is_inside(host) is inside
