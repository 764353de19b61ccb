"""What an invocation leaves behind is found, class by class; what sound functions leave is not said."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from textwrap import dedent, indent

import pytest

import agent_lab

PLANTS = {
    ("file", "a module beside the handler"): "open(os.path.join(HERE, 'helper.py'), 'w').write('x = 1')",
    ("file", "a start file"): "open(os.path.join(PLACE, 'sitecustomize.py'), 'w').write('x = 1')",
    ("file", "the keys"): "open(os.path.join(PLACE, 'notes.txt'), 'w').write(os.environ['AWS_SECRET_ACCESS_KEY'])",
    ("file", "a link into the system's"): "os.symlink('/proc/self', os.path.join(PLACE, 'reports'))",
    ("executable", "a copied program"): "copy('/bin/true', 'work')",
    ("executable", "a script by a child"): """
        subprocess.call(['/bin/sh', '-c', 'echo "#!/bin/sh" > $0; chmod 755 $0', os.path.join(PLACE, 'job')])
    """,
    ("thread", "of the function's code"): "threading.Thread(target=loop, daemon=True).start()",
    ("thread", "of code that was made up"): """
        space = {}
        exec('import time\\ndef f():\\n  while True: time.sleep(0.01)', space)
        _thread.start_new_thread(space['f'], ())
    """,
    ("thread", "a server"): """
        import http.server
        server = http.server.HTTPServer(('127.0.0.1', 0), http.server.BaseHTTPRequestHandler)
        threading.Thread(target=server.serve_forever, daemon=True).start()
    """,
    ("process", "a child"): "subprocess.Popen(['/bin/sleep', '4'])",
    ("process", "a daemon"): """
        if os.fork() == 0:
            os.setsid()
            if os.fork() == 0:
                os.execv('/bin/sleep', ['sleep', '4'])
            os._exit(0)
        os.wait()
    """,
    ("patched", "a function of os"): """
        space = {'real': os.system}
        exec('def system(command): return real(command)', space)
        os.system = space['system']
    """,
    ("patched", "the handler's code"): "work.__code__ = (lambda: 'other').__code__",
    ("patched", "the handler's code, past the attribute"): """
        types.FunctionType.__dict__['__code__'].__set__(work, (lambda: 'other').__code__)
    """,
    ("patched", "a method of the client"): """
        import awslambdaric.lambda_runtime_client as module
        real = module.LambdaRuntimeClient.post_invocation_result
        def post_invocation_result(self, *args, **words):
            return real(self, *args, **words)
        module.LambdaRuntimeClient.post_invocation_result = post_invocation_result
    """,
    ("patched", "a profile function"): "threading.setprofile(spy); sys.setprofile(spy)",
    ("meta_path", "a finder"): "sys.meta_path.insert(0, Finder())",
    ("meta_path", "a folder that anyone can write"): "sys.path.insert(0, '/tmp/of-somebody')",
    ("meta_path", "a path hook"): "sys.path_hooks.insert(0, spy_hook)",
    ("module", "its file"): "open(os.path.join(HERE, 'parts.py'), 'a').write('# more')",
    ("module", "another one in its place"): "sys.modules['json.decoder'] = types.ModuleType('json.decoder')",
    ("module", "from the temporary folder"): """
        open('/tmp/ennead_test_stray.py', 'w').write('x = 1')
        import importlib.util
        spec = importlib.util.spec_from_file_location('ennead_test_stray', '/tmp/ennead_test_stray.py')
        sys.modules['ennead_test_stray'] = module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        os.unlink('/tmp/ennead_test_stray.py')
    """,
    ("environment", "of the loader"): "os.environ['LD_PRELOAD'] = '/tmp/x.so'",
    ("environment", "past os.environ"): "os.putenv('BASH_ENV', '/tmp/x.sh')",
    (
        "environment",
        "an endpoint",
    ): "os.environ['AWS_ENDPOINT_URL_S3'] = 'http://' + '.'.join(['198', '51', '100', '7'])",
    ("socket", "listening"): "KEEP.append(socket.socket()); KEEP[-1].bind(('127.0.0.1', 0)); KEEP[-1].listen()",
    ("socket", "as standard input"): "a, b = socket.socketpair(); KEEP.append(b); os.dup2(a.fileno(), 0)",
    ("socket", "datagrams"): """
        KEEP.append(socket.socket(socket.AF_INET, socket.SOCK_DGRAM))
        for port in range(20000, 20100):
            try:
                KEEP[-1].bind(('127.0.0.1', port))
                break
            except OSError:
                pass
    """,
    ("runtime_api", "its address"): "os.environ['AWS_LAMBDA_RUNTIME_API'] = '127.0.0.1:9'",
    ("runtime_api", "the client's native part"): """
        import awslambdaric.lambda_runtime_client as module
        class Other:
            def __init__(self, real): self.real = real
            def __getattr__(self, name): return getattr(self.real, name)
        module.runtime_client = Other(module.runtime_client)
    """,
    ("extension", "registers"): """
        import http.client
        link = http.client.HTTPConnection(os.environ['AWS_LAMBDA_RUNTIME_API'])
        link.request('POST', '/2020-01-01/extension/register', b'{}')
        link.getresponse().read()
    """,
    ("extension", "is put in"): "open(os.path.join(PLACE, 'extensions', 'agent'), 'w').write('x')",
    ("deleted", "a library"): "ctypes.CDLL(copy(LIBRARY, 'libwork.so')); os.unlink(os.path.join(PLACE, 'libwork.so'))",
    ("deleted", "in memory only"): """
        number = os.memfd_create('work')
        os.write(number, open(LIBRARY, 'rb').read())
        ctypes.CDLL('/proc/self/fd/%d' % number)
    """,
}
HANDLER = """
    import _thread, ctypes, os, socket, subprocess, sys, threading, time, types
    import json, parts
    HERE, PLACE = os.path.dirname(os.path.abspath(__file__)), os.environ["PLACE"]
    LIBRARY = os.environ["LIBRARY"]
    KEEP = []
    def loop():
        while True:
            time.sleep(0.01)
    def work():
        return "work"
    def spy(*args):
        return None
    def spy_hook(path):
        raise ImportError
    class Finder:
        def find_spec(self, name, path=None, target=None):
            return None
    def copy(source, name):
        target = os.path.join(PLACE, name)
        with open(source, "rb") as one, open(target, "wb") as two:
            two.write(one.read())
        return target
    def plant():
    {plant}
    def handler(event, context):
        if event["n"] == 3:
            plant()
        if event["n"] == 20 and {slow}:
            time.sleep(1.2)  # forks have halved what may be written, and time earns it again
        return event["n"]
"""
INJECT = """
    import os
    from ennead_agent.hygiene import base, written
    base.FOLDERS[:] = [os.path.join(os.environ["PLACE"], "extensions")]
    base.PLACES[:] = [os.environ["PLACE"]]
    written.ALONE[:] = [True]
"""
Run = Callable[..., agent_lab.Ran]


@pytest.fixture
def played(client: agent_lab.Client, layer: Path, function: Callable[..., Path], tmp_path: Path) -> Run:
    """Plays events through a handler, on a disk that is this function's alone."""
    inject, place = tmp_path / "inject", tmp_path / "place"
    for folder in (inject, place / "extensions"):
        folder.mkdir(parents=True)
    (inject / "sitecustomize.py").write_text(dedent(INJECT), encoding="utf-8")
    import _sqlite3

    def run(source: str, count: int = 8, **words: object) -> agent_lab.Ran:
        task = function(source, parts="x = 1\n")
        env = {
            "PLACE": str(place),
            "LIBRARY": str(getattr(_sqlite3, "__file__", "")),
            "AWS_SECRET_ACCESS_KEY": "a-key-of-some-length-0123456789",
            **words.pop("env", {}),  # type: ignore[dict-item]
        }
        events = [{"n": n} for n in range(count)]
        return agent_lab.run(client, task, events, layer=layer, path=[inject], env=env, **words)  # type: ignore[arg-type]

    return run


def flags(ran: agent_lab.Ran) -> list[dict[str, object]]:
    return [event for event in ran.of("hygiene") if event["verdict"] == "flag"]


@pytest.mark.parametrize(("kind", "way"), PLANTS, ids=str)
def test_plant_is_found(kind: str, way: str, played: Run) -> None:
    """Each class of what may be left behind is an event, once, and names the class; the function answers on."""
    source = dedent(HANDLER).replace("{plant}", indent(dedent(PLANTS[kind, way]).strip() or "pass", "    "))
    source = source.replace("{slow}", str(kind == "process"))
    ran = played(source, count=24)
    assert ran.outcomes == ["ok"] * 24, ran.log.decode()
    assert kind in [event["facts"]["class"] for event in flags(ran)], ran.log.decode()  # type: ignore[index]
    kinds = [event["facts"]["class"] for event in flags(ran)]  # type: ignore[index]
    assert kinds.count(kind) == 1
    assert not ran.of("error")


CLEAN = """
    import os, sys
    PLACE = os.environ["PLACE"]
    KEEP = {}
    def handler(event, context):
        n = event["n"]
        if n == 1:
            from concurrent.futures import ThreadPoolExecutor
            KEEP["pool"] = ThreadPoolExecutor(3)
            list(KEEP["pool"].map(str, range(9)))
            import socket, threading
            KEEP["server"] = socket.create_server(("127.0.0.1", 0)) if "server" in event else None
        if n == 2:
            import asyncio, decimal, email.message, sqlite3, xml.etree.ElementTree, multiprocessing.pool
            KEEP["threads"] = multiprocessing.pool.ThreadPool(2)
            KEEP["loop"] = asyncio.new_event_loop()
            KEEP["loop"].run_until_complete(asyncio.sleep(0))
            KEEP["base"] = sqlite3.connect(os.path.join(PLACE, "cache.db"))
            KEEP["base"].execute("create table t(x)")
        if n == 3:
            import subprocess
            subprocess.run(["/bin/sh", "-c", "echo picture > $0", os.path.join(PLACE, "out.png")])
            os.environ["TOKENIZERS_PARALLELISM"] = "false"
            os.environ["PATH"] += ":/opt/bin"
            sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
        if n == 4:
            import tempfile
            KEEP["file"] = tempfile.TemporaryFile(dir=PLACE)
            os.makedirs(os.path.join(PLACE, "matplotlib-x", "fontconfig"))
            for name in ("fontlist.json", ".lock"):
                with open(os.path.join(PLACE, "matplotlib-x", "fontconfig", name), "w") as out:
                    out.write("{}")
            import py_compile
            source = os.path.join(os.path.dirname(__file__), "parts.py")
            py_compile.compile(source, os.path.join(PLACE, "__pycache__", "p.pyc"))
            import parts
        if n == 5:
            import ctypes, http.client, ssl, urllib.request
            KEEP["callback"] = ctypes.CFUNCTYPE(ctypes.c_int)(lambda: 1)
            import mmap
            KEEP["map"] = mmap.mmap(-1, 4096, prot=mmap.PROT_READ | mmap.PROT_EXEC)
        with open(os.path.join(PLACE, "report-%d.csv" % n), "w") as out:
            out.write("a,b")
        return n
"""


def test_sound_function_gives_no_alarm(played: Run) -> None:
    """Pools, caches, lazily loaded modules, data files and finished children are how functions are."""
    ran = played(dedent(CLEAN), count=60)
    assert ran.outcomes == ["ok"] * 60, ran.log.decode()
    assert not ran.of("hygiene"), ran.log.decode()
    assert not ran.of("error")


def test_workers_give_no_alarm(played: Run, client: agent_lab.Client) -> None:
    """Sibling workers, and what they write into the folder they share, are no strays."""
    if client.numbers < (4,):
        pytest.skip("this client knows no managed instances")
    source = """
        import os, time
        def handler(event, context):
            with open(os.path.join(os.environ["PLACE"], "x-%d" % event["n"]), "w") as out:
                out.write("x")
            time.sleep(0.02)
            return os.getpid()
    """
    ran = played(source, count=32, parallel=4, env={"AWS_LAMBDA_MAX_CONCURRENCY": "4"})
    assert ran.outcomes == ["ok"] * 32
    assert len(set(ran.answers)) > 1
    assert not ran.of("hygiene"), ran.log.decode()


ENFORCE = {"schema": "ennead.contract.compiled/1", "default": {"mode": "enforce"}}


def test_stray_child_is_ended_in_enforce(played: Run, tmp_path: Path) -> None:
    """In `enforce` a process that was left running is ended, with what it started; in `observe` it is left alone."""
    source = """
        import os, subprocess
        KEEP = []
        def handler(event, context):
            if event["n"] == 1:
                KEEP.append(subprocess.Popen(["/bin/sh", "-c", "sleep 5 & sleep 5"]))
            return KEEP and KEEP[0].poll()
    """
    for mode, ended in (("enforce", True), ("observe", False)):
        ran = played(source, count=30, env={"ENNEAD_MODE": mode})
        assert (json.loads(ran.answers[-1]) == -9) is ended
        assert ("cleaned" in flags(ran)[0]["facts"]) is ended  # type: ignore[operator]


def test_program_is_removed_only_by_contract(played: Run, tmp_path: Path) -> None:
    """A program that was written stays, unless the contract has it removed and the guard is in `enforce`."""
    source = """
        import os, shutil
        def handler(event, context):
            path = os.path.join(os.environ["PLACE"], "work")
            if event["n"] == 1:
                shutil.copy("/bin/true", path)
            return os.path.exists(path)
    """
    contract = tmp_path / "contract.json"
    for removes in (False, True):
        rules = {**ENFORCE["default"], "hygiene": {"remove_executables": removes}}  # type: ignore[dict-item]
        contract.write_text(json.dumps({**ENFORCE, "default": rules}), encoding="utf-8")
        ran = played(source, env={"ENNEAD_CONTRACT": str(contract)})
        assert json.loads(ran.answers[-1]) is not removes


def test_contract_names_what_stays(played: Run, tmp_path: Path) -> None:
    """A helper process and a port that the contract names are no findings."""
    source = """
        import socket, subprocess
        KEEP = []
        def handler(event, context):
            if event["n"] == 1:
                KEEP.append(subprocess.Popen(["/bin/sleep", "3"]))
                KEEP.append(socket.create_server(("127.0.0.1", event.get("port", PORT))))
            return 1
    """
    import socket

    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port = found.getsockname()[1]
    contract = tmp_path / "contract.json"
    rules = {"processes": ["sleep"], "ports": [port]}
    contract.write_text(json.dumps({"schema": "ennead.contract.compiled/1", "default": rules}), encoding="utf-8")
    ran = played(source.replace("PORT", str(port)), env={"ENNEAD_CONTRACT": str(contract)})
    assert ran.outcomes == ["ok"] * 8
    assert not flags(ran), ran.log.decode()


def test_manifest_of_the_build_is_held_against_the_files(played: Run, tmp_path: Path) -> None:
    """A deployed file that is not the one of the contract's `modules` is told."""
    contract = tmp_path / "contract.json"
    rules = {"modules": {"parts.py": "sha256:" + "0" * 64}}
    contract.write_text(json.dumps({"schema": "ennead.contract.compiled/1", "default": rules}), encoding="utf-8")
    ran = played("def handler(event, context): return 1", env={"ENNEAD_CONTRACT": str(contract)})
    assert [event["facts"]["class"] for event in flags(ran)] == ["module"]  # type: ignore[index]


def test_off_looks_at_nothing(played: Run, tmp_path: Path) -> None:
    """With the guard `off` nothing is noted and nothing said."""
    contract = tmp_path / "contract.json"
    rules = {"guards": {"hygiene": "off"}}
    contract.write_text(json.dumps({"schema": "ennead.contract.compiled/1", "default": rules}), encoding="utf-8")
    source = """
        import os, sys
        def handler(event, context):
            os.environ["LD_PRELOAD"] = "/tmp/x.so"
            return bool(sys.modules["ennead_agent.hygiene"]._ward)
    """
    ran = played(source, env={"ENNEAD_CONTRACT": str(contract)})
    assert set(ran.answers) == {b"false"}
    assert not ran.of("hygiene")


def test_name_that_an_event_brought_is_not_told(
    client: agent_lab.Client, layer: Path, function: Callable[..., Path]
) -> None:
    """The name of a leftover goes out as a keyed hash where the event holds it."""
    task = function(
        """
        import os
        def handler(event, context):
            if event.get("name"):
                with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), event["name"]), "w") as out:
                    out.write("x = 1")
            return 1
        """
    )
    path = f"{task}/secretname.py"
    ran = agent_lab.run(client, task, [{}, {"name": "secretname.py", "path": path}, {}], layer=layer)
    assert flags(ran)
    assert b"secretname" not in b"".join(ran.lines)
