"""The decoys of a contract: made for one version, their hashes for the agents, their values to lay out."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from ennead import decoys
from ennead.contract.errors import ContractError
from ennead.contract.words import Contract
from ennead.graph.graph import AppGraph

KEY: Final = "ENNEAD_DECOY_KEY"
"""The deployment's own key: with it one version gives the same decoys again."""


@dataclass(frozen=True, slots=True)
class Baits:
    """`entries` by the contract's name of each function; `values` is what deployment lays out and keeps secret."""

    entries: Mapping[str, list[dict[str, str]]]
    values: Mapping[str, Any]

    def save(self, target: Path) -> None:
        """Write the values where only this user reads them.

        Raises:
            ContractError: the file is there already, or cannot be written.
        """
        text = json.dumps(self.values, indent=2, sort_keys=True) + "\n"
        try:
            descriptor = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError as error:
            raise ContractError(f"{target} is there already: another version's values may still be in use") from error
        except OSError as error:
            raise ContractError(f"{target} cannot be written: {error.strerror}") from error
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(text)


def baits(contract: Contract, graphs: Iterable[AppGraph], version: str) -> Baits:
    """Decoys for the contract's functions and for the stores on the map.

    Raises:
        ContractError: the deployment's key is too short.
    """
    nodes = {node for graph in graphs for node in graph.nodes}
    functions = {name: f"function/{name}" for name in contract.functions}
    key = os.environ.get(KEY)
    try:
        made = decoys.make([*nodes, *functions.values()], version, key.encode() if key else None)
    except ValueError as error:
        raise ContractError(f"{KEY}: {error}") from error
    entries = {name: decoys.entries(made, node) for name, node in functions.items()}
    variables = {name: decoys.variables(made, node) for name, node in functions.items()}
    stores = [
        {"kind": one.kind, "name": one.name, "beside": one.owner, "value": one.value}
        for one in made
        if not one.owner.startswith("function/")
    ]
    return Baits(entries, {"version": version, "variables": variables, "lay": stores})
