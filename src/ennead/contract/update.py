"""What a contract is changed by so that it says what templates and code do; comments and order stay."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

import yaml

from ennead.contract.compare import Comparison, Difference, Kind, compare
from ennead.contract.errors import ContractError
from ennead.contract.read import read
from ennead.contract.words import Contract, Derived, Flow, Made, Rules
from ennead.contract.write import flow_value, function_lines
from ennead.remedy.edit import APPEND, Edit, Insert, Remove, Route, Set
from ennead.remedy.errors import RemedyError
from ennead.remedy.formats import rewritten


def updated(text: str, made: Made) -> str:
    """The text of a contract, changed.

    Raises:
        ContractError: the text is no contract, or is written so that it cannot be changed in place.
    """
    contract = read(text, made.file)
    comparison = compare(made, contract)
    edits = edits_of(comparison, made, contract)
    try:
        after = rewritten(text, made.file, edits) if edits else text
    except RemedyError as error:
        raise ContractError(f"{made.file} cannot be changed in place: {error}") from error
    new = [made.of(one.function) for one in comparison.differences if one.kind is Kind.MISSING]
    after = _with_functions(after, made.file, [one for one in new if one is not None])
    read(after, made.file)  # what is proposed is a contract again
    return after


def edits_of(comparison: Comparison, made: Made, contract: Contract) -> list[Edit]:
    """The edits for functions that are in the contract; new ones come with their comments, as text."""
    grouped: dict[str, list[Difference]] = defaultdict(list)
    for one in comparison.differences:
        grouped[one.function].append(one)
    edits: list[Edit] = []
    for name, found in grouped.items():
        derived, rules = made.of(name), contract.functions.get(name)
        if rules is None:
            continue
        if derived is None:
            edits.append(Remove(made.file, ("functions", name)))
            continue
        edits += _Editing(made.file, derived, rules).edits(found)
    return edits


class _Editing:
    """The edits of one function."""

    def __init__(self, file: str, derived: Derived, rules: Rules) -> None:
        self.file = file
        self.derived = derived
        self.rules = rules
        self.base: Route = ("functions", derived.name)

    def edits(self, differences: Iterable[Difference]) -> list[Edit]:
        by: dict[tuple[str, str | None], list[Difference]] = defaultdict(list)
        for one in differences:
            by[one.part, one.of].append(one)
        gone = {(one.part, one.entry) for one in differences if one.kind is Kind.UNUSED and one.of is None}
        found: list[Edit] = []
        for (part, of), members in by.items():
            if (part, of) not in gone:
                found += self._part(part, of, members)
        return found

    def _part(self, part: str, of: str | None, members: list[Difference]) -> list[Edit]:
        if part == "events":
            return self._mapping((*self.base, "events"), self.rules.events or {}, self._events(members), members)
        if part in {"from", "fields"}:
            return self._event_part(part, str(of), members)
        if part == "actions" and of is None:
            wanted = {one.entry: list((self.derived.rules.actions or {})[one.entry]) for one in _new(members)}
            return self._mapping((*self.base, "actions"), self.rules.actions or {}, wanted, members)
        if part == "actions":
            has = list((self.rules.actions or {}).get(str(of), ()))
            return (
                [self._list((*self.base, "actions", str(of)), has, members)] if has else self._wider(str(of), members)
            )
        if part == "refusal":
            value = self.derived.rules.rest.get("refusal", {})
            return [Set(self.file, (*self.base, "refusal", one.entry), bool(value.get(one.entry))) for one in members]
        if part in {"flows", "classes"}:
            return self._flows(part, of, members)
        return self._words(part, members)

    def _events(self, members: list[Difference]) -> dict[str, Any]:
        made: dict[str, Any] = {}
        for one in _new(members):
            event = (self.derived.rules.events or {})[one.entry]
            made[one.entry] = {
                "from": dict(event.senders or {}),
                **({"fields": dict(event.fields)} if event.fields else {}),
            }
        return made

    def _event_part(self, part: str, word: str, members: list[Difference]) -> list[Edit]:
        agreed = (self.rules.events or {})[word]
        used = (self.derived.rules.events or {})[word]
        has = dict((agreed.senders if part == "from" else agreed.fields) or {})
        may = dict((used.senders if part == "from" else used.fields) or {})
        wanted = {one.entry: may[one.entry] for one in members if one.entry in may}
        return self._mapping((*self.base, "events", word, part), has, wanted, members)

    def _wider(self, action: str, members: list[Difference]) -> list[Edit]:
        """A pattern of actions allows it, on other resources: the action gets an entry of its own."""
        return [Insert(self.file, (*self.base, "actions"), action, [one.entry for one in members])]

    def _flows(self, part: str, of: str | None, members: list[Difference]) -> list[Edit]:
        agreed = list(self.rules.flows or ())
        route: Route = (*self.base, "flows")
        if of is None:
            new = [flow_value(flow) for one in _new(members) for flow in self._used(one.entry)]
            dropped = {one.entry for one in members if one.kind is Kind.UNUSED}
            return self._sequence(route, [flow.to for flow in agreed], new, dropped)
        places = [number for number, flow in enumerate(agreed) if flow.to == of]
        if not places:  # a pattern covers the target, and not this operation
            ops = sorted(one.entry for one in members)
            return [Insert(self.file, route, APPEND, {"to": of, "ops": ops})] if part == "flows" else []
        has = (agreed[places[0]].ops if part == "flows" else agreed[places[0]].classes) or ()
        return [self._list((*route, places[0], "ops" if part == "flows" else "classes"), list(has), members)]

    def _used(self, to: str) -> list[Flow]:
        return [flow for flow in self.derived.rules.flows or () if flow.to == to]

    def _words(self, part: str, members: list[Difference]) -> list[Edit]:
        keys = tuple(part.split("."))
        held: dict[str, tuple[Any, ...] | None] = {
            "processes": self.rules.processes,
            "paths.write": self.rules.write,
            "ports": self.rules.ports,
            "untrusted": self.rules.untrusted,
        }
        return [self._list((*self.base, *keys), list(held[part] or ()), members)]

    # -- the edits themselves -----------------------------------------------------------------------

    def _mapping(self, route: Route, has: Any, wanted: dict[str, Any], members: list[Difference]) -> list[Edit]:
        dropped = {one.entry for one in members if one.kind is Kind.UNUSED and one.entry not in wanted}
        if not has or (dropped >= set(has) and not wanted):
            return [Set(self.file, route, wanted)]
        edits: list[Edit] = [Remove(self.file, (*route, name)) for name in sorted(dropped)]
        for name, value in wanted.items():
            edits.append(
                Set(self.file, (*route, name), value) if name in has else Insert(self.file, route, name, value)
            )
        return edits

    def _list(self, route: Route, has: list[Any], members: list[Difference]) -> Edit:
        """The whole list: what stays in its order, what is new behind it."""
        dropped = {one.entry for one in members if one.kind is Kind.UNUSED}
        new = [one.entry for one in _new(members)]
        kept = [one for one in has if str(one) not in dropped]
        return Set(self.file, route, kept + [int(one) if route[-1] == "ports" else one for one in sorted(new)])

    def _sequence(self, route: Route, has: list[str], new: list[Any], dropped: set[str]) -> list[Edit]:
        places = [number for number, name in enumerate(has) if name in dropped]
        if not has or (len(places) == len(has) and not new):
            return [Set(self.file, route, new)]
        edits: list[Edit] = [Remove(self.file, (*route, number)) for number in places]
        return [*edits, *(Insert(self.file, route, APPEND, value) for value in new)]


def _new(members: Iterable[Difference]) -> list[Difference]:
    return [one for one in members if one.kind is Kind.UNDECLARED]


# -- new functions --------------------------------------------------------------------------------------------------


def _with_functions(text: str, file: str, new: list[Derived]) -> str:
    """The text with blocks for new functions, each before the first that comes after it in order."""
    for one in sorted(new, key=lambda each: each.name):
        text = _with_function(text, file, one)
    return text


def _with_function(text: str, file: str, one: Derived) -> str:
    held = _functions(text, file)
    lines = text.splitlines(keepends=True)
    block = [f"{line}\n" for line in function_lines(one)]
    if held is None or not held.value:
        return _first(text, file, block, held)
    if held.flow_style or held.value[0][0].start_mark.column != 2:
        raise ContractError(f"{file}: functions are not written as Ennead writes them: add {one.name} by hand")
    later = [key.start_mark.line for key, _ in held.value if key.value > one.name]
    if later:
        place = _above(lines, min(later))
        return "".join([*lines[:place], *block, "\n", *lines[place:]])
    place = _end(lines, held)
    before = "" if not place or lines[place - 1].endswith("\n") else "\n"
    return "".join([*lines[:place], before, "\n", *block, *lines[place:]])


def _functions(text: str, file: str) -> Any:
    root = yaml.compose(text, Loader=yaml.CSafeLoader)
    if not isinstance(root, yaml.MappingNode):
        raise ContractError(f"{file} is no mapping")
    return next((value for key, value in root.value if key.value == "functions"), None)


def _first(text: str, file: str, block: list[str], held: Any) -> str:
    """The first function of all."""
    if held is None:
        end = "" if text.endswith("\n") else "\n"
        return f"{text}{end}functions:\n{''.join(block)}"
    if not isinstance(held, yaml.MappingNode) or held.start_mark.line != held.end_mark.line:
        raise ContractError(f"{file}: functions are not written as Ennead writes them: add the first by hand")
    head, tail = text[: held.start_mark.index].rstrip(" "), text[held.end_mark.index :]
    rest = tail.partition("\n")[2]
    return f"{head}\n{''.join(block)}{rest}"


def _above(lines: list[str], place: int) -> int:
    """The first line of the comments that stand right above a line."""
    while place > 0 and lines[place - 1].lstrip().startswith("#"):
        place -= 1
    return place


def _end(lines: list[str], held: Any) -> int:
    """The line behind the last function."""
    place: int = held.end_mark.line if held.end_mark.column == 0 else held.end_mark.line + 1
    place = min(place, len(lines))
    while place > 0 and not lines[place - 1].strip():
        place -= 1
    return place
