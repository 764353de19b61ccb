"""Password rules below what Cognito sets by itself."""

from __future__ import annotations

from collections.abc import Iterator

from ennead.check import Context, check
from ennead.graph.triggers import called
from ennead.model.app import PasswordPolicy, UserPool
from ennead.model.finding import Outcome, Practice, Severity
from ennead.model.unknown import Unknown
from ennead.practices.fixes.access import PASSWORDS
from ennead.practices.fixes.change import written

DEFAULT_LENGTH = 8
LONG = 12
"""From here on length does what classes of characters are asked for (NIST SP 800-63B asks for length alone)."""


@check(Practice.CONFIGURATION, Severity.LOW, on=UserPool, references=("CWE-521", "FSBP-Cognito.3", "ATTACK-T1110"))
def weak_password_policy(pool: UserPool, ctx: Context) -> Iterator[Outcome]:
    """A user pool asks for shorter or plainer passwords than Cognito does where nothing is said."""
    policy = pool.password
    if policy is None:
        return
    length = DEFAULT_LENGTH if policy.minimum_length is None else policy.minimum_length
    classes = (policy.lowercase, policy.uppercase, policy.numbers, policy.symbols)
    if isinstance(length, Unknown):
        yield ctx.unassessed(
            f"how long passwords of {called(pool)} are could not be told: {length.reason}", node=pool, at=policy.at
        )
        return
    plain = all(one is False for one in classes)
    untold = next((one for one in classes if isinstance(one, Unknown)), None)
    if length < DEFAULT_LENGTH or (plain and length < LONG):
        yield ctx.finding(
            f"{called(pool)} takes {length:g} characters{_of(policy, plain)} as a password",
            node=pool,
            at=policy.at,
            fix=written(f"Ask for longer passwords in {called(pool)}", (PASSWORDS, pool)),
        )
    elif untold is not None and length < LONG and True not in classes:
        reason = f"which characters passwords of {called(pool)} need could not be told: {untold.reason}"
        yield ctx.unassessed(reason, node=pool, at=policy.at)


def _of(policy: PasswordPolicy, plain: bool) -> str:
    names = {"lowercase": "lower case", "uppercase": "upper case", "numbers": "digits", "symbols": "symbols"}
    asked = [word for name, word in names.items() if getattr(policy, name) is True]
    if plain or not asked:
        return " of any sort"
    return f" with {' and '.join(asked)}"
