"""`weak-password-policy`: longer passwords, of every sort of character."""

from __future__ import annotations

from collections.abc import Iterator

from ennead.model.app import TERRAFORM, UserPool
from ennead.remedy.edit import Edit
from ennead.remedy.findings.case import Case

_RULES = {
    "MinimumLength": 12,
    "RequireLowercase": True,
    "RequireUppercase": True,
    "RequireNumbers": True,
    "RequireSymbols": True,
}
_ARGUMENTS = {
    "minimum_length": 12,
    "require_lowercase": True,
    "require_uppercase": True,
    "require_numbers": True,
    "require_symbols": True,
}


def edits(case: Case) -> Iterator[Edit]:
    """The rules that are weaker than these; the others of the policy stay."""
    for pool in case.nodes(UserPool, lambda one: (one.password.at if one.password else None) or one.at):
        if pool.dialect in TERRAFORM:
            yield from case.written.arguments(pool.at, _ARGUMENTS, inside=("password_policy",))
            continue
        file, base = case.written.resource(pool)
        route = (*base, "Properties", "Policies", "PasswordPolicy")
        if isinstance(case.written.at(file, route), dict):
            yield from (case.written.set(file, (*route, name), value) for name, value in _RULES.items())
        else:
            yield case.written.set(file, route, _RULES)
