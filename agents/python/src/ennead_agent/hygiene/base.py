"""What is there before the first event, for each class of leftover, and what is noted while the function runs.

All of it in one module, since it is loaded at the start; those that look and judge are loaded after the first answer.
"""

from __future__ import annotations

import os
import sys
import time
from types import FunctionType

from .. import audit, faults, instance
from . import host

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from .patched import Quick

    Noted = tuple[Any, str, Any, Any]
    Stat = tuple[int, int, int]

ROOT = os.path.realpath(instance.TASK_ROOT) + "/"
TEMPORARY = ("/tmp/", "/dev/shm/", "/var/tmp/", "/proc/", "/run/", "memfd:")  # noqa: S108
PLACES = ["/tmp", "/dev/shm"]  # noqa: S108
"""Where files are looked for."""
FOLDERS = ["/opt/extensions"]
searched: list[str] = []
"""Folders that modules were searched for in at the start: what lies there is deployed, wherever that is."""
_CLIENT = "awslambdaric.lambda_runtime_client"
_METHODS = "wait_next_invocation post_invocation_result post_invocation_error call_rapid"
WATCHED = {
    "builtins": "open eval exec compile __import__ __build_class__ getattr setattr print input",
    "io": "open open_code",
    "os": "system popen fork execv execve open putenv kill remove rename chmod listdir getenv posix_spawn",
    "subprocess": "Popen run call check_output check_call",
    "subprocess:Popen": "__init__ _execute_child communicate",
    "socket": "socket create_connection getaddrinfo",
    "socket:socket": "connect send sendall recv accept",
    "ssl": "SSLContext create_default_context _create_default_https_context",
    "ssl:SSLContext": "wrap_socket load_verify_locations",
    "http.client:HTTPConnection": "request putrequest send connect getresponse",
    "urllib.request": "urlopen build_opener",
    "urllib3.connectionpool:HTTPConnectionPool": "urlopen",
    "requests.sessions:Session": "send request",
    "json": "loads dumps load dump",
    "pickle": "loads load",
    "base64": "b64decode b64encode",
    "hmac": "new compare_digest digest",
    "hashlib": "sha256 new md5",
    "secrets": "compare_digest token_bytes",
    "jwt.api_jwt:PyJWT": "decode",
    "importlib": "import_module reload",
    "importlib._bootstrap": "_find_and_load _load_unlocked",
    "logging:Logger": "_log handle callHandlers",
    "threading:Thread": "start run",
    "sqlite3": "connect",
    "botocore.client:BaseClient": "_make_api_call",
    "botocore.endpoint:Endpoint": "make_request _send",
    "botocore.auth:SigV4Auth": "add_auth",
    "botocore.credentials:Credentials": "get_frozen_credentials",
    _CLIENT + ":LambdaRuntimeClient": _METHODS,
    _CLIENT + ":BaseLambdaRuntimeClient": _METHODS,
    "awslambdaric.bootstrap": "handle_event_request _get_handler run to_json log_error",
    "awslambdaric.lambda_runtime_marshaller": "to_json",
}
"""Functions, by module or class, that carry data out, start programs, load code, sign, check, or ask for events."""
PATHS = (
    "LD_PRELOAD LD_LIBRARY_PATH LD_AUDIT PATH PYTHONPATH PYTHONHOME PYTHONSTARTUP PYTHONUSERBASE PYTHONPLATLIBDIR "
    "BASH_ENV ENV SSL_CERT_FILE SSL_CERT_DIR REQUESTS_CA_BUNDLE CURL_CA_BUNDLE AWS_CA_BUNDLE AWS_CONFIG_FILE "
    "AWS_SHARED_CREDENTIALS_FILE AWS_WEB_IDENTITY_TOKEN_FILE AWS_LAMBDA_EXEC_WRAPPER LAMBDA_TASK_ROOT "
    "LAMBDA_RUNTIME_DIR PERL5LIB RUBYLIB GCONV_PATH OPENSSL_CONF"
).split()
_WORDS = (
    "HTTP_PROXY HTTPS_PROXY ALL_PROXY http_proxy https_proxy all_proxy AWS_ENDPOINT_URL "
    "AWS_CONTAINER_CREDENTIALS_FULL_URI AWS_EC2_METADATA_SERVICE_ENDPOINT _HANDLER AWS_LAMBDA_FUNCTION_NAME "
    "PYTHONBREAKPOINT PYTHONINSPECT NODE_OPTIONS JAVA_TOOL_OPTIONS PERL5OPT RUBYOPT GIT_SSH_COMMAND "
    "PROMPT_COMMAND PYTHONPYCACHEPREFIX"
).split()
NAMES = tuple(name.encode() for name in (*PATHS, *_WORDS))
"""Variables that steer loaders, interpreters, proxies, certificates and endpoints."""
PREFIXES = (b"AWS_ENDPOINT_URL_", b"ENNEAD_")
_CACHES = "NUMBA_CACHE_DIR TRITON_CACHE_DIR TORCHINDUCTOR_CACHE_DIR TORCH_EXTENSIONS_DIR PYTHON_EGG_CACHE".split()
_KEYS = ("AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN")
_SHORTEST = 16
_MOST_OWN = 2000
_MOST_NOTED = 256
_FRAMES = 12
_WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND


class Marks:
    """What audit events told since the last look."""

    __slots__ = ("address", "calls", "code", "elsewhere", "loaded", "put", "sockets", "started", "written")

    def __init__(self) -> None:
        self.address: tuple[str, int] | None = None
        self.clear()

    def clear(self) -> None:
        """Nothing yet."""
        self.started = self.loaded = self.calls = self.elsewhere = self.sockets = self.code = False
        self.put: dict[bytes, bytes] = {}
        self.written: dict[str, None] = {}


marks = Marks()
_installed: list[bool] = []


def _install() -> None:
    """Have it noted when programs are started, native code is loaded, files are written, variables are put."""
    if _installed:
        return
    _installed.append(True)
    for event in ("subprocess.Popen", "os.fork", "os.forkpty", "os.posix_spawn", "os.system"):
        audit.on(event, _on_start)
    for event in ("ctypes.dlopen", "ctypes.dlsym", "mmap.__new__"):
        audit.on(event, _on_native)
    for event in ("os.rename", "os.link", "os.symlink"):
        audit.on(event, lambda args: note_path(args[1]))
    for event in ("os.chmod", "os.truncate"):
        audit.on(event, lambda args: note_path(args[0]))
    audit.on("import", _on_import)
    audit.on("open", _on_open)
    audit.on("os.putenv", _on_put)
    audit.on("socket.connect", _on_connect)
    audit.on("object.__setattr__", _on_attribute)
    for event in ("socket.__new__", "socket.bind"):
        audit.on(event, _on_socket)


def _on_start(_args: tuple[Any, ...]) -> None:
    marks.started = marks.elsewhere = True


def _on_native(_args: tuple[Any, ...]) -> None:
    marks.loaded = marks.started = marks.elsewhere = marks.sockets = marks.code = True


def _on_attribute(args: tuple[Any, ...]) -> None:
    if args[1] == "__code__":
        marks.code = True


def _on_socket(_args: tuple[Any, ...]) -> None:
    marks.sockets = True


def _on_import(args: tuple[Any, ...]) -> None:
    if len(args) > 1 and isinstance(args[1], str):  # only a native module tells its file
        marks.loaded = True


def _on_open(args: tuple[Any, ...]) -> None:
    flags = args[2]
    if isinstance(flags, int) and flags & _WRITES:
        note_path(args[0])


def note_path(path: Any) -> None:
    if not isinstance(path, (str, bytes, os.PathLike)):
        return
    if len(marks.written) >= _MOST_NOTED:
        marks.elsewhere = True
        return
    text = os.fsdecode(path)
    if not text.startswith("/"):
        try:
            text = os.path.join(os.getcwd(), text)  # noqa: PTH109, PTH118
        except OSError:  # the folder that the process is in is gone
            return
    if not text.startswith(("/dev/", "/proc/")) or text.startswith("/dev/shm/"):  # noqa: S108
        marks.written[text] = None


def _on_put(args: tuple[Any, ...]) -> None:
    name, value = (os.fsencode(word) for word in args[:2])
    if name in NAMES or name.startswith(PREFIXES):
        marks.put[name] = value


def _on_connect(args: tuple[Any, ...]) -> None:
    where = args[1]
    if marks.address is None or not isinstance(where, tuple) or len(where) < 2 or where[1] != marks.address[1]:
        return
    if str(where[0]) in (marks.address[0], "127.0.0.1", "localhost", "::1") and not _is_client():
        marks.calls = True


def _is_client() -> bool:
    """Whether the runtime client itself is what connects."""
    frame: Any = sys._getframe(1)
    for _ in range(20):
        if frame is None:
            return False
        if frame.f_code.co_name == "call_rapid" and "/awslambdaric/" in frame.f_code.co_filename:
            return True
        frame = frame.f_back
    return False


class Base:
    """How the function has started."""

    def __init__(self) -> None:
        self._client()
        self._code()
        self._space()
        self._system()
        _install()
        marks.clear()
        name, _, port = os.environ.get("AWS_LAMBDA_RUNTIME_API", "").rpartition(":")
        marks.address = (name, int(port)) if port.isdigit() else None

    def _client(self) -> None:
        """Whom the runtime client asks: it is the one in whose method we are."""
        self.api = variables().get(b"AWS_LAMBDA_RUNTIME_API")
        self.native = native()
        self.client = _asking()
        self.api_of_client = getattr(self.client, "lambda_runtime_address", None)
        self.kind_of_client = type(self.client)

    def _code(self) -> None:
        """Functions, finders, modules and their files."""
        entries = (os.path.abspath(entry) + "/" for entry in sys.path if isinstance(entry, str))  # noqa: PTH100
        searched[:] = [folder for folder in entries if folder not in TEMPORARY and folder != "//"]
        self.finders, self.path_hooks, self.path = list(sys.meta_path), list(sys.path_hooks), list(sys.path)
        self.path_cache = len(sys.path_importer_cache)
        self.hooks = hooks()
        self.missing = dict(WATCHED)
        self.watched: list[Noted] = []
        for place in WATCHED:
            self.watched += take(self.missing, place)
        self.modules: dict[str, Any] = dict(sys.modules)
        self.module_count = self.watched_count = len(self.modules)
        self.own: list[tuple[Any, Any]] = []
        self.quick: Quick | None = None
        self.files: dict[str, Stat] = {}
        for name, module in self.modules.items():
            file = file_of(module)
            found = stat_of(file) if file else None
            if file and found:
                self.files[file] = found
                if file.startswith(ROOT):
                    self._own_functions(name, module)

    def _own_functions(self, name: str, module: Any) -> None:
        for value in list(vars(module).values()):
            if type(value) is FunctionType and value.__module__ == name and len(self.own) < _MOST_OWN:
                self.own.append((value, value.__code__))

    def _space(self) -> None:
        """Variables, and the keys among them."""
        space = variables()
        self.variables = {name: space.get(name) for name in NAMES}
        self.note_variables(space)
        self.endpoints = {name: value for name, value in space.items() if name.startswith(PREFIXES)}
        self.values = tuple(space.values())
        keys = (os.environ.get(name, "") for name in _KEYS)
        self.keys = tuple(key.encode() for key in keys if len(key) >= _SHORTEST)
        self.caches = tuple(os.environ[name].rstrip("/") + "/" for name in _CACHES if os.environ.get(name))

    def note_variables(self, space: dict[bytes, bytes]) -> None:
        """Which of those that steer are there, for a look that costs little."""
        self.present = [name for name in NAMES if name in space]
        self.present_values: list[bytes | None] = [space[name] for name in self.present]
        self.absent = frozenset(NAMES).difference(self.present)
        self.variable_count = len(space)

    def _system(self) -> None:
        """Threads, processes, sockets, images in memory, extensions, and from when on a file is new."""
        self.threads: set[int] = set(sys._current_frames())
        self.threads_once: dict[int, str] = {}
        self.thread_count = -1
        self.threads_known: frozenset[int] = frozenset()
        busy = host.may_have_children()
        self.processes = {one.key for one in host.processes().values()} if busy else set()
        own = host.process(os.getpid())
        self.born = own.started if own is not None else 0
        self.processes_once: dict[tuple[int, int], str] = {}
        self.standard = host.standard()
        self.sockets = {inode for inode, is_socket in host.open_files().values() if is_socket}
        self.unsettled = False
        self.images = {key for key, _path, _begin in images()}
        self.since_ns = now_ns()
        self.stamps = {folder: host.stamp_of(folder) for folder in FOLDERS}
        self.extensions = {entry for folder in FOLDERS for entry in host.entries_of(folder)}


def take(missing: dict[str, str], place: str) -> list[Noted]:
    """What is watched there, with its code, if its module is loaded; then it is missing no more."""
    module, _, owner_name = place.partition(":")
    found = sys.modules.get(module)
    owner: Any = getattr(found, owner_name, None) if owner_name and found is not None else found
    if owner is None:
        return []
    del missing[place]
    space = vars(owner)  # of a class, a view that shows what is set later
    noted: list[Noted] = []
    for name in WATCHED[place].split():
        thing = space.get(name)
        noted.append((space, name, thing, thing.__code__ if type(thing) is FunctionType else None))
    return noted


def hooks() -> tuple[Any, ...]:
    """Functions that the interpreter calls by itself."""
    threading = sys.modules.get("threading")
    of_threads = getattr(threading, "_profile_hook", None), getattr(threading, "_trace_hook", None)
    return (sys.getprofile(), sys.gettrace(), sys.excepthook, *of_threads)


def variables() -> dict[bytes, bytes]:
    """The environment without decoding it; as it is decoded, where that cannot be had."""
    found = getattr(os.environ, "_data", None)
    if type(found) is dict:
        return found
    return {os.fsencode(name): os.fsencode(value) for name, value in os.environ.items()}


def native() -> Any:
    """The native part of the runtime client, which asks for events."""
    return getattr(sys.modules.get(_CLIENT), "runtime_client", None)


def _asking() -> Any:
    frame: Any = sys._getframe(1)
    for _ in range(_FRAMES):
        if frame is None:
            return None
        if frame.f_code.co_name == "wait_next_invocation":
            found = frame.f_locals.get("self")
            return found if hasattr(found, "lambda_runtime_address") else None
        frame = frame.f_back
    return None


def file_of(module: Any) -> str | None:
    """Where it lies; lazy modules must not be woken for that, so only what is there already is asked."""
    try:
        found = object.__getattribute__(module, "__dict__").get("__file__")
    except (AttributeError, TypeError):
        return None
    return found if type(found) is str else None


def stat_of(path: str) -> Stat | None:
    """What tells that a file is as it was."""
    try:
        found = os.stat(path)  # noqa: PTH116
    except OSError:
        return None
    return found.st_size, found.st_mtime_ns, found.st_ino


def images() -> list[tuple[tuple[bytes, bytes], str, int]]:
    """Files in memory that may be executed, and are gone or temporary: which, its path, and where its image begins."""
    begins: dict[tuple[bytes, bytes], int] = {}
    found: dict[tuple[bytes, bytes], tuple[tuple[bytes, bytes], str, int]] = {}
    for line in host.lines("/proc/self/maps"):
        fields = line.split(None, 5)
        if len(fields) < 6 or fields[4] == b"0":
            continue
        key = (fields[3], fields[4])
        begin = begins.setdefault(key, int(fields[0].partition(b"-")[0], 16))
        if b"x" not in fields[1] or key in found:
            continue
        path = os.fsdecode(fields[5])
        if path.endswith(" (deleted)") or path.startswith("/memfd:") or temporary(path):
            found[key] = key, path, begin
    return list(found.values())


def temporary(path: str) -> bool:
    """Whether it lies where a function can write at any time; what was deployed there, aside."""
    if not (path + "/").startswith(TEMPORARY) or path.startswith(faults.HOME):
        return False
    return not (path + "/").startswith((ROOT, *searched))


def now_ns() -> int:
    """A time that no file will have that is written from now on: the file system's clock lags behind by a tick."""
    return time.time_ns() - 12_000_000
