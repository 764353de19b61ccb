"""The small file that lies beside the agents: `ennead.contract.compiled/1`, and its hash for the environment."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from ennead.contract.deployed import Deployed, operations
from ennead.contract.errors import ContractError
from ennead.contract.words import COMPILED, WHO, Contract, Event, Flow, Rules

MAXIMUM_BYTES: Final = 1 << 20
"""What an agent reads at most."""
FILE: Final = "ennead.contract.json"


@dataclass(frozen=True, slots=True)
class Compiled:
    """The file's bytes, their SHA-256, and targets whose names only deployment knows."""

    data: bytes
    functions: tuple[str, ...]
    unnamed: tuple[str, ...]

    @property
    def digest(self) -> str:
        """What `ENNEAD_CONTRACT_HASH` is set to."""
        return hashlib.sha256(self.data).hexdigest()


def compiled(
    contract: Contract,
    deployed: Deployed,
    decoys: Mapping[str, list[dict[str, str]]] | None = None,
    modules: Mapping[str, Mapping[str, str]] | None = None,
) -> Compiled:
    """The file for all functions of a contract: the same bytes for the same contract, `decoys` and `modules`.

    Both are by function; a file that the contract itself has under `modules` keeps the hash that stands there.

    Raises:
        ContractError: two functions have one name where they run, or it is larger than an agent reads.
    """
    functions: dict[str, dict[str, Any]] = {}
    for name, rules in contract.functions.items():
        made = _rules(rules, deployed)
        laid = (decoys or {}).get(name)
        if laid:
            made["decoys"] = [*made.get("decoys", ()), *laid]
        held = (modules or {}).get(name)
        if held:
            made["modules"] = {**held, **made.get("modules", {})}
        for known in deployed.functions(name):
            if known in functions and functions[known] != made:
                raise ContractError(f"two functions are called {known} where they run: name one with --name ID=NAME")
            functions[known] = made
    document = {"schema": COMPILED, "default": _rules(contract.default, deployed), "functions": functions}
    data = json.dumps(document, sort_keys=True, separators=(",", ":"), ensure_ascii=True).encode("ascii") + b"\n"
    if len(data) > MAXIMUM_BYTES:
        raise ContractError(
            f"the compiled contract has {len(data):,} bytes, and agents read {MAXIMUM_BYTES:,}: "
            "compile the functions in parts with --function"
        )
    return Compiled(data, tuple(sorted(functions)), tuple(sorted(deployed.unnamed)))


def _rules(rules: Rules, deployed: Deployed) -> dict[str, Any]:
    made: dict[str, Any] = {key: value for key, value in rules.rest.items() if _says(value)}
    if rules.events is not None:
        made["events"] = {word: _event(event) for word, event in rules.events.items()}
    if rules.flows is not None:
        made["flows"] = _flows(rules.flows, deployed)
    if "deny" in made:
        made["deny"] = [{"class": one["class"], "to": to} for one in made["deny"] for to in deployed.targets(one["to"])]
    for key, value in (("processes", rules.processes), ("ports", rules.ports)):
        if value is not None:
            made[key] = list(value)
    paths = {key: list(value) for key, value in (("read", rules.read), ("write", rules.write)) if value is not None}
    if paths:
        made["paths"] = paths
    if rules.untrusted is not None:
        made["untrusted"] = _untrusted(rules.untrusted, deployed)
    return made


def _says(value: Any) -> bool:
    """Whether a part says anything: an empty list of limits or decoys does not."""
    return value not in ({}, [], None)


def _event(event: Event) -> dict[str, Any]:
    """What the events look like, and the widest of those who make them happen: agents know no senders."""
    made = dict(event.shape)
    if event.senders:
        made["audience"] = max(event.senders.values(), key=WHO.index)
    return made


def _flows(flows: tuple[Flow, ...], deployed: Deployed) -> list[dict[str, Any]]:
    """Flows of one target together; a flow that allows every operation has none named."""
    made: dict[str, dict[str, Any]] = {}
    for flow in flows:
        for to in deployed.targets(flow.to):
            one = _flow(flow, to)
            key = json.dumps({name: value for name, value in one.items() if name != "ops"}, sort_keys=True)
            known = made.setdefault(key, one)
            if known is one:
                continue
            if "ops" in known and "ops" in one:
                known["ops"] = sorted({*known["ops"], *one["ops"]})
            else:
                known.pop("ops", None)
    return [made[key] for key in sorted(made)]


def _flow(flow: Flow, to: str) -> dict[str, Any]:
    made: dict[str, Any] = {"to": to}
    if flow.ops is not None:
        made["ops"] = sorted({name for op in flow.ops for name in operations(op)})
    pairs: Mapping[str, Any] = {"classes": flow.classes, "max_bytes": flow.max_bytes, "mode": flow.mode}
    for key, value in pairs.items():
        if value is not None:
            made[key] = list(value) if isinstance(value, tuple) else value
    return made


def _untrusted(targets: tuple[str, ...], deployed: Deployed) -> list[str]:
    """Targets whose answers are judged: hosts are named without their ports."""
    found: set[str] = set()
    for target in targets:
        names = deployed.targets(target)
        found |= {name for name in names if not name.startswith("external/")}
        found |= {name.partition(":")[0] for name in names if name.startswith("external/")}
    return sorted(found)
