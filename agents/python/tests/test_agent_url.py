"""Guard `url`: untrusted text leads no request inside, and opens no file by a URL."""

from __future__ import annotations

import os
import types
from typing import Any, Callable

import pytest

from ennead_agent import faults, sensors, verdicts
from ennead_agent.guards import address, peers, url, wrapping
from ennead_agent.untrusted import constants, reached

Serving = Callable[..., "list[dict[str, Any]]"]


@pytest.fixture(name="serving")
def _serving(serving: Serving, monkeypatch: pytest.MonkeyPatch) -> Serving:
    """Begins an invocation in which neither the test's name, which has its values, nor our own code says anything."""
    whole = reached.frames

    def others(running: Any) -> Any:
        codes, frames = whole(running)
        home = faults.HOME
        return (
            tuple(code for code in codes if not code.co_filename.startswith(home)),
            [frame for frame in frames if not str(frame[2] or frame[0].get("__file__")).startswith(home)],
        )

    def begin(event: Any, mode: str = "enforce") -> list[dict[str, Any]]:
        os.environ.pop("PYTEST_CURRENT_TEST", None)
        return serving(event, mode)

    monkeypatch.setattr(reached, "frames", others)
    monkeypatch.setattr(constants, "_beyond", {})
    monkeypatch.setattr(constants, "_values", [])
    monkeypatch.setattr(peers, "_known", set())
    return begin


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


def _connect_to(peer: tuple[str, int], name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sensors, "name_of", lambda _host: name)
    url._connect((None, peer))


@pytest.mark.parametrize(
    ("value", "host", "port"),
    [
        ("http://127.0.0.1:8765/x?a=b", "127.0.0.1", 8765),
        ("http://a@127.0.0.1:8765/x/y/z", "127.0.0.1", 8765),
        ("http://LocalHost.:08765/orders/of/ann", "127.0.0.1", 8765),
        ("http://localhost:8_765/orders/of/ann", "::1", 8765),
        ("ws://0x7f.1:8765/ws/of/ann?x=y", "127.0.0.1", 8765),
        ("http://[::ffff:10.0.0.5]:8765/orders", "::ffff:10.0.0.5", 8765),
        ("http://[0:0:0:0:0:0:0:1]:8765/orders/a", "::1", 8765),
        ("x|127.0.0.1:8765|y/of/ann/and/bob", "127.0.0.1", 8765),
        ("tcp/127.1:8765/of/ann/and/of/bob", "127.0.0.1", 8765),
        ("to=http://10.0.0.5:8765/of/ann/bob now", "10.0.0.5", 8765),
        ("https://10.0.0.5/orders/of/ann/of/bob", "10.0.0.5", 443),
        ("redis://10.0.0.5/0?of=ann&and=bob", "10.0.0.5", 6379),
        ("[::1]", "::1", 8765),
        ("2130706433:8765", "127.0.0.1", 8765),
        ("https://api.internal:8765/orders/of", "10.0.0.5", 8765),
        ("https://%61pi.internal:8765/orders/of", "10.0.0.5", 8765),
    ],
)
def test_a_peer_that_a_value_names_is_stopped(
    value: str, host: str, port: int, serving: Serving, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However it is written, and wherever client or handler cut it out; not if the code names the peer itself."""
    serving({"q": value})
    with pytest.raises(verdicts.Blocked):
        _connect_to((host, port), ".".join(["api", "internal"]) if "pi.internal" in value else host, monkeypatch)

    def own() -> None:
        _connect_to(("127.0.0.1", 8765), "127.0.0.1", monkeypatch)
        _connect_to(("::1", 8765), "::1", monkeypatch)
        _connect_to(("10.0.0.5", port), "10.0.0.5", monkeypatch)

    own()


@pytest.mark.parametrize(
    ("value", "host", "port"),
    [
        ("http://10.0.0.5:8766/orders/of/ann/of/bob", "10.0.0.5", 8765),
        ("http://10.0.0.5/orders/of/ann/of/bob", "10.0.0.5", 8765),
        ("http://shop.example.com:8765/a?b=http://10.0.0.5/", "10.0.0.5", 8765),
        ("the log says that 10.0.0.5:8765 was not there", "10.0.0.5", 8765),
        ("http://my-localhost:8765/orders/of/ann", "127.0.0.1", 8765),
        ("110.0.0.5:8765/orders/of/ann/and/bob", "10.0.0.5", 8765),
    ],
)
def test_a_value_that_names_another_place_has_not_chosen_the_peer(
    value: str, host: str, port: int, serving: Serving, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another port, another host, and prose that tells of a place."""
    said = serving({"q": value})
    _connect_to((host, port), host, monkeypatch)
    assert said == []


class _Client:
    base: str

    def reached(self, peer: tuple[str, int], monkeypatch: pytest.MonkeyPatch) -> None:
        _connect_to(peer, peer[0], monkeypatch)


_client = _Client()


def _by_the_client(peer: tuple[str, int], monkeypatch: pytest.MonkeyPatch) -> None:
    _client.reached(peer, monkeypatch)


def _inner() -> str:
    """No module's name has the text, which would speak for the code."""
    return ".".join("10 1 2 3".split())


def _by_name(peer: tuple[str, int], monkeypatch: pytest.MonkeyPatch) -> None:
    assert "ORDERS_PLACE" in os.environ
    _connect_to(peer, peer[0], monkeypatch)


@pytest.mark.parametrize("value", ["10.1.2.3:8701", "http://10.1.2.3:8701/x"])
@pytest.mark.parametrize(("variable", "by_name"), [("ORDERS_PLACE", _by_name)])
def test_a_place_of_the_environment_s_that_a_value_is_is_stopped(
    value: str, variable: str, by_name: Callable[..., None], serving: Serving, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Unless the code uses the variable, as its name, what is kept of it, or an earlier invocation tells."""
    peer = (_inner(), 8701)
    monkeypatch.setattr(_client, "base", "", raising=False)
    monkeypatch.setenv(variable, f"{_inner()}:8701")
    said = serving({"q": value})
    with pytest.raises(verdicts.Blocked):
        _connect_to(peer, _inner(), monkeypatch)
    said.clear()
    by_name(peer, monkeypatch)
    monkeypatch.setattr(_client, "base", f"http://{_inner()}:8701")
    _by_the_client(peer, monkeypatch)
    monkeypatch.setattr(_client, "base", "")
    serving({"q": "x"})
    _connect_to(peer, _inner(), monkeypatch)
    serving({"q": value})
    _connect_to(peer, _inner(), monkeypatch)
    assert said == []


def test_a_place_of_the_environment_s_that_the_event_tells_of_passes(
    serving: Serving, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An address alone, another port, a log's line; a proxy, which libraries read by themselves."""
    monkeypatch.setenv("ORDERS_PLACE", f"https://{_inner()}:{8700}/v1")
    said = serving({"ip": _inner(), "host": f"{_inner()}:1", "log": f"{_inner()}:{8700} is down"})
    _connect_to((_inner(), 8700), _inner(), monkeypatch)
    monkeypatch.delenv("ORDERS_PLACE")
    monkeypatch.setattr(peers, "_known", set())
    monkeypatch.setenv("HTTPS_PROXY", f"http://{_inner()}:{8700}")
    serving({"q": f"{_inner()}:{8700}"})
    _connect_to((_inner(), 8700), _inner(), monkeypatch)
    assert said == []


def _here() -> str:
    return ".".join("127 0 0 1".split())


@pytest.mark.parametrize("public", ["http://shop.example.com/r"])
@pytest.mark.parametrize("variable", ["AWS_LAMBDA_RUNTIME_API", "no_proxy"])
def test_a_request_led_on_is_stopped_though_a_variable_holds_the_address(
    variable: str, public: str, serving: Serving, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The Runtime API's speaks for its client alone, and a list without proxy names this machine always."""
    monkeypatch.setenv(variable, f"{_here()}:9001" if variable.isupper() else f"{_here()},x")
    serving({"q": public})
    url.judge(public)
    with pytest.raises(verdicts.Blocked):
        _connect_to((_here(), 8765), _here(), monkeypatch)


@pytest.mark.parametrize("public", ["http://shop.example.com/r"])
@pytest.mark.parametrize("place", ["127.0.0.1:8765", "http://u:p@127.0.0.1:8765/v1", "127.0.0.1", "host=127.0.0.1 x=1"])
def test_a_place_of_the_function_s_own_passes_after_a_request_elsewhere(
    place: str, public: str, serving: Serving, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The environment names it, alone or with this port; with another port it has not."""
    monkeypatch.setenv("ORDERS_PLACE", place)
    said = serving({"q": public})
    url.judge(public)
    _connect_to((_here(), 8765), _here(), monkeypatch)
    assert said == []
    if ":8765" in place:
        with pytest.raises(verdicts.Blocked):
            _connect_to((_here(), 8766), _here(), monkeypatch)


def test_the_runtime_api_is_no_place_for_a_value_to_choose(serving: Serving, monkeypatch: pytest.MonkeyPatch) -> None:
    """Code that names its variable, as an extension does, may go there."""
    monkeypatch.setenv("_".join(["AWS", "LAMBDA", "RUNTIME", "API"]), f"{_here()}:9001")
    serving({"q": f"{_here()}:9001"})
    with pytest.raises(verdicts.Blocked):
        _connect_to((_here(), 9001), _here(), monkeypatch)

    def extension() -> None:
        assert "AWS_LAMBDA_RUNTIME_API" in os.environ
        _connect_to((_here(), 9001), _here(), monkeypatch)

    extension()


@pytest.mark.parametrize(
    ("event", "asked"),
    [
        ({"q": "0"}, "http://0:8765/x"),
        ({"q": 0}, "http://0/x"),
        ({"q": "q"}, "http://q:8765/x"),
        ({"host": 2130706433}, "http://2130706433:8765/x"),
        ({"host": 2130706433}, "http://127.0.0.1:8765/x"),
        ({"host": 127.1}, "http://127.1:8765/x"),
        ({"ip": [127, 0, 0, 1]}, "http://127.0.0.1:8765/x"),
        ({"b": "0", "c": 0, "a": 127, "d": "1"}, "http://127.0.0.1:8765/x"),
        ({"body": '{"q": [10, 2, 3, 4]}'}, "http://10.2.3.4:8765/x"),
    ],
)
def test_numbers_and_single_signs_lead_no_request_inside(
    event: dict[str, Any], asked: str, serving: Serving, monkeypatch: pytest.MonkeyPatch
) -> None:
    """They are no texts of the event's index; in a URL and as a peer.  A host that the environment names passes."""
    said = serving(event)
    host = asked[len("http://") :].partition("/")[0].partition(":")[0]
    with pytest.raises(verdicts.Blocked):
        url.judge(asked)
    with pytest.raises(verdicts.Blocked):
        _connect_to(("10.0.0.9" if host == "q" else address.canonical(host), 8765), host, monkeypatch)
    said.clear()
    monkeypatch.setenv("ORDERS_PLACE", f"http://{host}/")
    url.judge(asked)
    assert said == []


@pytest.mark.parametrize(
    ("event", "asked"),
    [
        ({"qty": 10, "other": {"tax": 0, "more": 5}}, "http://10.0.0.5:8765/x"),
        ({"list": [1, 0, 0, 127]}, "http://127.0.0.1:8765/x"),
        ({"q": "0", "n": 8}, "http://8.8.8.8/x"),
        ({"q": "0"}, "http://10.0.0.5/0"),
        ({"q": 5}, "http://shop.example.com/5"),
    ],
)
def test_numbers_that_only_look_alike_pass(event: dict[str, Any], asked: str, serving: Serving) -> None:
    """Numbers scattered over the event, or in a path, make no host."""
    said = serving(event)
    url.judge(asked)
    assert said == []


@pytest.mark.parametrize(
    ("value", "stopped"),
    [
        ("ann&admin=true", True),
        ("ann&%61dmin=true", True),
        ("&page=2", False),
        ("/cart?a=1&b=2", False),
        ("ann&%20=2", False),
        ("AT&T", False),
        ("C#", False),
    ],
)
def test_a_parameter_behind_the_code_s_prefix_is_stopped(value: str, stopped: bool, serving: Serving) -> None:
    """As behind `name=`; a query that goes on, and a page within a parameter, are handed on as they came."""
    said = serving({"id": value})
    if stopped:
        with pytest.raises(verdicts.Blocked):
            url.judge("https://mail.example.com/inbox?filter=owner:" + value)
    else:
        url.judge("https://mail.example.com/inbox?filter=owner:" + value)
        url.judge("https://mail.example.com/login?next=https://shop.example.com" + value)
        assert said == []


@pytest.mark.parametrize(("value", "host"), [("[::1]", "::1")])
def test_urllib3_s_own_host_is_read_with_its_brackets(
    value: str, host: str, serving: Serving, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The pool keeps it without them."""
    asked: list[Any] = []
    monkeypatch.setattr(wrapping, "before", lambda *words: asked.append(words[-1]))
    url._follow_urllib3(types.SimpleNamespace(HTTPConnectionPool=None))  # type: ignore[arg-type]
    serving({"q": value})
    with pytest.raises(verdicts.Blocked):
        asked[0](types.SimpleNamespace(scheme="http", host=host, port=8765), "GET", "/x")


@pytest.mark.parametrize(
    ("host", "one"),
    [
        ("LOCALHOST.", "127.0.0.1"),
        ("[::1]", "127.0.0.1"),
        ("::ffff:10.0.0.5", "10.0.0.5"),
        ("0x7f.1", "127.0.0.1"),
        ("0", "0.0.0.0"),
        ("10-0-0-5.nip.io", "10.0.0.5"),
        ("b\u00fccher.internal", "xn--bcher-kva.internal"),
        ("FE80:0::1%eth0", "fe80::1"),
        ("zz::", "zz::"),
        ("Shop.example.com", "shop.example.com"),
    ],
)
def test_spellings_of_a_host_are_one(host: str, one: str) -> None:
    """Names in one case, addresses in one notation."""
    assert address.canonical(host) == one


@pytest.mark.parametrize(
    "host", ["0", "2130706433", "0300.0250.0.1", "192.0250.0.1", "0:0:0:0:0:0:0:1", "64:ff9b::a00:1"]
)
def test_a_quick_look_lets_no_other_spelling_by(host: str) -> None:
    """A socket may be given any of them."""
    assert address.may_be_inside(host)
    assert address.is_inside(host)
    assert not any(map(address.may_be_inside, ("8.8.8.8", "2606:4700::1", "52.94.5.1")))


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
