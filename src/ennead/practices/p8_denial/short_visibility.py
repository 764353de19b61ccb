"""Check `short-visibility`: a message comes back while the function still works on it."""

from __future__ import annotations

from collections.abc import Iterator

from ennead.check import Context, check
from ennead.graph.triggers import FUNCTION_TIMEOUT, QUEUE_VISIBILITY, called, exceeds, fed_by, or_default, timeout_of
from ennead.model.app import Function, Queue
from ennead.model.finding import Finding, Outcome, Practice, Related, Severity
from ennead.model.unknown import Unknown, known_or
from ennead.practices.fixes.change import written
from ennead.practices.fixes.limits import visibility as hiding
from ennead.practices.p8_denial.grouping import listed, span

ADVISED_FACTOR = 6
"""Times the function's timeout that Lambda's guide advises for a queue's visibility."""
LONGEST_VISIBILITY = 12 * 3600


@check(Practice.DENIAL, Severity.MEDIUM, on=Queue, references=("CWE-770", "CWE-799"))
def short_visibility(queue: Queue, ctx: Context) -> Iterator[Outcome]:
    """A queue shows a message again before the function that took it has to be done."""
    visibility = or_default(queue.visibility, QUEUE_VISIBILITY)
    slow: dict[Function, float] = {}
    for _, fn in fed_by(ctx.graph, queue):
        short = exceeds(timeout_of(fn), visibility)
        if isinstance(short, Unknown):
            reason = f"whether {called(queue)} hides a message as long as {called(fn)} may run: {short.reason}"
            yield ctx.unassessed(reason, node=queue, at=queue.visibility_at, key=fn.id)
        elif short:
            slow[fn] = known_or(timeout_of(fn), FUNCTION_TIMEOUT)
    if slow:
        yield _finding(queue, known_or(visibility, QUEUE_VISIBILITY), slow, ctx)


def _finding(queue: Queue, visibility: float, slow: dict[Function, float], ctx: Context) -> Finding:
    longest = max(slow.values())
    wanted = int(min(ADVISED_FACTOR * longest, LONGEST_VISIBILITY))
    names = listed([called(fn) for fn in slow])
    return ctx.finding(
        f"{called(queue)} shows a message again after {span(visibility)} while {names} may work on it for "
        f"{span(longest)}: Lambda refuses to set up such a mapping, and where one stands already messages are worked "
        "on twice",
        node=queue,
        at=queue.visibility_at or queue.at,
        related=[
            Related(fn.at, f"{called(fn)} may run {span(timeout)}", fn.logical_id)
            for fn, timeout in slow.items()
            if fn.at
        ],
        fix=written(f"Let {called(queue)} hide a message for {span(wanted)}", (hiding(wanted), queue)),
    )
