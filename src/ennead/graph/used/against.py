"""What is granted held against what code uses: the two differences, by function and thing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

from ennead.graph.graph import AppGraph
from ennead.model.app import EdgeKind, Function, Grant, Role, Use

UNUSED = "granted, no use seen in the code"
UNGRANTED = "used, no grant seen"


def differences(graph: AppGraph) -> Mapping[tuple[str, str], str]:
    """By (function, thing): UNUSED or UNGRANTED.

    Only functions whose code was followed to its end are spoken of, and only those whose role is declared here.
    A grant that may reach the thing, or does so by a wildcard, counts as one.
    """
    unread = {gap.about for gap in graph.gaps if gap.klass == "code"}
    uses: dict[str, set[str]] = defaultdict(set)
    for edge in graph.edges:
        if isinstance(edge, Use) and edge.operations:
            uses[edge.source].add(edge.target)
    if not uses:
        return {}
    found: dict[tuple[str, str], str] = {}
    for function in graph.nodes_of(Function):
        granted = _granted(function, graph)
        if granted is None:
            continue
        used = uses.get(function.id, set())
        found |= {(function.id, target): UNGRANTED for target in used - granted.keys()}
        if function.id not in unread:
            unused = {target for target, named in granted.items() if named} - used
            found |= {(function.id, target): UNUSED for target in unused}
    return found


def _granted(function: Function, graph: AppGraph) -> dict[str, bool] | None:
    """What its roles grant, and whether one names it rather than hits it by a wildcard; None where that is not told."""
    roles = [graph.node(edge.target, Role) for edge in graph.out_of(function, None, EdgeKind.ASSUMES)]
    if not roles or any(role is None or role.external for role in roles):
        return None
    found: dict[str, bool] = {}
    for role in filter(None, roles):
        for grant in graph.out_of(role, Grant):
            found[grant.target] = found.get(grant.target, False) or not grant.wildcard
    return found
