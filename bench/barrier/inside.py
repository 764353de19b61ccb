"""What runs in the sandbox: lays out the function, closes the doors, runs the calls of a unit, tells what came of them.

A job comes as one JSON document on stdin; results go to stdout, one JSON document a line.
"""

from __future__ import annotations

import json
import os
import resource
import shutil
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from . import listeners, oracle, routes, sandbox, servers, shelves, stubs, tables, widths
from .lane import Lane, Place, Task
from .shop import changes
from .shop.take import take
from .sinks import BY_NAME

HERE = Path(__file__).resolve().parent
_ENVIRONMENT = {
    "AWS_LAMBDA_FUNCTION_NAME": "shop",
    "AWS_LAMBDA_FUNCTION_VERSION": "$LATEST",
    "AWS_LAMBDA_FUNCTION_MEMORY_SIZE": "512",
    "AWS_LAMBDA_LOG_GROUP_NAME": "/aws/lambda/shop",
    "AWS_LAMBDA_LOG_STREAM_NAME": "bench",
    "AWS_LAMBDA_INITIALIZATION_TYPE": "on-demand",
    "AWS_REGION": "us-east-1",
    "AWS_DEFAULT_REGION": "us-east-1",
    "AWS_ACCESS_KEY_ID": "bench",
    "AWS_SECRET_ACCESS_KEY": "bench",
    "AWS_EC2_METADATA_DISABLED": "true",
    "LANG": "C.UTF-8",
    "TZ": ":UTC",
    "_HANDLER": "shop/app.handler",
    "no_proxy": "127.0.0.1,localhost,::1",
}


def main() -> int:
    """Run the job."""
    job = json.load(sys.stdin)
    events = {name: _event(Path(job["events"]) / name) for name in {call["event"] for call in job["calls"]}}
    shop = _Shop(job)
    tasks, unfit = shop.tasks(job["calls"], events)
    shop.open(tasks, job["calls"])
    for document in unfit:
        _tell(document)
    bare: dict[int, dict[str, Any]] = {}
    for variant in ("bare", "agent"):
        chosen = tasks if variant == "bare" else [task for task in tasks if _again(job, task, bare)]
        for document in shop.lane(variant).run(chosen):
            if variant == "bare" and "number" in document:
                bare[document["number"]] = document
            _tell({"variant": variant, **document})
        shop.clean()
    shop.end()
    return 0


def _event(path: Path) -> Any:
    """An event; None where the file holds none."""
    try:
        return json.loads(path.read_bytes())
    except (OSError, ValueError):
        return None


def _again(job: Mapping[str, Any], task: Task, bare: Mapping[int, Mapping[str, Any]]) -> bool:
    """Whether the call runs with the agent too: benign ones only where the value was taken for plain data."""
    other = job["beside"].get(str(task.number))
    if other is None:
        return str(task.number) not in job["alone"]
    careless, twin = bare.get(task.number), bare.get(other)
    return comparable(careless, twin)


def comparable(careless: Mapping[str, Any] | None, twin: Mapping[str, Any] | None) -> bool:
    """Whether a careless handler and its twin gave the same answer, and no exception."""
    if careless is None or twin is None or careless["outcome"] != "ok" or twin["outcome"] != "ok":
        return False
    return bool(careless["answer"] == twin["answer"])


def _carried(call: Mapping[str, Any], value: str, event: Any) -> tuple[str, bytes]:
    """The value as it comes to the sink, and the event that brings it.  Raises Unfit."""
    if event is None:
        raise routes.Unfit("the event is no JSON")
    if call["step"] == "use":
        return value, json.dumps(event).encode()
    if not call["change"]:
        return value, routes.place(event, call["route"], value)
    text = changes.brought(call["change"], value)
    try:
        final = changes.change(call["change"], text, BY_NAME[call["sink"]].module)
    except ValueError:
        raise routes.Unfit("the change cannot be undone for this value") from None
    if not call["also"]:
        return final, routes.place(event, call["route"], text)
    first, second = changes.halves(text)
    both = routes.place(json.loads(routes.place(event, call["route"], first)), call["also"], second)
    if take(json.loads(both), call["route"]) != first:
        raise routes.Unfit("the two carriers are one")
    return final, both


def _tell(document: Mapping[str, Any]) -> None:
    sys.stdout.write(json.dumps(document) + "\n")
    sys.stdout.flush()


class _Shop:
    """The function's folders, in a sandbox or, where there is none, in a temporary folder."""

    def __init__(self, job: Mapping[str, Any]) -> None:
        self.job = job
        self.apart = bool(job["namespaces"])
        self.root = sandbox.scratch() if self.apart else Path(tempfile.mkdtemp(prefix="ennead-shop-"))
        if self.apart:
            sandbox.open_scratch(self.root)
        self.writes = self.root / "rw"

    def tasks(
        self, calls: Sequence[Mapping[str, Any]], events: Mapping[str, Any]
    ) -> tuple[list[Task], list[dict[str, Any]]]:
        """The calls with their events, and those whose carrier cannot hold the value, with the reason."""
        fit, unfit = [], []
        for call in calls:
            value = self._filled(call["value"], call["fill"])
            try:
                value, body = _carried(call, value, events[call["event"]])
            except routes.Unfit as reason:
                unfit.append({"number": call["number"], "unfit": str(reason)})
                continue
            sink = BY_NAME[call["sink"]]
            width = widths.fitting(sink, value) if sink.columns and call["attack"] else widths.USUAL
            fit.append(Task(call["number"], call["sink"], call["twin"], value, width, body))
        return fit, unfit

    def _filled(self, value: str, number: int) -> str:
        marker, secret = f"{self.writes}/marks/{number}", f"{self.root}/secret.txt"
        filled = value.replace("%MARKER%", marker).replace("%SECRET%", secret)
        return filled.replace("%PORT%", str(listeners.PORT))

    def open(self, tasks: Sequence[Task], calls: Sequence[Mapping[str, Any]]) -> None:
        """Lay out all that the function has, then close the doors."""
        for name, text in oracle.INSIDE.items():
            path = self.root / "data" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        (self.root / "secret.txt").write_text(oracle.SECRET + "\n", encoding="utf-8")
        self._function(tasks, {call["number"]: call for call in calls})
        shutil.copytree(self.job["layer"], self.root / "layer")
        real = self._real()
        keep = (
            (Path(sys.executable).resolve().name,)
            if str(Path(sys.executable).resolve()).startswith("/usr/bin/")
            else ()
        )
        named, laid = stubs.write(self._made("stubs"), real, real, self.writes / "started", keep)
        self.path = named
        if self.apart:
            sandbox.close(self.root, laid)
        else:
            self.writes.mkdir()
        self._limits()
        self.listeners = listeners.Listeners()
        self.tables, self.stores = tables.serve(), shelves.serve()
        self.servers, self.ports = servers.serve()

    def _function(self, tasks: Sequence[Task], calls: Mapping[int, Mapping[str, Any]]) -> None:
        folder = self._made("task")
        shutil.copytree(HERE / "shop", folder / "shop", ignore=shutil.ignore_patterns("__pycache__"))
        for name in ("pymongo", "pymysql", "psycopg"):
            shutil.copytree(HERE / "stand_in" / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
        shutil.copy(HERE / "stand_in" / "sql_line.py", folder)
        table = {}
        for task in tasks:
            sink, call = BY_NAME[task.sink], calls[task.number]
            table[task.identity] = {
                "module": sink.module,
                "function": sink.twin if task.twin else sink.careless,
                "needs": sink.needs,
                "width": task.width if sink.module in ("sql", "remote") else None,
                "out": f"{self.writes}/said/{task.number}",
                "key": f"note-{call['fill']}",
                **{name: call[name] for name in ("route", "step", "store", "change", "also")},
            }
        (folder / "contract.json").write_text(json.dumps(shelves.CONTRACT), encoding="utf-8")
        (folder / "calls.json").write_text(json.dumps(table), encoding="utf-8")

    def _real(self) -> Path:
        real = self.root / "real"
        if self.apart:
            sandbox.bind("/usr/bin", real)
            return real
        return Path("/usr/bin")

    def _made(self, name: str) -> Path:
        folder = self.root / name
        folder.mkdir()
        return folder

    def _limits(self) -> None:
        for what, most in ((resource.RLIMIT_AS, 3 << 30), (resource.RLIMIT_FSIZE, 64 << 20), (resource.RLIMIT_CORE, 0)):
            _soft, hard = resource.getrlimit(what)
            resource.setrlimit(what, (most if hard == resource.RLIM_INFINITY else min(most, hard), hard))

    def lane(self, variant: str) -> Lane:
        """A lane without or with the agent."""
        task = self.root / "task"
        environment = {
            **_ENVIRONMENT,
            "PATH": str(self.path),
            "HOME": str(self.writes),
            "TMPDIR": str(self.writes),
            "LAMBDA_TASK_ROOT": str(task),
            "LAMBDA_RUNTIME_DIR": str(task),
            "PLACE": str(self.writes),
            "FOLDER": str(self.root / "data"),
            "TABLES_URL": self.tables,
            "STORES_URL": self.stores,
            **{f"{name.upper()}_PORT": str(port) for name, port in self.ports.items()},
            "http_proxy": self.listeners.proxy,
            "https_proxy": self.listeners.proxy,
            "PYTHONDONTWRITEBYTECODE": "1",
        }
        command = [sys.executable, "-m", "awslambdaric", "shop/app.handler"]
        if variant == "agent":
            environment["ENNEAD_MODE"] = "enforce"
            if self.job["contract"]:
                environment["ENNEAD_CONTRACT"] = str(task / "contract.json")
            command = [str(self.root / "layer" / "ennead-wrap"), *command]
        return Lane(
            Place([*self._prefix(), *command], task, self.writes, environment), self.listeners.heard, self.servers
        )

    def _prefix(self) -> list[str]:
        """Processes of their own for the function, and no rights in the sandbox."""
        if not self.apart:
            return []
        real = self.root / "real"
        words = [str(real / "unshare"), "--pid", "--fork", "--kill-child", "--"]
        if (real / "setpriv").exists():
            words += [str(real / "setpriv"), "--bounding-set=-all", "--inh-caps=-all", "--no-new-privs", "--"]
        return words

    def end(self) -> None:
        """Leave nothing behind where there was no sandbox."""
        if not self.apart:
            shutil.rmtree(self.root, ignore_errors=True)

    def clean(self) -> None:
        """Empty the folder that the function writes in."""
        self.listeners.heard.hits.clear()
        self.listeners.heard.seen.clear()
        for entry in os.scandir(self.writes):
            if entry.is_dir(follow_symlinks=False):
                shutil.rmtree(entry.path, ignore_errors=True)
            else:
                Path(entry.path).unlink()


if __name__ == "__main__":
    sys.exit(main())
