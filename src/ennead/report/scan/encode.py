"""Documents as JSON text."""

from __future__ import annotations

from typing import Any

from ennead.report.scan.text import storable


def encode(document: Any) -> str:
    """UTF-8 JSON, indented by two blanks, with a line feed at its end.

    JSON has no lone surrogates; where the document holds any they are spelled out (`\\udc80`).
    """
    import msgspec  # noqa: PLC0415  # start-up time: only these formats need it

    try:
        data = msgspec.json.encode(document)
    except UnicodeEncodeError:
        data = msgspec.json.encode(_storable(document))
    return msgspec.json.format(data, indent=2).decode() + "\n"


def _storable(value: Any) -> Any:
    if isinstance(value, str):
        return storable(value)
    if isinstance(value, dict):
        return {_storable(key): _storable(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_storable(item) for item in value]
    return value
