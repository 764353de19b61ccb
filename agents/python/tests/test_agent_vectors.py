"""The conformance vectors in `spec/agent-vectors/`: each runs under the real client, in a function written for it."""

from __future__ import annotations

import json
import shutil
import sys
from functools import cache
from pathlib import Path
from typing import Any

import pytest

import agent_lab
import vector_sinks

FOLDER = agent_lab.AGENT.parents[1] / "spec" / "agent-vectors"
SCHEMA = FOLDER.with_name("agent-vectors.schema.json")
DOCUMENTS = {path.stem: json.loads(path.read_text(encoding="utf-8")) for path in sorted(FOLDER.glob("*.json"))}
VECTORS = {vector["id"]: vector for document in DOCUMENTS.values() for vector in document["vectors"]}
pytestmark = pytest.mark.skipif(not DOCUMENTS, reason="the vectors need a checkout")


# -- a function for the vectors -------------------------------------------------------------------------------------


def source_of(expression: Any) -> str:
    """Python for an expression of a vector: constants stand in the code, values are taken out of the event."""
    if isinstance(expression, str):
        return repr(expression)
    if isinstance(expression, list):
        return "(" + " + ".join(source_of(part) for part in expression) + ")"
    ((kind, inner), *rest) = expression.items()
    if kind == "raw":
        return repr(inner)
    if kind == "list":
        return "[" + ", ".join(source_of(part) for part in inner) + "]"
    if kind == "object":
        return "{" + ", ".join(f"{name!r}: {source_of(part)}" for name, part in inner.items()) + "}"
    if kind == "join":
        return "os.path.join(" + ", ".join(source_of(part) for part in inner) + ")"
    if kind == "choose":
        return f"next(one for one in {inner!r} if one == event{_items(dict(rest)['at'])})"
    assert kind == "at"
    code = "event" + _items(inner)
    for step in dict(rest).get("do", ()):
        code = _step(code, step)
    return code


def _items(pointer: str) -> str:
    parts = [part.replace("~1", "/").replace("~0", "~") for part in pointer.split("/")[1:]]
    return "".join(f"[{int(part)}]" if part.isdigit() else f"[{part!r}]" for part in parts)


def _step(code: str, step: Any) -> str:
    if isinstance(step, str):
        return f"steps[{step!r}]({code})"
    ((kind, inner),) = step.items()
    if kind == "at":
        return code + _items(inner)
    old, new = inner
    if kind == "split":
        return f"{code}.split({old!r})[{new}]"
    assert kind == "replace"
    return f"{code}.replace({old!r}, {new!r})"


def _function(number: int, vector: dict[str, Any]) -> str:
    lines = [f"def case_{number}(event):", "    return ["]
    for call in vector["calls"]:
        words = ", ".join(f"{name}={_word(word)}" for name, word in call["with"].items())
        lines.append(f"        lambda: SINKS[{call['sink']!r}]({words}),")
    return "\n".join([*lines, "    ]", ""])


def _word(word: Any) -> str:
    return source_of(word) if word not in ("sqlite", "mysql", "postgres") else repr(word)


def _write(task: Path, vectors: list[dict[str, Any]]) -> None:
    functions = "\n".join(_function(number, vector) for number, vector in enumerate(vectors, 1))
    (task / "app.py").write_text(
        "import os\nfrom vector_sinks import SINKS, run, steps\n\n"
        f"{functions}\n\ndef handler(event, context):\n"
        "    return run(globals()['case_%d' % int(context.aws_request_id[-12:])](event))\n",
        encoding="utf-8",
    )
    shutil.copy(vector_sinks.__file__, task)
    for name, text in {**vector_sinks.STAND_INS, "secret.txt": "secret", "files/orders.txt": "orders"}.items():
        (task / name).parent.mkdir(parents=True, exist_ok=True)
        (task / name).write_text(text, encoding="utf-8")
    for name in ("files/reports", "files/2026"):
        (task / name).mkdir()


# -- running them ----------------------------------------------------------------------------------------------------


def _terms(vector: dict[str, Any]) -> tuple[str, str]:
    return json.dumps(vector.get("contract"), sort_keys=True), vector.get("mode", "enforce")


class Played:
    """What came of the vectors of a run: the handler's answer by vector, and the events of the log."""

    def __init__(self) -> None:
        self.answers: dict[str, Any] = {}
        self.outcomes: dict[str, str] = {}
        self.log = ""


@cache
def _play(folder: Path, layer: Path, client: agent_lab.Client, terms: tuple[str, str]) -> Played:
    contract, mode = terms
    vectors = [vector for vector in VECTORS.values() if _terms(vector) == terms]
    task = folder / f"task-{abs(hash(terms))}"
    task.mkdir()
    _write(task, vectors)
    env = {"ENNEAD_MODE": mode, "http_proxy": "http://127.0.0.77:9", "no_proxy": "127.0.0.1,localhost,::1"}
    if contract != "null":
        text = json.dumps({"schema": "ennead.contract.compiled/1", "default": json.loads(contract)})
        (task / "contract.json").write_text(text, encoding="utf-8")
        env["ENNEAD_CONTRACT"] = str(task / "contract.json")
    ran = agent_lab.run(client, task, [vector["event"] for vector in vectors], layer=layer, env=env, timeout=120)
    played = Played()
    played.log = ran.log.decode("utf-8", "replace")[-3000:]
    for vector, outcome, answer in zip(vectors, ran.outcomes, ran.answers):
        played.outcomes[vector["id"]] = outcome
        played.answers[vector["id"]] = json.loads(answer) if outcome == "ok" else answer.decode("utf-8", "replace")
    return played


@pytest.fixture(scope="session")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("vectors")


@pytest.mark.parametrize("name", list(VECTORS))
def test_vector(name: str, client: agent_lab.Client, layer: Path, place: Path) -> None:
    """Each call of the vector is stopped, told or left alone as the vector says, by the guard it stands under."""
    vector = VECTORS[name]
    for call in vector["calls"]:
        lacks = vector_sinks.lacking(call["sink"], call["with"])
        if lacks:
            pytest.skip(f"{lacks} is not installed")
    played = _play(place, layer, client, _terms(vector))
    if "refused" in vector:
        reached = isinstance(played.answers[name], dict) and "calls" in played.answers[name]
        assert reached is not vector["refused"], (played.answers[name], played.log)
        return
    assert played.outcomes[name] == "ok", (played.answers[name], played.log)
    for call, result in zip(vector["calls"], played.answers[name]["calls"]):
        _judge(name.partition("/")[0], call["verdict"], result)


def _judge(guard: str, verdict: str, result: dict[str, Any]) -> None:
    said = [one for one in result["said"] if one[1] != "allow" and one[0] in ("attack", "flow", "limit")]
    assert result["failed"] not in ("NameError", "KeyError", "TypeError", "ModuleNotFoundError"), result
    assert not [one for one in result["said"] if one[0] == "error"], result
    assert result["stopped"] is (verdict == "stop"), result
    if verdict == "pass":
        assert not said, result
    elif verdict == "stop":
        assert any(one[1] == "block" and one[2] == guard for one in said), result
    else:
        assert any(one[1] == "flag" and one[2] == guard for one in said), result


# -- the vectors themselves ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("guard", list(DOCUMENTS))
def test_document(guard: str) -> None:
    """Each document holds to the schema, is named after its guard, and has harmful cases and harmless ones."""
    jsonschema = pytest.importorskip("jsonschema")
    document = DOCUMENTS[guard]
    jsonschema.Draft202012Validator(json.loads(SCHEMA.read_text(encoding="utf-8"))).validate(document)
    assert document["guard"] == guard
    assert all(vector["id"].startswith(guard + "/") for vector in document["vectors"])
    verdicts = {call["verdict"] for vector in document["vectors"] for call in vector["calls"]}
    refused = {vector["refused"] for vector in document["vectors"] if "refused" in vector}
    assert "pass" in verdicts or False in refused
    assert verdicts & {"stop", "tell"} or True in refused


def test_every_vector_has_a_name_of_its_own() -> None:
    """No two vectors share a name, and every sink that they name is there."""
    named = [vector["id"] for document in DOCUMENTS.values() for vector in document["vectors"]]
    assert len(named) == len(set(named))
    sinks = {call["sink"] for vector in VECTORS.values() for call in vector["calls"]}
    assert sinks <= set(vector_sinks.SINKS)
    assert sys.version_info >= (3, 9)
