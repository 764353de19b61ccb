"""Decoys for the nodes of a map: what an intruder would take, and nothing else has a use for.

Made at deployment.  The values go where they are laid (variables of the function, items of the table, the secret); the
contract gets the salted hashes, which is all that the agents know.  Nothing of it is written into a repository: with a
key that only the deployment has, the same version gives the same decoys again; without, each making gives new ones.
"""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final

LETTERS: Final = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
_MIXED: Final = LETTERS + LETTERS[:26].lower()
ANCHOR: Final = 5
"""Letters that the values of one version have in common; the agents make them of the salt, and seek them first."""
_KEY_ID: Final = "AKIA"
SCRATCH_FILE: Final = "/tmp/.aws/credentials"  # noqa: S108  # made by the agent, with values of its own
_STORES: Final = ("table", "database", "bucket", "cache", "stream", "queue")

Bytes = Callable[[int], bytes]


@dataclass(frozen=True, slots=True)
class Made:
    """A decoy: the entry of the contract, and the value with the place where it has to be laid."""

    kind: str
    name: str
    owner: str
    """The node whose decoy it is: a function, or the store beside which it lies."""
    value: str = field(repr=False)
    salt: str
    hash: str

    @property
    def entry(self) -> dict[str, str]:
        """What the contract says of it; the value is not in there."""
        entry = {"kind": self.kind, "name": self.name}
        return {**entry, "salt": self.salt, "hash": self.hash} if self.hash else entry


def make(nodes: Iterable[str], version: str, key: bytes | None = None) -> list[Made]:
    """Decoys for these nodes (`function/Orders`, `table/Orders` ...), for one version of the deployment.

    Args:
        nodes: ids of the map's nodes; what has no decoy is passed over.
        version: another one gives other values and other hashes.
        key: of the deployment; the same key and version give the same decoys.  None: they are made up.
    """
    source = _source(key, version)
    common = source("salt")(8).hex()
    made: list[Made] = []
    for node in sorted(set(nodes)):
        kind, _, name = node.partition("/")
        for decoy_kind, decoy_name, shape in _wanted(kind, name):
            own = source(f"{node} {decoy_kind} {decoy_name}")
            made.append(_made(decoy_kind, decoy_name, node, shape, common + own(8).hex(), own))
        if kind == "function":
            made.append(Made("file", SCRATCH_FILE, node, "", "", ""))
    return made


def entries(made: Iterable[Made], function: str | None = None) -> list[dict[str, str]]:
    """The contract's `decoys`: all, or those of one function (its own, and those that lie beside stores)."""
    wanted = [one for one in made if function is None or one.owner == function or not one.owner.startswith("function/")]
    unique = {(one.kind, one.name, one.hash): one.entry for one in wanted}
    return [unique[known] for known in sorted(unique)]


def variables(made: Iterable[Made], function: str) -> dict[str, str]:
    """What has to be set in a function's environment."""
    kinds = ("credential", "variable")
    return {one.name: one.value for one in made if one.owner == function and one.kind in kinds}


def is_decoy(text: str, known: Iterable[Mapping[str, str]]) -> bool:
    """Whether a value that looks like a secret is one of these entries' decoys: a scanner has then nothing to say."""
    for entry in known:
        length, _, rest = entry.get("hash", "").partition(".")
        if length == str(len(text)) and hmac.compare_digest(_hash(entry["salt"], text), rest.partition(".")[2]):
            return True
    return False


def _wanted(kind: str, name: str) -> list[tuple[str, str, str]]:
    """Kind, name and shape of what an intruder would look for there."""
    word = re.sub(r"[^A-Za-z0-9]+", "_", re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name)).strip("_") or "DATA"
    if kind == "function":
        return [
            ("credential", "BACKUP_AWS_ACCESS_KEY_ID", "id"),
            ("credential", "BACKUP_AWS_SECRET_ACCESS_KEY", "secret"),
            ("variable", "ADMIN_API_TOKEN", "token"),
        ]
    if kind not in _STORES:
        return []
    decoy = [("secret", f"prod/{word.lower()}/admin", "secret")]
    return [("table", f"{name}-backup", "token"), *decoy] if kind == "table" else decoy


_LENGTHS: Final = {"id": 20, "secret": 40, "token": 32}


def _made(kind: str, name: str, owner: str, shape: str, salt: str, source: Bytes) -> Made:
    """A value with the version's letters somewhere in it; in a key's id they come first, as accounts have it."""
    begin, letters = (_KEY_ID, LETTERS) if shape == "id" else ("", _MIXED)
    rest = _LENGTHS[shape] - len(begin) - ANCHOR
    text = _letters(source, letters, rest)
    before = 0 if shape == "id" else source(1)[0] % rest
    value = begin + text[:before] + anchor(salt) + text[before:]
    offset = len(begin) + before
    return Made(kind, name, owner, value, salt, f"{len(value)}.{offset}.{_hash(salt, value)}")


def _letters(source: Bytes, letters: str, count: int) -> str:
    """Each letter as likely as another: bytes beyond a multiple of their number are passed over."""
    most = 256 - 256 % len(letters)
    text = ""
    while len(text) < count:
        text += "".join(letters[byte % len(letters)] for byte in source(2 * count) if byte < most)
    return text[:count]


def anchor(salt: str) -> str:
    """The letters that the values of one version have in common: of the first half of their salts."""
    seed = hashlib.sha256(b"anchor" + salt[: len(salt) // 2].encode()).digest()
    return "".join(LETTERS[byte % 32] for byte in seed[:ANCHOR])


def _hash(salt: str, value: str) -> str:
    return hashlib.sha256(salt.encode() + value.lower().encode()).hexdigest()


def _source(key: bytes | None, version: str) -> Callable[[str], Bytes]:
    if key is None:
        return lambda _purpose: secrets.token_bytes
    if len(key) < 16:
        raise ValueError("the key of the decoys has fewer than 16 bytes")
    return lambda purpose: _Stream(key, f"{version}\0{purpose}").take


class _Stream:
    """Bytes that follow from a key and a purpose."""

    def __init__(self, key: bytes, purpose: str) -> None:
        self._key, self._purpose, self._block, self._rest = key, purpose.encode(), 0, b""

    def take(self, count: int) -> bytes:
        while len(self._rest) < count:
            self._block += 1
            message = self._block.to_bytes(8, "big") + self._purpose
            self._rest += hmac.new(self._key, message, hashlib.sha256).digest()
        part, self._rest = self._rest[:count], self._rest[count:]
        return part
