"""The table of what operations need, as it lies in `data/operations.toml`; that file says how a rule is written."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from ennead.iam.actions import find
from ennead.iam.facts import text_of


class RuleError(ValueError):
    """A rule of the table that cannot be read."""


@dataclass(frozen=True, slots=True)
class Test:
    """A condition on an argument: `wanted` says with or without it, `values` with which values (none: any)."""

    argument: str
    wanted: bool
    values: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Rule:
    """One action that a request needs.

    `resource` is the path of the argument that names what it is needed on, or a pattern (`arn:...`, `*`), None where
    the table leaves it to the service's names; `suffix` stands behind it.  `case`: it is needed only in that case,
    which the code does not show.  `key_of`: it is needed on the key that the resource of this argument is encrypted
    with.  `passed_to`: the service a role is handed over to.
    """

    action: str
    resource: str | None = None
    suffix: str = ""
    tests: tuple[Test, ...] = ()
    case: str | None = None
    key_of: str | None = None
    passed_to: str | None = None


_ARGUMENT = re.compile(r"^(?P<path>\*|[A-Za-z$][\w$.\[\]*-]*?)(?P<suffix>[/:].*)?$")


def as_of() -> str:
    """The day the table was last looked through."""
    return str(_general()["as_of"])


def prefix(service: str) -> str:
    """The prefix that a service (by botocore's id) has in IAM."""
    return str(_section(service).get("prefix", service))


def covered() -> tuple[str, ...]:
    """The services that the table speaks of, in order."""
    return tuple(sorted(_parts().keys() - {"", "names"}))


def operations(service: str) -> tuple[str, ...]:
    """The operations of a service that the table has rules for, in order."""
    return tuple(sorted(_section(service).get("operations", {})))


def names(service: str) -> Mapping[str, str]:
    """Patterns of ARNs by the argument that fills them; those of all services under the last part of its path."""
    found: Mapping[str, str] = _section(service).get("names", {})
    return found


def name_of(service: str, argument: str) -> str | None:
    """The pattern that an argument fills; None where the table has none."""
    own = names(service)
    if argument in own:
        return own[argument]
    last = argument.rpartition(".")[2].removesuffix("[]")
    return own.get(last) or _general()["names"].get(last)


@lru_cache(maxsize=4096)
def rules(service: str, operation: str) -> tuple[Rule, ...]:
    """What a request needs; none where neither the table knows it nor an action has its name."""
    written = _section(service).get("operations", {}).get(operation)
    if written is None:
        action = f"{prefix(service)}:{operation}"
        known = find(action)
        return (Rule(known.name),) if known else ()
    return tuple(_rule(one, prefix(service)) for one in ([written] if isinstance(written, str) else written))


def has(service: str, operation: str) -> bool:
    """Whether it is known what a request needs, nothing included."""
    return operation in _section(service).get("operations", {}) or bool(rules(service, operation))


def _rule(text: str, service: str) -> Rule:
    """A rule of its words.  Raises RuleError."""
    body, colon, case = text.partition(" : ")
    first, *words = body.split()
    conditional = first.startswith("~")
    if conditional != bool(colon):
        raise RuleError(f"a case stands with ~ and ~ with a case: {text}")
    action = first.removeprefix("~")
    rule = Rule(action if ":" in action else f"{service}:{action}", case=case.strip() or None)
    for word in words:
        rule = _with(rule, word, text)
    return rule


def _with(rule: Rule, word: str, text: str) -> Rule:
    mark, rest = word[0], word[1:]
    if mark == "@" and rest.startswith("arn:"):
        return replace(rule, resource=rest)
    if mark == "@" and (match := _ARGUMENT.match(rest)):
        return replace(rule, resource=match["path"], suffix=match["suffix"] or "")
    if mark in "?!" and rest:
        argument, _, values = rest.partition("=")
        return replace(rule, tests=(*rule.tests, Test(argument, mark == "?", tuple(filter(None, values.split("|"))))))
    if mark == "%" and rest:
        return replace(rule, key_of=rest)
    if mark == ">" and rest:
        return replace(rule, passed_to=rest)
    raise RuleError(f"a word that no rule has: {word} in {text}")


@lru_cache(maxsize=128)
def _section(service: str) -> Mapping[str, Any]:
    """A service's part of the table, which is read alone: the whole is long."""
    part = "".join(_parts().get(service, ()))
    found: Mapping[str, Any] = tomllib.loads(part).get(service, {})
    return found


@lru_cache(maxsize=1)
def _general() -> dict[str, Any]:
    return tomllib.loads("".join((*_parts()[""], *_parts()["names"])))


@lru_cache(maxsize=1)
def _parts() -> dict[str, list[str]]:
    """The file's text by the service in its headings; what stands before them under ""."""
    found: dict[str, list[str]] = {}
    for part in re.split(r"(?m)^(?=\[)", text_of("operations.toml")):
        heading = re.match(r"\[([\w-]+)", part)
        found.setdefault(heading[1] if heading else "", []).append(part)
    return found
