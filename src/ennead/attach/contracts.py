"""The compiled contract that functions are told of: its hash, by what name it knows a function, whether they agree."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from ennead.contract.words import COMPILED

_MADE_BY = "`ennead contract compile` writes it"


class ContractFileError(Exception):
    """A file that is no compiled contract; the message says what is."""


@dataclass(frozen=True, slots=True)
class Contracted:
    """A compiled contract: the file as a person names it, the SHA-256 of its bytes, the functions it names."""

    file: str
    digest: str
    functions: frozenset[str] = frozenset()

    def called(self, name: str, deployed: Iterable[str], held: str | None) -> str | None:
        """What `ENNEAD_FUNCTION` has to say of the function that the template calls `name`.

        `deployed` are the names it goes by where it runs, its id where a name is made up; `held` is what the variable
        says already, which stays if the contract knows it.  None where there is nothing to say.
        """
        if held in self.functions:
            return held
        return name if name in deployed and name in self.functions else None

    def names(self, deployed: Iterable[str], called: str | None) -> bool:
        """Whether it says anything of a function of its own, beside the default."""
        return called is not None or not self.functions.isdisjoint(deployed)


class Agreed(StrEnum):
    """The hash in a template against a contract: `none` is there, `same`, `other`, or `untold`."""

    NONE = "none"
    SAME = "same"
    OTHER = "other"
    UNTOLD = "untold"


@dataclass(frozen=True, slots=True)
class Hashed:
    """The hash in a function's template, and what that is against the contract beside it."""

    agreed: Agreed = Agreed.NONE
    digest: str | None = None
    file: str | None = None


UNSAID = Hashed()


def hashed(there: object, held: Contracted | None) -> Hashed:
    """What the variable says: None (it is not there), text, or something that only deployment tells."""
    file = held.file if held else None
    if there is None:
        return Hashed(file=file)
    told = isinstance(there, str) and "${" not in there
    digest = str(there).strip().lower().removeprefix("sha256:") if told else None
    if digest is None or held is None:
        return Hashed(Agreed.UNTOLD, digest, file)
    return Hashed(Agreed.SAME if digest == held.digest else Agreed.OTHER, digest, file)


def load(file: Path) -> Contracted:
    """The compiled contract in a file.  Raises ContractFileError."""
    try:
        if file.exists() and not file.is_file():  # a pipe would be waited for
            raise ContractFileError(f"{file} is no regular file, so it is not read: {_MADE_BY}")
        data = file.read_bytes()
        held: Any = json.loads(data)
    except (OSError, ValueError, RecursionError) as error:
        raise ContractFileError(f"{file} cannot be read as JSON: {_MADE_BY}") from error
    if not isinstance(held, dict) or held.get("schema") != COMPILED:
        raise ContractFileError(f"{file} is no {COMPILED}: {_MADE_BY}")
    if (fault := _fault(held)) is not None:
        raise ContractFileError(f"{file} is no {COMPILED}, for {fault}: {_MADE_BY}")
    return Contracted(file.as_posix(), hashlib.sha256(data).hexdigest(), frozenset(held["functions"]))


def _fault(held: dict[str, Any]) -> str | None:
    """What is not as an agent reads it; None where nothing is."""
    if not isinstance(held.get("default"), dict):
        return "its `default` is no object"
    functions = held.get("functions")
    if not isinstance(functions, dict):
        return "its `functions` are no object"
    wrong = next((name for name, rules in functions.items() if not isinstance(rules, dict)), None)
    return None if wrong is None else f"its function {wrong} is no object"


def first(*files: Path) -> Contracted | None:
    """The first of these files that is a compiled contract."""
    for file in files:
        try:
            return load(file)
        except ContractFileError:
            continue
    return None
