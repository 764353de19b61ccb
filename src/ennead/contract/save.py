"""Contracts as files: the difference of two texts, and one written whole or not at all."""

from __future__ import annotations

from dataclasses import replace
from difflib import get_close_matches, unified_diff
from pathlib import Path

from ennead.contract.errors import ContractError
from ennead.contract.words import Contract
from ennead.remedy import files


def difference(before: str, after: str, file: str) -> str:
    """A unified difference."""
    lines = unified_diff(before.splitlines(keepends=True), after.splitlines(keepends=True), f"a/{file}", f"b/{file}")
    return "".join(line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n" for line in lines)


def save_text(place: Path, text: str) -> None:
    """Raises ContractError where it cannot be written; the file is then as it was."""
    try:
        files.write(place.resolve(), text.encode("utf-8"))
    except OSError as error:
        raise ContractError(f"{place} cannot be written: {error.strerror or error}") from error


def chosen(contract: Contract, functions: tuple[str, ...]) -> Contract:
    """The contract of some functions; of all where none is named.  Raises ContractError for one that is not there."""
    for name in functions:
        if name not in contract.functions:
            near = get_close_matches(name, contract.functions, 1) or list(contract.functions)[:1]
            raise ContractError(f"no function of the contract is called {name}: there is {', '.join(near) or 'none'}")
    if not functions:
        return contract
    return replace(contract, functions={name: contract.functions[name] for name in functions})
