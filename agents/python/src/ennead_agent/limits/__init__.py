"""Limits: how often a caller and the function may act, how long an invocation may work, and circles of pages."""

from __future__ import annotations

from .. import registry

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ..invocation import Invocation
    from ..registry import Refusal

GUARD = "limits"


def install() -> None:
    """Set what the contract asks for; without one nothing is asked before the handler."""
    policy = registry.state.policy
    if policy is None or policy.mode_of(GUARD) == "off":
        return
    rules = policy.rules.get("limits")
    if not isinstance(rules, dict) or not rules:
        return
    from . import budget, rate

    budget.begin(rules)
    if rate.begin(rules):
        registry.before.append((GUARD, _before))


def _before(found: Invocation) -> Refusal | None:
    from . import rate

    return rate.judge(found)
