"""Allowed edges: what the contract says of where this function may go, held against where it goes.

Only loaded where the contract says something of it.  Each question is a look-up in a dict.
"""

from __future__ import annotations

from .. import flows, registry

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

_KEYS = ("flows", "deny", "processes", "paths", "ports")


def install() -> None:
    """Judge edges from now on, if the contract names any and the guard is not off."""
    policy = registry.state.policy
    if policy is None or policy.mode_of("flows") == "off" or not concerned(policy.rules):
        return
    from .. import sensors
    from . import judge, more
    from .peers import Contract
    from .table import Table

    table = Table(policy.rules)
    judge.begin(table)
    flows.judged_by(judge.edge)
    sensors.held_against(Contract(table))
    more.install(table)


def concerned(rules: dict[str, Any]) -> bool:
    """Whether a contract says anything of edges."""
    return any(rules.get(key) is not None for key in _KEYS)
