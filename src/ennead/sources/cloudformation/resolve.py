"""Intrinsic functions to plain values.

After resolving, a value is text, number, bool, None, a list or mapping of such, or `Unknown` with its
reason.  Text may hold tokens (see `identity`) and holes (`${?Name}`) where a part could not be told.
Whatever could not be told has a gap.
"""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from ennead.model.app import GapKind
from ennead.model.location import Location
from ennead.model.unknown import Unknown
from ennead.sources.cloudformation.budget import PER_TEXT
from ennead.sources.cloudformation.dynamic import dynamic
from ennead.sources.cloudformation.expand import is_local
from ennead.sources.cloudformation.imports import import_value, stack_output
from ennead.sources.cloudformation.inputs import Gaps, Inputs, has_hole, hole
from ennead.sources.cloudformation.marks import Mark, MarkedDict, MarkedList, mark_of
from ennead.sources.cloudformation.scalars import NO_VALUE, as_text, equal, keys_like, may_be, split_text

MAX_DEPTH = 240
"""Levels, each intrinsic function counting for several: what Python's own stack can hold, with room to spare."""
_CALL_DEPTH = 3
MAX_TEXT = 200_000

_INDEX = re.compile(r"[0-9]{1,9}\Z")
_SUB = re.compile(r"\$\{([^${}]{1,300})\}")
_INTRINSIC = re.compile(r"(Ref|Condition|Fn::[A-Za-z0-9:]{1,40})\Z")


@dataclass(slots=True)
class Resolver:
    """Resolves values of one template in one environment.

    `reference(name, attribute)` answers for resources (attribute None for Ref) and returns None for
    names that are no resource.
    """

    inputs: Inputs
    reference: Callable[[str, str | None], Any]
    gaps: Gaps
    _conditions: dict[str, bool | Unknown | None] = field(default_factory=dict)

    def value(self, raw: Any, mark: Mark | None = None) -> Any:
        """The value with its intrinsics resolved; members that are `AWS::NoValue` are left out.

        `mark` is the place of a value that does not know its own.
        """
        if isinstance(raw, str):
            if len(raw) > PER_TEXT and not self.gaps.budget.spend(len(raw) // PER_TEXT):
                return self._too_much()  # an alias may stand for a long text very often
            return dynamic(raw, mark, self.gaps, self.inputs.exports) if "{{resolve:" in raw else raw
        if not isinstance(raw, dict | list):
            return raw
        budget = self.gaps.budget
        if budget.depth >= MAX_DEPTH:
            return self._unknown("nested", "values are nested too deep", raw)
        if not budget.spend(len(raw) + 1):
            return self._too_much()
        budget.depth += 1
        try:
            return self._dict(raw) if isinstance(raw, dict) else self._list(raw)
        finally:
            budget.depth -= 1

    def _too_much(self) -> Unknown:
        reason = "the template multiplies itself beyond what is read"
        self.gaps.once("size", reason, Location(self.inputs.template.path), "size")
        return Unknown(reason)

    def _text(self, text: str, raw: Any) -> str | Unknown:
        """A text that was put together, its dynamic references found; Unknown where it is a flood."""
        if len(text) > MAX_TEXT:
            return self._unknown("size", f"a text longer than {MAX_TEXT} characters", raw)
        if not self.gaps.budget.spend(len(text) // PER_TEXT):
            return self._too_much()
        if "{{resolve:" not in text:
            return text
        return dynamic(text, getattr(raw, "mark", None), self.gaps, self.inputs.exports)

    def _list(self, raw: list[Any]) -> MarkedList:
        done = MarkedList(mark=raw.mark if isinstance(raw, MarkedList) else None)
        for place, item in enumerate(raw):
            value = self.value(item, mark_of(raw, place))
            if value is not NO_VALUE:
                done.append(value)
                done.items_at.append(mark_of(raw, place))
        return done

    def _dict(self, raw: dict[str, Any]) -> Any:
        if len(raw) == 1:
            ((name, argument),) = raw.items()
            if isinstance(name, str) and _INTRINSIC.match(name) and (name != "Condition" or isinstance(argument, str)):
                return self._intrinsic(name, argument, raw)
        done = MarkedDict(mark=raw.mark if isinstance(raw, MarkedDict) else None)
        if isinstance(raw, MarkedDict):
            done.keys_at = raw.keys_at
        for key, item in raw.items():
            if key == "Fn::Transform":
                self.transform(item, raw)
                continue
            value = self.value(item, mark_of(raw, key))
            if value is not NO_VALUE:
                done[str(key)] = value
        return done

    def _unknown(self, klass: str, reason: str, raw: Any, about: str | None = None) -> Unknown:
        mark = getattr(raw, "mark", None)
        self.gaps.add(GapKind.INPUT, klass, reason, Location(*mark) if mark else None, about)
        return Unknown(reason)

    def _intrinsic(self, name: str, argument: Any, raw: dict[str, Any]) -> Any:
        handler = _HANDLERS.get(name)
        if handler is None:
            mark = getattr(raw, "mark", None)
            reason = f"{name} is not an intrinsic function we read"
            self.gaps.add(GapKind.UNSUPPORTED, "intrinsic", reason, Location(*mark) if mark else None, name)
            return Unknown(reason)
        self.gaps.budget.depth += _CALL_DEPTH
        try:
            return handler(self, argument, raw)
        finally:
            self.gaps.budget.depth -= _CALL_DEPTH

    # -- Ref and GetAtt -------------------------------------------------------------------------

    def ref(self, argument: Any, raw: Any) -> Any:
        if not isinstance(argument, str):
            argument = self.value(argument)
            if not isinstance(argument, str) or has_hole(argument):
                return self._unknown("intrinsic", "Ref to a name that could not be told", raw)
        if argument == "AWS::NoValue":
            return NO_VALUE
        if argument == "AWS::NotificationARNs":
            return MarkedList()
        if argument.startswith("AWS::") and (pseudo := self.inputs.pseudo(argument)) is not None:
            return pseudo
        if self.inputs.declares(argument):
            return self.inputs.parameter(argument)
        value = self.reference(argument, None)
        if value is not None:
            return value
        self._unknown("reference", f"{argument} is referenced and defined nowhere", raw, argument)
        return hole(argument)

    def get_att(self, argument: Any, raw: Any) -> Any:
        if isinstance(argument, str):
            argument = argument.split(".", 1)
        parts = self.value(argument) if not isinstance(argument, list) else [self.value(part) for part in argument]
        if not isinstance(parts, list) or len(parts) < 2 or not all(isinstance(part, str) for part in parts):
            return self._unknown("intrinsic", "Fn::GetAtt without a resource and an attribute", raw)
        name, attribute = parts[0], ".".join(parts[1:])
        value = self.reference(name, attribute)
        if value is not None:
            return value
        self._unknown("reference", f"{name} is referenced and defined nowhere", raw, name)
        return hole(f"{name}.{attribute}")

    # -- text -----------------------------------------------------------------------------------

    def sub(self, argument: Any, raw: Any) -> Any:
        local: dict[str, Any] = {}
        if isinstance(argument, list) and len(argument) == 2 and isinstance(argument[1], dict):
            local = {str(key): self.value(item) for key, item in argument[1].items()}
            argument = argument[0]
        text = argument if isinstance(argument, str) else self.value(argument)
        if isinstance(text, Unknown):
            return text
        if not isinstance(text, str):
            return self._unknown("intrinsic", "Fn::Sub over a text that could not be told", raw)
        length = 0

        def replace(match: re.Match[str]) -> str:
            nonlocal length
            part = self._named(match, local, raw) if length <= MAX_TEXT else ""
            length += len(part)
            return part

        done = _SUB.sub(replace, text)
        return self._text(done if length <= MAX_TEXT else " " * length, raw)

    def _named(self, match: re.Match[str], local: dict[str, Any], raw: Any) -> str:
        """What one `${...}` of Fn::Sub stands for."""
        name = match.group(1).strip()
        if name.startswith("!"):
            return f"${{{name[1:]}}}"
        if name.startswith("?") or self.inputs.exports.is_token(name):
            return match.group(0)
        if name in local:
            value = local[name]
        elif "." in name:
            value = self.get_att(name.split(".", 1), raw)
        else:
            value = self.ref(name, raw)
        return as_text(value, name)

    def join(self, argument: Any, raw: Any) -> Any:
        if not isinstance(argument, list) or len(argument) != 2:
            return self._unknown("intrinsic", "Fn::Join without a delimiter and a list", raw)
        delimiter, items = self.value(argument[0]), self.value(argument[1])
        if not isinstance(delimiter, str) or not isinstance(items, list):
            return hole("Join")
        parts = [as_text(item, "Join") for item in items]
        if sum(map(len, parts)) + len(delimiter) * len(parts) > MAX_TEXT:
            return self._unknown("size", f"a text longer than {MAX_TEXT} characters", raw)
        return self._text(delimiter.join(parts), raw)

    def split(self, argument: Any, raw: Any) -> Any:
        parts = self.value(argument)
        if isinstance(parts, list) and len(parts) == 2 and isinstance(parts[1], Unknown):
            return parts[1]
        if not isinstance(parts, list) or len(parts) != 2 or not all(isinstance(part, str) for part in parts):
            return self._unknown("intrinsic", "Fn::Split over a text that could not be told", raw)
        if not parts[0]:
            return self._unknown("intrinsic", "Fn::Split with an empty delimiter", raw)
        items = split_text(parts[1], parts[0])
        if has_hole(parts[1]) and len(items) == 1:
            return Unknown("a list split from a text that could not be told")
        return MarkedList(items) if self.gaps.budget.spend(len(items)) else self._too_much()

    def select(self, argument: Any, raw: Any) -> Any:
        if not isinstance(argument, list) or len(argument) != 2:
            return self._unknown("intrinsic", "Fn::Select without an index and a list", raw)
        index, items = self.value(argument[0]), self.value(argument[1])
        if isinstance(items, list) and isinstance(index, int | str) and _INDEX.match(str(index)):
            return items[int(index)] if int(index) < len(items) else hole("Select")
        return hole("Select")

    def base64(self, argument: Any, raw: Any) -> Any:
        value = self.value(argument)
        if not isinstance(value, str) or has_hole(value):
            return hole("Base64")
        return self._text(base64.b64encode(value.encode("utf-8", "surrogatepass")).decode(), raw)

    def to_json(self, argument: Any, raw: Any) -> Any:
        value = self.value(argument)
        try:
            return self._text(json.dumps(value), raw)
        except TypeError:
            return hole("ToJsonString")

    # -- lookup ---------------------------------------------------------------------------------

    def find_in_map(self, argument: Any, raw: Any) -> Any:
        parts = [self.value(part) for part in argument] if isinstance(argument, list) else []
        if len(parts) < 3:
            return self._unknown("intrinsic", "Fn::FindInMap without a map and two keys", raw)
        for part in parts[:3]:
            if isinstance(part, Unknown):
                return part
        table = self.inputs.template.section("Mappings").get(parts[0]) if isinstance(parts[0], str) else None
        default = parts[3].get("DefaultValue") if len(parts) > 3 and isinstance(parts[3], dict) else None
        rows = table if isinstance(table, dict) else {}
        found = [
            row[second]
            for first in keys_like(rows, parts[1])
            if isinstance(row := rows[first], dict) for second in keys_like(row, parts[2])
        ]  # fmt: skip
        if found and all(item == found[0] for item in found[1:]):
            return self.value(found[0])
        if not found and default is not None:
            return default
        reason = _no_entry(rows, parts, found)
        # What could not be told in a key has its gap already.
        return Unknown(reason) if has_hole(f"{parts[1:3]}") else self._unknown("mapping", reason, raw)

    def get_azs(self, argument: Any, raw: Any) -> Any:
        return MarkedList([f"${{AWS::AvailabilityZone{number}}}" for number in range(1, 4)])

    def cidr(self, argument: Any, raw: Any) -> Any:
        return MarkedList([f"${{Cidr{number}}}" for number in range(16)])

    def length(self, argument: Any, raw: Any) -> Any:
        value = self.value(argument)
        return (
            len(value) if isinstance(value, list | dict) else Unknown("the length of something that could not be told")
        )

    def transform(self, argument: Any, raw: Any) -> Any:
        if is_local(argument):
            return Unknown("an included file that is not there")  # whoever looked for it has said so
        name = argument.get("Name") if isinstance(argument, dict) else argument
        return self._unknown("macro", f"built by the macro {str(name)[:80]} at deployment", raw, str(name)[:80])

    # -- conditions -----------------------------------------------------------------------------

    def if_(self, argument: Any, raw: Any) -> Any:
        if not isinstance(argument, list) or len(argument) != 3:
            return self._unknown("intrinsic", "Fn::If without a condition and two values", raw)
        chosen = self.condition(argument[0]) if isinstance(argument[0], str) else self.truth(argument[0])
        if isinstance(chosen, Unknown):
            yes, no = self.value(argument[1]), self.value(argument[2])
            return yes if yes == no else self.undecided(chosen, argument[0])
        return self.value(argument[1] if chosen else argument[2])

    def undecided(self, reason: Unknown, name: object) -> Unknown:
        """A condition that could not be told; its gap, unless what it hangs on has one already."""
        if not has_hole(reason.reason):
            at = self.inputs.template.at("Conditions", name) if isinstance(name, str) else None
            self.gaps.add(GapKind.INPUT, "condition", reason.reason, at, str(name))
        return reason

    def condition(self, name: str) -> bool | Unknown:
        """Whether a named condition holds; Unknown where it hangs on something that could not be told."""
        if name in self._conditions:
            known = self._conditions[name]
            return Unknown(f"condition {name} refers to itself") if known is None else known
        declared = self.inputs.template.section("Conditions")
        if name not in declared:
            return Unknown(f"condition {name} is defined nowhere")
        self._conditions[name] = None
        answer = self.truth(declared[name])
        if isinstance(answer, Unknown):
            answer = Unknown(
                f"condition {name}: {answer.reason}" if "condition " not in answer.reason else answer.reason
            )
        self._conditions[name] = answer
        return answer

    def truth(self, raw: Any) -> bool | Unknown:
        """The value of a condition's expression."""
        if not isinstance(raw, dict) or len(raw) != 1:
            value = self.value(raw)
            return value == "true" if isinstance(value, str) else value is True
        ((name, argument),) = raw.items()
        budget = self.gaps.budget
        if budget.depth >= MAX_DEPTH or not budget.spend(1):
            return Unknown("conditions are nested too deep")
        budget.depth += _CALL_DEPTH
        try:
            return self._logic(name, argument)
        finally:
            budget.depth -= _CALL_DEPTH

    def _logic(self, name: str, argument: Any) -> bool | Unknown:
        if name == "Condition" and isinstance(argument, str):
            return self.condition(argument)
        if not isinstance(argument, list):
            return Unknown(f"{name} is no condition")
        if name == "Fn::Equals" and len(argument) == 2:
            return equal(self.value(argument[0]), self.value(argument[1]))
        if name == "Fn::Contains" and len(argument) == 2:
            items, item = self.value(argument[0]), self.value(argument[1])
            return (
                item in items if isinstance(items, list) and not isinstance(item, Unknown) else Unknown("Fn::Contains")
            )
        if name in {"Fn::And", "Fn::Or", "Fn::Not"}:
            answers = [self.truth(part) for part in argument]
            unknown = next((answer for answer in answers if isinstance(answer, Unknown)), None)
            if name == "Fn::Not":
                first = answers[0] if answers else Unknown("Fn::Not without a condition")
                return first if isinstance(first, Unknown) else not first
            decisive = name == "Fn::Or"
            if any(answer is decisive for answer in answers):
                return decisive
            return unknown if unknown is not None else not decisive
        return Unknown(f"{name} is no condition")


def _no_entry(rows: dict[str, Any], parts: list[Any], found: list[Any]) -> str:
    """Why a map gives no value.  A key that no row has is one cause, whichever row an environment asks for."""
    name, first, second = parts[:3]
    keys = [key for row in rows.values() if isinstance(row, dict) for key in row]
    if not found and not any(may_be(second, key) for key in keys):
        return f"mapping {name} has no key {second}" if rows else f"there is no mapping {name}"
    return f"mapping {name} has no single value for {first}, {second}"


_HANDLERS: dict[str, Callable[[Resolver, Any, Any], Any]] = {
    "Ref": Resolver.ref,
    "Fn::GetAtt": Resolver.get_att,
    "Fn::Sub": Resolver.sub,
    "Fn::Join": Resolver.join,
    "Fn::Split": Resolver.split,
    "Fn::Select": Resolver.select,
    "Fn::Base64": Resolver.base64,
    "Fn::ToJsonString": Resolver.to_json,
    "Fn::FindInMap": Resolver.find_in_map,
    "Fn::ImportValue": import_value,
    "Fn::GetStackOutput": stack_output,
    "Fn::GetAZs": Resolver.get_azs,
    "Fn::Cidr": Resolver.cidr,
    "Fn::Length": Resolver.length,
    "Fn::Transform": Resolver.transform,
    "Fn::If": Resolver.if_,
    **dict.fromkeys(
        ("Condition", "Fn::Equals", "Fn::And", "Fn::Or", "Fn::Not", "Fn::Contains"),
        lambda self, _, raw: self.truth(raw),
    ),
}
