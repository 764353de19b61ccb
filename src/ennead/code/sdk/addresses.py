"""Text of the form `bucket/key` taken apart, where its parts may be untold."""

from __future__ import annotations

from ennead.code.values import Known, Value, Words, text


def parts_after(value: Value, prefix: str) -> list[Value]:
    """The parts of a text, without what it begins with."""
    parts: list[Value] = list(value.parts) if isinstance(value, Words) else [value]
    first = text(parts[0])
    if first is not None:
        parts[0] = Known(first.removeprefix(prefix))
    return parts


def bucket_and_key(parts: list[Value]) -> dict[str, Value] | None:
    """What stands before and after the first slash, as `Bucket` and `Key`; None where no slash is told."""
    for number, part in enumerate(parts):
        content = text(part)
        if content is None or "/" not in content:
            continue
        before, _, after = content.partition("/")
        halves = {"Bucket": [*parts[:number], Known(before)], "Key": [Known(after), *parts[number + 1 :]]}
        return {name: found for name, pieces in halves.items() if (found := joined(pieces)) is not None}
    return None


def joined(parts: list[Value]) -> Value | None:
    """Parts as one text; None where nothing is left."""
    told = tuple(part for part in parts if text(part) != "")
    if not told:
        return None
    return told[0] if len(told) == 1 else Words(told)
