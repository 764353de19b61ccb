"""The whole command on a few values of its own, in its sandbox."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from bench.barrier import inputs, sandbox

ROOT = Path(__file__).resolve().parents[2]
SCHEMA = inputs.SHARED.parent / "acceptance" / "perimeter" / "output.schema.json"
NO_SANDBOX = sandbox.unusable()
ATTACKS = (
    ("sql", "' OR 1=1 --"),
    ("shell", "; touch %MARKER%"),
    ("shell", "& (cat /etc/hostname; touch %MARKER%) &"),
    ("path", "../secret.txt"),
    ("ssrf", "http://127.0.0.1:%PORT%/"),
    ("ssrf", "http://169.254.169.254/latest/"),
    ("code", "open('%MARKER%', 'w')"),
    ("deserialisation", "cos\nmkdir\n(V%MARKER%\ntR."),
    ("deserialisation", "!!python/object/apply:os.mkdir ['%MARKER%']"),
    ("nosql", '{"$ne": null}'),
    ("nosql", "' OR '1'='1"),
    ("template", "{{ 7*7 }}"),
    ("template", "{user.name}"),
    ("shell", "; kill -9 -1; touch %MARKER%"),
    ("code", "[0 for _ in iter(int, 1)]"),
    ("quantum", "x"),
)
EVENTS = {
    "new/a.json": {"trigger": "never-heard-of", "route": ["/detail/item"], "event": {"detail": {"item": "lamp"}}},
    "sqs/b.json": {
        "trigger": "sqs",
        "route": ["/Records/0/body", "json", "/q"],
        "event": {"Records": [{"body": "{}"}]},
    },
    "odd/c.json": {"trigger": "odd", "route": ["/body", "rot13"], "event": {"body": ""}},
}


def run(
    folder: Path, *options: str, attacks: tuple[tuple[str, str], ...] = ATTACKS
) -> subprocess.CompletedProcess[str]:
    """The command on files made here."""
    index = {}
    for name, entry in EVENTS.items():
        path = folder / "events" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(entry["event"]), encoding="utf-8")
        index[name] = {
            "trigger": entry["trigger"],
            "source": "here",
            "carriers": [{"name": "c", "route": entry["route"]}],
        }
    (folder / "events" / "index.json").write_text(json.dumps({"events": index}), encoding="utf-8")
    lines = [
        json.dumps({"id": f"a{n}", "class": k, "value": v, "source": "ennead"}) for n, (k, v) in enumerate(attacks)
    ]
    (folder / "attacks").write_text("\n".join(lines) + "\n", encoding="utf-8")
    benign = [{"id": "b0", "value": "lamp", "source": "here"}, {"id": "b1", "value": "O'Brien", "source": "here"}]
    (folder / "benign").write_text("\n".join(map(json.dumps, benign)) + "\n", encoding="utf-8")
    command = [
        sys.executable,
        str(ROOT / "bench" / "perimeter"),
        "--events",
        "events",
        "--format",
        "json",
    ]
    command += ["--attacks", str(folder / "attacks"), "--benign", str(folder / "benign"), *options]
    return subprocess.run(command, capture_output=True, text=True, check=False, cwd=folder)


@pytest.fixture(scope="module")
def ran(tmp_path_factory: pytest.TempPathFactory) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """The document of one run over all there is, and its cases."""
    if NO_SANDBOX is not None:
        pytest.skip(NO_SANDBOX)
    folder = tmp_path_factory.mktemp("perimeter")
    done = run(folder, "--cases", str(folder / "cases"), "--parts", "attacks,benign,stored,transformed")
    assert (done.returncode, done.stderr) == (0, "")
    return json.loads(done.stdout), [json.loads(line) for line in (folder / "cases").read_text().splitlines()]


def effects(cases: list[dict[str, Any]], number: int, sink: str) -> set[str]:
    """What an attack did in a sink without the agent."""
    of_sink = [
        c for c in cases if (c["id"], c["sink"]) == (f"a{number}", sink) and "store" not in c and "change" not in c
    ]
    return {effect for case in of_sink for effect in case["effects"].get("bare", [])}


@pytest.mark.parametrize(
    ("number", "sink", "effect"),
    [
        (0, "sql-text", "rows"),
        (1, "shell-argument", "marker"),
        (1, "shell-argument", "program"),
        (2, "shell-argument", "marker"),
        (3, "path-open", "outside"),
        (4, "fetch-url", "port"),
        (5, "fetch-url", "proxy"),
        (6, "code-eval", "marker"),
        (6, "code-exec", "marker"),
        (7, "pickle-text", "marker"),
        (8, "yaml-load", "marker"),
        (9, "filter-json", "documents"),
        (10, "partiql-text", "documents"),
        (11, "template-jinja", "evaluated"),
        (12, "template-format", "reached"),
    ],
)
def test_each_sink_is_heard(ran: tuple[Any, list[dict[str, Any]]], number: int, sink: str, effect: str) -> None:
    """An attack that works has its effect without the agent, also on a trigger nobody knows, and in the background."""
    assert effect in effects(ran[1], number, sink)


def test_one_attack_does_not_end_the_others(ran: tuple[Any, list[dict[str, Any]]]) -> None:
    """A value that ends all processes it can see, or takes for ever, ends its own call only."""
    endless = [case for case in ran[1] if case["id"] == "a14" and case["sink"] == "code-exec"]
    assert {case["ended"].get("bare") for case in endless if case["ended"]} == {"timeout"}
    assert not any("sandbox" in entry["reason"] or "unit" in entry["what"] for entry in ran[0]["not_run"])


def test_the_document_is_whole(ran: tuple[Any, list[dict[str, Any]]]) -> None:
    """Classes without a sink and carriers that cannot be read are said, and all counts are there."""
    document = ran[0]
    assert document["schema"] == "ennead.perimeter/1"
    assert document["attacks"]["by_class"]["quantum"] == {
        "values": 1, "effective": 0, "cases": 0, "took_effect": 0, "stopped": 0, "detected_only": 0, "missed": 0,
    }  # fmt: skip
    assert any(entry["what"].endswith(" on odd") for entry in document["not_run"])
    assert document["attacks"]["by_trigger"]["never-heard-of"]["took_effect"] > 0
    assert document["benign"]["sure"]["comparable"] > 10
    assert document["stored"]["total"]["took_effect"] > 10
    assert document["transformed"]["total"]["took_effect"] > 50
    assert document["unbarred"]["format"]["took_effect"] > 0


@pytest.mark.skipif(not SCHEMA.is_file(), reason="no schema of the output lies beside the project")
def test_the_document_fits_its_schema(ran: tuple[Any, list[dict[str, Any]]]) -> None:
    """The document is what its schema says."""
    Draft202012Validator(json.loads(SCHEMA.read_bytes())).validate(ran[0])


def test_no_value_is_told(ran: tuple[Any, list[dict[str, Any]]]) -> None:
    """Neither the document nor the cases hold a value."""
    text = json.dumps(ran)
    assert not any(json.dumps(value)[1:-1] in text for _kind, value in ATTACKS if len(value) > 8)


def test_missing_inputs_are_said(tmp_path: Path) -> None:
    """Without its inputs it ends with 2 and one line that names the file, and prints nothing."""
    done = run(tmp_path, "--benign", str(tmp_path / "nothing"))
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.count("\n") == 1
    assert str(tmp_path / "nothing") in done.stderr


@pytest.mark.skipif(NO_SANDBOX is not None, reason=str(NO_SANDBOX))
def test_the_sandbox_is_closed() -> None:
    """In there only the scratch folder can be written, no device is there, and no host is reached but loopback."""
    code = """
import os, socket
from bench.barrier import sandbox
place = sandbox.scratch()
sandbox.close(place)
(place / "rw" / "file").write_text("x")
refused = 0
for path in ("/ennead-outside", str(place / "outside"), "/etc/ennead", "/proc/sys/kernel/hostname", "/sys/x"):
    try:
        open(path, "w")
    except OSError:
        refused += 1
assert refused == 5, refused
assert not [name for name in os.listdir("/dev") if name.startswith(("sd", "vd", "nvme", "mem", "kmsg"))]
listener = socket.create_server(("127.0.0.1", 0))
assert socket.create_connection(listener.getsockname())
try:
    socket.create_connection(("192.0.2.1", 80), timeout=1)
except OSError as error:
    assert error.errno == 101, error
else:
    raise AssertionError("a way out")
assert os.getpid() < 5
"""
    done = subprocess.run(
        sandbox.command([sys.executable, "-c", code]), cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")
