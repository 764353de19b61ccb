"""What a check is: a generator function over one node (or the whole graph), marked with `@check`.

    @check(Practice.ROLES, Severity.HIGH, on=Function, references=("CWE-250",))
    def wildcard_action(fn: Function, ctx: Context) -> Iterator[Outcome]:
        '''One line that says what it finds.'''
        ...
        yield ctx.finding(f"{fn.name} may call every {service} action", node=fn, at=grant.at, fix=...)

The id of a check is its function's name with dashes; its page is `docs/checks/<id>.md`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from ennead.graph.graph import AppGraph
from ennead.graph.triggers import called
from ennead.model.app import Function, Node
from ennead.model.finding import (
    Confidence,
    Exposure,
    Finding,
    Fix,
    Hop,
    NoFix,
    Outcome,
    Practice,
    Related,
    Severity,
    Unassessed,
)
from ennead.model.location import Location
from ennead.model.rules import NO_RULES, Rules

if TYPE_CHECKING:
    from ennead.code.entry import NoEntry
    from ennead.code.evaluate.modules import Sources
    from ennead.code.question import Answer
    from ennead.packages.shipped import Shipped

NOWHERE = Location("")


@dataclass(frozen=True, slots=True)
class Check:
    """A check and what it says of itself."""

    id: str
    practice: Practice
    severity: Severity
    on: type[Node] | type[AppGraph]
    references: tuple[str, ...]
    summary: str
    run: Callable[[Any, Context], Iterator[Outcome]]


@dataclass(frozen=True, slots=True)
class Context:
    """What a check may ask, and how it answers.

    `programs` is what the code of each function does, by the function's id, or why that could not be told; `sources`
    are the files it was read from.  Where nobody asked for code both are empty, and checks of code say nothing.
    `ship` finds out what the functions ship, the first time it is asked (`ennead.practices.p4_dependencies.told`);
    `decoys` are the entries of the application's contracts (`ennead.decoys.is_decoy`), read when they are asked for.
    """

    graph: AppGraph
    check: Check
    rules: Rules = NO_RULES
    programs: Mapping[str, Answer | NoEntry] = field(default_factory=lambda: MappingProxyType({}))
    sources: Sources | None = None
    ship: Callable[[], Shipped] | None = None
    decoys: Callable[[], tuple[Mapping[str, str], ...]] = tuple

    def finding(
        self,
        message: str,
        *,
        node: Node | None,
        fix: Fix | NoFix,
        at: Location | None = None,
        severity: Severity | None = None,
        confidence: Confidence = Confidence.HIGH,
        exposure: Exposure = Exposure.INTERNAL,
        function: Function | None = None,
        related: Iterable[Related] = (),
        path: Iterable[Hop] = (),
        references: Iterable[str] = (),
        about: Iterable[Node] = (),
        key: str | None = None,
    ) -> Finding:
        """A finding about `node`.

        `function` is the one function it concerns (the node itself, where it is a function); leave it
        out where it is about several and give a `related` entry for each; `about` are such that are no
        functions.  `key` tells apart two
        findings of one check on one node and must hold no line number.
        """
        fn = node if isinstance(node, Function) else function
        relatives = tuple(related)
        where = at or (node.at if node else None) or NOWHERE
        parts = (node.id if node else "", fn.id if fn else "", key or "", *sorted(r.function or "" for r in relatives))
        return Finding(
            check=self.check.id,
            practice=self.check.practice,
            severity=severity or self.check.severity,
            message=_sentence(message),
            at=where,
            identity=identity(self.check.id, *parts),
            fix=fix,
            confidence=confidence,
            exposure=exposure,
            function=fn.logical_id if fn else None,
            resource=node.logical_id if node and not isinstance(node, Function) else None,
            related=relatives,
            path=tuple(self._readable(hop) for hop in path),
            references=(*self.check.references, *references),
            about=tuple(dict.fromkeys(one.id for one in (fn, node, *about) if one)),
        )

    def _readable(self, hop: Hop) -> Hop:
        node = self.graph.nodes.get(hop.node)
        return replace(hop, called=called(node)) if node and node.construct else hop

    def unassessed(self, reason: str, *, node: Node | None, at: Location | None = None, key: str = "") -> Unassessed:
        """The check could not tell about `node`, and why."""
        fn = node.logical_id if isinstance(node, Function) else None
        return Unassessed(
            check=self.check.id,
            reason=reason,
            identity=identity(self.check.id, "unassessed", node.id if node else "", key),
            at=at or (node.at if node else None),
            function=fn,
            resource=node.logical_id if node and not isinstance(node, Function) else None,
        )


_OPENERS = frozenset({"a", "an", "anyone", "every", "nobody", "nothing", "the", "users"})


def _sentence(message: str) -> str:
    """A sentence begins with a capital; a name stays as its owner writes it."""
    first, space, rest = message.partition(" ")
    return f"{first.capitalize()}{space}{rest}" if first in _OPENERS else message


def identity(check: str, *parts: str) -> str:
    """`<check>-<8 hex>` over the parts; the same on every run and after lines moved."""
    digest = hashlib.sha256("\x1f".join(parts).encode()).hexdigest()
    return f"{check}-{digest[:8]}"


def check(
    practice: Practice, severity: Severity, *, on: type[Node] | type[AppGraph], references: tuple[str, ...] = ()
) -> Callable[[Callable[[Any, Context], Iterator[Outcome]]], Check]:
    """Make a check of a generator function: its name gives the id, the first line of its docstring the summary."""

    def mark(function: Callable[[Any, Context], Iterator[Outcome]]) -> Check:
        summary = (function.__doc__ or "").strip().splitlines()
        if not summary:
            raise TypeError(f"check {function.__name__} needs a docstring: its first line is shown to users")
        return Check(
            id=function.__name__.replace("_", "-"),
            practice=practice,
            severity=severity,
            on=on,
            references=references,
            summary=summary[0],
            run=function,
        )

    return mark
