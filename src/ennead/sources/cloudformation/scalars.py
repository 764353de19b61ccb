"""Resolved values compared, and written as text."""

from __future__ import annotations

import re
from collections.abc import Mapping
from enum import Enum
from typing import Any

from ennead.model.unknown import Unknown
from ennead.sources.cloudformation.inputs import hole
from ennead.sources.cloudformation.load import plain


class NoValue(Enum):
    """`AWS::NoValue`: the member is left out."""

    NO_VALUE = "AWS::NoValue"


NO_VALUE = NoValue.NO_VALUE


def equal(left: Any, right: Any) -> bool | Unknown:
    """Whether two values are the same, as `Fn::Equals` compares them; Unknown where a part could not be told."""
    for side in (left, right):
        if isinstance(side, Unknown):
            return side
    left, right = _scalar(left), _scalar(right)
    if left == right:
        return True
    for side in (left, right):
        if isinstance(side, str) and "${" in side:
            return Unknown(f"{side} could not be told")
    return False


def _scalar(value: Any) -> Any:
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value) if isinstance(value, int | float) else value


def may_be(asked: Any, key: Any) -> bool:
    """Whether a key of a mapping may be the one asked for; a token may be any."""
    if isinstance(asked, str):
        return asked == str(key) or "${" in asked
    written = plain(str(key))
    return isinstance(asked, int | float) and type(written) is type(asked) and written == asked


def keys_like(rows: Mapping[str, Any], asked: Any) -> list[str]:
    """The keys of a mapping that may be the one asked for; without a token in it that is mostly the key itself."""
    if isinstance(asked, str) and asked in rows and "${" not in asked:
        return [asked]
    return [key for key in rows if may_be(asked, key)]


def as_text(value: Any, name: str) -> str:
    """The value as a piece of text; a hole where it has none."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value) if isinstance(value, str | int | float) else hole(name.replace("${", "").replace("}", ""))


_TOKEN = re.compile(r"\$\{[^{}]*\}")


def split_text(text: str, delimiter: str) -> list[str]:
    """The text split; tokens (`${AWS::Region}`) hold no delimiter, whatever they are written with."""
    if "${" not in text:
        return text.split(delimiter)
    tokens = iter(_TOKEN.findall(text))
    parts = _TOKEN.sub("\0", text.replace("\0", "")).split(delimiter)
    return [re.sub("\0", lambda _: next(tokens), part) for part in parts]
