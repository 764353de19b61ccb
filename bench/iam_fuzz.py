"""Ask Ennead's IAM evaluator and another one the same random questions, and sort where they differ.

    python bench/iam_fuzz.py FOLDER [--pairs 20000] [--seed 1] [--json] [--list N]

FOLDER is where `npm install @cloud-copilot/iam-simulate` was run.  That package is AGPL: it stays outside of this
repository, and runs as a process of its own that answers lines of JSON.  A pair on which the two differ is made as
small as it can be first, then sorted by why they differ.  Besides, each pair is asked again with one key untold: an
answer that is sure must not be another.  Exit 0 if every difference is explained, 1 if not, or if the two agreed on
nothing (the other took no question), 2 if the package is not there.
"""

from __future__ import annotations

import argparse
import copy
import json
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bench.iam_pairs import KEYS, NEEDS_POLICY, Document, Maker, Pair, documents_of, statements_of
from bench.iam_reasons import reason_of
from ennead.iam.evaluate import Request, Verdict, decide
from ennead.iam.parse import parse_policy
from ennead.model.policy import Statement

PACKAGE = "@cloud-copilot/iam-simulate"
_ANSWER = """
import { createInterface } from 'node:readline'
import { runSimulation } from '@cloud-copilot/iam-simulate'
for await (const line of createInterface({ input: process.stdin })) {
  const said = await runSimulation(JSON.parse(line), {})
  const word = said.resultType === 'error' ? 'error ' + JSON.stringify(said.errors) : said.overallResult
  process.stdout.write(word.replaceAll('\\n', ' ') + '\\n')
}
"""


class Other:
    """The other evaluator, as a process: `allow`, `deny`, or why it takes no such question."""

    def __init__(self, folder: Path) -> None:
        command = ["node", "--input-type=module", "-e", _ANSWER]
        self._process = subprocess.Popen(command, cwd=folder, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def ask(self, pair: Pair) -> str:
        """Its answer to a pair."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps(_question(pair)) + "\n")
        self._process.stdin.flush()
        said = self._process.stdout.readline().strip()
        if not said:
            raise RuntimeError("the other evaluator ended")
        return {"Allowed": "allow", "ExplicitlyDenied": "deny", "ImplicitlyDenied": "deny"}.get(said, said)

    def close(self) -> None:
        """End it."""
        if self._process.stdin is not None:
            self._process.stdin.close()
        self._process.wait(timeout=10)


def _question(pair: Pair) -> Document:
    where = {"resource": pair.resource, "accountId": pair.owner}
    question: Document = {
        "request": {
            "principal": pair.principal,
            "action": pair.action,
            "resource": where,
            "contextVariables": pair.context,
        },
        "identityPolicies": _named(pair.identity),
        "serviceControlPolicies": _levels(pair.scps or []),
        "resourceControlPolicies": _levels(pair.rcps),
        "additionalSettings": {"s3": {"bucketAbacEnabled": True}},
    }
    if pair.resource_policy is not None:
        question["resourcePolicy"] = pair.resource_policy
    if pair.boundary is not None:
        question["permissionBoundaryPolicies"] = _named([pair.boundary])
    if pair.session is not None:
        question["sessionPolicy"] = pair.session
    return question


def _named(documents: list[Document]) -> list[Document]:
    return [{"name": f"policy{number}", "policy": each} for number, each in enumerate(documents)]


def _levels(documents: list[Document]) -> list[Document]:
    return [{"orgIdentifier": f"level{number}", "policies": _named([each])} for number, each in enumerate(documents)]


def ours(pair: Pair, untold: str | None = None) -> Verdict:
    """Our answer; `untold` is a key that is left out."""
    context: dict[str, str | tuple[str, ...]] = {
        key: value if isinstance(value := pair.context.get(key, ()), str) else tuple(value)
        for key in KEYS
        if key != untold
    }
    request = Request(pair.action, pair.resource, pair.principal, context)
    return decide(
        request,
        [statement for document in pair.identity for statement in parse_policy(document)],
        _read(pair.resource_policy),
        _read(pair.boundary),
        session=_read(pair.session),
        scps=None if pair.scps is None else [parse_policy(each) for each in pair.scps],
        rcps=[parse_policy(each) for each in pair.rcps],
    ).verdict


def _read(document: Document | None) -> tuple[Statement, ...] | None:
    return None if document is None else parse_policy(document)


# -- making smaller ---------------------------------------------------------------------------------------------------


def smaller(pair: Pair, differs: Callable[[Pair], bool]) -> Pair:
    """The pair without all that the difference does not need."""
    found: Pair | None = pair
    while found is not None:
        pair = found
        found = next((each for each in _smaller(pair) if differs(each)), None)
    return pair


def _smaller(pair: Pair) -> Iterator[Pair]:
    for name in ("boundary", "session", "scps", "resource_policy"):
        if getattr(pair, name) is not None and not (name == "resource_policy" and pair.action in NEEDS_POLICY):
            yield _with(pair, name, None)
    for name in ("identity", "rcps"):
        for number in range(len(getattr(pair, name))):
            yield _with(pair, name, [each for other, each in enumerate(getattr(pair, name)) if other != number])
    for key in sorted(pair.context.keys() - _WHO):
        yield _with(pair, "context", {name: value for name, value in pair.context.items() if name != key})
    for change in range(1000):
        changed = copy.deepcopy(pair)
        if not _nth(changed, change):
            return
        yield changed


_WHO = {"aws:ResourceAccount", "aws:PrincipalAccount", "aws:PrincipalArn", "aws:PrincipalIsAWSService"}
"""Keys that say who asks whom: without them it would be another question."""


def _with(pair: Pair, name: str, value: Any) -> Pair:
    changed = copy.copy(pair)
    setattr(changed, name, value)
    return changed


def _nth(pair: Pair, number: int) -> bool:
    """Take the nth part out of a statement or list of it; False where there is no such part."""
    for change in _cuts(pair):
        if number == 0:
            change()
            return True
        number -= 1
    return False


def _cuts(pair: Pair) -> Iterator[Callable[[], object]]:
    for document in documents_of(pair):
        if len(document["Statement"]) > 1:
            yield from (lambda d=document, n=n: d["Statement"].pop(n) for n in range(len(document["Statement"])))
    for statement in statements_of(pair):
        yield from (lambda s=statement, o=o: s["Condition"].pop(o) for o in statement.get("Condition", {}))
        for values in _lists(statement):
            if len(values) > 1:
                yield from (lambda v=values, n=n: v.pop(n) for n in range(len(values)))


def _lists(statement: Document) -> Iterator[list[str]]:
    for name in ("Action", "NotAction", "Resource", "NotResource"):
        if isinstance(statement.get(name), list):
            yield statement[name]
    for keys in statement.get("Condition", {}).values():
        yield from (values for values in keys.values() if isinstance(values, list))
    for name in ("Principal", "NotPrincipal"):
        if isinstance(statement.get(name), dict):
            yield from (names for names in statement[name].values() if isinstance(names, list))


# -- running ----------------------------------------------------------------------------------------------------------


_UNTOLD = [key for key in KEYS if key != "aws:ResourceAccount"]
"""Without the account, a bucket is taken for one of the caller's."""


@dataclass(slots=True)
class Tally:
    """What came of the pairs."""

    pairs: int = 0
    seed: int = 0
    agree: Counter[str] = field(default_factory=Counter)
    unknown: Counter[str] = field(default_factory=Counter)
    refused: Counter[str] = field(default_factory=Counter)
    differ: dict[str, Counter[str]] = field(default_factory=dict)
    unsteady: int = 0
    samples: list[tuple[str, str, Pair]] = field(default_factory=list)

    @property
    def fine(self) -> bool:
        """Whether the two agreed on something, and everything else is explained."""
        explained = not any("unexplained" in reasons for reasons in self.differ.values())
        return explained and not self.unsteady and sum(self.agree.values()) > 0


def fuzz(other: Other, pairs: int, seed: int) -> Tally:
    """Ask both about each pair."""
    maker, tally = Maker(seed), Tally(pairs, seed)
    for number in range(pairs):
        pair = maker.pair()
        verdict, said = ours(pair), other.ask(pair)
        sure = ours(pair, _UNTOLD[number % len(_UNTOLD)])
        tally.unsteady += sure is not Verdict.UNKNOWN and sure is not verdict
        if said not in {"allow", "deny"}:
            tally.refused[said[:200]] += 1
        elif verdict is Verdict.UNKNOWN:
            tally.unknown[f"they {said}"] += 1
        elif verdict.value == said:
            tally.agree[said] += 1
        else:
            _sort(tally, other, pair, verdict, said)
    return tally


def _sort(tally: Tally, other: Other, pair: Pair, verdict: Verdict, said: str) -> None:
    least = smaller(pair, lambda each: ours(each) is verdict and other.ask(each) == said)
    kind = f"we {verdict.value}, they {said}"
    reason = reason_of(least, lambda each: ours(each).value in {other.ask(each), Verdict.UNKNOWN.value})
    tally.differ.setdefault(kind, Counter())[reason] += 1
    tally.samples.append((kind, reason, least))


def main(arguments: Sequence[str] | None = None) -> int:
    """The command."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("folder", type=Path, help=f"where {PACKAGE} is installed")
    parser.add_argument("--pairs", type=int, default=20_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--json", action="store_true", help="the figures as JSON")
    parser.add_argument("--list", type=int, default=0, metavar="N", help="show N pairs of each class")
    given = parser.parse_args(arguments)
    if shutil.which("node") is None or not (given.folder / "node_modules" / PACKAGE).is_dir():
        print(
            f"{PACKAGE} is not in {given.folder}: run `npm install {PACKAGE}` there (Node is needed).", file=sys.stderr
        )
        return 2
    other = Other(given.folder)
    try:
        tally = fuzz(other, given.pairs, given.seed)
    finally:
        other.close()
    print(json.dumps(_figures(tally)) if given.json else "\n".join(_lines(tally, given.list)))
    return 0 if tally.fine else 1


def _figures(tally: Tally) -> Document:
    names = ("pairs", "seed", "agree", "unknown", "refused", "differ", "unsteady")
    return {name: getattr(tally, name) for name in names}


def _lines(tally: Tally, shown: int) -> Iterator[str]:
    yield f"{tally.pairs} pairs, seed {tally.seed}"
    yield f"agree: {dict(tally.agree)}"
    yield f"we cannot tell: {dict(tally.unknown)}"
    yield f"not taken by the other: {sum(tally.refused.values())}"
    yield from (f"  {number} {said}" for said, number in tally.refused.most_common(5))
    yield f"sure answers that changed when a key was told: {tally.unsteady}"
    for kind, reasons in sorted(tally.differ.items()):
        yield f"{kind}: {sum(reasons.values())}"
        for reason, number in reasons.most_common():
            yield f"  {number} {reason}"
            samples = [pair for each, why, pair in tally.samples if (each, why) == (kind, reason)]
            yield from (f"    {json.dumps(_question(pair))}" for pair in samples[:shown])


if __name__ == "__main__":
    sys.exit(main())
