"""Folders that the contract names: a path is judged by where it truly leads, past links and `/proc`'s own."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import Any, Callable

import pytest

import agent_lab
from ennead_agent.edges import places

HANDLER = r"""
    import json, os, sqlite3, tempfile
    SPOOL, OUT = os.environ["SPOOL"], os.environ["OUT"]
    def read(path):
        with open(path, "rb") as file: file.read(1)
    def write(path):
        with open(path, "a"): pass
    def linked(to, name="link", do=read):
        path = os.path.join(SPOOL, name)
        os.symlink(to, path)
        try: do(path)
        finally: os.remove(path)
    def folder_linked(to, name):
        os.symlink(to, SPOOL + "/up")
        try: read(SPOOL + "/up/" + name)
        finally: os.remove(SPOOL + "/up")
    def reopened(path, mode):
        with open(path) as file, open("/proc/self/fd/%d" % file.fileno(), mode): pass
    def within(act, where):
        before = os.getcwd(); os.chdir(where)
        try: act()
        finally: os.chdir(before)
    def renamed_over():
        os.symlink(OUT, SPOOL + "/old")
        write(SPOOL + "/new"); os.rename(SPOOL + "/new", SPOOL + "/old"); os.remove(SPOOL + "/old")
    def hard():
        os.link(OUT, SPOOL + "/hard")
        os.remove(SPOOL + "/hard")
    def memory():
        place = os.memfd_create("x"); read("/proc/self/fd/%d" % place); os.close(place)
    def pipe():
        one, other = os.pipe(); os.write(other, b"x"); os.close(other); read("/dev/fd/%d" % one); os.close(one)
    BAD = {
        "outside": lambda: read(OUT),
        "root": lambda: read("/proc/self/root" + OUT),
        "root-of-the-thread": lambda: read("/proc/thread-self/root" + OUT),
        "root-of-a-task": lambda: read("/proc/self/task/%d/root%s" % (os.getpid(), OUT)),
        "root-of-the-number": lambda: read("/proc/%d/root%s" % (os.getpid(), OUT)),
        "root-twice": lambda: read("/proc/self/root/proc/self/root" + OUT),
        "root-to-the-variables": lambda: read("/proc/self/root/proc/self/environ"),
        "working-folder": lambda: within(lambda: read("/proc/self/cwd/" + os.path.basename(OUT)), os.path.dirname(OUT)),
        "variables": lambda: read("/proc/self/environ"),
        "variables-of-a-task": lambda: read("/proc/self/task/%d/environ" % os.getpid()),
        "link": lambda: linked(OUT),
        "link-to-a-folder": lambda: folder_linked(os.path.dirname(OUT), os.path.basename(OUT)),
        "link-to-root": lambda: linked("/proc/self/root" + OUT),
        "link-to-a-link": lambda: linked("link", "far", lambda far: linked(OUT, do=lambda _: read(far))),
        "link-as-a-cache": lambda: (os.makedirs(SPOOL + "/__pycache__", exist_ok=True), linked(OUT, "__pycache__/x")),
        "link-to-write": lambda: linked(OUT, do=write),
        "link-to-cut": lambda: linked(OUT, do=lambda path: os.truncate(path, 0)),
        "link-to-a-database": lambda: linked(OUT + ".db", do=lambda path: sqlite3.connect(path)),
        "database-by-uri": lambda: sqlite3.connect("file://%s%%2Edb?mode=rwc" % OUT, uri=True),
        "hard-link": hard,
        "reopened-to-write": lambda: reopened(__file__, "a"),
    }
    GOOD = {
        "inside": lambda: (write(SPOOL + "/x"), read(SPOOL + "/x")),
        "inside-by-root": lambda: read("/proc/self/root" + SPOOL + "/x"),
        "link-inside": lambda: linked(SPOOL + "/x"),
        "link-to-the-code": lambda: linked(__file__),
        "link-to-a-library": lambda: linked(json.__file__),
        "link-replaced": renamed_over,
        "own-code": lambda: read(__file__),
        "status": lambda: (read("/proc/self/status"), read("/proc/%d/stat" % os.getpid()), read("/proc/self/exe")),
        "system": lambda: (read("/proc/meminfo"), read("/etc/hosts")),
        "random": lambda: read("/dev/urandom"),
        "streams": lambda: (write("/dev/stdout"), write("/proc/self/fd/1"), write("/dev/null")),
        "pipe": pipe,
        "memory": memory,
        "temporary": lambda: tempfile.TemporaryFile(dir=SPOOL).close(),
        "reopened": lambda: reopened(SPOOL + "/x", "a"),
        "database": lambda: sqlite3.connect(SPOOL + "/x.db").close(),
        "database-by-uri-inside": lambda: sqlite3.connect("file:%s/x.db?mode=ro" % SPOOL, uri=True).close(),
        "database-in-memory": lambda: sqlite3.connect("file:x?mode=memory", uri=True).close(),
    }
    def handler(event, context):
        try:
            {**BAD, **GOOD}[event["do"]]()
        except PermissionError:
            return "stopped"
        return "done"
"""
NAMES = {
    word: [line.split('"')[1] for line in part.splitlines() if line.strip().startswith('"')]
    for word, part in zip(("stopped", "done"), HANDLER.split("BAD = {")[1].split("GOOD = {"))
}


@pytest.mark.skipif(sys.platform != "linux", reason="/proc is Linux's")
def test_a_path_is_judged_by_where_it_leads(
    client: agent_lab.Client, layer: Path, function: Callable[[str], Path], tmp_path: Path
) -> None:
    """What leads out of the folders by a link or through `/proc` is stopped and said; what stays within goes on."""
    task = function(HANDLER)
    spool, out = tmp_path / "spool", tmp_path / "outside" / "kept.txt"
    spool.mkdir()
    out.parent.mkdir()
    out.write_text("kept", encoding="utf-8")
    rules = {"mode": "enforce", "paths": {"read": [str(spool), str(layer)], "write": [str(spool)]}}
    document = {"schema": "ennead.contract.compiled/1", "default": rules}
    (task / "contract.json").write_text(json.dumps(document), encoding="utf-8")
    env = {"ENNEAD_CONTRACT": str(task / "contract.json"), "SPOOL": str(spool), "OUT": str(out)}
    wanted = {name: word for word, names in NAMES.items() for name in names}
    assert len(wanted) > 30
    ran = agent_lab.run(client, task, [{"do": name} for name in wanted], layer=layer, env=env)
    assert not ran.of("error"), ran.log
    assert dict(zip(wanted, map(_read, ran.answers))) == wanted
    assert out.read_text(encoding="utf-8") == "kept"
    assert not out.with_suffix(".txt.db").exists()
    blocks = [event for event in ran.of("flow") if event["verdict"] == "block"]
    assert {event["guard"] for event in blocks} == {"flows"}


def _read(answer: bytes) -> Any:
    found = json.loads(answer)
    return found if isinstance(found, str) else found.get("errorMessage")


def test_a_link_that_was_there_at_start_is_the_deployments(tmp_path: Path) -> None:
    """A folder of the contract that is a link, or lies behind one, stands for what it leads to at start."""
    (tmp_path / "real").mkdir()
    (tmp_path / "named").symlink_to("real")
    named, real = f"{tmp_path}/named/", f"{os.path.realpath(tmp_path)}/real/"
    assert places.followed([named]) == (named, real)
    assert places.leads(named + "x", [named]) == real + "x"


def test_what_is_no_path_is_left_to_the_call(tmp_path: Path) -> None:
    """A name that no file can have, and links in a circle, are no fault of ours."""
    (tmp_path / "circle").symlink_to("circle")
    assert places.leads("/tmp/a\0b", ()) == "/tmp/a\0b"
    assert places.leads(f"{tmp_path}/circle", [f"{tmp_path}/"]).endswith("/circle")
