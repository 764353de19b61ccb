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
import vector_run
import vector_sinks

FOLDER = agent_lab.AGENT.parents[1] / "spec" / "agent-vectors"
SCHEMA = FOLDER.with_name("agent-vectors.schema.json")
DOCUMENTS = {path.stem: json.loads(path.read_text(encoding="utf-8")) for path in sorted(FOLDER.glob("*.json"))}
VECTORS = {vector["id"]: vector for document in DOCUMENTS.values() for vector in document["vectors"]}
SAID = "said.jsonl"
FILES = {"secret.txt": "secret", "files/orders.txt": "orders", "files/keys.txt": "keys"}
Step = dict[str, Any]
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
    if kind == "trace":
        return f"trace({inner!r})"
    if kind == "choose":
        return f"next(one for one in {inner!r} if one == event{_items(dict(rest)['at'])})"
    assert kind in ("at", "env")
    code = "event" + _items(inner) if kind == "at" else f"os.environ[{inner!r}]"
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


def _function(number: int, step: Step) -> str:
    lines = [f"def case_{number}(event):"]
    if "answer" in step:
        return "\n".join([*lines, f"    return {source_of(step['answer']['gives'])}", ""])
    lines.append("    return run([")
    for call in step.get("calls", ()):
        words = ", ".join(f"{name}={_word(word)}" for name, word in call["with"].items())
        made = f"SINKS[{call['sink']!r}]({words})"
        lines.append(
            f"        lambda: {made},"
            if "after" not in call
            else f"        lambda: (clock.work({call['after']}), {made}),"
        )
    return "\n".join([*lines, "    ])", ""])


def _word(word: Any) -> str:
    return source_of(word) if word not in ("sqlite", "mysql", "postgres") else repr(word)


def _write(task: Path, steps: list[Step], times: list[float]) -> None:
    functions = "\n".join(_function(number, step) for number, step in enumerate(steps, 1))
    (task / "app.py").write_text(
        "import os\nfrom vector_run import clock, hear, run, series, trace\nfrom vector_sinks import SINKS, steps\n\n"
        f"hear({str(task / SAID)!r})\n" + (f"series({times!r})\n" if times else "") + f"\n{functions}\n\n"
        "def handler(event, context):\n"
        "    return globals()['case_%d' % int(context.aws_request_id[-12:])](event)\n",
        encoding="utf-8",
    )
    for module in (vector_run, vector_sinks):
        shutil.copy(str(module.__file__), task)
    for name, text in {**vector_sinks.STAND_INS, **FILES}.items():
        (task / name).parent.mkdir(parents=True, exist_ok=True)
        (task / name).write_text(text, encoding="utf-8")
    for name in ("files/reports", "files/2026"):
        (task / name).mkdir()


# -- running them ----------------------------------------------------------------------------------------------------


def _terms(vector: dict[str, Any]) -> tuple[str, ...]:
    """What the vectors of one run have in common: contract, mode and variables; a series has a run of its own."""
    parts = (json.dumps(vector.get(word), sort_keys=True) for word in ("contract", "environment"))
    return vector.get("mode", "enforce"), *parts, vector["id"] if "series" in vector else ""


def _steps(vector: dict[str, Any]) -> list[tuple[str, Step]]:
    """Each event of a vector with a name, and what the function does with it."""
    if "series" not in vector:
        return [(vector["id"], vector)]
    return [(f"{vector['id']} {number}", step) for number, step in enumerate(vector["series"], 1)]


class Played:
    """What came of a run: by the step's name the handler's answer, and what the agent said."""

    def __init__(self) -> None:
        self.answers: dict[str, Any] = {}
        self.outcomes: dict[str, str] = {}
        self.said: dict[str, list[list[str]]] = {}
        self.log = ""


@cache
def _play(folder: Path, layer: Path, client: agent_lab.Client, terms: tuple[str, ...]) -> Played:
    mode, contract, environment, _ = terms
    steps = [named for vector in VECTORS.values() if _terms(vector) == terms for named in _steps(vector)]
    task = folder / f"task-{abs(hash(terms))}"
    task.mkdir()
    _write(task, [step for _, step in steps], [step["at"] for _, step in steps if "at" in step])
    env = {"ENNEAD_MODE": mode, "http_proxy": "http://127.0.0.77:9", "no_proxy": "127.0.0.1,localhost,::1"}
    env.update(json.loads(environment) or {})
    if contract != "null":
        text = json.dumps({"schema": "ennead.contract.compiled/1", "default": json.loads(contract)})
        (task / "contract.json").write_text(text, encoding="utf-8")
        env["ENNEAD_CONTRACT"] = str(task / "contract.json")
    ran = agent_lab.run(client, task, [step["event"] for _, step in steps], layer=layer, env=env, timeout=120)
    played = Played()
    played.log = ran.log.decode("utf-8", "replace")[-3000:]
    said = [json.loads(line) for line in (task / SAID).read_text(encoding="utf-8").splitlines()]
    for (name, _), call in zip(steps, ran.calls):
        played.outcomes[name] = call.outcome
        played.answers[name] = (
            json.loads(call.answer) if call.outcome == "ok" else call.answer.decode("utf-8", "replace")
        )
        played.said[name] = [rest for identity, *rest in said if identity == call.id and _counts(rest)]
    return played


@pytest.fixture(scope="session")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("vectors")


@pytest.mark.parametrize("name", list(VECTORS))
def test_vector(name: str, client: agent_lab.Client, layer: Path, place: Path) -> None:
    """Each call, answer and event of the vector is stopped, told or left alone, by the guard that it stands under."""
    vector = VECTORS[name]
    for _, step in _steps(vector):
        for call in step.get("calls", ()):
            lacks = vector_sinks.lacking(call["sink"], call["with"])
            if lacks:
                pytest.skip(f"{lacks} is not installed")
    played = _play(place, layer, client, _terms(vector))
    guard = name.partition("/")[0]
    if "series" in vector:
        _judge_series(guard, vector, played)
    elif "answer" in vector:
        assert played.outcomes[name] == "ok", (played.answers[name], played.log)
        assert played.answers[name] == vector["answer"]["goes_out"], played.log
        _judge_said(guard, vector["answer"]["verdict"], played.said[name])
    elif "refused" in vector:
        assert _reached(played, name) is not vector["refused"], (played.answers[name], played.log)
    else:
        _judge_calls(guard, name, vector, played)


def _reached(played: Played, name: str) -> bool:
    return isinstance(played.answers[name], dict) and "calls" in played.answers[name]


def _judge_series(guard: str, vector: dict[str, Any], played: Played) -> None:
    """What comes too often is said with the first event, and then once a minute."""
    told = False
    for name, step in _steps(vector):
        assert _reached(played, name) is (step["verdict"] != "stop"), (name, played.answers[name], played.log)
        if step["verdict"] != "pass":
            if not told:
                _judge_said(guard, step["verdict"], played.said[name])
            told = True
        elif not step.get("calls"):
            _judge_said(guard, "pass", played.said[name])
        if _reached(played, name):
            _judge_calls(guard, name, step, played)


def _judge_calls(guard: str, name: str, step: Step, played: Played) -> None:
    assert played.outcomes[name] == "ok", (played.answers[name], played.log)
    results = played.answers[name]["calls"]
    assert len(results) == len(step.get("calls", ())), results
    for call, result in zip(step.get("calls", ()), results):
        said = [one for one in result["said"] if _counts(one)]
        assert result["failed"] not in ("NameError", "KeyError", "TypeError", "ModuleNotFoundError"), result
        assert not [one for one in result["said"] if one[0] == "error"], result
        assert result["stopped"] is (call["verdict"] == "stop"), result
        _judge_said(guard, call["verdict"], said)


def _counts(said: list[str]) -> bool:
    return said[1] != "allow" and said[0] in ("attack", "flow", "limit", "deception")


def _judge_said(guard: str, verdict: str, said: list[list[str]]) -> None:
    if verdict == "pass":
        assert not said
    else:
        wanted = "block" if verdict == "stop" else "flag"
        assert any(one[1] == wanted and one[2] == guard for one in said), said


# -- the vectors themselves ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("guard", list(DOCUMENTS))
def test_document(guard: str) -> None:
    """Each document holds to the schema, is named after its guard, and has harmful cases and harmless ones."""
    jsonschema = pytest.importorskip("jsonschema")
    document = DOCUMENTS[guard]
    jsonschema.Draft202012Validator(json.loads(SCHEMA.read_text(encoding="utf-8"))).validate(document)
    assert document["guard"] == guard
    assert all(vector["id"].startswith(guard + "/") for vector in document["vectors"])
    steps = [step for vector in document["vectors"] for _, step in _steps(vector)]
    verdicts = {call["verdict"] for step in steps for call in step.get("calls", ())}
    verdicts |= {step["answer"]["verdict"] for step in steps if "answer" in step}
    verdicts |= {step["verdict"] for step in steps if "verdict" in step}
    refused = {vector["refused"] for vector in document["vectors"] if "refused" in vector}
    assert "pass" in verdicts or False in refused
    assert verdicts & {"stop", "tell"} or True in refused


def test_every_vector_has_a_name_of_its_own() -> None:
    """No two vectors share a name, and every sink that they name is there."""
    named = [vector["id"] for document in DOCUMENTS.values() for vector in document["vectors"]]
    assert len(named) == len(set(named))
    sinks = {
        call["sink"] for vector in VECTORS.values() for _, step in _steps(vector) for call in step.get("calls", ())
    }
    assert sinks <= set(vector_sinks.SINKS)
    assert sys.version_info >= (3, 9)
