"""`ennead roles` against `iam-policy-autopilot` on labelled functions: recall, precision, resources, time.

    python bench/versus_roles.py --autopilot PROGRAM --labels roles-dev.json --corpus FOLDER [--runs 1]
        [--scorer score_roles.py] [--widening may|least] [--only PREFIX] [--timeout 60] [--keep FOLDER] [--json]

CORPUS has the checkouts that the labels name.  The program is asked once per function, about the handler's file and
the files it loads; `ennead roles` once per application.  The service reference that the program needs is made of
Ennead's own tables and served on loopback.  Exit 0 if Ennead answered everywhere, 1 if not, 2 if the call is wrong or
the program is not there or cannot run.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import math
import os
import shutil
import sys
import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from types import ModuleType
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bench.measure import Run, run
from bench.service_reference import documents, serving
from ennead.code.question import Answer
from ennead.engine.programs import Programs
from ennead.engine.scan import Request, graphs_of, readings
from ennead.graph.merge import combine
from ennead.model.app import Function
from ennead.sources.errors import SourceError
from ennead.sources.read import AppReading

Label = dict[str, Any]

WRAPPER = "autopilot-template.yaml"
"""Beside the labels: the template of programs that have none of their own."""
NOWHERE = "http://127.0.0.1:9"
VIA_SERVICE = "kms:ViaService"
ENDINGS = {
    "python": (".py",),
    "javascript": (".js", ".mjs", ".cjs", ".jsx"),
    "typescript": (".ts", ".mts", ".cts", ".tsx"),
    "java": (".java",),
}
PROBE = "import boto3\n\n\ndef handler(event, context):\n    boto3.client('s3').get_object(Bucket='b', Key='k')\n"
NOTES = (
    "The service reference is made of Ennead's tables, not AWS's: what is measured is the extraction of calls from",
    "code; the widening from calls to actions is only as good as the reference served ({widening}). AWS's is wider.",
    "Autopilot is told the language and handed, once per function, the files that Ennead says it loads; Ennead reads",
    "each application in one run. cpu and wall are a function's share of a run, run is the CPU of the whole run.",
    "Autopilot's actions under kms:ViaService that no label speaks of are left out: no excess ({forgiven} of them).",
    "The labels of the set «autopilot» were found by deleting from its own output: its recall there is no finding.",
)
FIGURES = (
    ("code", "code_recall", "code_found", "code_wanted"),
    ("recall", "recall", "found", "wanted"),
    ("precision", "precision", "right", "given"),
    ("resources", "resource_exact", "exact", "named"),
)


class CannotRun(Exception):
    """The comparison cannot be made; the words say why."""


@dataclass(frozen=True, slots=True)
class Said:
    """What a run said a function needs, in the scorer's words; `error` where it said nothing."""

    needed: tuple[dict[str, Any], ...] = ()
    error: str | None = None


@dataclass(slots=True)
class Tool:
    """Answers by application and function, seconds by function (one entry per turn), and what went wrong.

    `whole` is the CPU of the run that a function was in, `cpu` and `wall` its share of it.
    """

    name: str
    answers: dict[str, dict[str, dict[str, Any]]] = field(default_factory=lambda: defaultdict(dict))
    cpu: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    wall: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    whole: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    errors: dict[str, str] = field(default_factory=dict)

    def took(self, function: str, one: Run, share: int = 1) -> None:
        """A run of which this function is one of `share`."""
        self.cpu[function].append(one.cpu / share)
        self.wall[function].append(one.wall / share)
        self.whole[function].append(one.cpu)

    def documents(self) -> dict[str, dict[str, Any]]:
        """`ennead.roles/1` by application."""
        return {app: document(functions.values()) for app, functions in self.answers.items()}


@dataclass(frozen=True, slots=True)
class Asking:
    """How a program is asked: where it is, its environment, and how long it may take."""

    program: Path
    env: Mapping[str, str]
    limit: tuple[str, ...]
    output: Path

    def run(self, *command: str) -> Run:
        """Ask it; a run that takes too long is ended, with exit 124."""
        return run((*self.limit, str(self.program), *command), self.output, self.env)

    def said(self) -> str:
        """What the last run printed."""
        return self.output.read_text("utf-8", errors="replace")


def document(functions: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """The least that the scorer reads."""
    return {"schema": "ennead.roles/1", "functions": list(functions)}


def convert(policy: str) -> Said:
    """Its policies as needs: one for each action of a statement, with the statement's resources and condition."""
    try:
        policies = [one["Policy"] for one in json.loads(policy)["Policies"]]
        statements = [one for each in policies for one in each["Statement"] if one["Effect"] == "Allow"]
        needed = tuple(
            {"action": action, "resources": listed(one["Resource"]), "condition": one.get("Condition")}
            for one in statements
            for action in listed(one["Action"])
        )
    except (ValueError, KeyError, TypeError) as problem:
        return Said(error=f"no policy in its output: {problem!r}")
    return Said(needed)


def listed(value: str | list[str]) -> list[str]:
    """IAM takes one or a list."""
    return [value] if isinstance(value, str) else value


def forgive(needed: Sequence[dict[str, Any]], label: Label) -> list[dict[str, Any]]:
    """Without rights on keys that hold through a service alone, where the label does not speak of them."""
    spoken = {item["action"].lower() for item in label["items"]}
    return [
        one for one in needed if one["action"].lower() in spoken or VIA_SERVICE not in json.dumps(one.get("condition"))
    ]


def environment(base: str, scratch: Path, path: str) -> dict[str, str]:
    """No telemetry, no key, a home and a cache of its own, and no way to any host but loopback."""
    proxies = ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY")
    return {
        "PATH": path,
        "HOME": str(scratch),
        "TMPDIR": str(scratch),
        "IAM_POLICY_AUTOPILOT_SERVICE_REFERENCE_URL": base,
        "DISABLE_IAM_POLICY_AUTOPILOT_TELEMETRY": "true",
        "AWS_EC2_METADATA_DISABLED": "true",
        "NO_PROXY": "127.0.0.1",
        "no_proxy": "127.0.0.1",
        **{name: NOWHERE for proxy in proxies for name in (proxy, proxy.lower())},
    }


def limit(seconds: int) -> tuple[str, ...]:
    """The command that ends another one.  Raises CannotRun."""
    found = shutil.which("timeout") or shutil.which("gtimeout")
    if found is None:
        raise CannotRun("`timeout` (of the GNU coreutils) is not there: no run could be bounded")
    return (found, "--kill-after=5", str(seconds))


def scorer_at(path: Path) -> ModuleType:
    """The scorer, by its path.  Raises CannotRun."""
    spec = importlib.util.spec_from_file_location("ennead_bench_scorer", path)
    if not path.is_file() or spec is None or spec.loader is None:
        raise CannotRun(f"no scorer at {path}: name it with --scorer")
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module  # dataclasses look themselves up there
    spec.loader.exec_module(module)
    return module


def labels_at(path: Path, only: str) -> list[Label]:
    """The labelled functions.  Raises CannotRun."""
    try:
        functions: list[Label] = json.loads(path.read_text(encoding="utf-8"))["functions"]
    except (OSError, ValueError, KeyError, TypeError) as problem:
        raise CannotRun(f"no labels in {path}: {problem}") from problem
    chosen = [one for one in functions if one["app_id"].startswith(only)]
    if not chosen:
        raise CannotRun(f"no application in {path} has an id that begins with {only}")
    return chosen


def checkout(corpus: Path, repo: str) -> Path:
    """The repository's folder: by its name, or the last word of it.  Raises CannotRun."""
    name = repo.rpartition("/")[2]
    for one in (corpus / name, corpus / name.rpartition("-")[2]):
        if one.is_dir():
            return one
    raise CannotRun(f"{repo} is not in {corpus}: clone it there as {name}")


def app_folder(label: Label, corpus: Path, wrapper: Path, scratch: Path) -> Path:
    """What Ennead is asked about; programs without a template are copied and get one.  Raises CannotRun."""
    folder = checkout(corpus, label["repo"]) / str(label["app"])
    if not folder.is_dir():
        raise CannotRun(f"{label['app']} is not in the checkout of {label['repo']}: is it at {label['commit'][:7]}?")
    if label["template"] is not None:
        return folder
    if not wrapper.is_file():
        raise CannotRun(f"no {wrapper.name} beside the labels, which {label['app_id']} needs")
    copy = scratch / str(label["app_id"])
    if not copy.exists():
        shutil.copytree(folder, copy, ignore=shutil.ignore_patterns("node_modules", "cdk", "go"))
        shutil.copyfile(wrapper, copy / "template.yaml")
    return copy


def closures(folder: Path) -> dict[str, tuple[Path, ...]]:
    """The files of each function by its logical id: the handler's, then those it loads."""
    programs, found = Programs(folder), {}
    for reading in readings(folder, Request(checks=())):
        if not isinstance(reading, AppReading):
            continue
        graph = combine(reading.name, graphs_of(reading))
        for node_id, answer in programs.answers(graph).items():
            function = graph.node(node_id, Function)
            if function and function.logical_id and isinstance(answer, Answer) and answer.entry.inline is None:
                paths = dict.fromkeys((answer.entry.file, *answer.facts.modules))
                found[function.logical_id] = tuple(folder / path for path in paths)
    return found


def files_of(label: Label, found: Mapping[str, tuple[Path, ...]], root: Path) -> tuple[Path, ...]:
    """What the program is asked about: it takes one language at a time.  The labelled file where ours has none."""
    endings = ENDINGS.get(label["language"], ())
    files = tuple(one for one in found.get(label["function"], ()) if one.suffix in endings and one.is_file())
    return files or (root / label["code"],)


def ask_autopilot(asking: Asking, label: Label, files: Sequence[Path]) -> tuple[Said, Run]:
    """One function."""
    one = asking.run("generate-policies", "--language", label["language"], *map(str, files))
    if one.code == 0:
        return convert(asking.said()), one
    told = [line.strip() for line in one.stderr.splitlines() if line.strip()]
    return Said(error="took too long" if one.code == 124 else f"exit {one.code}: {told[-1] if told else ''}"), one


def ask_ennead(output: Path, seconds: Sequence[str], folder: Path) -> tuple[dict[str, dict[str, Any]], Run, str | None]:
    """One application: what each function needs, by its name."""
    one = run((*seconds, sys.executable, "-m", "ennead", "roles", str(folder), "--format", "json"), output)
    if one.code not in {0, 3} or one.tracebacks or not one.output:
        return {}, one, f"exit {one.code}: {one.stderr.strip()[-300:]}"
    return {each["function"]: each for each in json.loads(output.read_text("utf-8"))["functions"]}, one, None


def probe(asking: Asking, scratch: Path) -> None:
    """Ask about one call whose answer is known.  Raises CannotRun."""
    file = scratch / "probe.py"
    file.write_text(PROBE, encoding="utf-8")
    one = asking.run("generate-policies", str(file))
    said = convert(asking.said()) if one.code == 0 else Said(error=f"exit {one.code}: {one.stderr.strip()[-500:]}")
    if said.error:
        raise CannotRun(f"{asking.program} cannot run here: {said.error}")
    if not any(need["action"] == "s3:GetObject" for need in said.needed):
        raise CannotRun(f"{asking.program} found nothing in a function that calls s3:GetObject")


def take_turns(labels: Sequence[Label], folders: Mapping[str, Path], corpus: Path, asking: Asking, turns: int
               ) -> tuple[Tool, Tool, int]:  # fmt: skip
    """Ask both, application by application, `turns` times; the number of actions forgiven last."""
    ours, theirs, forgiven = Tool("ennead"), Tool("autopilot"), 0
    by_app: dict[str, list[Label]] = defaultdict(list)
    for label in labels:
        by_app[label["app_id"]].append(label)
    files = {app: closures(folder) for app, folder in folders.items()}
    for turn in range(turns):
        for app, functions in by_app.items():
            print(f"{turn + 1}/{turns} {app}", file=sys.stderr)
            answers, one, error = ask_ennead(asking.output, asking.limit, folders[app])
            ours.answers[app].update(answers)
            silent = sorted({label["function"] for label in functions} - set(answers))
            error = error or (f"no answer for {', '.join(silent)}" if silent else "")
            ours.errors |= {app: error} if error else {}
            for label in functions:
                key = f"{app} {label['function']}"
                ours.took(key, one, max(1, len(answers)))
                said, their_run = ask_autopilot(
                    asking, label, files_of(label, files[app], checkout(corpus, label["repo"]))
                )
                theirs.took(key, their_run)
                theirs.errors |= {key: said.error} if said.error else {}
                kept = forgive(said.needed, label)
                forgiven += (len(said.needed) - len(kept)) * (turn == 0)
                theirs.answers[app][label["function"]] = {
                    "function": label["function"], "needed": kept, "unresolved": []
                }  # fmt: skip
    return ours, theirs, forgiven


def figures(scorer: Any, labels: Sequence[Label], tool: Tool) -> dict[str, dict[str, Any]]:
    """By group of functions: each rate, and the counts behind it."""
    answers = {app: scorer.read_answers(one) for app, one in tool.documents().items()}
    return {
        group: {"functions": tally.functions}
        | {
            name: {"rate": scorer.rates(tally)[rate], "part": getattr(tally, part), "whole": getattr(tally, whole)}
            for name, rate, part, whole in FIGURES
        }
        for group, tally in scorer.score(labels, answers).items()
    }


def seconds(taken: Mapping[str, Sequence[float]]) -> dict[str, float]:
    """Median and 95th percentile over the functions, each by the median of its turns."""
    values = sorted(median(turns) for turns in taken.values())
    return {"median": median(values), "p95": values[math.ceil(0.95 * len(values)) - 1]}


def report(scorer: Any, labels: Sequence[Label], tools: Sequence[Tool], widening: str, forgiven: int) -> dict[str, Any]:
    """The whole comparison as one document."""
    return {
        "schema": "ennead.versus-roles/1",
        "notes": [line.format(widening=widening, forgiven=forgiven) for line in NOTES],
        "functions": len(labels),
        "tools": {
            tool.name: {
                "groups": figures(scorer, labels, tool),
                "cpu": seconds(tool.cpu),
                "wall": seconds(tool.wall),
                "run": seconds(tool.whole),
                "errors": tool.errors,
            }
            for tool in tools
        },
    }


def show(found: Mapping[str, Any]) -> Iterator[str]:
    """The lines of the table: groups, each figure side by side, then time and errors."""
    tools = found["tools"]
    yield f"{'':<22}{'':>5}" + "".join(f"{name:^34}" for name, *_ in FIGURES)
    yield f"{'functions':<22}{'':>5}" + "".join(f"{name:>17}" for _ in FIGURES for name in tools)
    groups = next(iter(tools.values()))["groups"]
    for group in sorted(groups, key=lambda name: (name != "all", name)):
        cells = (_cell(tool["groups"][group][name]) for name, *_ in FIGURES for tool in tools.values())
        yield f"{group:<22}{groups[group]['functions']:>5}" + "".join(f"{cell:>17}" for cell in cells)
    for name, tool in tools.items():
        times = " · ".join(_time(what, tool[what]) for what in ("cpu", "wall", "run"))
        yield f"{name}: {times}; {len(tool['errors'])} errors"
        yield from (f"  {number} × {error}" for error, number in Counter(tool["errors"].values()).most_common())
    yield from found["notes"]


def _time(what: str, taken: Mapping[str, float]) -> str:
    return f"{what} median {taken['median']:.3f} s, p95 {taken['p95']:.3f} s"


def _cell(figure: Mapping[str, Any]) -> str:
    rate = f"{figure['rate']:.3f}" if figure["whole"] else "-"
    return f"{rate} {figure['part']:>4}/{figure['whole']}"


def keep(folder: Path, tools: Sequence[Tool]) -> None:
    """Write what each said, in the scorer's shape."""
    for tool in tools:
        for app, one in tool.documents().items():
            place = folder / tool.name / f"{app}.json"
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_text(json.dumps(one, indent=1) + "\n", encoding="utf-8")


def parse(arguments: Sequence[str] | None) -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--autopilot", required=True, metavar="PROGRAM", help="iam-policy-autopilot")
    parser.add_argument("--labels", required=True, type=Path, metavar="FILE", help="labelled functions")
    parser.add_argument("--corpus", required=True, type=Path, metavar="FOLDER", help="where the checkouts are")
    parser.add_argument("--scorer", type=Path, metavar="FILE", help="score_roles.py (default: beside the labels)")
    parser.add_argument("--runs", type=int, default=1, metavar="N", help="turns of each (default 1)")
    parser.add_argument("--widening", choices=("may", "least"), default="may", help="actions that an operation may be "
                        "authorised by, or those of a bare request (default may)")  # fmt: skip
    parser.add_argument("--only", default="", metavar="PREFIX", help="applications whose id begins so")
    parser.add_argument("--timeout", type=int, default=60, metavar="SECONDS", help="for each run (default 60)")
    parser.add_argument("--keep", type=Path, metavar="FOLDER", help="write what each said, for the scorer")
    parser.add_argument("--json", action="store_true", help="print one JSON document")
    options = parser.parse_args(arguments)
    if options.runs < 1 or options.timeout < 1:
        parser.error("--runs and --timeout take a number from 1 on")
    return options


def compare(options: argparse.Namespace, scratch: Path) -> int:
    """Ask, score, print.  Raises CannotRun."""
    program = shutil.which(options.autopilot)
    if program is None:
        raise CannotRun(
            f"iam-policy-autopilot is not there ({options.autopilot}). Install it apart from Ennead and name it:\n"
            "  python -m venv autopilot && autopilot/bin/pip install iam-policy-autopilot\n"
            "  python bench/versus_roles.py --autopilot autopilot/bin/iam-policy-autopilot ..."
        )
    scorer = scorer_at(options.scorer or options.labels.parent / "score_roles.py")
    labels = labels_at(options.labels, options.only)
    wrapper = options.labels.parent / WRAPPER
    folders = {one["app_id"]: app_folder(one, options.corpus, wrapper, scratch) for one in labels}
    with serving(documents(options.widening)) as base:
        env = environment(base, scratch, os.environ.get("PATH", ""))
        asking = Asking(Path(program), env, limit(options.timeout), scratch / "output")
        probe(asking, scratch)
        ours, theirs, forgiven = take_turns(labels, folders, options.corpus, asking, options.runs)
    if options.keep:
        keep(options.keep, (ours, theirs))
    found = report(scorer, labels, (ours, theirs), options.widening, forgiven)
    print(json.dumps(found, indent=1) if options.json else "\n".join(show(found)))
    return int(bool(ours.errors))


def main(arguments: Sequence[str] | None = None) -> int:
    """Compare; the module's docstring has the exit codes."""
    options = parse(arguments)
    with tempfile.TemporaryDirectory(prefix="ennead-versus-") as place:
        try:
            return compare(options, Path(place).resolve())
        except (CannotRun, SourceError) as problem:
            print(problem, file=sys.stderr)
            return 2


if __name__ == "__main__":
    sys.exit(main())
