"""What `.name` and `[key]` give, of values that are known and of those that are not."""

from __future__ import annotations

from typing import Any

from ennead.sources.terraform.hcl.problem import Problem
from ennead.sources.terraform.hcl.scope import Desk
from ennead.sources.terraform.hcl.values import REST, as_number, as_unclear, has_rest, is_rest, scalar_text
from ennead.sources.terraform.instance import Encoded, Joined, Pointer, Unclear


def attribute_of(value: Any, name: str, desk: Desk) -> Any:
    """`value.name`.  Raises Problem."""
    if isinstance(value, Pointer):
        return desk.attribute(value, name)
    if isinstance(value, Unclear):
        return Unclear(f"{value.name}.{name}" if len(value.name) < 200 else value.name, value.reason)
    if isinstance(value, dict):
        return _member(value, name)
    raise Problem(f"no attribute {name!r} in {_kind(value)}")


def index_of(value: Any, key: Any, desk: Desk) -> Any:
    """`value[key]`.  Raises Problem."""
    if isinstance(key, Unclear | Joined | Pointer):
        return _by_unknown(value, key)
    if isinstance(value, Pointer):
        return _pointed(value, key, desk)
    if isinstance(value, Unclear):
        return Unclear(f"{value.name}[{key}]" if len(value.name) < 200 else value.name, value.reason)
    if isinstance(value, dict):
        return _member(value, scalar_text(key))
    if isinstance(value, list):
        return _item(value, as_number(key))
    raise Problem(f"no members in {_kind(value)}")


def _pointed(value: Pointer, key: Any, desk: Desk) -> Any:
    if desk.is_uncounted(value):
        return value
    if isinstance(key, str) and not value.path:
        return desk.attribute(value, key)
    if isinstance(key, bool | float) or not isinstance(key, str | int):
        raise Problem("an index that is neither a number nor text")
    return Pointer(value.address, (*value.path, key))


def _by_unknown(value: Any, key: Unclear | Joined | Pointer) -> Any:
    """A member nobody can name; where there is but one it is that."""
    unknown = as_unclear(key)
    if isinstance(value, list) and len(value) == 1 and not is_rest(value[0]):
        return value[0]
    return Unclear(unknown.name, f"a member named by a key that is not known: {unknown.reason}"[:300])


def _member(value: dict[str, Any], name: str) -> Any:
    if name in value:
        return value[name]
    if REST in value:
        rest = value[REST]
        unknown = as_unclear(rest) if isinstance(rest, Unclear | Pointer | Joined) else Unclear(name, "not known")
        return Unclear(f"{unknown.name}.{name}", unknown.reason)
    raise Problem(f"no member {name!r}" if len(name) < 100 else "no such member")


def _item(value: list[Any], key: float) -> Any:
    if has_rest(value):
        known = next((place for place, item in enumerate(value) if is_rest(item)), 0)
        if not isinstance(key, int) or not 0 <= key < known:
            return as_unclear(value[known])
    if not isinstance(key, int) or not 0 <= key < len(value):
        raise Problem("an index beyond the end of a list")
    return value[key]


def _kind(value: object) -> str:
    if value is None:
        return "null"
    if isinstance(value, str | Joined | Encoded):
        return "text"
    return "a list" if isinstance(value, list) else "a number or boolean"
