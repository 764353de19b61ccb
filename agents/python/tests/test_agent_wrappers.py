"""The agent with the wrappers that monitoring products bring, which run in between.

The wrappers here are our own and do what theirs do on a managed runtime, told from their public sources: Datadog's
(`scripts/datadog_wrapper` of datadog-lambda-extension, `datadog_lambda.handler`) sets variables, may send the runtime
to a proxy of the Runtime API in its extension, and runs the command; the handler is its own, set in the function's
configuration or by the wrapper, and finds the function's by `DD_LAMBDA_HANDLER`.  OpenTelemetry's (`otel-instrument`
of opentelemetry-lambda, which ADOT ships, and `opentelemetry-instrument`) puts folders before PYTHONPATH, redirects
`_HANDLER`, and runs the command by a Python program, which puts a `sitecustomize` before all others.
"""

from __future__ import annotations

import json
import socket
import sys
import threading
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from textwrap import dedent
from typing import Any, Callable

import pytest

import agent_lab

BOOTSTRAP = """
import os, sys
from awslambdaric.__main__ import main
sys.path[0] = os.environ["LAMBDA_TASK_ROOT"]
main(["", os.environ["_HANDLER"]])
"""
"""What a managed runtime starts: the handler is the one that the environment names by then."""

DATADOG = """
#!/bin/bash
args=("$@")
DD_LOG_LEVEL=$(echo "$DD_LOG_LEVEL" | tr '[:upper:]' '[:lower:]')
if [ -n "$PROXY" ]; then
    echo "$AWS_LAMBDA_RUNTIME_API" > "$PROXY_UPSTREAM"
    export AWS_LAMBDA_RUNTIME_API=$PROXY
fi
export DD_TRACE_ENABLED=true
if [ -n "$REDIRECT" ]; then
    export DD_LAMBDA_HANDLER=$_HANDLER
    export _HANDLER=datadog_lambda.handler.handler
fi
exec "${args[@]}"
"""
DATADOG_HANDLER = """
import os
from importlib import import_module

def _around(handler):
    def call(event, context):
        return {"traced": os.environ["DD_TRACE_ENABLED"], "answer": handler(event, context)}
    return call

module, _, name = os.environ["DD_LAMBDA_HANDLER"].rpartition(".")
handler = _around(getattr(import_module(module.replace("/", ".")), name))
"""
OTEL = """
#!/bin/bash
set -ef -o pipefail
export PYTHONPATH="$OTEL_HOME/packages:$PYTHONPATH"
export PYTHONPATH="$OTEL_HOME/runtime:$PYTHONPATH"
export OTEL_SERVICE_NAME=$AWS_LAMBDA_FUNCTION_NAME
export ORIG_HANDLER=$_HANDLER
export _HANDLER=otel_wrapper.lambda_handler
exec python3 "$OTEL_HOME/packages/bin/instrument" "$@"
"""
INSTRUMENT = """
import argparse, os, shutil
parser = argparse.ArgumentParser()
parser.add_argument("command")
parser.add_argument("rest", nargs=argparse.REMAINDER)
asked = parser.parse_args()
own = os.path.join(os.environ["OTEL_HOME"], "packages", "auto")
path = [one for one in os.environ.get("PYTHONPATH", "").split(os.pathsep) if one and one != own]
if os.getcwd() not in path:
    path.insert(0, os.getcwd())
os.environ["PYTHONPATH"] = os.pathsep.join([own, *path])
program = shutil.which(asked.command)
os.execl(program, program, *asked.rest)
"""
AUTO = """
import builtins, os
own = os.path.dirname(os.path.abspath(__file__))
kept = [one for one in os.environ["PYTHONPATH"].split(os.pathsep) if one != own]
os.environ["PYTHONPATH"] = os.pathsep.join(kept)
builtins.instrumented = getattr(builtins, "instrumented", 0) + 1
"""
OTEL_HANDLER = """
import builtins, os
from importlib import import_module

module, _, name = os.environ["ORIG_HANDLER"].rpartition(".")
real = getattr(import_module(".".join(module.split("/"))), name)

def lambda_handler(event, context):
    return {"instrumented": builtins.instrumented, "answer": real(event, context)}
"""
APP = """
import os, sqlite3, sys

database = sqlite3.connect(":memory:")
database.execute("create table t (name text)")
database.executemany("insert into t values (?)", [("ann",), ("bob",)])

def handler(event, context):
    rows = database.execute("select name from t where name = '" + event["name"] + "'").fetchall()
    seen = ("_HANDLER", "DD_LAMBDA_HANDLER", "ORIG_HANDLER", "OTEL_SERVICE_NAME", "PYTHONPATH")
    told = {name: os.environ.get(name) for name in seen}
    return [rows, sys.argv, sys.executable, told, "ENNEAD_INTERPRETER" in os.environ]
"""
CONTRACT = {
    "schema": "ennead.contract.compiled/1",
    "default": {"mode": "enforce", "flows": [], "processes": [], "ports": []},
    "functions": {},
}
GOOD, BAD = {"name": "ann"}, {"name": "x' or name <> '"}


def program(file: Path, text: str) -> Path:
    """A file that can be run."""
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text.strip() + "\n", encoding="utf-8")
    file.chmod(0o755)
    return file


class Stage:
    """A managed runtime: runs events through a next wrapper, without the agent and with it."""

    def __init__(self, client: agent_lab.Client, layer: Path, task: Path, folder: Path) -> None:
        self.client, self.layer, self.task, self.folder = client, layer, task, folder
        self.bootstrap = folder / "bootstrap.py"
        self.bootstrap.write_text(BOOTSTRAP, encoding="utf-8")
        self.contract = folder / "contract.json"
        self.contract.write_text(json.dumps(CONTRACT), encoding="utf-8")

    def run(self, events: list[Any], first: Path, env: dict[str, str], handler: str) -> agent_lab.Ran:
        """Start the runtime by `first`, as the platform does with the wrapper that it is told."""
        text = f'#!/bin/sh\nexec "{first}" "{sys.executable}" "{self.bootstrap}"'
        platform = program(self.folder / "platform", text)
        return agent_lab.run(self.client, self.task, events, wrapper=str(platform), env=env, handler=handler)

    def both(
        self, wrapper: Path, env: dict[str, str], handler: str = "app.handler"
    ) -> tuple[agent_lab.Ran, agent_lab.Ran]:
        """Harmless events without the agent; the same and an attack with it, in `enforce`."""
        ours = {"ENNEAD_NEXT_WRAPPER": str(wrapper), "ENNEAD_CONTRACT": str(self.contract), **env}
        bare = self.run([GOOD, GOOD], wrapper, ours, handler)
        return bare, self.run([GOOD, GOOD, BAD], self.layer / "ennead-wrap", ours, handler)


@pytest.fixture
def stage(client: agent_lab.Client, layer: Path, function: Callable[..., Path], tmp_path: Path) -> Stage:
    return Stage(client, layer, function(APP), tmp_path)


@pytest.fixture
def datadog(tmp_path: Path, stage: Stage) -> Path:
    """Datadog's wrapper, and its library among the function's packages."""
    package = stage.task / "datadog_lambda"
    package.mkdir()
    (package / "__init__.py").write_text("")
    (package / "handler.py").write_text(DATADOG_HANDLER)
    return program(tmp_path / "datadog_wrapper", DATADOG)


@pytest.fixture
def otel(tmp_path: Path) -> Path:
    """OpenTelemetry's wrapper, and what it runs."""
    home = tmp_path / "otel"
    program(home / "packages" / "bin" / "instrument", INSTRUMENT)
    (home / "packages" / "auto").mkdir()
    (home / "packages" / "auto" / "sitecustomize.py").write_text(AUTO)
    (home / "packages" / "otel_wrapper.py").write_text(OTEL_HANDLER)
    return program(tmp_path / "otel-instrument", OTEL)


@pytest.fixture
def proxy(tmp_path: Path) -> Iterator[dict[str, str]]:
    """A proxy of the Runtime API on another port, as extensions have: it learns from the wrapper where that is."""
    told = tmp_path / "upstream"
    listening = socket.create_server(("127.0.0.1", 0))

    def carry(source: socket.socket, sink: socket.socket) -> None:
        try:
            while data := source.recv(65536):
                sink.sendall(data)
            sink.shutdown(socket.SHUT_WR)
        except OSError:  # one side has ended, and so has the other one
            for one in (source, sink):
                with suppress(OSError):
                    one.shutdown(socket.SHUT_RDWR)

    def relay(here: socket.socket, there: socket.socket) -> None:
        with here, there:
            back = threading.Thread(target=carry, args=(there, here), daemon=True)
            back.start()
            carry(here, there)
            back.join()

    def serve() -> None:
        while True:
            try:
                here, _ = listening.accept()
            except OSError:
                return
            host, _, port = told.read_text().strip().rpartition(":")
            there = socket.create_connection((host, int(port)))
            threading.Thread(target=relay, args=(here, there), daemon=True).start()

    serving = threading.Thread(target=serve, daemon=True)
    serving.start()
    yield {"PROXY": f"127.0.0.1:{listening.getsockname()[1]}", "PROXY_UPSTREAM": str(told)}
    listening.shutdown(socket.SHUT_RDWR)
    serving.join(5)
    listening.close()


def answers(ran: agent_lab.Ran) -> list[Any]:
    return [json.loads(one) for one in ran.answers]


def alive_and_guarding(bare: agent_lab.Ran, ran: agent_lab.Ran) -> None:
    """Answers are those of before, the agent lives in the runtime alone, and the attack is stopped."""
    assert bare.outcomes == ["ok", "ok"], bare.log.decode()
    assert ran.outcomes[:2] == ["ok", "ok"], ran.log.decode()
    assert answers(ran)[:2] == answers(bare)
    [alive] = ran.of("alive")
    assert (alive["facts"]["attached"], alive["facts"]["rings"]["a"]) == ("wrapper", "proved")
    assert [(one["guard"], one["verdict"]) for one in ran.of("attack")] == [("sql", "block")]
    assert b"bob" not in ran.answers[2]
    assert not ran.of("error")


def test_datadog(stage: Stage, datadog: Path) -> None:
    """With Datadog's wrapper behind ours its handler runs and calls the function's, and both are in force."""
    env = {"DD_LAMBDA_HANDLER": "app.handler", "DD_LOG_LEVEL": "INFO"}
    bare, ran = stage.both(datadog, env, "datadog_lambda.handler.handler")
    alive_and_guarding(bare, ran)
    assert answers(ran)[0]["traced"] == "true"
    assert answers(ran)[0]["answer"][0] == [["ann"]]


def test_datadog_where_the_wrapper_redirects(stage: Stage, datadog: Path) -> None:
    """A handler that the wrapper itself redirects in the environment is the one that runs, with ours as without."""
    bare, ran = stage.both(datadog, {"REDIRECT": "yes"})
    alive_and_guarding(bare, ran)
    told = answers(ran)[0]["answer"][3]
    assert (told["_HANDLER"], told["DD_LAMBDA_HANDLER"]) == ("datadog_lambda.handler.handler", "app.handler")


def test_datadog_with_its_proxy(stage: Stage, datadog: Path, proxy: dict[str, str]) -> None:
    """Where the wrapper sends the runtime to a proxy of the Runtime API, that is no edge to be declared."""
    env = {"DD_LAMBDA_HANDLER": "app.handler", **proxy}
    bare, ran = stage.both(datadog, env, "datadog_lambda.handler.handler")
    alive_and_guarding(bare, ran)
    assert not [one for one in ran.of("flow") if one["verdict"] != "allow"]
    assert not [edge for edge in ran.edges if edge["target"].startswith("external/127.0.0.1")]


def test_otel(stage: Stage, otel: Path) -> None:
    """With OpenTelemetry's wrapper behind ours its sitecustomize runs once, its handler calls the function's, and
    both are in force."""
    bare, ran = stage.both(otel, {"OTEL_HOME": str(otel.parent / "otel")})
    alive_and_guarding(bare, ran)
    assert answers(ran)[0]["instrumented"] == 1
    told = answers(ran)[0]["answer"][3]
    assert (told["_HANDLER"], told["ORIG_HANDLER"]) == ("otel_wrapper.lambda_handler", "app.handler")


def test_otel_and_a_sitecustomize_of_the_function(stage: Stage, otel: Path) -> None:
    """A sitecustomize that lay beside the function is shadowed by the wrapper's, with ours as without."""
    (stage.task / "sitecustomize.py").write_text("raise RuntimeError('not reached')\n")
    bare, ran = stage.both(otel, {"OTEL_HOME": str(otel.parent / "otel")})
    alive_and_guarding(bare, ran)
    assert b"not reached" not in ran.log


def test_off_leaves_the_other_wrapper(stage: Stage, otel: Path) -> None:
    """With ENNEAD_MODE=off the wrapper behind ours runs as if ours were not there."""
    home = {"OTEL_HOME": str(otel.parent / "otel"), "ENNEAD_MODE": "off"}
    bare, ran = stage.both(otel, home)
    assert answers(ran)[:2] == answers(bare)
    assert ran.outcomes[2] == "ok"
    assert not ran.events


def test_a_wrapper_that_fails_is_its_own_fault(stage: Stage, tmp_path: Path) -> None:
    """A wrapper that does not run the command ends the start with its own exit code, as it did before."""
    wrapper = program(tmp_path / "broken", dedent("#!/bin/sh\nexit 7"))
    bare, ran = stage.both(wrapper, {})
    assert (bare.code, ran.code) == (7, 7)
    assert not ran.of("alive")
