"""What is agreed for a function, made of the graph and of what its code does; what neither tells is left open."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from ennead.code.entry import NoEntry
from ennead.code.ir import Language
from ennead.code.question import Answer
from ennead.contract.fields import fields_of
from ennead.contract.flows import class_hints, flows_of
from ennead.contract.processes import Local, local_of
from ennead.contract.senders import answers_of, reached_from_outside
from ennead.contract.triggers import ANY, INVOKE, is_shaped, trigger_word
from ennead.contract.words import Derived, Event, Rules
from ennead.graph.exposure import exposure_of, untold_of
from ennead.graph.graph import AppGraph
from ennead.graph.needed.needs import Needs
from ennead.graph.triggers import triggers_of
from ennead.model.app import EdgeKind, Exposure, Function, Queue, Trigger, Use
from ennead.model.finding import Exposure as Audience

_PARTS: Final = ("processes", "paths", "ports")
_LONGEST: Final = 160
_NOBODY: Final = "nothing in the template starts it: who invokes it is not told"


@dataclass(slots=True)
class Deriving:
    """One application; what concerns all its functions is worked out once."""

    graph: AppGraph
    answers: Mapping[str, Answer | NoEntry]
    exposures: Mapping[str, Audience] = field(init=False)
    unsure: Mapping[str, str] = field(init=False)
    reached: Mapping[str, str] = field(init=False)

    def __post_init__(self) -> None:
        self.exposures = exposure_of(self.graph)
        self.unsure = untold_of(self.graph)
        self.reached = reached_from_outside(self.graph)

    def of(self, function: Function, needs: Needs) -> Derived:
        """What the graph and the code say of one function."""
        answer = self.answers[function.id]
        open_: dict[str, dict[str, None]] = {}
        self._untold(function, answer, needs, open_)
        events = self._events(function, answer, open_)
        flows = flows_of(self.graph, function, answer, untold=bool(open_.get("flows")))
        local = None if isinstance(answer, NoEntry) else local_of(answer, function.runtime)
        untrusted = answers_of(self.graph, function, self.reached)
        if local is not None:
            _note(open_, {part: tuple(reasons) for part, reasons in local.open.items()})
        hints = {("flows", to): text for to, text in class_hints(self.graph, flows).items()}
        hints |= {("untrusted", to): why for to, why in untrusted.items()}
        rules = Rules(
            events=events,
            actions=_actions(needs),
            flows=flows,
            untrusted=tuple(sorted(untrusted)),
            rest=self._refusal(function),
            **_local(local, open_),
        )
        return Derived(name_of(function), rules, {part: tuple(why) for part, why in open_.items() if why}, hints)

    def _untold(
        self, function: Function, answer: Answer | NoEntry, needs: Needs, open_: dict[str, dict[str, None]]
    ) -> None:
        """Why what the code does could not be told whole."""
        gaps = [gap.reason for gap in self.graph.gaps if gap.about == function.id and gap.klass == "code"]
        _note(open_, {"flows": gaps, "actions": [one.reason for one in needs.untold]})
        if isinstance(answer, NoEntry):
            reason = f"its code is not read: {answer.reason}"
            _note(open_, {part: [reason] for part in ("events", *_PARTS)})
            if not gaps:
                _note(open_, {"flows": [reason]})

    def _events(
        self, function: Function, answer: Answer | NoEntry, open_: dict[str, dict[str, None]]
    ) -> dict[str, Event] | None:
        senders: dict[str, dict[str, str]] = {}
        for edge in triggers_of(self.graph, function):
            senders.setdefault(trigger_word(self.graph, edge), {})[edge.source] = self._who(edge)
            if edge.source in self.unsure:
                _note(open_, {"events": [f"what {edge.source} asks of a caller: {self.unsure[edge.source]}"]})
        for source, who in self._callers(function):
            senders.setdefault(INVOKE, {}).setdefault(source, who)
        if not senders:
            _note(open_, {"events": [_NOBODY]})
            return None
        fields = () if isinstance(answer, NoEntry) else _fields(answer)
        shape = {"fields": dict.fromkeys(fields, "any")} if fields and len(senders) == 1 else {}
        made = {word: Event(dict(sorted(by.items())), shape) for word, by in sorted(senders.items())}
        edges = triggers_of(self.graph, function)
        if INVOKE in senders or not all(is_shaped(self.graph, edge, fields) for edge in edges):
            made[ANY] = Event()
        return made

    def _who(self, edge: Trigger) -> str:
        return self.exposures.get(edge.source, Audience.INTERNAL).name.lower()

    def _callers(self, function: Function) -> Iterator[tuple[str, str]]:
        """Who invokes it by name: functions of the application by their code, others by its policy."""
        for edge in self.graph.into(function, Use, EdgeKind.INVOKES):
            yield edge.source, Audience.APPLICATION.name.lower()
        for opening in self.graph.into(function, Exposure):
            if not opening.source.startswith("service/"):
                anyone = opening.source == "internet/internet" and not opening.condition
                yield opening.source, (Audience.ANONYMOUS if anyone else Audience.ACCOUNT).name.lower()

    def _refusal(self, function: Function) -> dict[str, Any]:
        """How a refusal is answered without harm, as the mappings of the function are set."""
        edges = [edge for edge in triggers_of(self.graph, function) if trigger_word(self.graph, edge) == "sqs"]
        if not edges:
            return {}
        queues = [self.graph.node(edge.source, Queue) for edge in edges]
        made: dict[str, Any] = {"partial_batch": all(edge.partial_batch is True for edge in edges)}
        if any(queue is not None and queue.fifo is True for queue in queues):
            made["fifo"] = True
        return {"refusal": made}


def name_of(function: Function) -> str:
    """What a contract calls a function: its id in the template."""
    return function.logical_id or function.id.partition("/")[2]


def _fields(answer: Answer) -> tuple[str, ...]:
    return fields_of(answer.facts, beans=answer.entry.language is Language.JAVA)


def _actions(needs: Needs) -> dict[str, tuple[str, ...]]:
    found: dict[str, dict[str, None]] = {}
    for need in needs.needed:
        found.setdefault(need.action, {}).update((place.shown, None) for place in need.places)
    return {action: tuple(sorted(places)) for action, places in sorted(found.items())}


def _local(local: Local | None, open_: Mapping[str, Mapping[str, None]]) -> dict[str, Any]:
    """What is done on the instance; a part that is open is left out, so that nothing is said of it."""
    made: dict[str, Any] = {}
    if local is None:
        return made
    if not open_.get("processes"):
        made["processes"] = tuple(sorted(local.processes))
    if not open_.get("paths"):
        made["write"] = tuple(sorted(local.write))
    if not open_.get("ports"):
        made["ports"] = tuple(sorted(local.ports))
    return made


def _note(open_: dict[str, dict[str, None]], reasons: Mapping[str, Iterable[str]]) -> None:
    for part, found in reasons.items():
        open_.setdefault(part, {}).update((_short(reason), None) for reason in found)


def _short(reason: str) -> str:
    """A reason on one line."""
    text = " ".join(reason.split())
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 3]}..."
