"""What a request in code needs to be allowed."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum
from fnmatch import fnmatchcase
from itertools import islice, product

from ennead.code.facts import Argument, SdkCall
from ennead.code.sdk.lent import LENT
from ennead.code.sdk.resources import named as naming
from ennead.code.sdk.tables import service as service_of
from ennead.code.values import Choice, Known, Value
from ennead.graph.needed.places import Places, everywhere
from ennead.graph.needed.texts import texts_of
from ennead.iam.actions import find
from ennead.iam.needs.table import Rule, Test, has, name_of, names, rules
from ennead.model.app import Function, Key
from ennead.model.location import Location
from ennead.model.need import EVERYTHING, Because, Need, Place

_HOLE = re.compile(r"(?<!\$)\{([^{}]+)\}")
_MOST_FORMATS = 3
"""Types of resources up to which an action is written for all of each; beyond, `*` says the same."""
_MOST = 64
"""Texts that one pattern with names in it is followed to."""


class _Holds(Enum):
    YES = "yes"
    MAYBE = "maybe"
    NO = "no"


@dataclass(frozen=True, slots=True)
class Requests:
    """Reads the table of needs for requests of one function."""

    places: Places
    function: Function
    handles_missing: bool = False

    def needs(self, call: SdkCall) -> Iterator[Need]:
        """What a request needs; nothing for one that needs no permission, or is made with lent credentials."""
        if any(one.name == LENT for one in call.arguments):
            return
        for rule in rules(call.service, call.operation):
            yield from self._need(rule, call)

    def known(self, call: SdkCall) -> bool:
        """Whether the permission of a request is known at all (one that needs none is)."""
        return has(call.service, call.operation)

    def _need(self, rule: Rule, call: SdkCall) -> Iterator[Need]:
        holds = [self._holds(test, call) for test in rule.tests]
        if _Holds.NO in holds:
            return
        case = rule.case
        if case is None and _Holds.MAYBE in holds:
            case = " and ".join(_said(test) for test, one in zip(rule.tests, holds, strict=True) if one is _Holds.MAYBE)
        at = (Location(call.at.path, call.at.line, call.at.column),)
        if rule.key_of is not None:
            keys = tuple(self._keys(rule.key_of, call))
            if keys:
                yield Need(rule.action, keys, Because.CONFIGURATION, at, case)
            return
        yield Need(rule.action, self._where(rule, call), Because.CODE, at, case, rule.passed_to)

    def _holds(self, test: Test, call: SdkCall) -> _Holds:
        if test.argument == "$missing":
            return _Holds.YES if self.handles_missing is test.wanted else _Holds.NO
        return _holds(test, call, self.function)

    def _where(self, rule: Rule, call: SdkCall) -> tuple[Place, ...]:
        if rule.resource == "*":
            return (EVERYTHING,)
        if rule.resource is not None and rule.resource.startswith("arn:"):
            return tuple(self.places.named(arn, arn) for arn in self._filled(rule.resource, call))
        action = find(rule.action)
        formats = action.arns if action else ()
        if rule.resource is not None:
            pattern = name_of(call.service, rule.resource)
            if pattern is None:
                return _all_of(formats)
            named = self._named(rule.resource, pattern, rule.suffix, call) or self._alike(pattern, rule.suffix, call)
            return named or (everywhere(pattern, _open(rule.suffix)),)
        return self._by_names(formats, call)

    def _alike(self, pattern: str, suffix: str, call: SdkCall) -> tuple[Place, ...]:
        """By another argument for the same kind of resource: the name that a queue's URL was asked for by."""
        others = dict.fromkeys(one.name for one in call.arguments if name_of(call.service, one.name) == pattern)
        return tuple(place for name in others for place in self._named(name, pattern, suffix, call))

    def _by_names(self, formats: tuple[str, ...], call: SdkCall) -> tuple[Place, ...]:
        """By every argument that names something the action can be limited to."""
        found: dict[Place, None] = {}
        fitting = []
        for argument in dict.fromkeys(one.name for one in call.arguments):
            pattern = name_of(call.service, argument)
            tail = _tail(pattern, formats) if pattern else None
            if pattern is None or tail is None:
                continue
            fitting.append(everywhere(pattern, tail))
            found |= dict.fromkeys(self._named(argument, pattern, tail, call))
        if found or fitting:
            return tuple(found or dict.fromkeys(fitting))
        untold = {
            everywhere(pattern, tail)
            for argument, pattern in names(call.service).items()
            if _takes(call, argument) and (tail := _tail(pattern, formats)) is not None
        }
        return tuple(sorted(untold)) or _all_of(formats, told=not _asks(call))

    def _named(self, argument: str, pattern: str, suffix: str, call: SdkCall) -> tuple[Place, ...]:
        values = [one.value for one in call.arguments if one.name in (argument, argument.removesuffix("[]"))]
        return tuple(
            dict.fromkeys(
                place
                for tail in self._filled(suffix, call)
                for value in values
                for place in self.places.of(value, pattern, self.function, tail)
            )
        )

    def _filled(self, text: str, call: SdkCall) -> list[str]:
        """A suffix or a pattern with the values of other arguments in it; a value that is an ARN is taken whole for a
        pattern, by its last part for a suffix."""
        literals = _HOLE.split(text)
        told = [self._told(argument, call) for argument in literals[1::2]]
        done: dict[str, None] = {}
        for chosen in islice(product(*told), _MOST):
            arns = [one for one in chosen if one.startswith("arn:") and text.startswith("arn:")]
            done[arns[0] if arns else _joined(literals[::2], chosen)] = None
        return list(done)

    def _told(self, argument: str, call: SdkCall) -> list[str]:
        """The texts of an argument, `*` where nothing of it is told."""
        values = [one.value for one in call.arguments if one.name == argument]
        return [written for value in values for written in texts_of(value, self.function)] or ["*"]

    def _keys(self, argument: str, call: SdkCall) -> Iterator[Place]:
        """The customer's keys that the resources of an argument are encrypted with."""
        pattern = name_of(call.service, argument)
        for one in call.arguments if pattern else ():
            if one.name == argument:
                for node in self.places.node_of(one.value, pattern or "", self.function):
                    yield from key_of(node, self.places)


def _joined(literals: Sequence[str], values: Sequence[str]) -> str:
    """Values between what stands around them, with one slash where both have one (`parameter/` and `/shop/prod`)."""
    made = literals[0]
    for value, behind in zip(values, literals[1:], strict=True):
        inside = re.split(r"[/:](?![^{}]*\})", value)[-1] if value.startswith("arn:") else value
        if made.endswith("/"):
            inside = inside.lstrip("/")
        if behind.startswith("/"):
            inside = inside.rstrip("/")
            made = made if inside else made.removesuffix("/")
        made += inside + behind
    return made


def key_of(node: object, places: Places) -> Iterator[Place]:
    """The customer's key of a resource; the service's own key needs nothing."""
    text = getattr(node, "encrypted_with", None)
    if not isinstance(text, str) or text.startswith("alias/aws/") or ":alias/aws/" in text:
        return
    pattern = "arn:*:kms:*:*:alias/{}" if "alias/" in text else "arn:*:kms:*:*:key/{}"
    place = places.named(text, pattern)
    if place.node is None or isinstance(places.graph.nodes.get(place.node), Key):
        yield place


def _tail(pattern: str, formats: tuple[str, ...]) -> str | None:
    """What stands behind the named part in the ARNs of an action; None where it takes no such resource."""
    head = _head(pattern)
    tails = []
    for one in formats:
        begin = _head(one)
        if begin != head:
            continue
        tails.append(_open(_behind(one)))
    own = pattern[pattern.index("{}") + 2 :] if "{}" in pattern else ""
    if not tails:
        return None
    return "" if own or "" in tails else min(tails, key=len)


def _head(pattern: str) -> tuple[str, str]:
    """Service, and what stands before the name in the last part of an ARN."""
    parts = pattern.split(":", 5)
    if len(parts) < 6:
        return "", pattern
    return parts[2], re.split(r"\$?\{", parts[5], maxsplit=1)[0]


def _behind(arn_format: str) -> str:
    """What stands behind the first name of an ARN's last part."""
    last = arn_format.split(":", 5)[-1]
    return last.partition("}")[2]


def _open(suffix: str) -> str:
    """A suffix with `*` for its names."""
    return re.sub(r"\*{2,}", "*", re.sub(r"\$?\{[^{}]*\}", "*", suffix))


def _all_of(formats: tuple[str, ...], *, told: bool = True) -> tuple[Place, ...]:
    """All resources of an action's types."""
    if not formats:
        return (EVERYTHING,)
    if len(formats) > _MOST_FORMATS:
        return (Place("*", "*", told=told),)
    arns = dict.fromkeys(_wide(one) for one in formats)
    return tuple(Place(arn, arn, told=told) for arn in arns)


def _wide(arn_format: str) -> str:
    parts = re.sub(r"\$\{[^{}]*\}", "*", arn_format).split(":")
    return ":".join(("arn", "*", *parts[2:]))


def _takes(call: SdkCall, argument: str) -> bool:
    """Whether the operation has the argument."""
    service = service_of(call.service)
    first = argument.split(".", 1)[0].removesuffix("[]")
    return service is not None and first in service.parameters(call.operation)


def _asks(call: SdkCall) -> bool:
    """Whether something of the request names a resource."""
    return bool(naming(call.service, call.operation))


def _holds(test: Test, call: SdkCall, function: Function) -> _Holds:
    if test.argument == "$how":
        return _Holds.YES if (call.how in test.values) is test.wanted else _Holds.NO
    called = (test.argument, test.argument.removesuffix("[]"))  # a list may be told as a whole
    given = [one for one in call.arguments if one.name in called and not _is_nothing(one)]
    if not test.values:
        return _Holds.YES if bool(given) is test.wanted else _Holds.NO
    if not given:
        return _Holds.NO if test.wanted else _Holds.YES
    answers = {_is_one_of(one.value, test.values, function) for one in given}
    if _Holds.YES in answers:
        return _Holds.YES if test.wanted else _Holds.NO
    if _Holds.MAYBE in answers:
        return _Holds.MAYBE
    return _Holds.NO if test.wanted else _Holds.YES


def _is_nothing(argument: Argument) -> bool:
    return isinstance(argument.value, Known) and argument.value.value is None


def _is_one_of(value: Value, wanted: tuple[str, ...], function: Function) -> _Holds:
    options = value.options if isinstance(value, Choice) else (value,)
    texts = [texts_of(one, function) for one in options]
    if any(fnmatchcase(text.lower(), one.lower()) for written in texts for text in written for one in wanted):
        return _Holds.YES
    return _Holds.MAYBE if any(not written or any("*" in text for text in written) for written in texts) else _Holds.NO


def _said(test: Test) -> str:
    values = " or ".join(test.values)
    return f"{test.argument} is {'' if test.wanted else 'not '}{values}"
