"""Programs that code starts, folders it writes to and ports it listens at; and why that could not be told whole.

Only the application's own code is followed: what a package does by itself is not, and a function that ships one that
is not known here has these parts left open.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from ennead.code.entry import Entry
from ennead.code.facts import CallFact, Facts
from ennead.code.ir import Language
from ennead.code.question import Answer
from ennead.code.values import Choice, Known, Series, Value, Words, full_name, options
from ennead.model.package import Ecosystem
from ennead.packages.provided import is_brought, is_builtin, is_provided

_SHELLS: Final = frozenset({"os.system", "os.popen", "subprocess.getoutput", "subprocess.getstatusoutput",
                            "child_process.exec", "child_process.execSync", "asyncio.create_subprocess_shell",
                            "commands.getoutput"})  # fmt: skip
"""Calls that hand a text to a shell."""
_STARTS: Final = frozenset(
    {f"subprocess.{name}" for name in ("run", "call", "check_call", "check_output", "Popen")}
    | {f"os.{name}" for name in ("execv", "execve", "execvp", "execvpe", "execl", "execle", "execlp", "execlpe",
                                 "posix_spawn", "posix_spawnp")}
    | {f"child_process.{name}" for name in ("spawn", "spawnSync", "execFile", "execFileSync", "fork")}
    | {"asyncio.create_subprocess_exec", "pty.spawn"}
)  # fmt: skip
"""Calls whose first argument is a program, or a list that begins with one."""
_SPAWNS: Final = frozenset(f"os.{name}" for name in ("spawnl", "spawnle", "spawnlp", "spawnlpe", "spawnv", "spawnve",
                                                     "spawnvp", "spawnvpe"))  # fmt: skip
"""The program is the second argument."""
_FORKS: Final = frozenset({"os.fork", "os.forkpty", "multiprocessing.Process", "multiprocessing.Pool"})
_OPENS: Final = frozenset({"open", "io.open", "builtins.open", "codecs.open", "gzip.open", "zipfile.ZipFile",
                           "tarfile.open"})  # fmt: skip
_WRITES: Final = frozenset({f"fs.{name}" for name in ("writeFile", "writeFileSync", "createWriteStream", "appendFile",
                                                      "appendFileSync", "mkdir", "mkdirSync")}
                           | {f"os.{name}" for name in ("mkdir", "makedirs")})  # fmt: skip
_SECOND: Final = frozenset({"shutil.copy", "shutil.copy2", "shutil.copyfile", "shutil.copytree", "shutil.move",
                            "os.rename", "os.replace", "fs.copyFile", "fs.copyFileSync", "fs.rename",
                            "fs.renameSync"})  # fmt: skip
_TEMPORARY: Final = "/tmp"  # noqa: S108  where a function's own disk is
_PLACED: Final = {"sqlite3.connect": 0, "shelve.open": 0, "dbm.open": 0, "logging.FileHandler": 0,
                  "urllib.request.urlretrieve": 1, "shutil.unpack_archive": 1}  # fmt: skip
"""Calls that make a file: which argument is its path."""
_PATH_METHODS: Final = frozenset({"write_text", "write_bytes", "extractall", "touch", "mkdir"})
_PORT_METHODS: Final = frozenset({"bind", "listen", "serve_forever"})
_QUIET: Final = frozenset({"aws_lambda_powertools", "aws_xray_sdk", "simplejson", "typing_extensions", "pytz",
                           "dateutil", "jwt", "jose", "pydantic", "jsonschema", "attr", "attrs"})  # fmt: skip
"""Packages that start no program and open no port; what they ask of services is modelled, or they ask nothing."""


@dataclass(slots=True)
class Local:
    """What is done on the instance itself, and why it could not be told, by part."""

    processes: set[str] = field(default_factory=set)
    write: set[str] = field(default_factory=set)
    ports: set[int] = field(default_factory=set)
    open: dict[str, dict[str, None]] = field(default_factory=dict)

    def untold(self, part: str, reason: str) -> None:
        """Note why something of a part could not be told."""
        self.open.setdefault(part, {})[reason] = None


def local_of(answer: Answer, runtime: object) -> Local:
    """What the code does on the instance."""
    found = Local()
    for call in answer.facts.calls:
        _call(call, found)
    for package in unfollowed(answer.facts, answer.entry, runtime):
        for part in ("processes", "paths", "ports"):
            found.untold(part, f"what the package {package} does by itself is not followed")
    for one in answer.unresolved:
        for part in ("processes", "paths", "ports"):
            found.untold(part, one.reason)
    return found


def unfollowed(facts: Facts, entry: Entry, runtime: object) -> Iterator[str]:
    """The packages whose own doings are not known here."""
    if entry.language is Language.JAVA:
        for module in sorted({_java(one) for one in facts.packages}):
            if module:
                yield module
        return
    ecosystem = Ecosystem.PYPI if entry.language is Language.PYTHON else Ecosystem.NPM
    for module in sorted({_top(one, ecosystem) for one in facts.packages}):
        if (
            module in _QUIET
            or is_builtin(ecosystem, module)
            or is_brought(ecosystem, module)
            or is_provided(ecosystem, module, runtime, inline=entry.inline is not None)
            or module.startswith(("@aws-sdk/", "@smithy/", "@aws-lambda-powertools/", "@types/"))
        ):
            continue
        yield module


def _top(module: str, ecosystem: Ecosystem) -> str:
    if ecosystem is Ecosystem.PYPI:
        return module.partition(".")[0]
    parts = module.split("/")
    return "/".join(parts[:2]) if module.startswith("@") else parts[0]


def _java(name: str) -> str:
    """The package of a class that is neither Java's own nor AWS's; "" for those."""
    if name.startswith(("java.", "javax.", "jdk.", "software.amazon.", "com.amazonaws.")):
        return ""
    return ".".join(name.split(".")[:3])


def _call(call: CallFact, found: Local) -> None:
    name = (full_name(call.callee) or "").removeprefix("node:")
    name = name.replace("fs/promises.", "fs.").replace("fs.promises.", "fs.")
    if name in _SHELLS:
        _shell(call, found)
    elif name in _STARTS or name in _SPAWNS:
        _started(call, name, found)
    elif name in _FORKS:
        found.processes.add("*")
        found.untold("processes", f"{name} makes a child that is not followed")
    elif name in _OPENS:
        _opened(call, found)
    elif name in _WRITES:
        _written(_argument(call, 0), name, found)
    elif name in _SECOND:
        _written(_argument(call, 1), name, found)
    elif name in _PLACED:
        _placed(_argument(call, _PLACED[name]), name, found)
    elif name.startswith("tempfile.") or name == "os.tmpdir":
        found.write.add(_TEMPORARY)
    else:
        _method(call, found)


def _argument(call: CallFact, place: int) -> Value | None:
    return call.args[place] if len(call.args) > place else None


def _placed(value: Value | None, name: str, found: Local) -> None:
    if not (isinstance(value, Known) and value.value == ":memory:"):
        _written(value, name, found)


def _shell(call: CallFact, found: Local) -> None:
    found.processes.add("sh")
    text = call.args[0] if call.args else None
    words = {word for one in options(text) if (word := _first_word(one))} if text is not None else set()
    found.processes |= words
    found.untold("processes", "what a shell starts is told by its first word only")


def _first_word(value: Value) -> str | None:
    head = value.parts[0] if isinstance(value, Words) else value
    if not isinstance(head, Known) or not isinstance(head.value, str):
        return None
    words = head.value.split()
    whole = len(words) > 1 or (words and (head is value or head.value[-1:].isspace()))
    return posixpath.basename(words[0]) or None if whole else None


def _started(call: CallFact, name: str, found: Local) -> None:
    named = dict(call.keywords)
    place = 1 if name in _SPAWNS else 0
    first = call.args[place] if len(call.args) > place else named.get("args")
    shell = named.get("shell")
    if isinstance(shell, Known) and shell.value and first is not None:
        _shell(call if call.args else call._replace(args=(first,)), found)
        return
    for one in options(first) if first is not None else ():
        program = _program(one)
        if program is None:
            found.untold("processes", f"which program {name} starts could not be told")
        else:
            found.processes.add(program)
    if first is None:
        found.untold("processes", f"which program {name} starts could not be told")


def _program(value: Value) -> str | None:
    if isinstance(value, Series):
        heads = options(value.items[0]) if value.items else ()
        return _program(heads[0]) if len(heads) == 1 else None
    if isinstance(value, Known) and isinstance(value.value, str) and value.value.strip():
        return posixpath.basename(value.value.split()[0]) or None
    return None


def _opened(call: CallFact, found: Local) -> None:
    mode = dict(call.keywords).get("mode") or (call.args[1] if len(call.args) > 1 else Known("r"))
    for one in options(mode):
        if not isinstance(one, Known) or not isinstance(one.value, str):
            found.untold("paths", "whether a file is opened for writing could not be told")
        elif set(one.value) & set("wax+"):
            _written(call.args[0] if call.args else dict(call.keywords).get("file"), "open", found)


def _written(value: Value | None, name: str, found: Local) -> None:
    for one in options(value) if value is not None else (None,):
        folder = _folder(one)
        if folder is None:
            found.untold("paths", f"where {name} writes to could not be told")
        else:
            found.write.add(folder)


def _folder(value: Value | None) -> str | None:
    """The folder of a path whose beginning is told: `/tmp` for `/tmp/` and anything behind it."""
    head = value.parts[0] if isinstance(value, Words) else value
    if not isinstance(head, Known) or not isinstance(head.value, str) or not head.value.startswith("/"):
        return None
    if isinstance(value, Words) and "/" not in head.value[1:]:
        return None
    folder = posixpath.normpath(posixpath.dirname(head.value))
    return folder if folder != "/" else None


def _method(call: CallFact, found: Local) -> None:
    """Calls of objects whose class is not told: paths, clients, sockets."""
    method = getattr(call.callee, "name", None)
    if method in _PATH_METHODS or (method == "open" and _may_write(call)):
        found.untold("paths", f"where {method} writes to could not be told")
    elif method == "download_file":
        _written(_argument(call, 2) or dict(call.keywords).get("Filename"), method, found)
    elif method in _PORT_METHODS:
        ports = {port for arg in call.args for port in _ports(arg)}
        found.ports |= ports
        if not ports and method != "serve_forever":
            found.untold("ports", f"which port {method} takes could not be told")


def _may_write(call: CallFact) -> bool:
    mode = dict(call.keywords).get("mode") or _argument(call, 0) or Known("r")
    return any(isinstance(one, Known) and bool(set(str(one.value)) & set("wax+")) for one in options(mode))


def _ports(value: Value) -> Iterator[int]:
    if isinstance(value, Choice):
        for one in value.options:
            yield from _ports(one)
    elif isinstance(value, Known) and isinstance(value.value, int) and not isinstance(value.value, bool):
        if 0 < value.value < 1 << 16:
            yield value.value
    elif isinstance(value, Series):
        for one in value.items:
            yield from _ports(one)
