"""Whose texts count as the code's own: fields of the event that the contract trusts, for all guards or for some."""

from __future__ import annotations

from .. import registry, untrusted

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from ..untrusted.match import Span
    from ..untrusted.texts import Text


def spans(argument: str, guard: str) -> list[Span]:
    """The untrusted parts of an argument, without those this guard is to trust."""
    found = untrusted.spans(argument)
    if not found or not _entries():
        return found
    return [one for one in found if not trusts(one.text, guard)]


def trusts(text: Text, guard: str) -> bool:
    """Whether the contract says that this text's field is sent by someone who may."""
    entries = _entries()
    if not entries:
        return False
    where = _plain(text.where)
    for entry in entries:
        if isinstance(entry, dict) and isinstance(entry.get("field"), str):
            guards = entry.get("guards")
            if (not guards or guard in guards) and _below(where, _plain(entry["field"])):
                return True
    return False


def _entries() -> Any:
    policy = registry.state.policy
    found = policy.rules.get("trusted") if policy is not None else None
    return found if isinstance(found, list) else None


def _plain(field: str) -> str:
    """A field's way with each number of a list as `[*]`: one entry speaks for all records."""
    parts = field.split("[")
    return parts[0] + "".join("[*]" + part.partition("]")[2] for part in parts[1:])


def _below(where: str, field: str) -> bool:
    return where == field or where.startswith((field + ".", field + "["))
