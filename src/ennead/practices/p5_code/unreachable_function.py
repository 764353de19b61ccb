"""Check `unreachable-function`: nothing starts a function."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ennead.check import Context, check
from ennead.graph.graph import AppGraph
from ennead.graph.triggers import called, own_functions
from ennead.model.app import Alias, Edge, EdgeKind, Function, Grant, Version
from ennead.model.finding import Confidence, Fix, Outcome, Practice, Severity
from ennead.practices.p5_code.invokers import caller_of_some, may_invoke
from ennead.practices.p5_code.mentions import Mention, mentions

_WHOLE = frozenset({"plugin", "construct"})
"""Classes of gaps that may start any function of a service."""
_NO_START = frozenset({EdgeKind.DEPENDS_ON, EdgeKind.DEPLOYED_AS, EdgeKind.STORES})


@check(Practice.CODE, Severity.LOW, on=AppGraph, references=("CWE-561",))
def unreachable_function(graph: AppGraph, ctx: Context) -> Iterator[Outcome]:
    """Nothing starts a function: no trigger, no route, no permission, and no code that was read."""
    idle = [fn for fn in own_functions(graph) if ctx.programs and not _is_started(graph, fn)]
    if not idle:
        return
    caller = caller_of_some(graph, ctx)
    for fn in idle:
        named = list(mentions(graph, fn, ctx.sources.tree)) if ctx.sources is not None else []
        if any(mention.hands_out for mention in named):
            continue  # somebody outside is given it, to start it
        reason = caller or may_invoke(graph, fn, ctx) or _not_read(graph, fn) or _named(named)
        if reason is not None:
            yield ctx.unassessed(f"whether something starts {called(fn)}: {reason}", node=fn)
            continue
        yield ctx.finding(
            f"nothing starts {called(fn)}: there is no trigger, route, URL, schedule, permission or workflow for it, "
            "no other resource names it, and no code that was read invokes it",
            node=fn,
            confidence=Confidence.MEDIUM,
            fix=Fix(f"Take {called(fn)} out, or declare what starts it"),
        )


def _is_started(graph: AppGraph, fn: Function) -> bool:
    """Whether anything leads to the function, or to a version or alias of it."""
    published: list[Alias | Version] = [*graph.nodes_of(Alias), *graph.nodes_of(Version)]
    own = [fn.id, *(node.id for node in published if node.function == fn.id)]
    return any(_starts(edge, own) for node_id in own for edge in graph.into(node_id))


def _starts(edge: Edge, own: list[str]) -> bool:
    """An edge that may start it; a grant only where it names the very function."""
    if edge.source in own or edge.kind in _NO_START:
        return False
    return not (isinstance(edge, Grant) and edge.wildcard)


def _not_read(graph: AppGraph, fn: Function) -> str | None:
    """An event of the function, or a plugin's section, that is not read."""
    name = re.compile(rf"(?<![\w-]){re.escape(fn.logical_id or fn.name)}(?![\w-])")
    for gap in graph.gaps:
        if gap.klass in _WHOLE or (gap.klass == "event" and name.search(gap.reason)):
            return gap.reason
    return None


def _named(named: list[Mention]) -> str | None:
    """What of the sources names it and is not understood."""
    if not named:
        return None
    return f"{named[0].path}:{named[0].line} names it, and what that makes of it is not read"
