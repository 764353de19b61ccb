"""The loop guard: an invocation that asks for the same page again turns in circles.

A listing that begins anew (a call without a token) may come to the same tokens again: only a token that comes back
within one listing is a circle.  A page that failed may be asked for once more.
"""

from __future__ import annotations

from _thread import get_ident

from .. import events, invocation, registry
from .spent import Spent

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    Mark = tuple[tuple[int, str, str], int]

GUARD = "limits"
_TOKENS = frozenset(
    """nexttoken pagetoken continuationtoken exclusivestartkey exclusivestarttablename exclusivestartstreamid
    exclusivestartshardid startingtoken paginationtoken marker keymarker uploadidmarker versionidmarker
    exclusivestartbackuparn startrecordname nextpagetoken""".split()
)
_TAILS = ("cloudwatchlogs:GetLogEvents",)
"""Operations that give the last token again until there is more: they are asked again by design."""


def judge(operation: str, params: dict[str, Any]) -> Mark | None:
    """Note a call of the SDK; a mark by which it is forgotten if it fails.  Stops one that turns in circles."""
    tokens = [key for key in params if key.lower() in _TOKENS and params[key]]
    found = invocation.current()
    if found is None or operation in _TAILS or (not tokens and (found.spent is None or not found.spent.pages)):
        return None
    spent = found.spent = found.spent or Spent()
    listing = (get_ident(), operation, _kept({key: params[key] for key in params if key not in tokens}))
    if not tokens:
        spent.pages.pop(listing, None)
        return None
    page = hash(_kept({key: params[key] for key in tokens}))
    pages = spent.pages.setdefault(listing, set())
    if page in pages:
        _say(operation)
    pages.add(page)
    return listing, page


def failed(mark: Mark) -> None:
    """The call came to nothing: it may be made again."""
    found = invocation.current()
    if found is not None and found.spent is not None:
        found.spent.pages.get(mark[0], set()).discard(mark[1])


def _kept(params: dict[str, Any]) -> str:
    return repr(params)[:4096]


def _say(operation: str) -> None:
    policy = registry.state.policy
    mode = policy.mode_of(GUARD) if policy is not None else "observe"
    if mode == "off":
        return
    stops = mode == "enforce"
    facts: dict[str, Any] = {"limit": "pages", "operation": operation}
    if not stops:
        facts["would"] = "block"
    reason = "the same page is asked for again"
    events.emit("limit", "block" if stops else "flag", GUARD, reason, facts=facts, at=events.place())
    if stops:
        from ..edges.judge import halt

        halt(GUARD)
