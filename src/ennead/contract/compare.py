"""Template and code held against the contract: what it does not allow, what nothing uses, what could not be told."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from fnmatch import fnmatchcase
from typing import Final

from ennead.contract.triggers import ANY
from ennead.contract.words import WHO, Contract, Derived, Event, Flow, Made, Rules
from ennead.model.finding import Severity


class Kind(StrEnum):
    """What a difference is: `undeclared` (the contract does not allow it), `missing` (a function that the contract
    does not have), `unused` (an entry that nothing uses), `gone` (a function that is no longer there)."""

    MISSING = "missing"
    UNDECLARED = "undeclared"
    UNUSED = "unused"
    GONE = "gone"


_OWN_CODE: Final = "application"
"""The application's code makes it happen: that it hands on what strangers send is a person's to say."""
_SEVERITY: Final = {
    Kind.MISSING: Severity.HIGH,
    Kind.UNDECLARED: Severity.HIGH,
    Kind.UNUSED: Severity.LOW,
    Kind.GONE: Severity.LOW,
}


@dataclass(frozen=True, slots=True, order=True)
class Difference:
    """One difference.  `part` is a key of the contract, `entry` what stands (or would stand) there, `of` below what:
    the trigger of a sender, the action of a resource, the target of an operation."""

    function: str
    kind: Kind
    part: str
    entry: str
    text: str
    of: str | None = None

    @property
    def severity(self) -> Severity:
        """High for what the contract does not allow; a field that is read is told, and stops nothing."""
        if self.part in {"fields", "untrusted"} and self.kind is Kind.UNDECLARED:
            return Severity.MEDIUM
        return _SEVERITY[self.kind]


class State(StrEnum):
    """What is so of something that could not be told: `untold` (the contract says what is agreed, and whether the code
    keeps to it is not known), `accepted` (a person has looked), `left_open` (the contract says nothing of it)."""

    UNTOLD = "untold"
    ACCEPTED = "accepted"
    LEFT_OPEN = "left_open"


@dataclass(frozen=True, slots=True, order=True)
class Untold:
    """Something of a function that could not be told."""

    function: str
    part: str
    reason: str
    state: State = State.UNTOLD


@dataclass(frozen=True, slots=True)
class Comparison:
    """One application against its contract."""

    app: str
    file: str
    differences: tuple[Difference, ...]
    untold: tuple[Untold, ...]
    functions: int
    faults: tuple[str, ...] = ()

    def at_least(self, level: Severity | None) -> int:
        """How many differences count at a level; none where the level is None."""
        return sum(1 for one in self.differences if level is not None and one.severity.rank >= level.rank)

    def of(self, state: State) -> tuple[Untold, ...]:
        """What could not be told, of one state."""
        return tuple(one for one in self.untold if one.state is state)


def compare(made: Made, contract: Contract) -> Comparison:
    """Everything that differs, function by function."""
    found: list[Difference] = []
    untold: list[Untold] = []
    for one in made.functions:
        rules = contract.functions.get(one.name)
        if rules is None:
            text = "it has no contract: nothing is agreed for it"
            found.append(Difference(one.name, Kind.MISSING, "functions", one.name, text))
        else:
            found += _function(one, rules)
        untold += _untold(one, rules or Rules(), contract.default.accepted)
    there = {one.name for one in made.functions}
    for name in contract.functions:
        if name not in there:
            text = "there is no such function any more"
            found.append(Difference(name, Kind.GONE, "functions", name, text))
    return Comparison(
        made.app, made.file, tuple(sorted(set(found))), tuple(sorted(untold)), len(made.functions), made.faults
    )


def _untold(one: Derived, rules: Rules, everywhere: tuple[str, ...]) -> Iterator[Untold]:
    """By reason: one that concerns several parts is told once, of the part where it weighs most."""
    accepted = (*rules.accepted, *everywhere)
    closed = _closed(rules)
    order = list(State)
    worst: dict[str, Untold] = {}
    for part, reasons in one.open.items():
        for reason in reasons:
            state = State.UNTOLD if part in closed else State.LEFT_OPEN
            if state is State.UNTOLD and any(reason == word or fnmatchcase(reason, word) for word in accepted):
                state = State.ACCEPTED
            known = worst.get(reason)
            if known is None or order.index(state) < order.index(known.state):
                worst[reason] = Untold(one.name, part, reason, state)
    yield from worst.values()


def _closed(rules: Rules) -> frozenset[str]:
    """The parts of which the contract says what is agreed, and nothing else."""
    flows = rules.flows is not None and not any(flow.is_rest for flow in rules.flows)
    said = {
        "events": rules.events is not None,
        "actions": rules.actions is not None,
        "flows": flows,
        "processes": rules.processes is not None,
        "paths": rules.write is not None,
        "ports": rules.ports is not None,
    }
    return frozenset(part for part, is_said in said.items() if is_said)


def _function(one: Derived, rules: Rules) -> Iterator[Difference]:
    yield from _events(one, rules)
    yield from _actions(one, rules)
    yield from _flows(one, rules)
    yield from _untrusted(one, rules)
    yield from _refusal(one, rules)
    pairs: tuple[tuple[str, Iterable[object] | None, Iterable[object] | None, str], ...] = (
        ("processes", one.rules.processes, rules.processes, "it starts {}"),
        ("paths.write", one.rules.write, rules.write, "it writes below {}"),
        ("ports", one.rules.ports, rules.ports, "it listens at port {}"),
    )
    for part, has, may, words in pairs:
        yield from _plain(one, part, has, may, words)


def _plain(
    one: Derived, part: str, has: Iterable[object] | None, may: Iterable[object] | None, words: str
) -> Iterator[Difference]:
    """Lists of single words; None on either side says nothing."""
    if has is None or may is None:
        return
    used, allowed = {str(each) for each in has}, {str(each) for each in may}
    for each in sorted(used):
        if not any(each == pattern or fnmatchcase(each, pattern) for pattern in allowed):
            yield Difference(one.name, Kind.UNDECLARED, part, each, f"{words.format(each)}, which is not agreed")
    if not one.is_open(part.partition(".")[0]):
        for each in sorted(allowed):
            if not any(each == other or fnmatchcase(other, each) for other in used):
                yield Difference(one.name, Kind.UNUSED, part, each, f"nothing in its code needs {part}: {each}")


# -- events ---------------------------------------------------------------------------------------------------------


def _events(one: Derived, rules: Rules) -> Iterator[Difference]:
    if rules.events is None:
        return
    for word, event in (one.rules.events or {}).items():
        if word == ANY:  # whether other shapes are let in is a person's
            continue
        agreed = rules.events.get(word)
        if agreed is None:
            text = f"{', '.join(event.senders or ()) or 'something'} starts it with {word} events, which are not agreed"
            yield Difference(one.name, Kind.UNDECLARED, "events", word, text)
            continue
        yield from _senders(one, word, event, agreed)
        yield from _fields(one, word, event, agreed)
    if not one.is_open("events"):
        for word in sorted(set(rules.events) - set(one.rules.events or {}) - {ANY}):
            yield Difference(one.name, Kind.UNUSED, "events", word, f"nothing starts it with {word} events any more")


def _senders(one: Derived, word: str, event: Event, agreed: Event) -> Iterator[Difference]:
    if agreed.senders is None:
        return
    for sender, who in (event.senders or {}).items():
        said = agreed.senders.get(sender)
        if said is None:
            text = f"{sender} ({who}) starts it, which is not agreed"
            yield Difference(one.name, Kind.UNDECLARED, "from", sender, text, word)
        elif WHO.index(who) > WHO.index(said):
            text = f"{sender} is open to {who}: agreed is {said}"
            yield Difference(one.name, Kind.UNDECLARED, "from", sender, text, word)
        elif WHO.index(who) < WHO.index(said) and who != _OWN_CODE and not one.is_open("events"):
            text = f"{sender} is open to {who} only: agreed is {said}"
            yield Difference(one.name, Kind.UNUSED, "from", sender, text, word)
    if not one.is_open("events"):
        for sender in agreed.senders:
            if sender not in (event.senders or {}):
                text = f"{sender} does not start it any more"
                yield Difference(one.name, Kind.UNUSED, "from", sender, text, word)


def _fields(one: Derived, word: str, event: Event, agreed: Event) -> Iterator[Difference]:
    """Fields that are read and not agreed.  None is called unused: some reads are not seen."""
    if agreed.fields is None or event.fields is None:
        return
    for path in event.fields:
        if not any(
            path == have or path.startswith(f"{have}.") or have.startswith(f"{path}.") for have in agreed.fields
        ):
            text = f"it reads {path} of {word} events, which is not agreed"
            yield Difference(one.name, Kind.UNDECLARED, "fields", path, text, word)


# -- actions and flows ----------------------------------------------------------------------------------------------


def _actions(one: Derived, rules: Rules) -> Iterator[Difference]:
    if rules.actions is None:
        return
    used = one.rules.actions or {}
    for action, resources in used.items():
        allowed = _allowed(rules.actions, action)
        if allowed is None:
            text = f"it needs {action} on {', '.join(resources) or '*'}, which is not agreed"
            yield Difference(one.name, Kind.UNDECLARED, "actions", action, text)
            continue
        for resource in resources:
            if not any(resource == pattern or fnmatchcase(resource, pattern) for pattern in allowed):
                text = f"it needs {action} on {resource}, which is not agreed"
                yield Difference(one.name, Kind.UNDECLARED, "actions", resource, text, action)
    if not one.is_open("actions"):
        yield from _unused_actions(one, rules.actions, used)


def _allowed(actions: Mapping[str, tuple[str, ...]], action: str) -> tuple[str, ...] | None:
    found = [places for pattern, places in actions.items() if fnmatchcase(action.lower(), pattern.lower())]
    return None if not found else tuple(place for places in found for place in places)


def _unused_actions(
    one: Derived, agreed: Mapping[str, tuple[str, ...]], used: Mapping[str, tuple[str, ...]]
) -> Iterator[Difference]:
    for pattern, places in agreed.items():
        needed = [
            place for action, has in used.items() if fnmatchcase(action.lower(), pattern.lower()) for place in has
        ]
        if not any(fnmatchcase(action.lower(), pattern.lower()) for action in used):
            yield Difference(one.name, Kind.UNUSED, "actions", pattern, f"nothing in its code needs {pattern}")
            continue
        for place in places:
            if not any(place == has or fnmatchcase(has, place) for has in needed):
                text = f"nothing in its code needs {pattern} on {place}"
                yield Difference(one.name, Kind.UNUSED, "actions", place, text, pattern)


def _flows(one: Derived, rules: Rules) -> Iterator[Difference]:
    if rules.flows is None:
        return
    agreed = [flow for flow in rules.flows if not flow.is_rest]
    used = [flow for flow in one.rules.flows or () if not flow.is_rest]
    for flow in used:
        fitting = [other for other in agreed if matches(other.to, flow.to)]
        if not fitting:
            asked = f" ({', '.join(flow.ops)})" if flow.ops else ""
            text = f"it goes to {flow.to}{asked}, which is not agreed"
            yield Difference(one.name, Kind.UNDECLARED, "flows", flow.to, text)
            continue
        for op in flow.ops or ():
            if not any(other.ops is None or _any(op, other.ops) for other in fitting):
                text = f"it does {op} on {flow.to}, which is not agreed"
                yield Difference(one.name, Kind.UNDECLARED, "flows", op, text, flow.to)
        for name in flow.classes or ():
            if not any(other.classes is None or name in other.classes for other in fitting):
                text = f"{flow.to} holds {name} data, which is not agreed"
                yield Difference(one.name, Kind.UNDECLARED, "classes", name, text, flow.to)
    if not one.is_open("flows"):
        yield from _unused_flows(one, agreed, used)


def _unused_flows(one: Derived, agreed: list[Flow], used: list[Flow]) -> Iterator[Difference]:
    for flow in agreed:
        if flow.because is not None:
            continue
        fitting = [other for other in used if matches(flow.to, other.to)]
        if not fitting:
            text = f"nothing in its code goes to {flow.to}"
            yield Difference(one.name, Kind.UNUSED, "flows", flow.to, text)
            continue
        for op in flow.ops or ():
            if not any(fnmatchcase(has, op) for other in fitting for has in other.ops or ()):
                text = f"nothing in its code does {op} on {flow.to}"
                yield Difference(one.name, Kind.UNUSED, "flows", op, text, flow.to)


def _any(op: str, patterns: Iterable[str]) -> bool:
    return any(op == pattern or fnmatchcase(op, pattern) for pattern in patterns)


def matches(pattern: str, target: str) -> bool:
    """Whether a flow's target covers another: equal, or by its segments, in each of which `*` stands for anything.

    The name of a table or a parameter may hold slashes itself, so the last `*` stands for the rest.  A host covers
    itself with any port.
    """
    if pattern == target:
        return True
    if pattern.startswith("external/") and pattern.partition(":")[0] == target.partition(":")[0]:
        return ":" not in pattern or ":" not in target  # the code does not tell the port
    wanted, has = pattern.split("/"), target.split("/")
    if wanted[-1] == "*" and len(has) > len(wanted):
        has = [*has[: len(wanted) - 1], "/".join(has[len(wanted) - 1 :])]
    return len(wanted) == len(has) and all(fnmatchcase(one, each) for one, each in zip(has, wanted, strict=True))


def _untrusted(one: Derived, rules: Rules) -> Iterator[Difference]:
    if rules.untrusted is None:
        return
    for target in one.rules.untrusted or ():
        if not any(matches(pattern, target) for pattern in rules.untrusted):
            why = one.hints.get(("untrusted", target), "somebody less trusted writes there")
            text = f"{target} is written by somebody less trusted ({why}), which the contract does not say"
            yield Difference(one.name, Kind.UNDECLARED, "untrusted", target, text)


def _refusal(one: Derived, rules: Rules) -> Iterator[Difference]:
    """How a refusal is answered has to fit the mapping: an answer that it does not take loses or repeats records."""
    said, made = rules.rest.get("refusal"), one.rules.rest.get("refusal")
    if not said or made is None:
        return
    for key in ("partial_batch", "fifo"):
        if key in said and said[key] is not bool(made.get(key)):
            text = f"the contract says {key}: {'true' if said[key] else 'false'}, the template has it the other way"
            yield Difference(one.name, Kind.UNDECLARED, "refusal", key, text)
