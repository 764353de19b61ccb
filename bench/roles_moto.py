"""Does the sample shop still work with the roles that `ennead roles --write` gives it, and not with less?

    python bench/roles_moto.py [--functions A,B] [--shop FOLDER] [--as-it-is] [--json FILE]

The vulnerable shop is copied, its roles are written, and its Python and Node handlers run, each in a process of its
own, against a moto server that asks IAM: with the policies of the repaired template every scripted request has to do
what it should, and with any one action dropped those that ask for it have to fail, and no others.  What moto holds of
a policy is found out first.  Ennead's evaluator is asked the same of every action; of those that moto does not judge
it alone.  All traffic stays on this machine; the SDK for Node comes from npm once (`roles_moto_node`).

Exit 0 if all holds, 1 if not, 2 if nothing was judged, 3 if something is not installed.
"""

from __future__ import annotations

import argparse
import json
import shutil
import sys
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bench import roles_moto_asked, roles_moto_started
from bench.roles_moto_case import Case
from bench.roles_moto_held import Held, Statements, control, held
from bench.roles_moto_shop import (
    LOG,
    Failed,
    Handler,
    Missing,
    Shop,
    enforce,
    node_modules,
    provider,
    server,
    stand_ins,
)
from bench.roles_moto_stack import Declared
from bench.roles_write import read
from ennead.engine.roles import FunctionRoles
from ennead.graph.needed.held import within
from ennead.iam.evaluate import Request, Verdict, decide
from ennead.iam.match import action_matches
from ennead.iam.parse import parse_policy
from ennead.model.need import Because
from ennead.remedy.errors import RemedyError
from ennead.remedy.roles.plan import name_of
from ennead.remedy.roles.write import write

ROOT = Path(__file__).resolve().parent.parent
SHOP = ROOT / "samples" / "shop" / "vulnerable"
NODE = ROOT / "out" / "roles_moto"
NOTHING, MISSING = 2, 3
"""Exit codes beside 0 and 1."""
_BY_LAMBDA = "AWSLambda"
"""How the names of AWS's own policies for log and pollers begin: what nothing needs of them is not counted."""


@dataclass(frozen=True, slots=True)
class Row:
    """One action of one function: who asks for it, what each judge says once it is dropped.

    `moto` has the requests that failed for it and those that asked; None where no handler sends it.
    """

    function: str
    action: str
    because: str
    moto: tuple[int, int] | None
    resource_by_moto: bool
    evaluator: str


@dataclass(slots=True)
class Report:
    """What was run, what came of it, and every fault."""

    rows: list[Row] = field(default_factory=list)
    passed: int = 0
    cases: int = 0
    functions: list[str] = field(default_factory=list)
    not_run: dict[str, str] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)

    @property
    def judged(self) -> list[Row]:
        """The rows on which moto has a word."""
        return [row for row in self.rows if row.moto is not None]


# -- policies ---------------------------------------------------------------------------------------------------------


def plain(documents: Mapping[str, dict[str, Any]]) -> Statements:
    """The statements of several documents, one for each action."""
    found: Statements = []
    for document in documents.values():
        for statement in _listed(document["Statement"]):
            found += [{**statement, "Action": action} for action in _listed(statement["Action"])]
    return found


def without(statements: Statements, action: str) -> Statements:
    """The statements with one action dropped."""
    return [one for one in statements if one["Action"].lower() != action.lower()]


def allowed(statements: Statements, action: str, arn: str) -> Verdict:
    """What Ennead's evaluator says of a request."""
    parsed = parse_policy({"Version": "2012-10-17", "Statement": statements})
    return decide(Request(action, arn), parsed).verdict


# -- running ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Failure:
    """What was said when a scripted request failed, and whether moto refused something on the way."""

    said: str
    denied: bool


@dataclass(slots=True)
class Bench:
    """The shop, the keys of its functions, and what moto holds of policies."""

    shop: Shop
    folder: Path
    keys: Mapping[str, dict[str, str]]
    held: Held
    report: Report = field(default_factory=Report)

    def play(self, function: Declared, statements: Statements) -> dict[str, Failure]:
        """All scripted requests of a function in one new process; those that failed."""
        self.shop.allow(function.name, self.held.as_moto_reads(statements))
        failed: dict[str, Failure] = {}
        with closing(Handler(function, self.shop, self.keys[function.name], self.folder)) as handler:
            for case in cases_of(function.name):
                before = self.shop.refusals()
                handler.said.clear()
                try:
                    case.run(self.shop, handler)
                except Failed as error:
                    said = f"{error} {' '.join(handler.said)}".strip()
                    failed[case.name] = Failure(said, denied=self.shop.refusals() > before)
        return failed

    def judge(self, one: FunctionRoles) -> None:
        """A function with its policies, then with each action dropped."""
        function = self.shop.stack.functions[name_of(one)]
        statements = plain(function.documents)
        report, cases = self.report, cases_of(function.name)
        failed = self.play(function, statements)
        report.functions.append(function.name)
        report.cases += len(cases)
        report.passed += len(cases) - len(failed)
        report.faults += [f"{function.name}: {name!r} fails: {one.said[:300]}" for name, one in failed.items()]
        asked = sorted({ask for case in cases for ask in case.asks})
        for action in sorted({action for action, _ in asked}):
            moto = self._dropped(function, statements, action, set(failed)) if action in self.held.actions else None
            arns = [self.shop.text(arn) for known, arn in asked if known == action]
            said = self._evaluated(function, statements, action, arns)
            report.rows.append(Row(function.name, action, "code", moto, action in self.held.resources, said))

    def _dropped(self, function: Declared, statements: Statements, action: str, already: set[str]) -> tuple[int, int]:
        """With an action dropped those requests have to fail that ask for it, since they are denied, and no others."""
        failed = self.play(function, without(statements, action))
        asking = {case.name for case in cases_of(function.name) if action in dict(case.asks)}
        name, faults = function.name, self.report.faults
        faults += [f"{name}: without {action} {one!r} still works" for one in sorted(asking - failed.keys())]
        others = failed.keys() - asking - already
        faults += [f"{name}: without {action} {one!r} fails too: {failed[one].said[:200]}" for one in sorted(others)]
        denied = {one for one in asking & failed.keys() if failed[one].denied}
        unsaid = (asking & failed.keys()) - denied - already
        faults += [f"{name}: without {action} {one!r} fails otherwise: {failed[one].said[:200]}" for one in unsaid]
        return len(denied), len(asking)

    def _evaluated(self, function: Declared, statements: Statements, action: str, arns: Iterable[str]) -> str:
        """What our evaluator says with the policies and with the action dropped: allow and deny, or it is a fault."""
        rest = without(statements, action)
        for arn in arns:
            before, after = allowed(statements, action, arn), allowed(rest, action, arn)
            if (before, after) != (Verdict.ALLOW, Verdict.DENY):
                said = f"{before.value}, and {after.value} once it is dropped"
                self.report.faults.append(f"{function.name}: {action} on {arn}: the evaluator says {said}")
                return said
        return Verdict.DENY.value

    def beside(self, one: FunctionRoles) -> None:
        """What no handler asks for here: the evaluator's word alone; and what nothing asks for."""
        function = self.shop.stack.functions[name_of(one)]
        statements = plain(function.documents)
        scripted = {action for case in cases_of(function.name) for action, _ in case.asks}
        in_code = {need.action for need in one.needs.sure if need.because is Because.CODE}
        needs = [need for need in one.needs.sure if need.because is not Because.CODE or not scripted]
        asked = [(action, self.shop.text(arn)) for case in cases_of(function.name) for action, arn in case.asks]
        for need in needs:
            places = [self.shop.stack.arn(place.arn) for place in need.places]
            arns = [_request(place, need.action, statements) for place in places]
            asked += [(need.action, arn) for arn in arns]
            said = self._evaluated(function, statements, need.action, arns)
            self.report.rows.append(Row(function.name, need.action, need.because.value, None, False, said))
        if scripted:
            self._compared(function, scripted, in_code, {need.action for need in needs})
        self._spared(function, asked)

    def _compared(self, function: Declared, scripted: set[str], in_code: set[str], needs: set[str]) -> None:
        """The scripts, Ennead and the policies must speak of the same actions."""
        faults, name = self.report.faults, function.name
        faults += [f"{name}: no scripted request asks for {one}" for one in sorted(in_code - scripted)]
        faults += [f"{name}: a handler asks for {one}, and Ennead says no need" for one in sorted(scripted - in_code)]
        own = {key: one for key, one in function.documents.items() if not key.startswith(_BY_LAMBDA)}
        granted = {one["Action"] for one in plain(own)}
        faults += [f"{name}: nothing asks for {one}" for one in sorted(granted - scripted - needs)]

    def _spared(self, function: Declared, asked: list[tuple[str, str]]) -> None:
        """Resources of the template's statements without which, one at a time, everything asked for is allowed."""
        grants = [
            ({**one, "Resource": arn}, key.startswith(_BY_LAMBDA))
            for key, document in function.documents.items()
            for one in plain({key: document})
            for arn in _listed(one["Resource"])
        ]
        for number, (grant, by_aws) in enumerate(grants):
            action, arn = grant["Action"], grant["Resource"]
            rest = [one for other, (one, _) in enumerate(grants) if other != number]
            if by_aws or any(allowed(rest, *request) is not Verdict.ALLOW for request in asked):
                continue
            if any(action_matches(one["Action"], action) and within(arn, one["Resource"]) for one in rest):
                self.report.notes.append(f"{function.name}: {action} on {arn} is given twice")
            else:
                self.report.faults.append(f"{function.name}: {action} on {arn} could go")


def _request(place: str, action: str, statements: Statements) -> str:
    """An ARN to ask about: where a need leaves open which objects, one of those that are granted."""
    granted = [arn for one in statements if one["Action"] == action for arn in _listed(one["Resource"])]
    inside = next((arn for arn in granted if within(arn, place)), place)
    return inside if inside == "*" else inside.replace("*", "any")


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def cases_of(function: str) -> list[Case]:
    """The scripted requests of a function."""
    return [case for case in (*roles_moto_asked.CASES, *roles_moto_started.CASES) if case.function == function]


def run(source: Path = SHOP, only: tuple[str, ...] = (), *, as_it_is: bool = False) -> Report:
    """Write a shop's roles, run everything; `only` some functions, `as_it_is` with the roles it has.

    Raises:
        Missing: moto, Node or its SDK is not there.
    """
    report = Report()
    with tempfile.TemporaryDirectory() as place:
        copy = Path(place) / "shop"
        shutil.copytree(source, copy)
        try:
            left = () if as_it_is else write(lambda: read(copy), copy).left
        except RemedyError as error:
            report.faults.append(f"the roles are not written: {error}")
            return report
        report.notes += [f"{one.function}: left: {one.reason}" for one in left]
        found = {name_of(one): one for app in read(copy) for one in app.functions}
        chosen = {name: one for name, one in sorted(found.items()) if not only or name in only}
        _judge_all(chosen, Path(place), copy / "template.yaml", report)
    return report


def _judge_all(chosen: Mapping[str, FunctionRoles], folder: Path, template: Path, report: Report) -> None:
    scripted = [name for name in chosen if cases_of(name)]
    if any(chosen[name].language == "javascript" for name in scripted):
        (folder / "node_modules").symlink_to(node_modules(NODE), target_is_directory=True)
    with server(folder) as url, provider() as payment:
        shop = Shop(url, template, payment, folder / LOG)
        keys = {name: shop.take_on(shop.stack.functions[name]) for name in scripted}
        asking = control(shop)
        enforce(url)
        bench = Bench(shop, stand_ins(folder / "stand-ins"), keys, held(shop, asking), report)
        for name, one in chosen.items():
            if name in scripted:
                bench.judge(one)
            else:
                report.not_run[name] = _why(one)
            bench.beside(one)


def _why(one: FunctionRoles) -> str:
    if one.language == "java":
        return "Java is not run here"
    return "it sends no request that a policy allows"


# -- output -----------------------------------------------------------------------------------------------------------


def table(report: Report) -> Iterator[str]:
    """The report as text."""
    alone = [row for row in report.rows if row.moto is None]
    yield f"{'function':<36}{'action, dropped':<32}{'moto':<18}evaluator"
    for row in report.judged:
        denied, asking = row.moto or (0, 0)
        yield f"{row.function:<36}{row.action:<32}{f'{denied} of {asking} denied':<18}{row.evaluator}"
    yield ""
    yield f"{'the evaluator alone':<36}{'action, dropped':<32}{'needed by':<18}evaluator"
    for row in alone:
        yield f"{row.function:<36}{row.action:<32}{row.because:<18}{row.evaluator}"
    yield ""
    yield f"scripted requests: {report.passed} of {report.cases} pass, of {len(report.functions)} functions"
    yield f"actions dropped: {len(report.judged)} judged by both, {len(alone)} by the evaluator alone"
    yield f"moto judges resources of {_resources(report)} only, no conditions, and no policies of resources themselves:"
    yield "of other actions it was given `*`; the evaluator had the policies as they are, and the ARNs of the requests"
    for name, why in report.not_run.items():
        yield f"not run: {name}: {why}"
    for note in dict.fromkeys(report.notes):
        yield f"note: {note}"
    for fault in report.faults:
        yield f"FAULT: {fault}"


def _resources(report: Report) -> str:
    actions = sorted({row.action for row in report.rows if row.resource_by_moto})
    return ", ".join(actions) or "none"


def main() -> int:
    """Run, print, say whether all holds."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--functions", default="", help="only these, by logical id, with commas between")
    parser.add_argument("--shop", type=Path, default=SHOP, help="another folder than the sample's")
    parser.add_argument("--as-it-is", action="store_true", help="judge the roles it has, write none")
    parser.add_argument("--json", type=Path, dest="file", help="write the report into a file too")
    options = parser.parse_args()
    try:
        only = tuple(filter(None, options.functions.split(",")))
        report = run(options.shop, only, as_it_is=options.as_it_is)
    except Missing as missing:
        print(missing, file=sys.stderr)
        return MISSING
    print("\n".join(table(report)))
    if not report.cases:
        print("no function has a scripted request: nothing was judged", file=sys.stderr)
        return NOTHING
    if options.file:
        options.file.write_text(json.dumps(asdict(report), indent=2) + "\n", "utf-8")
    return 1 if report.faults else 0


if __name__ == "__main__":
    sys.exit(main())
