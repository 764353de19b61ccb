"""Decoys: who opens one, asks for one or carries its value away is said at once, whatever way it takes."""

from __future__ import annotations

import base64
import gc
import json
import os
import random
import socket
import threading
import timeit
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Callable

import pytest

import agent_lab
from ennead_agent import carriers, decoys, markers

SCRATCH = "/tmp/.ennead-test/credentials"


class Made:
    """Decoys of one version, as deployment makes them: the entries, and the values that only it knows."""

    def __init__(self, seed: int = 1) -> None:
        self._random = random.Random(seed)  # noqa: S311
        self._version = self._letters(8)
        self.values: dict[str, str] = {}
        self.entries: list[dict[str, str]] = []

    def _letters(self, count: int) -> str:
        return "".join(self._random.choice(markers.LETTERS + "abcdefg") for _ in range(count))

    def add(self, kind: str, name: str, length: int = 40) -> str:
        salt = self._version + self._letters(8)
        offset = self._random.randrange(length - markers.ANCHOR)
        text = self._letters(length)
        value = text[:offset] + markers.anchor(salt) + text[offset + markers.ANCHOR :]
        told = markers.told(salt, value, offset)
        self.entries.append({"kind": kind, "name": name, "salt": salt, "hash": told})
        self.values[name] = value
        return value


def every(value: bytes) -> dict[str, bytes]:
    coded = {
        "plain": value,
        "small letters": value.lower(),
        "hexadecimal": value.hex().encode(),
        "HEXADECIMAL": value.hex().upper().encode(),
    }
    for before in range(3):
        coded[f"base64 {before}"] = base64.b64encode(b"-" * before + value + b"-" * before)
    return coded


def test_a_value_is_found_in_each_coding() -> None:
    """A value is found plain, in any case, in hexadecimal and base64, in the middle of a text and at its ends."""
    made, sought = Made(), markers.Markers()
    for number, length in enumerate((12, 16, 20, 33, 40, 64)):
        value = made.add("variable", str(number), length).encode()
        sought.add(str(number), made.entries[-1]["salt"], made.entries[-1]["hash"])
        for how, coded in every(value).items():
            for text in (coded, b'{"a": "' + coded + b'"}', b"z" * 5000 + b" " + coded, coded + b"\n" * 9000):
                assert sought.find(text) == str(number), (how, text[:80])


def test_a_value_is_found_in_a_name() -> None:
    """In a host's name a value is found in small letters, cut into labels, in hexadecimal and in base32."""
    made, sought = Made(), markers.Markers()
    value = made.add("variable", "x").encode()
    sought.add("x", made.entries[0]["salt"], made.entries[0]["hash"])
    for before in range(5):
        for coded in (value, value.hex().encode(), base64.b32encode(b"q" * before + value).rstrip(b"=")):
            small = coded.lower()
            labels = b".".join(small[at : at + 30] for at in range(0, len(small), 30))
            assert sought.find(labels + b".example.com", name=True) == "x"


def test_a_value_that_the_agent_makes_is_found() -> None:
    """A value made in the instance is known as others are, and shares the letters of those that the contract has."""
    made, sought = Made(), markers.Markers()
    for number in range(4):
        made.add("variable", str(number))
        sought.add(number, made.entries[-1]["salt"], made.entries[-1]["hash"])
    for begin, length in (("AKIA", 20), ("", 40)):
        value = sought.make("own", begin, length)
        assert len(value) == length
        assert value.startswith(begin)
        assert all(sought.find(coded) == "own" for coded in every(value.encode()).values())
        assert markers.anchor(made.entries[0]["salt"]) in value
    alone = markers.Markers()
    assert alone.find(alone.make("own", "", 40).encode()) == "own"


def test_what_only_resembles_a_value_is_none() -> None:
    """Another value of the same version, or one cut short, is not found: the hash decides."""
    made, sought = Made(), markers.Markers()
    value = made.add("variable", "x")
    other = made.add("variable", "y")
    sought.add("x", made.entries[0]["salt"], made.entries[0]["hash"])
    for text in (other, value[:-1], value[1:], value[::-1], markers.anchor(made.entries[0]["salt"])):
        for coded in every(text.encode()).values():
            assert sought.find(coded) is None


def test_searching_a_kilobyte_takes_ten_microseconds() -> None:
    """A kilobyte takes 10 us or less, for ten decoys, in prose, base64 and hexadecimal, small and large."""
    made, sought = Made(), markers.Markers()
    for number in range(10):
        made.add("variable", str(number))
        sought.add(number, made.entries[-1]["salt"], made.entries[-1]["hash"])
    prose = (b'{"id": 1, "name": "Muster & Sohn", "note": "please deliver to the back door"}, ' * 20)[:1024]
    gc.collect()
    for text in (prose, base64.b64encode(os.urandom(768)), os.urandom(512).hex().encode()):
        for times in (1, 100):
            whole = text * times
            best = min(timeit.repeat(lambda: sought.find(whole), number=200 // times, repeat=7))  # noqa: B023
            assert best / (200 // times) / times <= 10e-6


HANDLER = r"""
    import logging, os, socket, subprocess, sys, urllib.request
    def connected():
        found = socket.create_connection(("127.0.0.1", int(os.environ["PORT"])), 5)
        return found
    def http(value):
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        opener.open(f"http://127.0.0.1:{os.environ['PORT']}/", data=b"x=" + value.encode(), timeout=5).read()
    def sends(value):
        with connected() as s: s.sendall(value.encode())
    def messages(value):
        with connected() as s: s.sendmsg([b"a", value.encode()])
    def datagram(value):
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as s: s.sendto(value.encode(), ("127.0.0.1", 9))
    def tls(value):
        import ssl
        one = ssl.create_default_context().wrap_bio(ssl.MemoryBIO(), ssl.MemoryBIO(), server_hostname="x")
        try: one.write(value.encode())
        except ssl.SSLError: pass
    def streams(value):
        import asyncio
        async def go():
            _, writer = await asyncio.open_connection("127.0.0.1", int(os.environ["PORT"]))
            writer.write(value.encode()); await writer.drain(); writer.close()
        asyncio.run(go())
    def name(value):
        try: socket.getaddrinfo(value[:30].lower() + "." + value[30:].lower() + ".invalid", 1)
        except socket.gaierror: pass
    def program(value): subprocess.run(["/bin/true", value])
    def shell(value): os.system("true " + value)
    def path(value):
        with open("/tmp/" + value, "w") as file: pass
        os.remove(file.name)
    def prints(value): print("found", value)
    def logs(value): logging.getLogger().warning("found %s", value)
    def opens(value):
        with open(os.environ["DECOY"]) as file: return len(file.read())
    def linked(value):
        link = "/tmp/ennead-link-%d" % os.getpid()
        os.symlink("/tmp/.ennead-test", link)
        try:
            with open(link + "/../.ennead-test/credentials") as file: file.read()
        finally: os.remove(link)
    def child(value): subprocess.run(["/bin/cat", os.environ["DECOY"]], stdout=subprocess.DEVNULL)
    def hidden(value):
        subprocess.run("cd /tmp; cat .ennead-*/cred*", shell=True, stdout=subprocess.DEVNULL)
    def native(value):
        import ctypes
        libc = ctypes.CDLL(None); place = libc.open(os.environ["DECOY"].encode(), 0)
        libc.read(place, ctypes.create_string_buffer(99), 99)
    def made(value):
        with open(os.environ["DECOY"]) as file: text = file.read()
        sends(text.split("=")[-2].split()[0])
    def handler(event, context):
        value = os.environ["ADMIN_TOKEN"]
        if event["do"] == "answer": return {"value": value}
        if event["do"] == "raise": raise ValueError(value)
        if event["do"] == "nothing": return sorted(os.environ) and 1
        try:
            globals()[event["do"]](value)
        except OSError:
            return "stopped"
        return "done"
"""
CONNECTION = "its value leaves over a connection"
WORDS = "its value leaves in a program's words"
WAYS = {
    "http": (CONNECTION, True),
    "sends": (CONNECTION, True),
    "messages": (CONNECTION, True),
    "datagram": (CONNECTION, True),
    "tls": (CONNECTION, True),
    "streams": (CONNECTION, True),
    "name": ("its value leaves in a name that is looked up", True),
    "program": (WORDS, True),
    "shell": (WORDS, True),
    "path": ("its value leaves in the name of a file", True),
    "prints": ("its value leaves in a line of the log", False),
    "logs": ("its value leaves in a line of the log", False),
    "opens": ("it is opened", True),
    "linked": ("it is opened", True),
    "child": ("a program is told its path", True),
    "hidden": ("it was read", False),
    "native": ("it was read", False),
    "answer": ("its value leaves in the answer", False),
    "raise": ("its value leaves in a line of the log", False),
}
"""What a handler does, what is said of it, and whether it is stopped in `enforce`."""


@contextmanager
def listening() -> Iterator[int]:
    """A server that answers whatever it is told."""

    def serve() -> None:
        while True:
            try:
                found, _ = server.accept()
            except OSError:
                return
            with found:
                found.recv(65536)
                found.sendall(b"HTTP/1.0 200 OK\r\nContent-Length: 0\r\n\r\n")

    with socket.create_server(("127.0.0.1", 0)) as server:
        threading.Thread(target=serve, daemon=True).start()
        yield server.getsockname()[1]


@pytest.fixture
def run(client: agent_lab.Client, layer: Path, function: Callable[[str], Path]) -> Callable[..., agent_lab.Ran]:
    """Runs events with a decoy variable and a decoy file that the agent makes."""

    def go(*todo: str, mode: str = "enforce", guards: dict[str, str] | None = None, handler: str = HANDLER) -> Any:
        made = Made()
        value = made.add("variable", "ADMIN_TOKEN")
        others = {"shell": "off", "path": "off", "flows": "off", "hygiene": "off", "secret": "off"}
        listed = [*made.entries, {"kind": "file", "name": SCRATCH}]
        rules = {"mode": mode, "guards": {**others, **(guards or {})}, "decoys": listed}
        task = function(handler)
        document = {"schema": "ennead.contract.compiled/1", "default": rules}
        (task / "contract.json").write_text(json.dumps(document), encoding="utf-8")
        Path(SCRATCH).unlink(missing_ok=True)
        with listening() as port:
            env = {
                "ENNEAD_CONTRACT": str(task / "contract.json"),
                "ADMIN_TOKEN": value,
                "DECOY": SCRATCH,
                "PORT": str(port),
            }
            ran = agent_lab.run(client, task, [{"do": word} for word in todo], layer=layer, env=env)
        Path(SCRATCH).unlink(missing_ok=True)
        assert ran.outcomes.count("ok") + todo.count("raise") == len(todo), ran.log
        assert not ran.of("error"), ran.log
        assert not any(value.encode() in line for line in ran.lines)
        return ran

    return go


@pytest.mark.parametrize("way", WAYS)
def test_each_way_out_is_said_with_its_invocation(run: Callable[..., agent_lab.Ran], way: str) -> None:
    """What is done with a decoy is one event of kind `deception` with the invocation's id; what can be, is stopped."""
    said, stops = WAYS[way]
    ran = run("nothing", way)
    found = [event for event in ran.of("deception") if event["facts"]["way"] == said]
    assert len(found) == 1, ran.log
    assert found[0]["invocation"] == ran.calls[1].id
    assert (found[0]["verdict"], found[0]["facts"].get("would")) == (("block", None) if stops else ("flag", "flag"))
    assert found[0]["facts"]["name"] in ("ADMIN_TOKEN", SCRATCH)
    if stops:
        assert json.loads(ran.answers[1]) == "stopped"


@pytest.mark.parametrize(
    ("way", "mode"), [*((way, "alert") for way in ("sends", "opens", "name", "program", "logs")), ("sends", "observe")]
)
def test_out_of_enforce_nothing_is_stopped(run: Callable[..., agent_lab.Ran], way: str, mode: str) -> None:
    """Out of `enforce` the same is flagged, with what `enforce` would have made of it, and the function goes on."""
    ran = run(way, mode=mode)
    assert json.loads(ran.answers[0]) == "done"
    (told,) = ran.of("deception")
    would = "block" if WAYS[way][1] else "flag"
    assert (told["verdict"], told["facts"]["way"], told["facts"]["would"]) == ("flag", WAYS[way][0], would)


def test_a_file_of_the_agents_own_has_values_that_are_known(run: Callable[..., agent_lab.Ran]) -> None:
    """The file in `/tmp` holds credentials of this instance only; they are known when they leave."""
    ran = run("made", mode="alert")
    assert {event["facts"]["way"] for event in ran.of("deception")} == {"it is opened", CONNECTION}


def test_a_function_that_leaves_decoys_alone_hears_nothing(run: Callable[..., agent_lab.Ran]) -> None:
    """Ordinary invocations, the agent's own looks at files included, are no event; the environment may be read."""
    plain = """
        import json, os, socket, subprocess, tempfile, logging
        def handler(event, context):
            with tempfile.NamedTemporaryFile("w", dir="/tmp") as file:
                file.write("x" * 100)
            os.listdir("/tmp")
            with socket.create_connection(("127.0.0.1", int(os.environ["PORT"]))) as s:
                s.sendall(b"x" * 2000)
            logging.warning("well"); print(len(os.environ))
            return dict(os.environ) and "x" * 5000
    """
    ran = run(*["nothing"] * 60, handler=plain, guards={"hygiene": "alert"})
    assert not ran.of("deception")
    assert not ran.of("hygiene")


def test_off_is_off(run: Callable[..., agent_lab.Ran]) -> None:
    """With the guard off nothing is watched and no file is made."""
    ran = run("sends", guards={"decoys": "off"})
    assert not ran.of("deception")
    assert not Path(SCRATCH).exists()


def test_the_log_stays_bounded(run: Callable[..., agent_lab.Ran]) -> None:
    """An intruder who touches decoys all the time is said once for each invocation and way, within the log's bound."""
    ran = run(*["sends", "opens"] * 40, mode="alert")
    assert sum(map(len, ran.lines)) < 12_000


def test_entries_that_cannot_be_used_are_said(monkeypatch: pytest.MonkeyPatch, serving: Any) -> None:
    """An entry of no known kind, with no good hash, or of a variable that is not set, is counted and told."""
    from ennead_agent import contract

    said = serving({})
    monkeypatch.setattr(carriers, "install", lambda: None)
    monkeypatch.delenv("NOT_SET", raising=False)
    policy = contract.Policy()
    policy.rules = {
        "decoys": [
            {"kind": "other", "name": "x"},
            {"kind": "variable", "name": "NOT_SET"},
            {"kind": "variable", "name": "x", "salt": "s", "hash": "no hash"},
            "x",
        ]
    }
    decoys.install(policy)
    assert [(one["kind"], one["reason"][:2]) for one in said] == [("contract", "4 ")]


@pytest.mark.skipif(find_spec("botocore") is None, reason="botocore is not installed for this Python")
def test_calls_of_the_sdk_that_ask_for_a_decoy_are_stopped(
    client: agent_lab.Client, layer: Path, function: Callable[[str], Path]
) -> None:
    """A decoy table or secret is met by its name or ARN, in batches and in statements; its neighbours are not."""
    task = function(r"""
        import botocore.config, botocore.session
        CONFIG = botocore.config.Config(retries={"max_attempts": 0}, connect_timeout=1)
        def handler(event, context):
            one = botocore.session.get_session().create_client(
                event["service"], config=CONFIG, endpoint_url="http://127.0.0.1:9", aws_access_key_id="test",
                aws_secret_access_key="test", region_name="us-east-1")
            try:
                getattr(one, event["call"])(**event["words"])
            except PermissionError: return "stopped"
            except Exception as error: return type(error).__name__
    """)
    arn = "arn:aws:secretsmanager:us-east-1:123456789012:secret:prod/admin-Ab12Cd"
    key = {"id": {"S": "1"}}
    stopped = [
        {"service": "dynamodb", "call": "scan", "words": {"TableName": "orders-backup"}},
        {
            "service": "dynamodb",
            "call": "batch_get_item",
            "words": {"RequestItems": {"orders-backup": {"Keys": [key]}}},
        },
        {"service": "dynamodb", "call": "execute_statement", "words": {"Statement": 'SELECT * FROM "orders-backup"'}},
        {"service": "secretsmanager", "call": "get_secret_value", "words": {"SecretId": "prod/admin"}},
        {"service": "secretsmanager", "call": "get_secret_value", "words": {"SecretId": arn}},
    ]
    passed = [
        {"service": "dynamodb", "call": "scan", "words": {"TableName": "orders"}},
        {"service": "secretsmanager", "call": "get_secret_value", "words": {"SecretId": "prod/other"}},
    ]
    listed = [{"kind": "table", "name": "orders-backup"}, {"kind": "secret", "name": "prod/admin"}]
    rules = {"mode": "enforce", "decoys": listed}
    (task / "contract.json").write_text(json.dumps({"schema": "ennead.contract.compiled/1", "default": rules}))
    env = {"ENNEAD_CONTRACT": str(task / "contract.json")}
    ran = agent_lab.run(client, task, [*stopped, *passed], layer=layer, env=env)
    answers = [json.loads(answer) for answer in ran.answers]
    assert answers == ["stopped"] * len(stopped) + ["EndpointConnectionError"] * len(passed), ran.log
    said = [event for event in ran.of("deception") if "unwritten" not in event["facts"]]  # the log is bounded
    met = {event["invocation"] for event in said}
    assert met
    assert met <= {call.id for call in ran.calls[: len(stopped)]}


def test_what_goes_to_the_runtimes_api_is_not_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    """A connection to the runtime's API carries the answer: it is told from others by its peer."""
    with listening() as port, socket.create_connection(("127.0.0.1", port)) as one:
        assert not carriers._is_the_runtimes(one)
        monkeypatch.setattr(carriers, "_RUNTIME_API", f"127.0.0.1:{port}")
        assert carriers._is_the_runtimes(one)
        one.sendall(b"x")
    with socket.socket() as bare:
        assert not carriers._is_the_runtimes(bare)


@pytest.mark.parametrize("data", [bytearray(b"%s"), memoryview(b"%s"), b"%s", "%s"])
def test_each_kind_of_bytes_is_sought_through(monkeypatch: pytest.MonkeyPatch, data: Any) -> None:
    """Bytes, what is like bytes, and text are sought through; what can not be sent at all is no fault of ours."""
    made, sought = Made(), markers.Markers()
    value = made.add("variable", "x")
    sought.add("x", made.entries[0]["salt"], made.entries[0]["hash"])
    monkeypatch.setattr(decoys, "markers", sought)
    filled: Any = value if isinstance(data, str) else type(data)(value.encode())
    found: Any = decoys.within(filled)
    assert found == "x"
    assert decoys.within(17) is None
    assert decoys.within(None) is None


def test_what_functions_see_of_sockets_stays(run: Callable[..., agent_lab.Ran]) -> None:
    """The watched methods look as before: names, documentation, class of the socket, and what they return."""
    looks = """
        import os, socket, ssl, inspect
        def handler(event, context):
            s, other = socket.socketpair()
            with s, other:
                assert s.send(b"xy") == 2 and s.sendall(b"z") is None and s.sendmsg([b"a", b"b"]) == 2
                assert s.sendmsg(part for part in [b"a", b"b"]) == 2
                for wrong in (7, None, "text"):
                    try: s.sendall(wrong)
                    except TypeError: pass
                    else: raise AssertionError(wrong)
                assert type(s) is socket.socket
            import _socket
            for name in ("send", "sendall", "sendto", "sendmsg"):
                method = getattr(socket.socket, name)
                assert method.__name__ == name and method.__doc__ == getattr(_socket.socket, name).__doc__
            assert str(inspect.signature(ssl.SSLSocket.sendall)) == "(self, data, flags=0)"
            return "well"
    """
    assert json.loads(run("nothing", handler=looks).answers[0]) == "well"
