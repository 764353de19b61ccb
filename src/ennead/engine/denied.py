"""Requests that were refused, as records tell of them: CloudTrail's (files, `lookup-events`, EventBridge), and events
of our agent (`ennead.event/1`).

Messages are read as AWS documents them
(https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html).
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from ennead.engine.document import UnreadableError, read_bytes, unpacked
from ennead.iam.actions import find
from ennead.iam.tables import nearest

MAXIMUM_BYTES = 256 * 1024 * 1024
"""Of the records, unpacked."""
MAXIMUM_DENIED = 10_000
"""Different refusals."""
_TEXT = 4096
"""Characters of one text that are looked at."""
_CODE = re.compile(r"AccessDenied|Unauthorized|AuthorizationError|NotAuthorized", re.IGNORECASE)
_PERFORM = re.compile(
    r"not authorized to perform:? \"?(?P<action>[A-Za-z0-9-]+:[A-Za-z0-9]+)\"?"
    r"(?: on resource:? \"?(?P<resource>arn:[^\s\"]+|\*))?"
)
_USER = re.compile(r"User:? \"?(arn:[^\s\"]+)")
_BY = re.compile(
    r"(?P<how>because no|explicit deny in an?) "
    r"(?P<what>identity-based policy|resource-based policy|service control policy|resource control policy"
    r"|session policy|role trust policy|VPC endpoint policy|permissions boundary)"
)
_ASSUMED = re.compile(r"^arn:[^:]*:sts::(?P<account>\d*):assumed-role/(?P<role>[^/]+)/(?P<session>.+)$")
_ROLE = re.compile(r"^arn:[^:]*:iam::(?P<account>\d*):role/(?:.*/)?(?P<role>[^/]+)$")
_VERSION = re.compile(r"(?<=[a-z])20\d{6}(?:v\d)?$")
"""What names of Lambda's events end in: `GetFunction20150331v2`."""
_PREFIXES = {"monitoring": "cloudwatch", "email": "ses", "elasticloadbalancing": "elasticloadbalancing"}
"""Event sources that are called otherwise than the actions of their service."""


class DeniedError(Exception):
    """Records that cannot be read; the message says why and what is read."""


@dataclass(frozen=True, slots=True)
class Denied:
    """A request that was refused.

    `function` is the function's name as it is deployed, or the name of the role's session (Lambda's is the function's).
    `by` is the sort of policy that the message names; `explicit`: it denies, else nothing in one of the sort allows.
    `count` are how many times, from `first` to `last` (as the records have it).
    """

    action: str
    resource: str | None = None
    role: str | None = None
    function: str | None = None
    account: str | None = None
    by: str | None = None
    explicit: bool = False
    count: int = 1
    first: str = ""
    last: str = ""


@dataclass(frozen=True, slots=True)
class Records:
    """What was refused, each once; how many records there were, and lines that are none."""

    denied: tuple[Denied, ...]
    records: int
    skipped: int


def load(file: Path) -> Records:
    """The refusals in a file.  Raises DeniedError."""
    try:
        raw = read_bytes(file, MAXIMUM_BYTES)
    except UnreadableError as error:
        raise DeniedError(f"{file} {error}") from error
    return read(raw, str(file))


def read(raw: bytes, name: str) -> Records:
    """The refusals in bytes: JSON or a JSON document a line, packed by gzip or not.

    Raises:
        DeniedError: they are too many, damaged, or nothing in them is a record.
    """
    try:
        text = unpacked(raw, MAXIMUM_BYTES)
    except UnreadableError as error:
        raise DeniedError(f"{name} {error}") from error
    found: dict[Denied, list[Any]] = {}
    records = skipped = 0
    for entry in _entries(text, name):
        if not _is_record(entry):
            skipped += 1
            continue
        records += 1
        denied = _denied(entry)
        if denied is not None:
            _count(denied, found, name)
    if not records and (skipped or not text.strip()):
        raise DeniedError(f"{name} holds no record: CloudTrail's JSON is read, and events of Ennead's agent")
    return Records(tuple(_counted(found)), records, skipped)


def _count(denied: Denied, found: dict[Denied, list[Any]], name: str) -> None:
    key = replace(denied, first="", last="")
    when = found.setdefault(key, [0, denied.first, denied.first])
    if len(found) > MAXIMUM_DENIED:
        raise DeniedError(f"{name} tells of more than {MAXIMUM_DENIED} different refusals: give a part of it")
    when[0] += 1
    when[1] = min(when[1] or denied.first, denied.first or when[1])
    when[2] = max(when[2], denied.first)


def _counted(found: dict[Denied, list[Any]]) -> Iterator[Denied]:
    for denied, (count, first, last) in found.items():
        yield replace(denied, count=count, first=first, last=last)


# -- documents --------------------------------------------------------------------------------------------------------


def _entries(text: str, name: str) -> Iterator[Any]:
    """The records of a document, or of the lines; None for a line that is no JSON."""
    try:
        document = json.loads(text)
    except RecursionError as error:
        raise DeniedError(f"{name} is nested too deep") from error
    except ValueError:
        yield from (one for line in text.splitlines() if line.strip() for one in _line(line))
        return
    yield from _inside(document)


def _line(line: str) -> Iterator[Any]:
    """The records of a line; logs have other lines between."""
    start = line.find("{")
    if start < 0:
        yield None
        return
    try:
        yield from _inside(json.loads(line[start:]))
    except (ValueError, RecursionError):
        yield None


def _inside(document: Any) -> Iterator[Any]:
    """The records of a document, whatever wraps them."""
    inner = document
    if isinstance(document, dict):
        inner = next((document[key] for key in ("Records", "Events") if isinstance(document.get(key), list)), document)
    for one in inner if isinstance(inner, list) else [inner]:
        yield from _unwrapped(one)


def _unwrapped(one: Any) -> Iterator[Any]:
    """What `lookup-events` keeps as text, and EventBridge under `detail`."""
    if isinstance(one, dict) and isinstance(one.get("CloudTrailEvent"), str):
        try:
            yield json.loads(one["CloudTrailEvent"])
        except (ValueError, RecursionError):
            yield None
    elif isinstance(one, dict) and isinstance(one.get("detail"), dict):
        yield one["detail"]
    else:
        yield one


def _is_record(entry: Any) -> bool:
    return isinstance(entry, dict) and (bool(_text(entry.get("eventName"))) or _is_event(entry))


def _is_event(entry: dict[str, Any]) -> bool:
    return _text(entry.get("schema")).startswith("ennead.event/")


def _text(value: Any) -> str:
    return value[:_TEXT] if isinstance(value, str) else ""


def _part(entry: Any, *keys: str) -> Any:
    for key in keys:
        entry = entry.get(key) if isinstance(entry, dict) else None
    return entry


# -- one record -------------------------------------------------------------------------------------------------------


def _denied(entry: dict[str, Any]) -> Denied | None:
    return _of_event(entry) if _is_event(entry) else _of_trail(entry)


def _of_trail(entry: dict[str, Any]) -> Denied | None:
    message = _text(entry.get("errorMessage"))
    said = _PERFORM.search(message)
    if not _CODE.search(_text(entry.get("errorCode"))) and said is None:
        return None
    action = _action(said["action"]) if said else _by_event(entry)
    if action is None:
        return None
    resource = said["resource"] if said and said["resource"] else _resource(entry, action)
    user = _USER.search(message)
    role, session, account = _who(
        _text(_part(entry, "userIdentity", "arn")) or (user[1] if user else ""),
        _text(_part(entry, "userIdentity", "sessionContext", "sessionIssuer", "arn")),
    )
    by, explicit = _policy(message)
    return Denied(action, resource, role, session, account, by, explicit, 1, _text(entry.get("eventTime")))


def _of_event(entry: dict[str, Any]) -> Denied | None:
    """An error of the agent: the message of the service as its reason, or the facts of the request."""
    reason, facts = _text(entry.get("reason")), entry.get("facts")
    said = _PERFORM.search(reason)
    code = _text(_part(facts, "error")) or reason
    if said is None and not _CODE.search(code):
        return None
    asked = said["action"] if said else _text(_part(facts, "action"))
    if not asked:
        return None
    resource = (said["resource"] if said else None) or _text(_part(facts, "resource")) or None
    by, explicit = _policy(reason)
    user = _USER.search(reason)
    role, _, account = _who(user[1] if user else "", "")
    function = _text(entry.get("function")) or None
    return Denied(_action(asked), resource, role, function, account, by, explicit, 1, _text(entry.get("timestamp")))


def _policy(message: str) -> tuple[str | None, bool]:
    found = _BY.search(message)
    return (found["what"], found["how"] != "because no") if found else (None, "explicit deny" in message)


def _who(arn: str, issuer: str) -> tuple[str | None, str | None, str | None]:
    """Role, session and account of a caller."""
    assumed = _ASSUMED.match(arn)
    role = _ROLE.match(issuer) or _ROLE.match(arn)
    if assumed:
        return (role or assumed)["role"], assumed["session"], assumed["account"] or None
    return (role["role"], None, role["account"] or None) if role else (None, None, None)


def _action(said: str) -> str:
    """As the table writes it; messages have `SNS:Publish` and `sqs:sendmessage`."""
    found = find(said)
    prefix, _, name = said.partition(":")
    return found.name if found else f"{prefix.lower()}:{name}"


def _by_event(entry: dict[str, Any]) -> str | None:
    """The action of an event, where the message does not say which it was."""
    source = _text(entry.get("eventSource")).partition(".")[0]
    name = _VERSION.sub("", _text(entry.get("eventName")))
    if not re.fullmatch(r"[a-z0-9-]+", source) or not re.fullmatch(r"[A-Za-z0-9]+", name):
        return None
    asked = f"{_PREFIXES.get(source, source)}:{name}"
    found = find(asked) or find(nearest(asked) or "")
    return found.name if found else asked


def _resource(entry: dict[str, Any], action: str) -> str | None:
    """Of the resources of a record the one that the action is about."""
    listed = entry.get("resources")
    arns = [_text(_part(one, "ARN")) for one in listed[:50]] if isinstance(listed, list) else []
    arns = [arn for arn in arns if arn.startswith("arn:")]
    known = find(action)
    for pattern in known.arns if known else ():
        shape = re.compile(re.sub(r"(?:\\\$\\\{\w+\\\})+", ".+", re.escape(pattern)))
        fitting = [arn for arn in arns if shape.fullmatch(arn)]
        if fitting:
            return max(fitting, key=len)
    return arns[0] if arns else None
