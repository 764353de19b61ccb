"""Guard `secret`: an answer that gives the caller the function's secrets, or the inside of it as a stack trace.

Only text is looked at, once the handler has answered.  In `enforce` secrets are struck out of every answer, and traces
of those that go to a caller on the web; else it is told.  An answer that a function makes of purpose has neither.
"""

from __future__ import annotations

import os
import re

from .. import events, invocation, registry

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

GUARD = "secret"
_TRACE = "Traceback (most recent call last)"
_OWN = ("AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN")
_NAME = "SECRET PASSW PASSPHRASE TOKEN APIKEY API_KEY PRIVATEKEY PRIVATE_KEY CREDENTIAL".split()
_NO_NAME = tuple("ARN NAME ID URL URI PATH FILE REGION TTL SECONDS TABLE BUCKET HEADER".split())
"""How a name ends that holds no secret, but tells of one; so does one with the time that it expires at."""
_SHORTEST = 12
_WEB = frozenset("api alb websocket cloudfront".split())
_secrets: dict[str, str] = {}
_read: list[bool] = []


def masked(body: Any) -> Any:
    """The answer as the caller may have it; the same object where there is nothing to say of it."""
    if type(body) is not str:
        return body
    shown = _without_secrets(body)
    if _TRACE in shown:
        shown = _without_traces(shown)
    return shown


def _values() -> dict[str, str]:
    """Secrets of the environment, as it was when the first answer was given."""
    if not _read:
        _read.append(True)
        named = {value: name for name, value in os.environ.items() if _is_secret(name) and len(value) >= _SHORTEST}
        plain = ("arn:", "http:", "https:", "/")
        _secrets.update({value: name for value, name in named.items() if not value.startswith(plain)})
    return _secrets


def _is_secret(name: str) -> bool:
    if name in _OWN:
        return True
    high = name.upper()
    if not any(word in high for word in _NAME) or high.endswith(_NO_NAME):
        return False
    _, expires, rest = high.rpartition("EXPIR")
    return not expires or not all(one.isalnum() or one == "_" for one in rest)


def _without_secrets(body: str) -> str:
    for value, name in _values().items():
        if value in body:
            if not _tell(f"the answer holds the value of {name if name in _OWN else 'a secret variable'}"):
                continue
            body = body.replace(value, "*" * 8)
    return body


def _without_traces(body: str) -> str:
    found = invocation.latest()
    if found is None or found.trigger not in _WEB:
        return body
    if not _tell("the answer holds a stack trace"):
        return body
    at = body.find(_TRACE)
    while at >= 0:
        body = body[:at] + "Internal error" + body[_end(body, at) :]
        at = body.find(_TRACE)
    return body


def _end(body: str, at: int) -> int:
    """Where the text ends that the trace stands in: the quote that is written as the one that begins it."""
    begin = body.rfind('"', 0, at)
    if begin < 0:
        return len(body)
    marks = len(body[:begin]) - len(body[:begin].rstrip("\\"))
    for one in re.finditer(r'(\\*)"', body[at:]):
        if len(one.group(1)) == marks:
            return at + one.start()
    return len(body)


def _tell(reason: str) -> bool:
    """Say it; whether it is to be struck out."""
    policy = registry.state.policy
    mode = policy.mode_of(GUARD) if policy is not None else "observe"
    if mode == "off":
        return False
    stops = mode == "enforce"
    facts = {} if stops else {"would": "block"}
    events.emit("attack", "block" if stops else "flag", GUARD, reason, facts=facts)
    return stops
