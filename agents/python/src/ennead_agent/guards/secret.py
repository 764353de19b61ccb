"""Guard `secret`: an answer that gives the caller the function's secrets, or the inside of it as a stack trace.

Only text is looked at, once the handler has answered.  In `enforce` secrets are struck out of every answer, and traces
of those that go to a caller on the web; else it is told.  An answer that a function makes of purpose has neither.

Where the handler fails, the caller of a direct call gets the platform's document of the error, with files and lines.
Where the contract says that strangers make such events happen, its trace is emptied; the message stays.
"""

from __future__ import annotations

import os
import re

from .. import events, invocation, registry

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from ..invocation import Invocation

GUARD = "secret"
_TRACE = "Traceback (most recent call last)"
_OWN = ("AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN")
_NAME = "SECRET PASSW PASSPHRASE TOKEN APIKEY API_KEY PRIVATEKEY PRIVATE_KEY CREDENTIAL".split()
_NO_NAME = tuple("ARN NAME ID URL URI PATH FILE REGION TTL SECONDS TABLE BUCKET HEADER".split())
"""How a name ends that holds no secret, but tells of one; so does one with the time that it expires at."""
_SHORTEST = 12
_CODED = 4
"""How often a text is JSON within JSON, at most."""
_WEB = frozenset("api alb websocket cloudfront".split())
_HANDED_ON = frozenset("invoke appsync cognito cognito-sync connect".split())
"""Kinds whose caller gets the error's document; a proxy on the web answers 502, and nobody reads that of a batch."""
_STRANGERS = ("signed_in", "anonymous")
_once: set[str] = set()
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


def untraced(document: Any) -> Any:
    """The document of an error as the caller may have it; the same object where there is nothing to say of it."""
    if not _is_strangers():
        return document
    import json

    is_text = isinstance(document, (str, bytes))
    try:
        tree = json.loads(document) if is_text else document
    except (ValueError, RecursionError):
        return document
    if not isinstance(tree, dict) or not tree.get("stackTrace"):
        return document
    if not _tell("the document of an error tells strangers files and lines", once=True):
        return document
    bare = {**tree, "stackTrace": []}
    text = json.dumps(bare, ensure_ascii=document.isascii()) if is_text else ""
    return text.encode() if isinstance(document, bytes) else text or bare


def _is_strangers() -> bool:
    """Whether the contract says that strangers make events of this kind happen, and the caller gets its errors.

    Where they make direct calls happen, an event of any kind may be one: a caller can give it any shape.
    """
    policy = registry.state.policy
    words = policy.rules.get("events") if policy is not None else None
    found = invocation.latest()
    if not isinstance(words, dict) or found is None:
        return False
    own = [words.get("invoke"), words.get(found.trigger) if found.trigger in _HANDED_ON else None]
    return any(isinstance(one, dict) and one.get("audience") in _STRANGERS for one in own)


def _values() -> dict[str, str]:
    """Secrets of the environment, as it was when the first answer was given."""
    if not _read:
        _read.append(True)
        named = {value: name for name, value in os.environ.items() if _is_secret(name) and len(value) >= _SHORTEST}
        plain = ("arn:", "http:", "https:", "/")
        told = {value: name for value, name in named.items() if not value.startswith(plain)}
        _secrets.update({form: name for value, name in told.items() for form in _forms(value)})
    return _secrets


def _forms(value: str) -> set[str]:
    """A secret as it stands in a text, in JSON, and in JSON within JSON."""
    import json

    forms = {value}
    for _ in range(2):
        forms |= {json.dumps(form, ensure_ascii=escapes)[1:-1] for form in forms for escapes in (True, False)}
    return forms


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
    shown, done = "", 0
    at = body.find(_TRACE)
    while at >= 0:
        end = _end(body, at)
        if _is_echo(body[at:end], found):
            shown += body[done:end]
        elif _tell("the answer holds a stack trace"):
            shown += body[done:at] + "Internal error"
        else:
            return body
        done = end
        at = body.find(_TRACE, end)
    return shown + body[done:]


def _is_echo(trace: str, found: Invocation) -> bool:
    """Whether the event has that very trace, as a ticket may: the caller gets its own back."""
    import json

    for _ in range(_CODED):
        told = trace.strip()
        if any(told in text.value for text in found.untrusted or ()):
            return True
        try:
            trace = json.loads(f'"{trace}"')
        except ValueError:
            return False
    return False


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


def _tell(reason: str, *, once: bool = False) -> bool:
    """Say it; whether it is to be struck out.  What any error brings is said `once`, or it would drown the rest."""
    policy = registry.state.policy
    mode = policy.mode_of(GUARD) if policy is not None else "observe"
    if mode == "off":
        return False
    stops = mode == "enforce"
    if reason not in _once:
        facts = {} if stops else {"would": "block"}
        events.emit("attack", "block" if stops else "flag", GUARD, reason, facts=facts)
        if once:
            _once.add(reason)
    return stops
