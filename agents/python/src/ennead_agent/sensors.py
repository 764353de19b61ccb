"""What the audit hook shows: connections, names looked up, programs started, files opened for writing in odd places."""

from __future__ import annotations

import os
import sys

from . import audit, faults, flows, imports, instance, invocation, registry

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import ModuleType
    from typing import Any

    from .edges.peers import Contract

_WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
_USUAL = tuple("/tmp/ /dev/null /dev/shm/ /dev/tty /dev/std /dev/fd/ /proc/self/fd/ /mnt/".split())  # noqa: S108
"""Where functions write: the instance's own disk, a mounted file system, and what is no file."""
_TASK = instance.TASK_ROOT.rstrip("/") + "/"
OWN = "task root"
_SCRATCH = ("/tmp/", "/dev/shm/", "/var/tmp/", "/proc/")  # noqa: S108
_RUNTIME_API = os.environ.get("AWS_LAMBDA_RUNTIME_API", "")
_MOST_NAMES = 512
_names: dict[str, str] = {}
"""Address to the name it was found under, as the function's own look-ups gave it."""
_also: dict[str, tuple[str, ...]] = {}
"""All names that an address was lately found under: one address serves many."""
_unmet: dict[str, bool] = {}
"""Names looked up and not connected to yet, told as look-ups when the invocation ends; whether for another one."""
_contract: list[Contract] = []


def held_against(contract: Contract) -> None:
    """Have peers and names held against a contract, which says what need not be in it."""
    _contract[:] = [contract]


def install() -> None:
    """Set all sensors."""
    for event in ("socket.connect", "socket.sendto", "socket.sendmsg"):
        audit.on(event, _connect)
    audit.on("socket.getaddrinfo", _lookup)
    audit.on("socket.gethostbyname", _lookup)
    audit.on("socket.gethostbyaddr", _lookup)
    audit.on("socket.bind", _bind)
    audit.on("http.client.send", _send)
    audit.on("subprocess.Popen", _popen)
    audit.on("os.fork", _fork)
    audit.on("os.forkpty", _fork)
    audit.on("os.exec", _exec)
    audit.on("os.posix_spawn", _program)
    audit.on("os.system", _system)
    audit.on("open", _open)
    if sys.version_info < (3, 12):
        imports.when("threading", invocation.follow_threads)
    if sys.version_info < (3, 10):
        imports.when("http.client", _raise_sends)
    audit.on("_thread.start_new_thread", _thread)
    audit.on("_thread.start_joinable_thread", _thread)
    imports.when("socket", _follow_names)
    imports.when("concurrent.futures.thread", invocation.follow_pools)
    imports.when("botocore.session", _follow_sdk)
    registry.after.append(("names", _tell_unmet))


def _text(value: Any) -> str:
    if isinstance(value, str):
        return value
    return os.fsdecode(value) if isinstance(value, (bytes, os.PathLike)) else str(value)


def _connect(args: tuple[Any, ...]) -> None:
    address = args[1]
    if address is None:
        return
    if not isinstance(address, tuple):
        flows.note("socket", "unix/" + _text(address))
        return
    host, port = _text(address[0]), address[1] if len(address) > 1 else 0
    name = _names.get(host, host)
    _unmet.pop(name, None)
    if f"{name}:{port}" == _RUNTIME_API:
        return
    exempt = False
    if _contract:
        name, exempt = _contract[0].peer(name, host, port, _also.get(host, ()))
    flows.note("socket", f"external/{name}:{port}", exempt=exempt)
    flows.connected(host, port)


def name_of(address: str) -> str:
    """The name under which the function looked an address up; the address itself where it looked none up."""
    return _names.get(address, address)


def _raise_sends(module: ModuleType) -> None:
    """Raise the audit event of `http.client.send` before 3.10, where the library did not yet."""
    send = module.HTTPConnection.send

    def send_seen(self: Any, data: Any) -> Any:
        sys.audit("http.client.send", self, data)
        return send(self, data)

    send_seen.__name__, send_seen.__qualname__, send_seen.__doc__ = "send", send.__qualname__, send.__doc__
    module.HTTPConnection.send = send_seen


def _send(args: tuple[Any, ...]) -> None:
    """A connection may be used again: bytes that leave by it are explained."""
    host = getattr(args[0], "host", None)
    if isinstance(host, str) and not host.startswith(("127.", "localhost", "169.254.")):
        flows.noted[0] += 1


def _lookup(args: tuple[Any, ...]) -> None:
    name = _text(args[0]) if args[0] else ""
    if not name or name in _unmet or ":" in name or name.replace(".", "").isdigit():  # an address is no name
        return
    if _contract and _contract[0].stops_lookup(name):  # before the question leaves: a name can carry data away
        flows.note("lookup", "external/" + name, strayed=invocation.strayed())
        return
    if len(_unmet) < flows.MOST_EDGES:
        _unmet[name] = invocation.strayed()
    else:
        flows.note("lookup", "external/*", fixed=True, exempt=True)  # a flood: the rest is one edge, and counted


def _tell_unmet(_invocation: object) -> None:
    while _unmet:
        name, strayed = _unmet.popitem()
        exempt = bool(_contract) and _contract[0].may_look_up(name)
        flows.note("lookup", "external/" + name, strayed=strayed, exempt=exempt)


def _bind(args: tuple[Any, ...]) -> None:
    address = args[1]
    port = address[1] if isinstance(address, tuple) and len(address) > 1 else 0
    # any free port is what clients take, and urllib3 at import: nobody outside could know it
    flows.note("listen", f"port/{port}" if port else "port/any", fixed=True, exempt=not port)
    if _contract:
        _contract[0].listens(port)


def _popen(args: tuple[Any, ...]) -> None:
    words = args[1]
    first = args[0] or (words if isinstance(words, (str, bytes)) else next(iter(words), ""))
    run(first)


def _program(args: tuple[Any, ...]) -> None:
    subprocess = sys.modules.get("subprocess")
    if subprocess is None or sys._getframe(2).f_globals is not vars(subprocess):  # else told as its Popen already
        run(args[0])


def _fork(_args: tuple[Any, ...]) -> None:
    """What the child becomes, this process cannot see."""
    flows.note("process", "program/*", "fork", fixed=True)


def _exec(args: tuple[Any, ...]) -> None:
    """The instance itself is replaced: said now or never.  A forked child is its parent's edge already."""
    if instance.this.announced or _contract:
        run(args[0])
    if instance.this.announced:
        flows.tell()


def _system(_args: tuple[Any, ...]) -> None:
    """A shell gets the whole text: that one runs is said, and no word of it."""
    flows.note("process", "program/sh", "system", fixed=True)


def run(program: Any) -> None:
    """A program is started: told by its name, and by where it lies if anybody can have put it there."""
    path = _text(program)
    written = _contract and path.startswith(_SCRATCH)
    name = os.path.basename(path) or "?"  # noqa: PTH119
    flows.note("process", "program/" + name, "start of a written file" if written else "start")


def _open(args: tuple[Any, ...]) -> None:
    path, _, flags = args
    if not isinstance(flags, int) or not flags & _WRITES or isinstance(path, int):
        return
    full = os.path.abspath(_text(path))  # noqa: PTH100
    if "/__pycache__/" in full or (full.startswith(_USUAL) and not full.startswith(_TASK)):
        return
    place = folder(full)
    flows.note("file", "folder/" + place, "write", fixed=place == OWN)


def folder(path: str) -> str:
    """The first two parts of the path, or where the function's own code lies: a file's name may be an event's."""
    if path.startswith(_TASK):
        return OWN
    return "/".join(path.split("/")[1:-1][:2])


def _thread(args: tuple[Any, ...]) -> None:
    invocation.started_thread(args[0])


def _follow_names(module: ModuleType) -> None:
    """Remember which address belongs to which name, from what the resolver answers to the function."""
    raw = sys.modules.get("_socket")
    resolve = getattr(raw, "getaddrinfo", None)
    if raw is None or resolve is None:
        faults.missing("the resolver of " + module.__name__)
        return

    def getaddrinfo(*args: Any, **kwargs: Any) -> Any:
        found = resolve(*args, **kwargs)
        faults.shielded("names", _remember, args[0] if args else kwargs.get("host"), found)
        return found

    getaddrinfo.__doc__ = resolve.__doc__
    raw.getaddrinfo = getaddrinfo  # type: ignore[attr-defined]


def _remember(host: Any, found: Any) -> None:
    if len(_names) > _MOST_NAMES:
        _names.clear()
        _also.clear()
    name = _text(host)
    for entry in found:
        address = entry[4][0]
        if address != name:
            _names[address] = name
            others = _also.get(address, ())
            if name not in others:
                _also[address] = (*others[-7:], name)


def _follow_sdk(module: ModuleType) -> None:
    from . import sdk

    sdk.follow(module)
