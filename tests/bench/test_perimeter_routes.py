"""A value goes into an event along a carrier's route, and comes out of it as a handler takes it."""

from __future__ import annotations

import json

import pytest

from bench.barrier import inputs, routes
from bench.barrier.shop.take import take

PROBE = 'it\'s a "probe" %41 +1; ünï\n{}&=<\\'
EVENT = {
    "Records": [{"body": "{}", "data": "", "list": [1]}],
    "headers": {"cookie": "a=b; c=d"},
    "body": "x=1&y=2",
    "isBase64Encoded": True,
}
ROUTES = (
    ("/Records/0/body", "json", "/deep/er"),
    ("/Records/0/body", "json", "name"),
    ("/Records/0/data", "base64", "json", "/a"),
    ("/Records/0/data", "base64", "gzip", "json", "/logEvents/0/message"),
    ("/Records/0/list", "bytes"),
    ("/Records/1/new",),
    ("/body", "form", "/x"),
    ("/body", "form", "name"),
    ("/headers/cookie", "cookie", "/c"),
    ("/body", "multipart", "/file"),
    ("/body", "base64", "multipart", "/file"),
    ("/body", "percent"),
    ("/body", "plus"),
    ("/with~1slash/and~0tilde",),
    ("/body", "json", "/Message", "json", "/detail"),
)


@pytest.mark.parametrize("route", ROUTES, ids=" ".join)
def test_what_is_put_in_comes_out(route: tuple[str, ...]) -> None:
    """Every coding of a route gives back the value, and the event stays as it was for everybody else."""
    before = json.dumps(EVENT)
    placed = json.loads(routes.place(EVENT, route, PROBE))
    assert take(placed, route) == PROBE
    assert json.dumps(EVENT) == before
    assert placed["isBase64Encoded"] is True


@pytest.mark.parametrize(
    ("route", "value", "reason"),
    [
        (("/headers/host",), "a\0b", "NUL"),
        (("/body",), "\ud800", "surrogate"),
        (("/body", "rot13"), "x", "KeyError"),
        (("/body", "multipart", "/x"), "a\r\n--b", "another text"),
        (("/Records/word",), "x", "ValueError"),
    ],
)
def test_what_cannot_be_held_is_said(route: tuple[str, ...], value: str, reason: str) -> None:
    """A carrier that cannot hold a value is refused with the reason: never is another value run in its place."""
    with pytest.raises(routes.Unfit, match=reason):
        routes.place(EVENT, route, value)


@pytest.mark.skipif(
    not (inputs.SHARED / "events" / "index.json").is_file(), reason="no sample events lie beside the project"
)
def test_every_carrier_of_the_sample_events_gives_back_its_value() -> None:
    """Each carrier of each sample event gives back what was put in."""
    events = inputs.events(inputs.SHARED / "events")
    loaded = {name: json.loads((events.folder / name).read_bytes()) for name in {one.event for one in events.carriers}}
    for carrier in events.carriers:
        assert take(json.loads(routes.place(loaded[carrier.event], carrier.route, PROBE)), carrier.route) == PROBE
