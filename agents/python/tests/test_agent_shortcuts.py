"""Shortcuts that save time on every invocation, and what none of them may lose."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from types import FunctionType, SimpleNamespace
from typing import Any, Callable

import pytest

import agent_lab
from ennead_agent import faults, invocation
from ennead_agent.classes import patterns
from ennead_agent.guards import code, path, path_judge, secret, shell
from ennead_agent.hygiene import base, environment, files, host, patched, sockets, threads, written

Judged = Callable[..., "list[str]"]
LATER = {"untrusted.match", "untrusted.texts", "hygiene.looks", "hygiene.patched"}
"""Modules that the first event would else wait for."""


class Equal:
    """Says of itself that it is whatever it is compared with."""

    def __eq__(self, other: object) -> bool:
        return True

    __hash__ = None  # type: ignore[assignment]


def _one() -> int:
    return 1


def _two() -> int:
    return 2


@pytest.fixture
def noted() -> Any:
    """A module's space with a function, a name that was not there, and a function of the function's own."""
    watched = FunctionType(_one.__code__, globals(), "watched")
    own = FunctionType(_one.__code__, globals(), "own")
    space: dict[str, Any] = {"watched": watched, "other": len}
    rows = [(space, "watched", watched, watched.__code__), (space, "other", len, None), (space, "absent", None, None)]
    count, now = len(sys.modules), base.hooks()
    return SimpleNamespace(
        space=space,
        watched=rows,
        own=[(own, own.__code__)],
        quick=None,
        hooks=now,
        watched_count=count,
        missing={},
    )


@pytest.fixture(autouse=True)
def _marks() -> Iterator[None]:
    base.marks.clear()
    yield
    base.marks.clear()


@pytest.mark.parametrize("name", ["watched", "other", "absent"])
def test_what_says_that_it_is_equal_is_another(noted: Any, name: str) -> None:
    """A watched function that was replaced is found by identity, once, whatever stands there now says of itself."""
    assert list(patched.look(noted)) == []
    noted.space[name] = Equal()
    assert [one.name for one in patched.look(noted)] == [name]
    assert list(patched.look(noted)) == []


def test_function_that_was_taken_away_is_seen_when_it_is_back(noted: Any) -> None:
    """A name that goes is no finding and no fault; what stands there later is one."""
    del noted.space["other"]
    assert list(patched.look(noted)) == []
    noted.space["other"] = Equal()
    assert [one.name for one in patched.look(noted)] == ["other"]


@pytest.mark.parametrize("how", ["set", "by native code", "unseen"])
def test_changed_code_is_found(noted: Any, how: str) -> None:
    """Code that was set, or may have been by native code, is read at once; else with the next deep look."""
    assert list(patched.look(noted)) == []
    noted.own[0][0].__code__ = noted.space["watched"].__code__ = _two.__code__
    if how == "set":
        base._on_attribute((noted.own[0][0], "__code__", _two.__code__))
    elif how == "by native code":
        base._on_native(())
    names = [one.name for one in patched.look(noted, deep=how == "unseen")]
    assert names == ["watched", noted.own[0][0].__name__]


def test_other_attributes_are_no_code(noted: Any) -> None:
    """Names and words of functions are set all the time: no code is read for that."""
    base._on_attribute((_one, "__module__", "x"))
    noted.own[0][0].__code__ = _two.__code__
    assert list(patched.look(noted)) == []


def test_descriptors_are_not_listed_without_cause(monkeypatch: pytest.MonkeyPatch) -> None:
    """They are listed once Python code has made or bound a socket, native code came, one is unsettled, and deeply."""
    listed: list[int] = []

    def open_files() -> dict[int, tuple[int, bool]]:
        listed.append(1)
        return {}

    monkeypatch.setattr(host, "open_files", open_files)
    here: Any = SimpleNamespace(standard=host.standard(), sockets=set(), unsettled=False)
    base._on_start(())
    assert list(sockets.look(here)) == []
    assert not listed
    causes: list[Callable[[], None]] = [lambda: base._on_socket(()), lambda: base._on_native(())]
    causes.append(lambda: setattr(here, "unsettled", True))
    for cause in causes:
        cause()
        list(sockets.look(here))
        list(sockets.look(here))
    assert len(listed) == 3
    list(sockets.look(here, deep=True))
    assert len(listed) == 4


def test_threads_are_not_listed_without_cause(monkeypatch: pytest.MonkeyPatch) -> None:
    """They are listed where their number or those that `threading` knows have changed, or one is to be seen again."""
    listed: list[int] = []

    def current_frames() -> dict[int, Any]:
        listed.append(1)
        return {}

    monkeypatch.setattr(sys, "_current_frames", current_frames)
    count, active = [3], {1: None, 2: None}
    monkeypatch.setattr(threads, "_count", lambda: count[0])
    monkeypatch.setitem(sys.modules, "threading", SimpleNamespace(_active=active))
    here: Any = SimpleNamespace(threads=set(), threads_once={}, thread_count=-1, threads_known=frozenset())
    changes: list[Callable[[], None]] = [
        lambda: None,  # the first look lists them
        lambda: count.__setitem__(0, 4),
        lambda: active.__setitem__(9, active.pop(1)),
        lambda: setattr(here, "thread_count", -1),
    ]
    for number, change in enumerate(changes, 1):
        change()
        assert list(threads.look(here)) == list(threads.look(here)) == []
        assert len(listed) == number
    here.threads_once = {7: "loop"}
    list(threads.look(here))
    assert len(listed) == len(changes) + 1


@pytest.mark.parametrize(
    "change",
    [{b"LD_PRELOAD": b"/tmp/x.so"}, {b"PATH": b"/tmp/bin:/bin"}, {b"AWS_ENDPOINT_URL_S3": b"http://%d" % 3232235777}],
)
def test_each_change_of_the_environment_is_looked_at(change: dict[bytes, bytes], monkeypatch: Any) -> None:
    """A variable that is new, another value, and one behind a prefix are seen once, beside one that always changes."""
    space = {b"PATH": b"/bin", b"HOME": b"/root", b"_X_AMZN_TRACE_ID": b"1"}
    monkeypatch.setattr(environment, "variables", lambda: space)
    monkeypatch.setattr(base, "variables", lambda: space)
    here = base.Base.__new__(base.Base)
    here._space()
    space[b"_X_AMZN_TRACE_ID"] = b"2"
    assert list(environment.look(here)) == []
    space.update(change)
    assert [one.key for one in environment.look(here)] == list(change)
    assert list(environment.look(here)) == []
    space.pop(b"PATH")
    assert list(environment.look(here)) == []


def test_a_new_file_is_read_once_for_all(tmp_path: Path) -> None:
    """Of a small file all is there for those who look, of a large one its head; links and folders have no data."""
    (tmp_path / "small").write_bytes(b"#!/bin/sh\nkey")
    (tmp_path / "large").write_bytes(b"\x7fELF" + bytes(files.LARGEST))
    (tmp_path / "link").symlink_to(tmp_path / "small")
    found = {
        name: written.read(str(tmp_path / name), files.LARGEST) for name in ("small", "large", "link", ".", "gone")
    }
    data = {name: one.data if one else None for name, one in found.items()}
    assert data == {"small": b"#!/bin/sh\nkey", "large": b"\x7fELF", "link": b"", ".": b"", "gone": None}
    assert [name for name, one in found.items() if one and one.is_plain] == ["small", "large"]


@pytest.mark.parametrize(
    ("source", "constants", "is_constant"),
    [
        (b"3 * 14", (None, "3 * 14"), True),
        (b"3 * 14", (None, b"3 * 14"), True),
        ("3 * 14", ("3 * 14",), True),
        ("3 * ü".encode(), ("3 * ü",), True),
        (b"3 * 14", (3, "3 * 1", b"3"), False),
        ("3 * 14", (b"3 * 14",), False),
        (1, (1, True), False),
    ],
)
def test_constant_code_is_known(source: object, constants: tuple[Any, ...], is_constant: bool) -> None:
    """Code that is a constant of whoever compiles it is known again, as text and as bytes; nothing else is."""
    assert code._is_constant(source, constants) is is_constant


def test_our_own_modules_are_not_judged(monkeypatch: pytest.MonkeyPatch, within: Judged) -> None:
    """What the agent loads of itself costs no look at the event; what others load, and it loads for others, does."""
    asked: list[str] = []
    monkeypatch.setattr(code, "_judge_module", asked.append)

    def ask() -> None:
        for name in ("ennead_agent.classes", "antigravity"):
            code._import((name,))

    for file in (faults.HOME + "brought.py", "/srv/app.py"):
        frame = SimpleNamespace(f_code=SimpleNamespace(co_filename=file, co_names=()))
        monkeypatch.setattr(code, "_asking", lambda frame=frame: frame)
        within({"a": "x"}, ask)
    assert asked == ["antigravity", "ennead_agent.classes", "antigravity"]


def test_variable_that_decides_nothing_is_not_judged(monkeypatch: pytest.MonkeyPatch) -> None:
    """The runtime client puts one before each event; the judge is asked of those that decide what programs do."""
    asked: list[Any] = []
    monkeypatch.setattr(shell, "_judged", lambda _program, _words, env: asked.extend(env))
    for name in (b"_X_AMZN_TRACE_ID", b"PATH", "LD_ANYTHING", b"LANG", b"GIT_SSH_COMMAND"):
        shell._putenv((name, b"x"))
    assert asked == ["PATH", "LD_ANYTHING", "GIT_SSH_COMMAND"]


FOLDER = "/srv/lists/"


def test_path_is_judged_once_an_event(monkeypatch: pytest.MonkeyPatch, within: Judged) -> None:
    """A path of which the event has nothing is judged at its first opening, and anew with the next event."""
    judged: list[str] = []
    harm = path_judge.harm
    name = FOLDER + str(7)

    def counted(path: str, *words: Any, **more: Any) -> Any:
        judged.append(path)
        return harm(path, *words, **more)

    def act() -> None:
        for _ in range(3):
            path._open((name, None, 0))

    monkeypatch.setattr(path_judge, "harm", counted)
    assert within({"a": "nothing"}, act) == []
    assert judged == [name]
    assert within({"a": "/srv/lists" + "/7"}, act) == ["value of a names a place of its own choice"]


def test_path_is_judged_again_once_more_is_known(within: Judged) -> None:
    """What an archive brought is held against a path that was sound before."""
    name = FOLDER + str(8)

    def act() -> None:
        path._open((name, None, 0))
        path.take_in([FOLDER + str(8)], "archive")
        path._open((name, None, 0))

    assert within({"a": "nothing"}, act) == ["value of archive names a place of its own choice"]


@pytest.mark.parametrize("sign", ["../x", "x/..", "..\\x", "..%2f", "%2E%2e/", "\\u002e\\u002E/", "&#x2E;&#x2e;/"])
def test_each_way_to_climb_is_seen(sign: str) -> None:
    """Every sign by which a path leaves its folder is seen in an event, in any letter case; other text is none."""
    assert path._climbs(b'{"a": "' + sign.encode() + b'"}')
    assert not path._climbs(b'{"a": "2e4 1.5 a..b 50% \\\\ x"}')


@pytest.mark.parametrize(
    ("body", "coded"),
    [
        (b'{"isBase64Encoded":true}', True),
        (b'{"isBase64Encoded" : \n true}', True),
        (b'{"isBase64Encoded":' + b" " * 99 + b"true}", True),
        (b'{"isBase64Encoded": false, "isBase64Encoded": true}', True),
        (b'{"isBase64Encoded": false}', False),
        (b'{"body": "\\"isBase64Encoded\\": true"}', False),
        (b'{"Records":[{"eventSource": "aws:kinesis"}]}', True),
        (b'{"eventSource":"SelfManagedKafka"}', True),
        (b'{"Records":[{"eventSource": "aws:sqs"}]}', False),
        (b'{"awslogs": {}}', True),
        (b'{"a": "awslogs"}', False),
        (b'{"a": ["deliveryStreamArn"]}', False),
        (b'{"deliveryStreamArn": "arn"}', True),
    ],
)
def test_coded_event_is_known(body: bytes, coded: bool) -> None:
    """An event whose values the platform codes is known by its own fields, and not by text of a caller's."""
    assert invocation.Invocation("1", body, cold=False).legible is not coded


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("DB_PASSWORD", True),
        ("api_key", True),
        ("STRIPE_APIKEY", True),
        ("TOKEN_EXPIRY", False),
        ("TOKEN_EXPIRES_IN", False),
        ("TOKEN_EXPIRES-X", True),
        ("SECRET_ARN", False),
        ("secret_name", False),
        ("AWS_SESSION_TOKEN", True),
        ("TABLE", False),
    ],
)
def test_names_of_secrets(name: str, told: bool) -> None:
    """A variable holds a secret by its name, unless the name says that it only tells of one."""
    assert secret._is_secret(name) is told


KNOWN = {
    "phone": ["+49 170 1234567", "(212) 555-1234", "1 (212) 555 1234", "(0301) 22 33 445", "0049 30 1234567"],
    "card": ["4111 1111 1111 1111", "5500005555555559", "3782-822463-10005"],
    "iban": ["GB82 WEST 1234 5698 7654 32", "MT84MALT011000012345MTLCAST001S", "DE89370400440532013000"],
    "us_ssn": ["123-45-6789"],
    "ip_address": ["10.1.2.3", "2001:db8::1"],
    "email": ["a@b.co"],
    "token": ["AKIAIOSFODNN7EXAMPLE", "xoxb-1234567890", "Bearer abcdefghijklmnop"],
    "private_key": ["-----BEGIN PRIVATE KEY-----"],
}


@pytest.mark.parametrize(("kind", "text"), [(kind, text) for kind, texts in KNOWN.items() for text in texts])
def test_texts_are_told_apart_before_they_are_searched(kind: str, text: str) -> None:
    """What is known is found in a text of its own, within another one, and among others; once each."""
    for texts in ([text], ["see " + text], ["12", text, "a: b"], ["2026-01-02T10:11:12Z", "task-1", "see: " + text]):
        assert list(patterns.of(texts)) == [kind]


def test_first_event_waits_for_no_module(client: agent_lab.Client, layer: Path, function: Callable[..., Path]) -> None:
    """What nearly every function needs is loaded before its first event; classes and single judges are not."""
    source = """
        import sys
        def handler(event, context):
            return sorted(name[13:] for name in sys.modules if name.startswith("ennead_agent."))
    """
    ran = agent_lab.run(client, function(source), [{"a": "b"}], layer=layer)
    loaded = set(json.loads(ran.answers[0]))
    assert loaded >= LATER
    assert not loaded & {"classes.walk", "guards.shell_judge", "guards.sql_judge", "refuse"}
