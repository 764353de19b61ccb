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
_NO_PART = frozenset(
    "AUDIENCE AUD ISSUER SCOPE SCOPES SUBJECT FROM TO POLICY EXPIRY LENGTH HOST PORT DOMAIN ENDPOINT PREFIX TYPE "
    "ALGORITHM ALG MINUTES HOURS DAYS VERSION FORMAT ENABLED REQUIRED".split()
)
"""The same, where it is the last word of the name."""
_PUBLIC = re.compile(
    r"(?!.*(?:SECRET|PASSW|PASSPHRASE|PRIVATE|CREDENTIAL))"
    r"(?:.*_BROWSER|(?:.*_)?PUBLISHABLE|(?:.*_)?PUBLIC)_(?:API_?|ACCESS_)*(?:KEY|TOKEN)\Z"
)
"""Names of keys that are made for browsers: everybody has them."""
_OF_SERVERS = ("sk_", "sk-", "sk.", "rk_", "ghp_", "gho_", "ghs_", "github_pat_", "glpat-", "xox", "whsec_", "shpat_")
"""So begin keys that are for servers only, whatever the variable's name says."""
_ITSELF = re.compile(r"(?:PASSW(?:OR)?D|PASSWD|PASSPHRASE|SECRET|TOKEN|KEY|CREDENTIALS?|VALUE|PHRASE|STRING)S?\Z")
_STAGE = re.compile(
    r"(?:_?\d+|_(?:PROD|PRODUCTION|LIVE|DEV|DEVELOPMENT|STAGE|STAGING|TEST|QA|UAT|OLD|NEW|CURRENT|PREVIOUS|NEXT|PRIMARY"
    r"|SECONDARY|MAIN|MASTER|ROOT|ADMIN|DEFAULT|BACKUP|[A-Z]|V\d+))+\Z"
)
"""What may follow the name of a secret that is one of several."""
_PHRASE = re.compile(r"[^\W\d_]+(?: [^\W\d_]+)+\Z")
_SHORTEST = 12
_CODED = 4
"""How often a text is JSON within JSON, at most."""
_MOST_TRACES = 1000
"""That are looked at one by one; of more, all the rest of the text is one."""
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
        named = {value: name for name, value in os.environ.items() if _holds(name, value)}
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


def _holds(name: str, value: str) -> bool:
    """Whether a variable's value is a secret: as its name says, and if it can be one."""
    if len(value) < _SHORTEST or not (_is_secret(name) or (_names_one(name) and value.lower().startswith(_OF_SERVERS))):
        return False
    if name in _OWN or not _PHRASE.match(value):
        return True
    return _ITSELF.search(_STAGE.sub("", name.upper())) is not None  # else words: "Reset your password"


def _is_secret(name: str) -> bool:
    if name in _OWN:
        return True
    high = name.upper()
    if not _names_one(name) or high.rpartition("_")[2] in _NO_PART or _PUBLIC.match(_STAGE.sub("", high)):
        return False
    _, expires, rest = high.rpartition("EXPIR")
    return not expires or not all(one.isalnum() or one == "_" for one in rest)


def _names_one(name: str) -> bool:
    high = name.upper()
    return any(word in high for word in _NAME) and not high.endswith(_NO_NAME)


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
    from . import secret_traces

    traces = secret_traces.Traces(body)
    shown, done, judged = "", 0, 0
    at = body.find(_TRACE)
    while at >= 0:
        judged += 1
        own, end = traces.judge(at, alone=judged <= _MOST_TRACES)
        if own and not _is_echo(body[at:end], found):
            if not _tell("the answer holds a stack trace"):
                return body
            shown += body[done:at] + "Internal error"
            done = end
        if judged > _MOST_TRACES:
            break
        at = body.find(_TRACE, max(end, at + 1))
    return shown + body[done:]


def _is_echo(trace: str, found: Invocation) -> bool:
    """Whether the event has that very trace, as a ticket may: the caller gets its own back."""
    import html
    import json

    for _ in range(_CODED):
        told = {trace.strip(), html.unescape(trace).strip()}
        if any(one in text.value for text in found.untrusted or () for one in told):
            return True
        try:
            trace = json.loads(f'"{trace}"')
        except ValueError:
            return False
    return False


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
