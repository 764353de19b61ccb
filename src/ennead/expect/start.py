"""A first file of expectations: what holds today, in words, to be read and kept where it is meant.

Every candidate is asked before it is written; what does not hold for a few is written with them left out, what does
not hold for most is not written.
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ennead.engine.scan import Request, readings
from ennead.expect.about.routes import asked
from ennead.expect.entry import Entry
from ennead.expect.expectation import State
from ennead.expect.run import Subjects, ask, subjects_of
from ennead.expect.select import display
from ennead.graph.data.value import GRAVE
from ennead.model.app import Function, FunctionUrl, LogGroup, Node, Route
from ennead.model.location import Location
from ennead.model.unknown import Unknown
from ennead.sources.read import AppReading

HEAD = """\
# What {names} is expected to hold: true on the day it was written, by `ennead test --init`.
# Read each, keep what is meant, delete what is not; `ennead test --list` shows every word.
schema: ennead.tests/1

# Ready-made packs are asked as well:
# packs: [public-api, data, production, least-surprise]

expectations:
"""
_PLAIN = re.compile(r"[A-Za-z][A-Za-z0-9_.-]*( [A-Za-z0-9_.-]+)*\Z")
_WORDS = frozenset({"true", "false", "yes", "no", "on", "off", "null"})
_MOST_LEFT_OUT = 8
_WIDEST = 100


@dataclass(frozen=True, slots=True)
class Candidate:
    """An entry of the file and the comment above it; `fixed`: nothing may be left out of it."""

    entry: dict[str, Any]
    comment: str = ""
    fixed: bool = False


@dataclass(slots=True)
class _Draft:
    """What of one application is worth writing down."""

    subjects: Subjects
    groups: list[tuple[str, list[str]]] = field(default_factory=list)

    def add(self, title: str, candidates: Iterator[Candidate], app: str | None) -> int:
        """Ask the candidates and keep what holds; how many that are."""
        kept = [text for candidate in candidates if (text := self._kept(candidate, app))]
        if kept:
            self.groups.append((title, kept))
        return len(kept)

    def _kept(self, candidate: Candidate, app: str | None) -> str | None:
        entry = dict(candidate.entry) | ({"app": app} if app else {})
        for _ in range(2):
            expectation = Entry(entry, Location("")).read()
            if expectation is None:
                return None
            result = ask(expectation, self.subjects)
            if result.state is State.HOLDS and result.things:
                left = len(entry.get("except", ()))
                said = f"{left} of {result.things + left} break it today and are left out" if left else ""
                if "name" in entry and not left:
                    entry["name"] = entry["name"].replace(" but these", "")
                return written(entry, candidate.comment or said)
            names = sorted({self._name(said.node) for said in result.said if said.node})
            spare = len(names) > min(_MOST_LEFT_OUT, result.things // 2)
            if candidate.fixed or "except" in entry or not names or spare:
                return None
            entry["except"] = names
        return None

    def _name(self, node_id: str) -> str:
        node = next(scene.graph.nodes[node_id] for scene in self.subjects.scenes if node_id in scene.graph.nodes)
        return _door_name(node)


def _door_name(node: Node) -> str:
    """The name a file uses: a function URL goes by its function."""
    return (
        f"url {node.function.partition('/')[2]}" if isinstance(node, FunctionUrl) and node.function else display(node)
    )


def first_file(path: Path, request: Request) -> tuple[str, int]:
    """The text of a first file and how many expectations it holds.  Raises SourceError."""
    drafts: list[_Draft] = []
    number = 0
    found = [subjects_of(one, request) for one in readings(path, request) if isinstance(one, AppReading)]
    for subjects in found:
        draft = _Draft(subjects)
        app = subjects.name if len(found) > 1 else None
        for title, candidates in _candidates(subjects):
            number += draft.add(title, candidates, app)
        drafts.append(draft)
    lines = [HEAD.format(names=", ".join(one.name for one in found))]
    for draft in drafts:
        for title, texts in draft.groups:
            lines += [f"  # {title}\n", *texts, "\n"]
    return "".join(lines).rstrip("\n") + "\n", number


def _candidates(subjects: Subjects) -> Iterator[tuple[str, Iterator[Candidate]]]:
    yield "who gets in", _ways_in(subjects)
    yield "functions", _functions(subjects)
    yield "data", _stores(subjects)


def _ways_in(subjects: Subjects) -> Iterator[Candidate]:
    """Routes by what they ask; those that ask nothing are named one by one, to be looked at."""
    asking: dict[str, list[str]] = defaultdict(list)
    for door in _nodes(subjects, "routes"):
        if isinstance(door, Route | FunctionUrl) and not (isinstance(door, Route) and door.preflight):
            found = asked(door)
            if not isinstance(found, Unknown):
                asking[found].append(_door_name(door))
    for what, names in sorted(asking.items(), key=lambda item: item[0] == "nothing"):
        comment = "these ask nobody who calls: is that meant?" if what == "nothing" else ""
        yield Candidate({"routes": names, "asks": what}, comment, fixed=True)
    yield Candidate({"name": "no route but these asks nothing", "routes": "*", "open": False})
    yield Candidate({"name": "no function but these is reached by anyone", "functions": "*", "exposed_to": "signed-in"})


def _functions(subjects: Subjects) -> Iterator[Candidate]:
    functions = [node for node in _nodes(subjects, "functions") if isinstance(node, Function)]
    runtimes = sorted({fn.runtime for fn in functions if isinstance(fn.runtime, str)})
    timeouts = [fn.timeout for fn in functions if isinstance(fn.timeout, int | float)]
    if runtimes:
        yield Candidate({"functions": "*", "runtime": runtimes})
    if timeouts:
        yield Candidate({"functions": "*", "timeout": f"at most {max(timeouts):g}"})
    yield Candidate({"functions": "*", "reserved_concurrency": "set"})
    yield Candidate({"functions": "*", "own_role": True})
    yield Candidate({"functions": {"started": ["async", "poll"]}, "keeps_failed_events": True})
    if any(isinstance(node, LogGroup) for node in _nodes(subjects, "stores")):
        yield Candidate({"functions": "*", "log_retention": "set"})
    yield Candidate(
        {"functions": "*", "may_not": ["iam:*", "lambda:Update*", "dynamodb:DeleteTable", "s3:DeleteBucket"]}
    )


def _stores(subjects: Subjects) -> Iterator[Candidate]:
    """Stores of grave classes: closed, out of strangers' reach, used by those that use them today."""
    classes = sorted(one.value for one in GRAVE)
    kinds = ["bucket", "table", "secret", "database"]
    yield Candidate({"stores": {"class": classes}, "public": False})
    yield Candidate(
        {"from": "anyone", "to": {"class": classes, "kind": kinds}, "never": ["read", "change"]}, fixed=True
    )
    for node in _nodes(subjects, "stores"):
        if node.kind in kinds and any(one.data_class in GRAVE for one in node.data_classes):
            yield from _users(subjects, node)


def _users(subjects: Subjects, store: Node) -> Iterator[Candidate]:
    from ennead.expect.access import user_name, users  # noqa: PLC0415 only for stores worth it

    entry: dict[str, Any] = {"store": display(store)}
    for word, verb in (("only_read_by", "read"), ("only_written_by", "write"), ("only_deleted_by", "delete")):
        found = [user for scene in subjects.scenes for user in users(scene, store, (verb,))]
        if all(not user.maybe and user_name(user) != "anyone" for user in found):
            entry[word] = sorted({user_name(user) for user in found})
    if len(entry) > 1:
        held = ", ".join(dict.fromkeys(one.data_class.value for one in store.data_classes))
        yield Candidate(entry, f"holds {held} data", fixed=True)


def _nodes(subjects: Subjects, subject: str) -> list[Node]:
    """Everything of a subject in some environment, each once."""
    return list({node.id: node for scene in subjects.scenes for node in scene.things(subject)}.values())


def written(entry: dict[str, Any], comment: str = "") -> str:
    """An entry as YAML, indented as an item of the list."""
    lines = [f"  # {comment}"] if comment else []
    for number, (key, value) in enumerate(entry.items()):
        head = f"  {'-' if number == 0 else ' '} {key}:"
        line = f"{head} {_yaml(value)}"
        long = isinstance(value, list) and len(line) > _WIDEST
        lines += [head, *(f"      - {_yaml(item)}" for item in value)] if long else [line]
    return "\n".join(lines) + "\n"


def _yaml(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}: {_yaml(item)}" for key, item in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(_yaml, value)) + "]"
    text = str(value)
    return text if _PLAIN.match(text) and text.lower() not in _WORDS else json.dumps(text, ensure_ascii=False)
