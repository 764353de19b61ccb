"""Programs with their labels, and what Ennead tells of them in the labels' words."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from ennead.code.entry import Entry, Tree
from ennead.code.evaluate.modules import Sources
from ennead.code.ir import Language
from ennead.code.question import Answer, ask
from ennead.code.values import Choice, Env, Known, Value, Words, text

HERE = Path(__file__).parent / "corpus"


def programs(language: str) -> list[Path]:
    """The folders of a language's programs."""
    return sorted(path.parent for path in (HERE / language).glob("*/expected.json"))


def labels(program: Path) -> dict[str, Any]:
    """What is true of a program."""
    return json.loads((program / "expected.json").read_text())  # type: ignore[no-any-return]


def answer(program: Path, language: str, given: dict[str, Any]) -> Answer:
    """What Ennead tells of it."""
    name = given["handler"]
    if language == "java":
        cls, _, method = name.rpartition("::") if "::" in name else (name, "", "handleRequest")
        name = f"{cls.rpartition('.')[2]}.{method}"
        roots = ["src/main/java"]
    else:
        name = name.rpartition(".")[2] if "." in name else name
        roots = ["."]
    entry = Entry(Language(language), given["file"], name, tuple(given.get("roots", roots)), "code")
    return ask(entry, Sources(Tree(program)))


def shown(value: Value | None) -> str:
    """A value in the labels' words."""
    if isinstance(value, Known) and isinstance(value.value, str):
        return value.value
    if isinstance(value, Env):
        return _one_of([f"env:{value.name}", *([shown(value.default)] if value.default is not None else [])])
    if isinstance(value, Choice):
        return _one_of([shown(one) for one in value.options])
    if isinstance(value, Words) and (start := text(value.parts[0])) is not None:
        return f"prefix:{start}*"
    return "unknown"


def _one_of(shown_options: list[str]) -> str:
    flat = {part for one in shown_options for part in one.removeprefix("one-of:").split("|")}
    return flat.pop() if len(flat) == 1 else "one-of:" + "|".join(sorted(flat))


Request = tuple[str, str, str]
"""Service, operation, and `path:line`."""


def calls(told: Answer) -> dict[Request, dict[str, str]]:
    """The SDK calls by what is asked and where, with what is told of their arguments on all ways there."""
    found: dict[Request, dict[str, list[str]]] = {}
    for call in told.calls:
        arguments = found.setdefault((call.service, call.operation, f"{call.at.path}:{call.at.line}"), {})
        for one in call.arguments:
            arguments.setdefault(one.name, []).append(shown(one.value))
    return {key: {name: _one_of(values) for name, values in arguments.items()} for key, arguments in found.items()}


def reached(told: Answer, language: str) -> set[str]:
    """The functions that are reached, as they are labelled."""
    if language == "java":
        return _java_methods({one.name for one in told.facts.reached})
    names = set()
    for one in told.facts.reached:
        if "<anonymous>" in one.name.rpartition(".")[2]:
            continue
        names.add(f"{one.at.path.rpartition('.')[0]}:{one.name}")
    return names


def _java_methods(names: set[str]) -> set[str]:
    """Those of classes with a name that stand in no method."""
    return {
        name for name in names
        if "<anonymous>" not in name and not any(name.startswith(f"{other}.") for other in names)
    }  # fmt: skip


def misfits(program: Path, language: str) -> list[str]:
    """Where what is told is not what is true."""
    given = labels(program)
    told = answer(program, language, given)
    wrong: list[str] = []
    lines = {f"{one.at.path}:{one.at.line}" for one in told.unresolved}
    seen = calls(told)
    true = {(row["service"], row["operation"], row["at"]): row.get("arguments", {}) for row in given["calls"]}
    wrong += [f"missed {key}" for key in true.keys() - seen.keys()]
    allowed = {(row["service"], row["operation"], row["at"]) for row in given.get("allowed", ())}
    wrong += [f"invented {key}" for key in seen.keys() - true.keys() - allowed]
    for key in true.keys() & seen.keys():
        for name, value in true[key].items():
            found = [one for path, one in seen[key].items() if path == name or path.startswith(f"{name}.")]
            if value not in (found or ["unknown"]):
                wrong.append(f"{key} {name}: {seen[key]} for {value}")
    names = reached(told, language)
    wrong += [f"not reached {name}" for name in set(given["reached"]) - names]
    wrong += [f"reached without a way {name}" for name in names & set(given.get("not_reached", []))]
    wrong += [f"reached, not labelled {name}" for name in names - set(given["reached"])]
    wrong += [f"not told unresolved {line}" for line in set(given["unresolved"]) - lines]
    wrong += [f"unresolved without need {line}" for line in lines - set(given["unresolved"])]
    hosts = {(host, f"{one.at.path}:{one.at.line}") for one in told.hosts for host in _hosts(shown(one.target))}
    if "hosts" in given:
        true_hosts = {(host, row["at"]) for row in given["hosts"] for host in _hosts(row["target"])}
        wrong += [f"host {one}" for one in hosts ^ true_hosts]
    return wrong


def _hosts(target: str) -> set[str]:
    return {_host(one) for one in target.removeprefix("one-of:").split("|")}


def _host(target: str) -> str:
    """The host of a labelled target, which is a URL or a host, whole or as far as it is told."""
    return target.removeprefix("prefix:").rstrip("*\u2026").partition("://")[2].partition("/")[0] or target
