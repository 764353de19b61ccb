"""One function in a process of its own, under the real runtime client, kept alive between events; used by the benches.

The Runtime API is that of the agent's tests, on 127.0.0.1: it keeps the platform's state and refuses what is out of it.
"""

from __future__ import annotations

import importlib.util
import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
AGENT = ROOT / "agents" / "python"
_MARK = b'{"schema":"ennead.event/1"'


def _module(path: Path) -> Any:
    """A module of the agent's tests or tools, by its file."""
    name = path.stem
    if name not in sys.modules:
        spec = importlib.util.spec_from_file_location(name, path)
        if spec is None or spec.loader is None:
            raise RuntimeError(f"{path} is no module")
        module = importlib.util.module_from_spec(spec)
        sys.modules[name] = module
        spec.loader.exec_module(module)
    return sys.modules[name]


lab = _module(AGENT / "tests" / "agent_lab.py")


def build_layer(folder: Path) -> Path:
    """The agent as it lies under /opt, in `folder`."""
    _module(AGENT / "build_layer.py").build(folder)
    return folder


@dataclass(frozen=True, slots=True)
class Function:
    """What to run: its name, handler and folder, and what stands in its environment beside what Lambda sets."""

    name: str
    handler: str
    task: Path
    env: Mapping[str, str] = field(default_factory=dict)
    python: str = sys.executable
    before: Sequence[str] = ()
    """Words before the interpreter: the agent's wrapper, or another one's."""
    timeout: float = 30.0


@dataclass(frozen=True, slots=True)
class Answer:
    """What became of a call: `ok`, `error` (the handler raised), `exit` or `timeout`, and what was posted."""

    outcome: str
    body: bytes
    ms: float

    def json(self) -> Any:
        """The answer read as JSON."""
        return json.loads(self.body)


class Instance:
    """A running function.  It is started with the first call, and anew after it ended."""

    def __init__(self, function: Function, scratch: Path) -> None:
        self.function, self.scratch = function, scratch
        self.starts = 0
        self.start_cpu_ms: list[float] = []
        self.offset = 0
        self._calls = 0
        self._server: Any = None
        self._process: subprocess.Popen[bytes] | None = None
        scratch.mkdir(parents=True, exist_ok=True)
        self.log = scratch / f"{function.name}.log"
        self.log.touch()

    def call(self, event: Any) -> Answer:
        """Hand one event to the function and wait for what it says."""
        self.start()
        body = event if isinstance(event, bytes) else json.dumps(event).encode()
        self._calls += 1
        call = lab.Call(body, self._calls)
        began = time.perf_counter()
        self._server.waiting.put(call)
        outcome = self._wait(call, began)
        spent = (time.perf_counter() - began) * 1000
        if outcome is not None:
            self.close()
            return Answer(outcome, b"", spent)
        return Answer(call.outcome, call.answer, spent)

    def _wait(self, call: Any, began: float) -> str | None:
        while not call.done.wait(0.05):
            process = self._process
            if process is None or process.poll() is not None:
                return "exit"
            if time.perf_counter() - began > self.function.timeout:
                return "timeout"
        return None

    def start(self) -> None:
        """Start the process, unless it runs, and wait until it asks for an event."""
        if self._process is not None and self._process.poll() is None:
            return
        self.close()
        self.starts += 1
        self._server = lab.Server()
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()
        function = self.function
        with self.log.open("ab") as out:
            self._process = subprocess.Popen(
                [*function.before, function.python, "-m", "awslambdaric", function.handler],
                cwd=function.task, stdout=out, stderr=out, stdin=subprocess.DEVNULL,
                env=self._environment(), start_new_session=True,
            )  # fmt: skip
        self._until_asked()

    def _until_asked(self) -> None:
        deadline = time.monotonic() + 60
        while not self._server.asked and time.monotonic() < deadline:
            if self._process is None or self._process.poll() is not None:
                return
            time.sleep(0.002)
        if self._process is not None:
            self.start_cpu_ms.append(_cpu_ms(self._process.pid))

    def _environment(self) -> dict[str, str]:
        function = self.function
        own = {
            "PATH": os.environ["PATH"],
            "PWD": str(function.task),
            "HOME": str(self.scratch),
            "TMPDIR": str(self.scratch),
            "LANG": "C.UTF-8",
            "TZ": ":UTC",
            "AWS_LAMBDA_RUNTIME_API": f"127.0.0.1:{self._server.server_address[1]}",
            "AWS_LAMBDA_FUNCTION_NAME": function.name,
            "AWS_LAMBDA_FUNCTION_VERSION": "7",
            "AWS_LAMBDA_FUNCTION_MEMORY_SIZE": "256",
            "AWS_LAMBDA_LOG_GROUP_NAME": f"/aws/lambda/{function.name}",
            "AWS_LAMBDA_LOG_STREAM_NAME": "bench",
            "AWS_REGION": "us-east-1",
            "AWS_DEFAULT_REGION": "us-east-1",
            "AWS_ACCESS_KEY_ID": "test",
            "AWS_SECRET_ACCESS_KEY": "test",
            "AWS_EC2_METADATA_DISABLED": "true",
            "LAMBDA_TASK_ROOT": str(function.task),
            "_HANDLER": function.handler,
            "PYTHONDONTWRITEBYTECODE": "1",
        }
        return {**own, **function.env}

    def news(self) -> list[dict[str, Any]]:
        """The agent's events since this was last asked."""
        with self.log.open("rb") as log:
            log.seek(self.offset)
            text = log.read()
        whole = text[: text.rfind(b"\n") + 1]
        self.offset += len(whole)
        return [json.loads(line) for line in whole.splitlines() if line.startswith(_MARK)]

    def close(self) -> None:
        """End the process that was started here, and its group, which is its own."""
        process, self._process = self._process, None
        if process is not None:
            end(process)
        if self._server is not None:
            self._server.end()
            self._server = None

    def __enter__(self) -> Instance:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def end(process: subprocess.Popen[bytes]) -> None:
    """End a process that was started as the leader of a session of its own, with its group."""
    for number in (signal.SIGTERM, signal.SIGKILL):
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, number)
        try:
            process.wait(2)
        except subprocess.TimeoutExpired:
            continue
        return


def _cpu_ms(pid: int) -> float:
    """CPU time that the threads of a process have had, in milliseconds; 0 where /proc does not tell."""
    try:
        spent = [
            int(each.read_text(encoding="ascii").split()[0]) for each in Path(f"/proc/{pid}/task").glob("*/schedstat")
        ]
    except (OSError, IndexError, ValueError):
        return 0.0
    return sum(spent) / 1e6
