"""Decoys: what no part of the function has a use for, so who touches or carries it is an intruder.

The contract's `decoys` are `{kind, name, salt, hash}`.  `credential` and `variable` name a variable, `file` a path,
`table` and `secret` what the SDK calls so.  Said is a decoy that is opened or asked for, and a value (`markers`) that
leaves: by a socket, in a name that is looked up, in a program's words, a path, a line of the log, an answer.  In
`enforce` what can still be stopped is stopped.  That a variable is read, nothing shows.
"""

from __future__ import annotations

import os
from weakref import WeakKeyDictionary

from . import audit, carriers, decoy_files, events, instance, invocation, registry, verdicts
from .markers import LARGEST, Markers

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from .contract import Policy
    from .invocation import Invocation

GUARD = "decoys"
KINDS = ("credential", "variable", "file", "table", "secret")
_LIMIT = 256
_SAID_APART = 64


class Decoy:
    """One of them, as the contract has it."""

    __slots__ = ("kind", "name")

    def __init__(self, kind: str, name: str) -> None:
        self.kind, self.name = kind, name


markers = Markers()
_targets: dict[str, Decoy] = {}
_said: WeakKeyDictionary[Invocation, set[tuple[str, str, str]]] = WeakKeyDictionary()
_between: set[tuple[str, str, str]] = set()
"""What was said while no invocation was there to say it of."""


def install(policy: Policy) -> None:
    """Take the contract's decoys, and watch the ways by which they leave."""
    listed = policy.rules.get("decoys")
    if not isinstance(listed, list) or policy.mode_of(GUARD) == "off":
        return
    wrong = sum(not _take(entry) for entry in listed[:_LIMIT]) + len(listed[_LIMIT:])
    if wrong:
        events.emit("contract", "flag", GUARD, f"{wrong} decoys of the contract cannot be used: they are passed over")
    if decoy_files.known:
        decoy_files.install()
    if _targets:
        from . import sdk

        sdk.on("provide-client-params", _called)
    if markers or decoy_files.known:
        carriers.install()


def _take(entry: Any) -> bool:
    """Whether an entry says a decoy that can be watched."""
    if not isinstance(entry, dict) or entry.get("kind") not in KINDS or not isinstance(entry.get("name"), str):
        return False
    decoy = Decoy(entry["kind"], entry["name"])
    salt, told = entry.get("salt"), entry.get("hash")
    if decoy.kind in ("table", "secret"):
        _targets[f"{decoy.kind}/{decoy.name}"] = decoy
    elif decoy.kind == "file":
        decoy_files.add(decoy, made=told is None)
    if isinstance(told, str):
        try:
            markers.add(decoy, str(salt or ""), told)
        except ValueError:
            return decoy.kind in ("table", "secret", "file")
        return True
    if decoy.kind in ("credential", "variable"):
        value = os.environ.get(decoy.name, "")
        return markers.add_value(decoy, os.urandom(8).hex(), value)
    return True


def leaves(data: Any, how: str, *, stops: bool = True, name: bool = False) -> None:
    """Say a decoy whose value is in what leaves `how`; in `enforce`, stop what can be stopped."""
    found = within(data, name=name)
    if found is not None:
        trip(found, f"its value leaves {how}", stops=stops)


def within(data: Any, *, name: bool = False) -> Decoy | None:
    """The decoy whose value is in a text or in bytes, of which there may be many; `name`: it is a host's."""
    if not markers:
        return None
    if isinstance(data, str):
        data = data[:LARGEST].encode("utf-8", "surrogatepass")
    elif not isinstance(data, bytes):
        try:
            data = memoryview(data).cast("B")[:LARGEST].tobytes()
        except (TypeError, ValueError):  # nothing that can be sent as it is
            return None
    found: Decoy | None = markers.find(data, name=name)
    return found


def trip(decoy: Decoy, what: str, *, stops: bool = True) -> None:
    """An event at once, with the invocation; once for each decoy and way.  `Blocked` where it stops."""
    policy = registry.state.policy
    would = "block" if stops else "flag"
    stops = stops and policy is not None and policy.mode_of(GUARD) == "enforce"
    found = invocation.current()
    said = _between if found is None else _said.setdefault(found, set())
    key = (decoy.kind, decoy.name, what)
    if key not in said and len(said) < _SAID_APART:
        said.add(key)
        _say(decoy, what, "block" if stops else "flag", would)
    if stops:
        if found is not None:
            found.blocked = GUARD
        raise verdicts.Blocked


def said_of(decoy: Decoy) -> bool:
    """Whether anything was said of this decoy in the running invocation."""
    found = invocation.current()
    said = _between if found is None else _said.get(found, ())
    return any(key[:2] == (decoy.kind, decoy.name) for key in said)


def _say(decoy: Decoy, what: str, verdict: str, would: str) -> None:
    facts = {"decoy": decoy.kind, "name": decoy.name, "way": what}
    if verdict != "block":
        facts["would"] = would
    reason = f"a decoy ({decoy.kind} {decoy.name}): {what}"
    events.emit("deception", verdict, GUARD, reason, facts=facts, at=events.place())


def _called(params: Any = None, model: Any = None, **_: Any) -> None:
    """A call of the SDK, before its parameters are checked; nothing is returned, so they stay as they are."""
    verdicts.judged(GUARD, _asked, params, model)


_KIND_OF = {"DynamoDB": "table", "DynamoDB Streams": "table", "Secrets Manager": "secret", "SSM": "secret"}


def _asked(params: Any, model: Any) -> None:
    kind = _KIND_OF.get(str(model.service_model.service_id))
    if kind is None or not isinstance(params, dict):
        return
    for word in _words(params):
        decoy = _targets.get(f"{kind}/{word}") or _targets.get(f"{kind}/{_bare(word)}")
        if decoy is not None:
            trip(decoy, f"it is asked for by {model.name}")


def _bare(word: str) -> str:
    """The name in an ARN, less the six characters that a secret's has behind it."""
    if not word.startswith("arn:") or word.count(":") < 5:
        return word
    rest = word.split(":", 5)[5]
    name = rest.partition("/")[2] if rest.startswith("table/") else rest.removeprefix("secret:")
    if rest.startswith("table/"):
        return name.partition("/")[0]
    head, dash, tail = name.rpartition("-")
    return head if dash and len(tail) == 6 else name


def _words(params: dict[str, Any]) -> list[str]:
    """What a call may name: its parameters' texts, the tables of batches, and words of a statement."""
    found: list[str] = []
    for key, value in params.items():
        if key in ("Statement", "Statements", "TransactStatements"):
            found += _named(str(value))
        elif key == "RequestItems" and isinstance(value, dict):
            found += [str(table) for table in value]
        elif key == "TransactItems" and isinstance(value, list):
            found += [str(act.get("TableName")) for entry in value for act in _dicts(entry)]
        elif isinstance(value, str):
            found.append(value)
        elif isinstance(value, list):
            found += [one for one in value if isinstance(one, str)]
    return found


def _dicts(entry: Any) -> list[dict[str, Any]]:
    return [act for act in entry.values() if isinstance(act, dict)] if isinstance(entry, dict) else []


def _named(statement: str) -> list[str]:
    import re

    return re.findall(r"[\w.-]+", statement)[:200]


def answers(body: Any) -> None:
    """The handler's answer is about to be posted.  It is only told: what it would become instead is not ours to say."""
    if isinstance(body, (str, bytes)):
        leaves(body, "in the answer", stops=False)


def ended(_invocation: Invocation) -> None:
    """After an answer: whether somebody has read a decoy's file where no sensor sees it."""
    audit.unwatched(decoy_files.look)


instance.on_renewal(lambda _origin: _between.clear())
