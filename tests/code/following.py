"""JavaScript and Java programs of one file, followed from their handler: requests, hosts and what was not told."""

from __future__ import annotations

from pathlib import Path

from ennead.code.entry import Entry, Tree
from ennead.code.evaluate.modules import Sources
from ennead.code.facts import HostCall, SdkCall
from ennead.code.hosts.target import host_of, variable_of
from ennead.code.ir import Language
from ennead.code.question import Answer, ask
from ennead.code.values import Env, Known, Record, Value


def javascript(folder: Path, source: str) -> Answer:
    """What is told of a module that exports `handler`."""
    (folder / "app.mjs").write_text(source, encoding="utf-8")
    return ask(Entry(Language.JAVASCRIPT, "app.mjs", "handler", (".",), "code"), Sources(Tree(folder)))


def java(folder: Path, source: str) -> Answer:
    """What is told of a class `App` with `handleRequest`."""
    (folder / "App.java").write_text(source, encoding="utf-8")
    return ask(Entry(Language.JAVA, "App.java", "App.handleRequest", (".",), "code"), Sources(Tree(folder)))


def requests(answer: Answer) -> list[str]:
    """Requests as `service:Operation name=value`."""
    return [_request(found) for found in answer.calls]


def hosts(answer: Answer) -> list[str]:
    """Connections as `client host METHOD`, a variable as `$NAME`."""
    return [_host(found) for found in answer.hosts]


def untold(answer: Answer) -> list[str]:
    """Reasons of what could not be told."""
    return [found.reason for found in answer.unresolved]


def _request(found: SdkCall) -> str:
    told = "".join(f" {one.name}={_plain(one.value)}" for one in found.arguments)
    return f"{found.service}:{found.operation}{told}"


def _plain(value: Value) -> str:
    if isinstance(value, Known):
        return str(value.value)
    if isinstance(value, Env):
        return f"${value.name}"
    if isinstance(value, Record):
        return ",".join(f"{_plain(key)}:{_plain(one)}" for key, one in value.entries)
    return "?"


def _host(found: HostCall) -> str:
    variable = variable_of(found.target)
    host = host_of(found.target) or (f"${variable}" if variable else "?")
    return " ".join(filter(None, (found.client, host, found.method)))
