"""The ways out that are searched for decoys: sockets and TLS, look-ups, programs, paths, the log, and the answer.

`socket` and `ssl` are watched at their Python classes, which all libraries in Python use in the end, asyncio's
transports included; what a native library sends by itself is not seen.
"""

from __future__ import annotations

import os
import sys
from _thread import get_ident

from . import audit, faults, imports, instance, lifecycle, registry, verdicts

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from types import ModuleType
    from typing import Any

GUARD = "decoys"
_NAMES = ("socket.getaddrinfo", "socket.gethostbyname", "socket.gethostbyaddr")
_COMMANDS = ("subprocess.Popen", "os.system", "os.exec", "os.posix_spawn", "os.spawn")
_PATHS = ("os.mkdir", "os.rename", "os.link", "os.symlink")
_WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
_RUNTIME_API = os.environ.get("AWS_LAMBDA_RUNTIME_API", "")
_SHORT = 11
"""A text of no more characters holds no value."""
_MOST_PARTS = 4096
_sending: set[int] = set()
_line: list[str] = []
"""What was written of the line of the log that is under way."""


def install() -> None:
    """Set the sensors."""
    for event in _COMMANDS:
        audit.first(event, _command)
    registry.after.insert(0, (GUARD, _ended))  # before others look at files
    for event in _NAMES:
        audit.first(event, _name)
    audit.first("open", _open)
    for event in _PATHS:
        audit.first(event, _path)
    imports.when("socket", _follow_sockets)
    imports.when("ssl", _follow_tls)
    registry.answering.append((GUARD, _answer))
    lifecycle.at_first_event(_follow_log)
    instance.on_renewal(lambda _origin: _sending.clear())


def _ended(found: Any) -> None:
    from . import decoys

    if _line:
        line()
    decoys.ended(found)


def _answer(body: Any) -> None:
    from . import decoys

    decoys.answers(body)


def _shielded(data: Any, how: str, **words: bool) -> None:
    from . import decoys

    verdicts.shielded(GUARD, lambda: decoys.leaves(data, how, **words))


def _name(args: tuple[Any, ...]) -> None:
    if args[0]:
        _shielded(args[0], "in a name that is looked up", name=True)


def _open(args: tuple[Any, ...]) -> None:
    """A file that is only read takes no name anywhere."""
    if isinstance(args[2], int) and args[2] & _WRITES:
        _path(args)


def _path(args: tuple[Any, ...]) -> None:
    for path in args[:2]:
        if isinstance(path, (str, bytes)) and len(path) > _SHORT:
            _shielded(path, "in the name of a file")


def _command(args: tuple[Any, ...]) -> None:
    verdicts.shielded(GUARD, _judge_command, args)


def _judge_command(args: tuple[Any, ...]) -> None:
    """The program and its words; not the environment, which children inherit with the decoys in it."""
    from . import decoy_files, decoys

    text = b"\0".join(_texts(args[:2]))
    found = decoy_files.named(text.decode("utf-8", "replace"))
    if found is not None:
        decoys.trip(found, "a program is told its path")
    decoys.leaves(text, "in a program's words")


def _texts(value: Any) -> list[bytes]:
    if isinstance(value, (str, bytes)):
        return [os.fsencode(value)]
    if isinstance(value, (list, tuple)):
        return [text for one in value for text in _texts(one)]
    return [os.fsencode(value)] if isinstance(value, os.PathLike) else []


def _follow_sockets(module: ModuleType) -> None:
    for name in ("send", "sendall", "sendto"):
        _before(module.socket, name, _first)
    _before(module.socket, "sendmsg", _many)


def _follow_tls(module: ModuleType) -> None:
    for name in ("send", "sendall", "write"):
        _before(module.SSLSocket, name, _first)
    _before(module.SSLObject, "write", _first)


def _first(data: Any = b"", *_: Any, **__: Any) -> Any:
    return data


def _many(buffers: Any = (), *_: Any) -> Any:
    """What is handed over in parts, in one; a generator would be used up by looking."""
    parts = buffers if isinstance(buffers, (list, tuple)) else ()
    return b"".join(memoryview(one).tobytes() for one in parts)


def _before(owner: Any, name: str, what: Callable[..., Any]) -> None:
    """Search what a method sends first.  The method may be inherited from the interpreter's own class."""
    original = getattr(owner, name, None)
    if original is None:
        faults.missing(f"{owner.__module__}.{owner.__name__}.{name}")
        return

    def wrapped(self: Any, *args: Any, **kwargs: Any) -> Any:
        thread = get_ident()
        if thread in _sending:  # what TLS hands on is the same again
            return original(self, *args, **kwargs)
        try:
            _sending.add(thread)
            verdicts.judged(GUARD, _judge_sent, self, what, args, kwargs)
            return original(self, *args, **kwargs)
        finally:
            _sending.discard(thread)

    _dressed(wrapped, original, owner)
    setattr(owner, name, wrapped)


def _dressed(wrapped: Any, original: Any, owner: Any) -> None:
    """What is wrapped looks as before."""
    for attribute in ("__name__", "__qualname__", "__doc__"):
        setattr(wrapped, attribute, getattr(original, attribute, None))
    wrapped.__module__ = owner.__module__
    wrapped.__wrapped__ = original


def _judge_sent(connection: Any, what: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any]) -> None:
    from . import decoys

    try:
        data = what(*args, **kwargs)
    except (TypeError, ValueError):  # no bytes: the call itself says so
        return
    found = decoys.within(data)
    if found is not None:
        decoys.trip(found, "its value leaves over a connection", stops=not _is_the_runtimes(connection))


def _is_the_runtimes(connection: Any) -> bool:
    """What goes to the runtime's API is the answer: stopped there, the instance would end."""
    try:
        host, port = connection.getpeername()[:2]
    except (OSError, AttributeError, ValueError):
        return False
    return f"{host}:{port}" == _RUNTIME_API


def _follow_log() -> None:
    """The runtime client's own standard output and log: `print` and `logging` end there."""
    client: Any = sys.modules.get("awslambdaric.bootstrap")
    for owner, names in (("Unbuffered", ("write", "writelines")), ("FramedTelemetryLogSink", ("log",))):
        for name in names:
            if callable(getattr(getattr(client, owner, None), name, None)):
                _after(getattr(client, owner), name)


def _after(owner: Any, name: str) -> None:
    """Search each line once it is written: said before, our own line would stand in the middle of it."""
    original = getattr(owner, name)

    def written(self: Any, *args: Any, **kwargs: Any) -> Any:
        result = original(self, *args, **kwargs)
        faults.shielded(GUARD, _logged, args[0] if args else "", name == "log")
        return result

    _dressed(written, original, owner)
    setattr(owner, name, written)


def _logged(text: Any, whole: bool) -> None:
    for one in text if isinstance(text, (list, tuple)) else (text,):
        if isinstance(one, str) and one:
            _line.append(one)
            if whole or one.endswith("\n") or len(_line) > _MOST_PARTS:
                audit.unwatched(line)


def line() -> None:
    """Search what was written of the line that is under way."""
    text = "".join(_line)
    _line.clear()
    if len(text) > _SHORT:
        from . import decoys

        decoys.leaves(text, "in a line of the log", stops=False)
