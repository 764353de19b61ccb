"""DVSA in a laboratory on this machine: exploits and harmless visits, without the agent and with it in `enforce`.

    python bench/dvsa_lab.py --app FOLDER [--sessions 1000] [--seed 1] [--python EXE] [--packages FOLDER]
                [--layer FOLDER] [--truth FILE] [--work FOLDER] [--json FILE] [--only exploits|sessions]

FOLDER is a checkout of https://github.com/OWASP/DVSA, which is read only.  Its Python handlers run unchanged under
the real runtime client, each in a process and with a /tmp of its own; stores are moto's.  `--python` is an interpreter
with awslambdaric and boto3 that does not lie in /tmp (the application was written for Python 3.8: with 3.10 and newer
its receipts fail by themselves); `--packages` holds what it brings along (jsonpickle).  `--truth` is the list of
weaknesses; without it no row is told.

Exit 0 if each exploit at a sink is stopped and no visit is changed or blocked, 1 if not, 2 if the call is wrong, 3 if
something is not installed.
"""

from __future__ import annotations

import argparse
import json
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bench import dvsa_sessions
from bench.dvsa_exploits import EXPLOITS, NOT_WRITTEN, Exploit, Ground, contract
from bench.dvsa_mail import HOST, INSIDE, Mail, certificate, mail
from bench.dvsa_world import Missing, Terms, World, free_port, has_namespaces
from bench.instances import build_layer

ROOT = Path(__file__).resolve().parent.parent
TRUTH = ROOT.parent / "shared" / "acceptance" / "dvsa-findings.json"
_SIGNS = {
    "no guard": "not stopped: no guard",
    "seen": "seen, not stopped",
    "missed": "NOT STOPPED",
    "no_effect": "no effect without",
}
_MASKED = "the document of an error tells strangers files and lines"
"""What the agent says, once an instance, of errors that functions let out: their traces are not for customers."""


@dataclass(slots=True)
class Place:
    """What both worlds share: folders, ports, certificate, terms."""

    app: Path
    folder: Path
    terms: Terms
    layer: Path
    ports: tuple[int, int] = field(default_factory=lambda: (free_port(), free_port()))


def main(arguments: Sequence[str] | None = None) -> int:
    """Try, visit, compare, report."""
    options = _parse(arguments)
    if not has_namespaces():
        print("functions cannot have a /tmp of their own here: unshare -m fails", file=sys.stderr)
        return 3
    work = Path(tempfile.mkdtemp(prefix="ennead-dvsa-", dir=options.work))
    try:
        layer = options.layer or build_layer(work / "opt")
        place = Place(options.app, work, Terms(options.python, options.packages), layer)
        document = run(place, options)
    except Missing as missing:
        print(missing, file=sys.stderr)
        return 3
    finally:
        shutil.rmtree(work, ignore_errors=True)
    if options.json:
        options.json.write_text(json.dumps(document, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    print(table(document))
    return judged(document)


def _parse(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--app", type=Path, required=True)
    parser.add_argument("--sessions", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--python", default=sys.executable)
    parser.add_argument("--packages", type=Path)
    parser.add_argument("--layer", type=Path)
    parser.add_argument("--truth", type=Path, default=TRUTH)
    parser.add_argument("--work", type=Path, default=Path("/var/tmp"))  # noqa: S108  # functions see another /tmp
    parser.add_argument("--json", type=Path)
    parser.add_argument("--only", choices=("exploits", "sessions"))
    return parser.parse_args(arguments)


def run(place: Place, options: argparse.Namespace) -> dict[str, Any]:
    """Both parts, as a document."""
    began = time.monotonic()
    document: dict[str, Any] = {"schema": "ennead.dvsa-lab/1", "seed": options.seed}
    if options.only != "sessions":
        document["exploits"] = exploits(place)
        document["rows"] = rows(options.truth, document["exploits"])
    if options.only != "exploits":
        document["sessions"] = sessions(place, options.seed, options.sessions)
    document["seconds"] = round(time.monotonic() - began, 1)
    return document


@contextmanager
def ground(place: Place, part: str, *, agent: bool) -> Iterator[Ground]:
    """A fresh world, bare or with the agent."""
    folder = place.folder / part  # the same one for both: stack traces tell it
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    with ExitStack() as stack:
        public, private = certificate(folder)
        service: Mail = stack.enter_context(mail(public, private))
        world = World(place.app, folder / "world", place.terms, ports=place.ports)
        world.extra = {"LAB_HOSTS": f"{HOST}={INSIDE}:{service.port}", "SSL_CERT_FILE": str(public)}
        if agent:
            world.terms = replace(place.terms, layer=place.layer, contract=contract(world))
        yield Ground(stack.enter_context(world), service)


# -- exploits ---------------------------------------------------------------------------------------------------------


def exploits(place: Place) -> list[dict[str, Any]]:
    """Each exploit in both worlds: whether its effect happened, and what the agent said."""
    results: list[dict[str, Any]] = []
    for agent in (False, True):
        with ground(place, "exploits", agent=agent) as here:
            for number, one in enumerate(EXPLOITS):
                effect, said = _try(one, here)
                if not agent:
                    words = {"rows": list(one.rows), "what": one.what, "reach": one.reach, "told": one.told}
                    results.append({**words, "effect_bare": effect})
                else:
                    results[number] |= {"effect_agent": effect, "events": said}
    for result in results:
        result["outcome"] = _outcome(result)
    return results


def _try(one: Exploit, here: Ground) -> tuple[bool | str, list[dict[str, Any]]]:
    here.world.news()
    here.mail.asked.clear()
    effect: bool | str
    try:
        effect = one.act(here)
    except Exception as error:  # noqa: BLE001  # said in the table: an exploit that cannot be tried
        effect = f"{type(error).__name__}: {error}"
    words = ("kind", "verdict", "guard", "function", "reason", "at")
    said = [{word: event[word] for word in words} for event in here.world.news() if event["verdict"] != "allow"]
    return effect, said


def _outcome(result: Mapping[str, Any]) -> str:
    if result["effect_bare"] is not True:
        return "no_effect"
    blocked = any(event["verdict"] == "block" for event in result["events"])
    if result["effect_agent"] is False and (blocked or not result.get("told", True)):
        return "stopped"
    if result["reach"] != "sink" and not result["events"]:
        return "out of reach" if result["reach"] == "rule" else "no guard"
    return "seen" if result["events"] and result["effect_agent"] is True else "missed"


def rows(truth: Path, results: Sequence[Mapping[str, Any]]) -> list[dict[str, str]]:
    """For each weakness in the code of a function, what came of it; those of other languages wait."""
    if not truth.is_file():
        return []
    found = []
    by_row = {row: result for result in results for row in result["rows"]}
    for row in json.loads(truth.read_text(encoding="utf-8"))["rows"]:
        if row["kind"] != "code":
            continue
        name, paths = row["id"], [place["path"] for place in row["at"]]
        if name in by_row:
            outcome = str(by_row[name]["outcome"])
        elif not any(path.endswith(".py") for path in paths):
            outcome = "waits for the agent of its language" if row["functions"] else "no function"
        else:
            outcome = NOT_WRITTEN.get(name, "NO EXPLOIT")
        found.append({"id": name, "severity": row["severity"], "outcome": outcome})
    return found


# -- visits -----------------------------------------------------------------------------------------------------------


def sessions(place: Place, seed: int, count: int) -> dict[str, Any]:
    """Harmless visits in both worlds, held against each other step by step."""
    with ground(place, "sessions", agent=False) as here:
        bare = list(dvsa_sessions.play(here.world, seed, count))
    result: dict[str, Any] = {
        "sessions": count,
        "steps": 0,
        "raised": 0,
        "changed": 0,
        "masked": 0,
        "blocked": 0,
        "flagged": 0,
        "cases": [],
    }
    with ground(place, "sessions", agent=True) as here:
        for number, steps in enumerate(dvsa_sessions.play(here.world, seed, count)):
            _compare(result, number, bare[number], steps)
            _count(result, number, here.world.news())
        result["attached"] = sorted(here.world.running)
    return result


def _compare(result: dict[str, Any], number: int, bare: Sequence[Any], steps: Sequence[Any]) -> None:
    result["steps"] += len(bare)
    result["raised"] += sum(step[1] != "ok" for step in bare)
    if len(bare) != len(steps):
        result["changed"] += abs(len(bare) - len(steps))
    for was, now in zip(bare, steps, strict=False):
        if was != now and _is_masked(was, now):
            result["masked"] += 1
        elif was != now:
            result["changed"] += 1
            if len(result["cases"]) < 20:
                words = {
                    "bare": was[2].decode("utf-8", "replace")[:500],
                    "got": now[2].decode("utf-8", "replace")[:500],
                }
                result["cases"].append({"session": number, "function": was[0], "what": "changed", **words})


def _is_masked(was: Any, now: Any) -> bool:
    """Whether a function failed in both, with the same message, and only the trace of it is not told."""
    if was[:2] != now[:2] or was[1] != "error":
        return False
    return bool(json.loads(now[2]) == {**json.loads(was[2]), "stackTrace": []})


def _count(result: dict[str, Any], number: int, events: Sequence[Mapping[str, Any]]) -> None:
    for event in events:
        if event["verdict"] == "allow" or event["reason"] == _MASKED:  # the steps themselves are counted
            continue
        result["blocked" if event["verdict"] == "block" else "flagged"] += 1
        if len(result["cases"]) < 40:
            words = {word: event[word] for word in ("function", "guard", "reason", "at")}
            result["cases"].append({"session": number, "what": event["verdict"], **words})


# -- the report -------------------------------------------------------------------------------------------------------


def judged(document: Mapping[str, Any]) -> int:
    """The exit code."""
    tried = [one for one in document.get("exploits", ()) if one["reach"] == "sink"]
    visits = document.get("sessions")
    fine = all(one["outcome"] == "stopped" for one in tried)
    return 0 if fine and not (visits and (visits["changed"] or visits["blocked"])) else 1


def table(document: Mapping[str, Any]) -> str:
    """The document for reading."""
    lines = []
    for one in document.get("exploits", ()):
        said = ", ".join(sorted({f"{event['guard']} {event['verdict']}" for event in one["events"]}))
        lines.append(f"{_SIGNS.get(one['outcome'], one['outcome']):24}{', '.join(one['rows'])}: {one['what']} {said}")
        failed = [effect for effect in (one["effect_bare"], one["effect_agent"]) if isinstance(effect, str)]
        lines += [f"{'':24}{effect}" for effect in failed]
    lines += [f"{one['id']:34}{one['severity']:10}{one['outcome']}" for one in document.get("rows", ())]
    visits = document.get("sessions")
    if visits:
        words = ("sessions", "steps", "raised", "masked", "blocked", "changed", "flagged")
        lines.append("visits: " + ", ".join(f"{visits[word]} {word}" for word in words))
        for case in visits["cases"][:12]:
            why = str(case.get("reason", case.get("got", "")))[:200]
            lines.append(f"  session {case['session']} {case['function']} {case['what']} {why}")
    return "\n".join(lines) + f"\n{document['seconds']} s"


if __name__ == "__main__":
    sys.exit(main())
