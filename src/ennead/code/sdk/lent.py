"""Credentials that are not the function's own: a client made with them asks with somebody else's rights."""

from __future__ import annotations

from ennead.code.facts import Argument
from ennead.code.values import Env, Known, Made, Member, Record, Value, full_name, options

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


def key(value: Value | None) -> Value | None:
    """An access key that is not the function's own; None where none is given, or it may be the function's own."""
    return None if value is None or any(map(_is_own, options(value))) else value


def _is_own(value: Value) -> bool:
    """Nothing, or the variable in which Lambda gives a function its own."""
    return value in (Known(None), Known("")) or (isinstance(value, Env) and value.name == "AWS_ACCESS_KEY_ID")


def of_javascript(callee: Value) -> tuple[Argument, ...]:
    """The credentials that the client of a call was made with, or the client it was made of.

    None where they are, or may be, the function's own.
    """
    waiting = [callee]
    for _ in range(_MOST_LAYERS):
        if not waiting:
            break
        here = waiting.pop()
        if isinstance(here, Member):
            waiting.append(here.of)
        elif isinstance(here, Made):
            for settings in here.args:
                found = [_given(option) for option in options(settings)]
                if None not in found and found[0] is not None:
                    return (argument(found[0]),)
            given = (option for one in here.args for option in options(one))
            waiting += [here.callee, *(one for one in given if isinstance(one, Made))]
    return ()


def _given(settings: Value) -> Value | None:
    """Credentials in the settings of a client, written out or made; None where they may be the function's own."""
    if not isinstance(settings, Record):
        return None
    if (found := key(settings.get("accessKeyId"))) is not None:
        return found
    credentials = settings.get("credentials")
    told = list(options(credentials)) if credentials is not None else []
    return told[0] if told and all(map(_is_lent, told)) else None


def _is_lent(credentials: Value) -> bool:
    if isinstance(credentials, Record):
        return key(credentials.get("accessKeyId")) is not None
    return isinstance(credentials, Made) and (full_name(credentials.callee) or "").rpartition(".")[2] in _MAKERS
