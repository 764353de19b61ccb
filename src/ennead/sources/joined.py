"""The applications of one scan joined: what one imports and another exports (`docs/monorepo.md`).

Nothing is done before the first import that the application itself cannot answer; then only the
applications whose text may have the answer are looked into, each once.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, fields, replace
from typing import Any

from ennead.model.app import Fragment, Node
from ennead.sources.app import AppReading
from ennead.sources.outside import Disputed, Handed, Offer, Outside, Thing, Way

MIN_LETTERS = 4
"""Letters a name has to have outside its unknown parts before it may be recognised by them."""
MAX_ASKED = 1_000
"""Names that are looked for in one scan; what is asked after that has no answer here."""
_OWN = re.compile(r"\$\{(?!\?|AWS::(?:Region|AccountId|Partition|URLSuffix)\})([^{}]{1,300})\}")
"""Tokens that mean something of one application only, its stack's name among them."""
_PART = re.compile(r"\$\{(?!AWS::(?:Region|AccountId|Partition|URLSuffix)\})[^{}]{0,300}\}")
_WORD = re.compile(r"[A-Za-z0-9]{3,}")
_ELSEWHERE = re.compile(r"file\(|Fn::Transform|AWS::Include|TemplateURL|AWS::Serverless::Application|cloud-assembly")
_SAYS = {
    Way.EXPORT: re.compile(r"\bExport\b"),
    Way.OUTPUT: re.compile(r"\bOutputs\b"),
    Way.PARAMETER: re.compile(r"AWS::SSM::Parameter\b(?!::)"),
}
_LOOKS = {Way.EXPORT: "export", Way.OUTPUT: "have", Way.PARAMETER: "store"}


@dataclass(frozen=True, slots=True)
class Candidate:
    """An application that may have an answer: `text` gives its sources' text, `read` reads it with its offers."""

    name: str
    text: Callable[[], str]
    read: Callable[[], AppReading | None]


@dataclass(slots=True)
class Joined:
    """All applications of a scan; `seen_by` gives one of them the view of all others."""

    candidates: tuple[Candidate, ...]
    _texts: dict[str, str] = field(default_factory=dict)
    _read: dict[str, tuple[Answer, ...]] = field(default_factory=dict)
    _answers: dict[tuple[Way, str], tuple[Answer, ...]] = field(default_factory=dict)

    def seen_by(self, name: str) -> Outside | None:
        """The others, as the application of that name sees them; None where there are none."""
        return _Others(self, name) if len(self.candidates) > 1 else None

    def answers(self, way: Way, name: str, asking: str) -> list[Answer]:
        """What the others have under a name: under this very name, or else under one that may be the same."""
        found = self._answers.get((way, name))
        if found is None:
            found = tuple(self._look(way, name)) if len(self._answers) < MAX_ASKED else ()
            self._answers[way, name] = found
        others = [one for one in found if one.app != asking]
        return [one for one in others if _certain(one.offer.name, name)] or others

    def _look(self, way: Way, name: str) -> Iterator[Answer]:
        words = _WORD.findall(_PART.sub(" ", name))
        for one in self.candidates:
            if self._may_have(one, way, words):
                if one.name not in self._read:
                    self._read[one.name] = _offered(one)
                yield from (a for a in self._read[one.name] if a.offer.way is way and _fits(a.offer.name, name))

    def _may_have(self, one: Candidate, way: Way, words: list[str]) -> bool:
        if one.name not in self._texts:
            self._texts[one.name] = one.text()
        text = self._texts[one.name]
        if _ELSEWHERE.search(text):
            return True
        return bool(_SAYS[way].search(text)) and (not words or any(word in text for word in words))


@dataclass(frozen=True, slots=True)
class Answer:
    """What an application offers in one of its environments, with the nodes it names."""

    app: str
    offer: Offer
    nodes: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class _Others:
    joined: Joined
    asking: str

    def ask(self, way: Way, name: str) -> Handed | Disputed | None:
        """What stands under a name; None where no other application has it, or its value could not be told."""
        answers = self.joined.answers(way, name, self.asking)
        apps = sorted({one.app for one in answers})
        if len(apps) > 1:
            shown = f"{', '.join(apps[:3])}{' ...' if len(apps) > 3 else ''}"
            return Disputed(f"{len(apps)} applications here {_LOOKS[way]} it ({shown}), and any of them may be meant")
        if len({(one.offer.name, one.offer.value) for one in answers}) > 1:
            return Disputed(f"{apps[0]} has several values for it, one for each of its environments")
        return handed(answers[0]) if answers and answers[0].offer.value is not None else None


def _offered(one: Candidate) -> tuple[Answer, ...]:
    """What an application offers over all its environments; nothing where it cannot be read: its own turn says so."""
    reading = one.read()
    if reading is None:
        return ()
    found = []
    for environment, offers in reading.offers.items():
        nodes = _by_id(reading.fragments[environment])
        for offer in offers:
            things = tuple(nodes[thing.node_id] for thing in offer.things if thing.node_id in nodes)
            found.append(Answer(one.name, offer, things))
    return tuple(found)


def _by_id(fragment: Fragment) -> Mapping[str, Node]:
    return {node.id: node for node in fragment.nodes}


# -- names ----------------------------------------------------------------------------------------


def _certain(offered: str, asked: str) -> bool:
    return offered == asked and not _PART.search(asked)


def _fits(offered: str, asked: str) -> bool:
    """Whether two names may be one: the same text, where each part that is unknown stands for any."""
    if _certain(offered, asked):
        return True
    pattern, wanted = _PART.sub("*", offered), _PART.sub("*", asked)
    if min(_letters(pattern), _letters(wanted)) < MIN_LETTERS:
        return False
    if "*" in pattern and "*" in wanted:
        return pattern == wanted
    return _matches(pattern, wanted) or _matches(wanted, pattern)


def _letters(text: str) -> int:
    return sum(char.isalpha() for char in text)


def _matches(pattern: str, text: str) -> bool:
    """Whether a text fits a pattern with stars; each star takes as little as it can."""
    head, *rest = pattern.split("*")
    if not rest:
        return pattern == text
    if not text.startswith(head):
        return False
    place = len(head)
    for piece in rest[:-1]:
        place = text.find(piece, place)
        if place < 0:
            return False
        place += len(piece)
    return text.endswith(rest[-1]) and len(text) - len(rest[-1]) >= place


# -- values ---------------------------------------------------------------------------------------


def handed(answer: Answer) -> Handed:
    """An answer as the asking application sees it: tokens and ids carry the other one's name."""
    things = []
    by_id = {node.id: node for node in answer.nodes}
    for thing in answer.offer.things:
        if (node := by_id.get(thing.node_id)) is not None:
            texts = tuple(retold(text, answer.app) for text in thing.texts)
            things.append(Thing(foreign(node, answer.app), thing.type, texts))
    return Handed(retold(answer.offer.value or "", answer.app), answer.app, tuple(things))


def retold(text: str, app: str) -> str:
    """A text with its own tokens as the other application's: `${Orders}` is `${shop:Orders}` elsewhere."""
    if "${" not in text:
        return text
    name = re.sub(r"[^A-Za-z0-9_-]", "_", app)
    return _OWN.sub(lambda match: f"${{{name}:{match[1]}}}", text)


def foreign(node: Node, app: str) -> Node:
    """A node as another application sees it: external, with the application's name in its id.

    The ids of others that it names carry the name too, so that none of them is taken for one of the asker's.
    """
    changes: dict[str, Any] = {}
    for one in fields(node):
        value = getattr(node, one.name)
        if one.name in {"id", "type", "construct"} or not isinstance(value, str | tuple):
            continue
        if isinstance(value, str):
            changes[one.name] = _outer(value, app, one.name)
        elif value and all(isinstance(part, str) for part in value):
            changes[one.name] = tuple(_outer(part, app, one.name) for part in value)
    kind, _, rest = node.id.partition("/")
    return replace(node, **changes | {"id": f"{kind}/{app}:{rest}", "external": True, "app": app, "environments": ()})


_IDS = frozenset("api authorizer bus dead_letter function on_failure pool roles route_throttles target targets".split())
"""Fields that hold ids of nodes."""


def _outer(text: str, app: str, name: str) -> str:
    kind, slash, rest = text.partition("/")
    if name in _IDS and slash and re.fullmatch(r"[a-z_]+", kind):
        return f"{kind}/{app}:{rest}"
    return retold(text, app)
