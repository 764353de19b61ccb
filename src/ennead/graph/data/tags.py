"""What tags of a resource say of its data."""

from __future__ import annotations

from collections.abc import Iterator

from ennead.model.app import Node
from ennead.model.data import Classed, DataClass, Evidence, Level

OURS = "ennead:data"
"""The tag of our own: class names, divided by comma, semicolon, plus, slash or bar (not every service takes commas)."""

THEIRS = frozenset(
    """
    dataclassification dataclass dataclasses classification informationclassification datasensitivity sensitivity
    """.split()
)
"""Tags that are in use for it, without signs and capitals."""

OTHER_NAMES: dict[str, DataClass] = {
    "pii": DataClass.PERSONAL, "phi": DataClass.HEALTH, "pci": DataClass.FINANCIAL, "payment": DataClass.FINANCIAL,
    "secrets": DataClass.CREDENTIALS, "content": DataClass.USER_CONTENT, "usercontent": DataClass.USER_CONTENT,
    "corporate": DataClass.BUSINESS, "open": DataClass.PUBLIC,
}  # fmt: skip
"""Other names of our classes."""

HIGH = frozenset({"confidential", "highlyconfidential", "restricted", "sensitive", "secret", "topsecret", "high"})
"""What a tag says where it names no class and much to lose."""


def by_tags(node: Node) -> Iterator[Classed]:
    """The classes a node's tags name; `unknown` with its reason for a word that is none: it was meant to tell."""
    for key, word in _words(node):
        data_class = _CLASSES.get(word)
        if data_class:
            yield Classed(data_class, f"Its tag {key} says {data_class}", Evidence.TAG, node.at)
        elif word not in HIGH:
            reason = f'Its tag {key} says "{word}", which is no class of data'
            yield Classed(DataClass.UNKNOWN, reason, Evidence.TAG, node.at)


def confidential(node: Node) -> bool:
    """Whether a tag says that much is lost if others see it."""
    return any(word in HIGH for _, word in _words(node))


def level_said(node: Node, aim: str) -> Level | None:
    """The level a tag `ennead:AIM` sets (`ennead:integrity = high`); unknown where it says no level."""
    for key, value in node.tags:
        if key.lower() == f"ennead:{aim}":
            said = value.strip().lower()
            return Level(said) if said in set(Level) else Level.UNKNOWN
    return None


def _words(node: Node) -> Iterator[tuple[str, str]]:
    for key, value in node.tags:
        if key.lower() == OURS or _plain(key) in THEIRS:
            for part in _divided(value):
                if word := _plain(part):
                    yield key, word


def _divided(value: str) -> list[str]:
    for sign in ",;+/|":
        value = value.replace(sign, "\n")
    return value.splitlines()


def _plain(text: str) -> str:
    return "".join(letter for letter in text.lower() if letter.isalnum())


_CLASSES = {_plain(one): one for one in DataClass} | OTHER_NAMES
