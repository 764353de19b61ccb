"""Does the agent leave functions of real kind alone?  Harmless events through handlers, without it and in `enforce`.

    python bench/benign.py [--events 2000] [--seed 1] [--handlers A,B] [--python EXE] [--layer FOLDER] [--json FILE]
                           [--peers] [--only N] [--show]

Each handler of `handlers_real/` runs twice under the real runtime client, bare and with the agent, and gets the same
events in turn: answers have to be equal byte for byte, and no call blocked.  Handlers whose packages the interpreter
lacks are not run, which is said: `bench/handlers_real/requirements.txt` names them.  `--peers` runs them with
aikido_zen and ddtrace besides, where that interpreter has them.  `--only N --show` plays one event and shows it.

Exit 0 if nothing was blocked or changed, 1 if something was, 2 if the call is wrong, 3 if a handler was not run.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from statistics import median
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bench import benign_batches, benign_events, benign_peers
from bench.benign_cloud import cloud
from bench.benign_makers import MAKERS, OBJECTS, TRUSTED, Event
from bench.benign_texts import Texts
from bench.instances import Answer, Function, Instance, build_layer

_ = (benign_batches, benign_events)  # imported for the makers they register

HANDLERS = Path(__file__).resolve().parent / "handlers_real"
NEEDS = {
    "mails": ("jinja2",),
    "flask_shop": ("flask", "apig_wsgi"),
    "fastapi_shop": ("fastapi", "mangum"),
    "s3_objects": ("boto3",),
    "stream_projector": ("boto3",),
    "config_loader": ("yaml",),
}
_LISTED = 20


@dataclass(slots=True)
class Result:
    """What one variant did with a handler's events, held against the bare run."""

    events: int = 0
    answered: dict[str, int] = field(default_factory=dict)
    blocked: int = 0
    flagged: int = 0
    changed: int = 0
    alive: bool = False
    start_cpu_ms: float = 0.0
    call_ms: float = 0.0
    cases: list[dict[str, Any]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Wish:
    """What the options ask for."""

    events: int
    seed: int
    python: str
    layer: Path
    only: int | None = None
    peers: bool = False


def main(arguments: Sequence[str] | None = None) -> int:
    """Play, compare, report."""
    options = _parse(arguments)
    names = options.handlers.split(",") if options.handlers else list(MAKERS)
    unknown = [name for name in names if name not in MAKERS]
    if unknown:
        print(f"no handler {unknown[0]}; there are {', '.join(MAKERS)}", file=sys.stderr)
        return 2
    with tempfile.TemporaryDirectory(prefix="ennead-benign-") as folder:
        layer = options.layer or build_layer(Path(folder) / "opt")
        wish = Wish(options.events, options.seed, options.python, layer, options.only, options.peers)
        document = run(names, wish, Path(folder))
    if options.json:
        options.json.write_text(json.dumps(document, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    print(table(document))
    if options.show:
        print(json.dumps(document["handlers"], indent=1, ensure_ascii=False))
    return judged(document)


def _parse(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--events", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--handlers")
    parser.add_argument("--python", default=sys.executable)
    parser.add_argument("--layer", type=Path)
    parser.add_argument("--json", type=Path)
    parser.add_argument("--peers", action="store_true")
    parser.add_argument("--only", type=int)
    parser.add_argument("--show", action="store_true")
    return parser.parse_args(arguments)


def events_of(name: str, count: int, seed: int) -> list[Event]:
    """The handler's events; each has a seed of its own, so that one can be made again alone."""
    return [event_of(name, number, seed) for number in range(count)]


def event_of(name: str, number: int, seed: int) -> Event:
    """One event of a handler."""
    return MAKERS[name](Texts(f"{seed}/{name}/{number}"))


def missing(name: str, python: str) -> str | None:
    """The package that the interpreter lacks for a handler, if one."""
    needs = ("awslambdaric", *NEEDS.get(name, ()))
    code = "import importlib.util,sys;print(*[n for n in sys.argv[1:] if importlib.util.find_spec(n) is None])"
    said = subprocess.run([python, "-c", code, *needs], capture_output=True, text=True, check=True).stdout.split()
    return str(said[0]) if said else None


def run(names: Sequence[str], wish: Wish, folder: Path) -> dict[str, Any]:
    """Each handler with its events, bare and with the agent (and the peers), as a document."""
    document: dict[str, Any] = {"schema": "ennead.benign/1", "seed": wish.seed, "handlers": {}, "not_run": []}
    began = time.monotonic()
    for name in names:
        lacks = missing(name, wish.python)
        if lacks:
            document["not_run"].append({"handler": name, "reason": f"{lacks} is not installed"})
            continue
        document["handlers"][name] = {way: asdict(result) for way, result in play(name, wish, folder).items()}
    document["seconds"] = round(time.monotonic() - began, 1)
    return document


def play(name: str, wish: Wish, folder: Path) -> dict[str, Result]:
    """The events of one handler, one after another through all its variants."""
    with ExitStack() as stack:
        server = stack.enter_context(cloud(OBJECTS))
        env = {"AWS_ENDPOINT_URL": server.url, "COLLECTOR_URL": server.url, "AWS_MAX_ATTEMPTS": "1"}
        bare = Function(name, f"{name}.handler", HANDLERS, env, wish.python)
        running = {
            way: stack.enter_context(Instance(function, folder / way / name))
            for way, function in _variants(bare, wish, folder).items()
        }
        results = {way: Result() for way in running}
        spent: dict[str, list[float]] = {way: [] for way in running}
        numbers = range(wish.events) if wish.only is None else [wish.only]
        for number in numbers:
            event = event_of(name, number, wish.seed)
            answers = {way: instance.call(event) for way, instance in running.items()}
            for way, answer in answers.items():
                spent[way].append(answer.ms)
                _note(results[way], number, event, answer, answers["bare"])
        for way, instance in running.items():
            _sum_up(results[way], instance, spent[way])
    return results


def _variants(bare: Function, wish: Wish, folder: Path) -> dict[str, Function]:
    contract = folder / "contract.json"
    if not contract.is_file():
        functions = {name: {"trusted": rules} for name, rules in TRUSTED.items()}
        contract.write_text(
            json.dumps({"schema": "ennead.contract.compiled/1", "functions": functions}), encoding="utf-8"
        )
    env = {**bare.env, "ENNEAD_MODE": "enforce", "ENNEAD_CONTRACT": str(contract)}
    found = {"bare": bare, "agent": replace(bare, env=env, before=(str(wish.layer / "ennead-wrap"),))}
    return {**found, **benign_peers.variants(bare, folder)} if wish.peers else found


def _note(result: Result, number: int, event: Event, answer: Answer, bare: Answer) -> None:
    result.events += 1
    result.answered[answer.outcome] = result.answered.get(answer.outcome, 0) + 1
    if (answer.outcome, answer.body) != (bare.outcome, bare.body):
        result.changed += 1
        if len(result.cases) < _LISTED:
            said = {
                "bare": bare.body.decode("utf-8", "replace")[:2000],
                "got": answer.body.decode("utf-8", "replace")[:2000],
            }
            result.cases.append(
                {"number": number, "what": "changed", "outcome": answer.outcome, "event": event, **said}
            )


def _sum_up(result: Result, instance: Instance, spent: Sequence[float]) -> None:
    result.call_ms = round(median(spent), 3) if spent else 0.0
    result.start_cpu_ms = round(median(instance.start_cpu_ms), 1) if instance.start_cpu_ms else 0.0
    for event in instance.news():
        result.alive |= event["kind"] == "alive"
        count = int(event["facts"].get("unwritten", 1)) if event["facts"] else 1
        if event["verdict"] == "block":
            result.blocked += count
        elif event["verdict"] == "flag":
            result.flagged += count
        if event["verdict"] != "allow" and len(result.cases) < 2 * _LISTED:
            number = int((event["invocation"] or "0")[-12:]) - 1
            words = {word: event[word] for word in ("kind", "guard", "reason", "at")}
            result.cases.append({"number": number, "what": event["verdict"], **words})


def judged(document: Mapping[str, Any]) -> int:
    """The exit code."""
    agent = [results["agent"] for results in document["handlers"].values()]
    if any(result["blocked"] or result["changed"] or not result["alive"] for result in agent):
        return 1
    return 3 if document["not_run"] or not agent else 0


def table(document: Mapping[str, Any]) -> str:
    """The document for reading."""
    words = ("events", "raised", "blocked", "changed", "flagged", "start ms", "call ms")
    lines = [f"{'handler':18}{'variant':9}" + "".join(f"{word:>9}" for word in words)]
    for name, results in document["handlers"].items():
        for way, result in results.items():
            raised = result["events"] - result["answered"].get("ok", 0)
            said = "" if way != "agent" or result["alive"] else "  NOT ATTACHED"
            counts = (result["events"], raised, result["blocked"], result["changed"], result["flagged"])
            times = f"{result['start_cpu_ms']:9.1f}{result['call_ms']:9.2f}"
            lines.append(f"{name:18}{way:9}" + "".join(f"{count:9}" for count in counts) + times + said)
    lines += [f"{one['handler']:18}not run: {one['reason']}" for one in document["not_run"]]
    for name, results in document["handlers"].items():
        for case in sorted(results["agent"]["cases"], key=lambda case: case["what"] == "changed")[:5]:
            why = case.get("reason") or f"{case.get('outcome')}: {case.get('got', '')[:160]}"
            lines.append(f"  {name} event {case['number']}: {case['what']} {case.get('guard', '')} {why}")
    return "\n".join(lines) + f"\n{document['seconds']} s"


if __name__ == "__main__":
    sys.exit(main())
