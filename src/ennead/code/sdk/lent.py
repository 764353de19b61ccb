"""Credentials that are not the function's own: a client made with them asks with somebody else's rights."""

from __future__ import annotations

from ennead.code.facts import Argument
from ennead.code.values import Made, Member, Record, Value, full_name, options

LENT = "$credentials"
"""The name of the argument that a request with such credentials has."""
_MAKERS = frozenset(
    "fromTemporaryCredentials fromCognitoIdentity fromCognitoIdentityPool fromWebToken fromSSO fromIni "
    "TemporaryCredentials ChainableTemporaryCredentials CognitoIdentityCredentials WebIdentityCredentials "
    "SharedIniFileCredentials Credentials".split()
)
"""What makes such in the SDKs for JavaScript, by the last part of its name."""
_MOST_LAYERS = 12


def argument(value: Value) -> Argument:
    """The argument that says so."""
    return Argument(LENT, value)


def of_javascript(callee: Value) -> tuple[Argument, ...]:
    """The credentials that the client of a call was made with, or the client it was made of; none where they are the
    function's own, or untold."""
    waiting = [callee]
    for _ in range(_MOST_LAYERS):
        if not waiting:
            break
        here = waiting.pop()
        if isinstance(here, Member):
            waiting.append(here.of)
        elif isinstance(here, Made):
            given = [option for one in here.args for option in options(one)]
            for found in map(_given, given):
                if found is not None:
                    return (argument(found),)
            waiting += [here.callee, *(one for one in given if isinstance(one, Made))]
    return ()


def _given(settings: Value) -> Value | None:
    """Credentials in the settings of a client, written out or made."""
    if not isinstance(settings, Record):
        return None
    if (key := settings.get("accessKeyId")) is not None:
        return key
    credentials = settings.get("credentials")
    for one in options(credentials) if credentials is not None else ():
        if isinstance(one, Record) and one.get("accessKeyId") is not None:
            return one
        if isinstance(one, Made) and (full_name(one.callee) or "").rpartition(".")[2] in _MAKERS:
            return one
    return None
