"""Functions that turn values of one type into another, or hide them from Terraform's own output."""

from __future__ import annotations

from typing import Any

from ennead.sources.terraform.hcl.functions.arguments import Arguments, Function
from ennead.sources.terraform.hcl.values import (
    Members,
    as_flag,
    as_number,
    as_unclear,
    is_unknown,
    listed,
    scalar_text,
)
from ennead.sources.terraform.instance import Encoded


def _same(given: Arguments) -> Any:
    return given.values[0]


def _to_text(given: Arguments) -> Any:
    value = given.values[0]
    return value if value is None or is_unknown(value) or isinstance(value, Encoded) else scalar_text(value)


def _to_number(given: Arguments) -> Any:
    value = given.values[0]
    if value is None:
        return None
    return as_unclear(value) if is_unknown(value) else as_number(value)


def _to_flag(given: Arguments) -> Any:
    value = given.values[0]
    if value is None:
        return None
    return as_unclear(value) if is_unknown(value) else as_flag(value)


def _to_list(given: Arguments) -> Any:
    value = given.values[0]
    if value is None or is_unknown(value):
        return value
    items = given.items(0)
    return listed(items, getattr(items, "mark", given.mark)) if isinstance(items, Members) else items


def _to_map(given: Arguments) -> Any:
    value = given.values[0]
    return value if value is None or is_unknown(value) else given.members(0)


def _type(given: Arguments) -> Any:
    value = given.values[0]
    if isinstance(value, bool):
        return "bool"
    names = ((str, "string"), (int, "number"), (float, "number"), (list, "tuple"), (dict, "object"))
    return next((word for kind, word in names if isinstance(value, kind)), "dynamic")


FUNCTIONS = {
    "ephemeralasnull": Function(_same, strict=False),
    "issensitive": Function(lambda _: False),
    "nonsensitive": Function(_same, strict=False),
    "sensitive": Function(_same, strict=False),
    "tobool": Function(_to_flag, strict=False),
    "tolist": Function(_to_list, strict=False),
    "tomap": Function(_to_map, strict=False),
    "tonumber": Function(_to_number, strict=False),
    "tostring": Function(_to_text, strict=False),
    "type": Function(_type),
}
