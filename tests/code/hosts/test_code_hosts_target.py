"""The host in a told URL or host text."""

from __future__ import annotations

import pytest

from ennead.code.hosts.address import concat, join, plain
from ennead.code.hosts.target import host_of, variable_of
from ennead.code.values import Choice, Env, Known, Unknown, Value, Words
from tests.code.hosts.making import made, method, ref, value

HOLE = Unknown("hole")


@pytest.mark.parametrize(
    ("text", "host"),
    [
        ("https://API.Example.com/v1?x=1", "api.example.com"),
        ("https://user:p@ss@api.example.com:8443/", "api.example.com"),
        ("//cdn.example.com/x.js", "cdn.example.com"),
        ("db.example.com:5432/orders", "db.example.com"),
        ("localhost", "localhost"),
        ("mongodb://a.example.com:27017,b.example.com:27017/db", "a.example.com"),
        ("mongodb+srv://u:p@cluster.example.net/db", "cluster.example.net"),
        ("jdbc:postgresql://db.example.com:5432/x", "db.example.com"),
        ("redis://:secret@cache.example.com:6379", "cache.example.com"),
        ("https://[2001:db8::1]:8080/x", "2001:db8::1"),
        ("10.0.0.7:80", "10.0.0.7"),
        ("api.example.com.", "api.example.com"),
        ("/v1/users", None),
        ("file:///etc/passwd", None),
        ("", None),
        ("not a host", None),
        ("https://", None),
        ("https://a..b/", None),
        ("\x00\x00", None),
    ],
)
def test_host_of_constant_text(text: str, host: str | None) -> None:
    """Scheme, credentials, port and path are left out; what is no host gives none."""
    assert host_of(Known(text)) == host


@pytest.mark.parametrize(
    ("parts", "host"),
    [
        (("https://", HOLE, ".example.com/"), "*.example.com"),
        (("https://", HOLE, ".execute-api.", HOLE, ".amazonaws.com/prod"), "*.execute-api.*.amazonaws.com"),
        (("https://api.example.com/users/", HOLE), "api.example.com"),
        (("https://api.example.com", HOLE), "api.example.com"),
        (("https://u:", HOLE, "@db.example.com/x"), "db.example.com"),
        (("https://api.example.com:", HOLE, "/x"), "api.example.com"),
        ((HOLE, "://api.example.com/x"), "api.example.com"),
        (("https://", HOLE, ".com/x"), None),
        (("https://api.", HOLE, "/x"), None),
        (("https://api", HOLE), None),
        ((HOLE, "/users"), None),
    ],
)
def test_host_of_text_with_holes(parts: tuple[object, ...], host: str | None) -> None:
    """A hole in the host is a star where a domain stands after it; one that may hide the domain gives none."""
    assert host_of(value(parts)) == host


@pytest.mark.parametrize("given", [Known(7), Known(None), Known(b"https://x.example.com"), Unknown(), Env("URL")])
def test_host_of_what_is_no_text(given: Value) -> None:
    """Numbers, bytes, variables and untold values have no host."""
    assert host_of(given) is None


def test_huge_and_broken_text_ends() -> None:
    """Text of any size, with lone surrogates and NUL bytes, is answered at once."""
    assert host_of(Known("https://" + "a." * 1_000_000 + "com")) is not None
    assert host_of(Known("https://\ud800.example.com/")) is None


def test_variable_that_a_url_begins_with() -> None:
    """The variable is told where the text begins with it, alone or with a path after it."""
    assert variable_of(Env("API_URL", Known("http://localhost"))) == "API_URL"
    assert variable_of(Words((Env("API_URL"), Known("/orders")))) == "API_URL"
    assert variable_of(Words((Known("https://"), Env("HOST")))) is None
    assert variable_of(Choice((Env("A"), Env("A", Known("x"))))) == "A"
    assert variable_of(Choice((Env("A"), Env("B")))) is None
    assert variable_of(Known("https://x")) is None


def test_addresses_are_joined() -> None:
    """A path comes under its base with one slash; a whole URL stands alone."""
    base = Known("https://api.example.com/v1/")
    assert join(base, Known("/orders")) == Known("https://api.example.com/v1/orders")
    assert join(base, Known("https://other.example.com/")) == Known("https://other.example.com/")
    assert join(Env("API"), Known("orders")) == Words((Env("API"), Known("/orders")))
    assert join(base, None) == base
    assert concat(Known("a"), Words((HOLE, Known("b"))), Known(3)) == Words((Known("a"), HOLE, Known("b3")))


def test_address_of_many_layers_ends() -> None:
    """URLs made of URLs end somewhere."""
    url: Value = Known("https://api.example.com")
    for _ in range(300):
        url = made(ref("", "URL"), "x", url, new=True)
    assert plain(url) is not None


def test_addresses_come_out_of_url_objects() -> None:
    """What a URL object was made of is its address."""
    url = made(ref("", "URL"), "/orders?x=1", "https://api.example.com", new=True)
    assert plain(method(url, "href")) == Known("https://api.example.com/orders?x=1")
    assert plain(made(method(url, "toString"))) == Known("https://api.example.com/orders?x=1")
    joined = made(ref("urllib.parse", "urljoin"), Env("BASE"), "orders")
    assert plain(joined) == Words((Env("BASE"), Known("/orders")))
