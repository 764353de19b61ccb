"""The compiled contract: what is agreed for this function.  Read once at start from a file; no network.

Shape of the file (`ennead.contract.compiled/1`): `default` and, by name, `functions`, each an object with `mode`,
`guards` (guard to mode) and `on_error` (`open` or `closed`).  A function's own words stand before the default's.  What
this version does not know is passed over, for later guards to read from `Policy.rules`.
"""

from __future__ import annotations

import os

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

SCHEMA = "ennead.contract.compiled/"
FILE = "ennead.contract.json"
MODES = ("observe", "alert", "enforce", "off")
_STOP_BY_NAME = frozenset(("markup",))
"""Guards that stop only where the contract names them: what they judge may be meant (rich text in a mail)."""
_LARGEST = 1 << 20


class Policy:
    """What holds for this function: a mode for each guard, and what becomes of a fault of ours."""

    __slots__ = ("closed", "complaints", "digest", "forced", "guards", "mode", "rules")

    def __init__(self) -> None:
        self.mode = "observe"
        self.forced: str | None = None
        self.guards: dict[str, str] = {}
        self.closed = False
        self.digest: str | None = None
        self.rules: dict[str, Any] = {}
        self.complaints: list[str] = []

    def mode_of(self, guard: str) -> str:
        """The mode of a guard: what ENNEAD_MODE says for all, else the guard's own, else the function's.

        One that may not stop is in `alert` where that is `enforce`.
        """
        mode = self.forced or self.guards.get(guard, self.mode)
        return "alert" if mode == "enforce" and not self.may_stop(guard) else mode

    def may_stop(self, guard: str) -> bool:
        """Whether a guard stops in `enforce`: some do only where the contract says `enforce` of them by name."""
        return guard not in _STOP_BY_NAME or self.guards.get(guard) == "enforce"

    @property
    def stops(self) -> bool:
        """Whether any guard, or any flow by a mode of its own, stops what it finds."""
        if self.forced is not None:
            return self.forced == "enforce"
        flows = self.rules.get("flows")
        own = [flow.get("mode") for flow in flows if isinstance(flow, dict)] if isinstance(flows, list) else []
        return "enforce" in (self.mode, *self.guards.values(), *own)

    @property
    def refusal(self) -> dict[str, Any]:
        """What the contract says of refusing."""
        words = self.rules.get("refusal")
        return words if isinstance(words, dict) else {}

    @property
    def refuses_on_fault(self) -> bool:
        """Whether a fault of ours before the handler refuses the event instead of letting it pass."""
        return self.closed and (self.forced or self.mode) == "enforce"


def load(layer: str | None) -> Policy:
    """The policy for this function: the contract's if it is good, else the default; `complaints` say what was wrong."""
    policy = Policy()
    _force(policy)
    path = os.environ.get("ENNEAD_CONTRACT") or None
    expected = os.environ.get("ENNEAD_CONTRACT_HASH") or None
    named = path is not None
    if path is None and layer is not None:
        path = layer + "/" + FILE
    data = _read(path, policy, complain=named or expected is not None)
    if data is None:
        return policy
    policy.digest = digest(data)
    if expected is not None and expected.strip().lower().removeprefix("sha256:") != policy.digest:
        policy.complaints.append(
            "the contract beside the agent is not the one deployed (its hash differs): the default policy holds"
        )
        return policy
    _apply(policy, data)
    return policy


def _force(policy: Policy) -> None:
    word = os.environ.get("ENNEAD_MODE", "").strip().lower()
    if word in MODES:
        policy.forced = word
    elif word:
        policy.complaints.append("ENNEAD_MODE is none of observe, alert, enforce, off: it is passed over")


def _read(path: str | None, policy: Policy, *, complain: bool) -> bytes | None:
    if path is None:
        return None
    try:
        with open(path, "rb") as file:  # noqa: PTH123  # pathlib costs milliseconds at start
            data = file.read(_LARGEST + 1)
    except OSError as error:
        if complain or not isinstance(error, FileNotFoundError):
            policy.complaints.append(f"the contract cannot be read ({type(error).__name__}): the default policy holds")
        return None
    if len(data) > _LARGEST:
        policy.complaints.append("the contract is larger than 1 MB: the default policy holds")
        return None
    return data


def digest(data: bytes) -> str:
    """SHA-256 in hex, without loading OpenSSL where Python brings its own."""
    try:
        from _sha2 import sha256  # 3.12 and newer
    except ImportError:
        try:
            from _sha256 import sha256
        except ImportError:
            from hashlib import sha256
    return str(sha256(data).hexdigest())


def _apply(policy: Policy, data: bytes) -> None:
    import json

    try:
        document = json.loads(data)
    except (ValueError, RecursionError):
        policy.complaints.append("the contract is no JSON: the default policy holds")
        return
    if not isinstance(document, dict) or not str(document.get("schema", "")).startswith(SCHEMA + "1"):
        policy.complaints.append(f"the contract's schema is not {SCHEMA}1: the default policy holds")
        return
    for rules in _rules(document):
        policy.rules.update(rules)
    _read_rules(policy)


def _rules(document: dict[str, Any]) -> list[dict[str, Any]]:
    name = os.environ.get("ENNEAD_FUNCTION") or os.environ.get("AWS_LAMBDA_FUNCTION_NAME") or ""
    functions = document.get("functions")
    own = functions.get(name) if isinstance(functions, dict) else None
    return [rules for rules in (document.get("default"), own) if isinstance(rules, dict)]


def _read_rules(policy: Policy) -> None:
    mode, guards, on_error = (policy.rules.get(word) for word in ("mode", "guards", "on_error"))
    if mode in MODES:
        policy.mode = str(mode)
    elif mode is not None:
        policy.complaints.append("the contract's mode is none of observe, alert, enforce, off: observe holds")
    if isinstance(guards, dict):
        policy.guards = {str(name): str(word) for name, word in guards.items() if word in MODES}
        if len(policy.guards) != len(guards):
            policy.complaints.append(
                "the contract gives a guard a mode that there is not: the function's mode holds for it"
            )
    if on_error in ("open", "closed"):
        policy.closed = on_error == "closed"
    elif on_error is not None:
        policy.complaints.append("the contract's on_error is neither open nor closed: open holds")
