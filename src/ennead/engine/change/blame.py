"""Which places of a change bring a new finding about."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from ennead.engine.change.findings import FindingChange, Standing
from ennead.engine.change.words import Change
from ennead.graph.change.cause import Causes
from ennead.graph.change.words import Cause
from ennead.model.app import Role, Route
from ennead.model.finding import Finding


def blamed(findings: Iterable[FindingChange], change: Change) -> tuple[FindingChange, ...]:
    """The findings, the new ones with what changed on their way; nothing where nothing there did."""
    if change.graph is None:
        return tuple(findings)
    causes = Causes(change.graph.nodes, change.graph.edges, change.before, change.after, change.names)
    return tuple(
        replace(one, causes=_causes(one.finding, change, causes)) if one.standing is Standing.NEW else one
        for one in findings
    )


def _causes(finding: Finding, change: Change, causes: Causes) -> tuple[Cause, ...]:
    """What changed on its path; of a finding without one, or where nothing there did, what it is about itself."""
    app = finding.app or (change.names[0] if len(change.names) == 1 else "")
    path = [hop.node if hop.node in change.after.nodes else _whole(hop.node, app) for hop in finding.path]
    return causes.of(list(dict.fromkeys(path))) or causes.about(_ids(finding, app, change))


def _ids(finding: Finding, app: str, change: Change) -> Iterator[str]:
    """The nodes a finding is about; routes bear the name of their API."""
    wanted = {name for name in (finding.function, finding.resource, *(one.function for one in finding.related)) if name}
    for node_id, node in change.after.nodes.items():
        own = node_id.partition("/")[2].startswith(f"{app}:")
        if own and node.logical_id in wanted and not isinstance(node, Route | Role):
            yield node_id


def _whole(node_id: str, app: str) -> str:
    kind, _, rest = node_id.partition("/")
    return node_id if rest.startswith(f"{app}:") else f"{kind}/{app}:{rest}"
