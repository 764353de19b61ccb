"""What the contract asks of the supervisor, read in its bare interpreter."""

from __future__ import annotations

import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


def soft(layer: str) -> bool:
    """Whether the contract asks for a soft flush of this function."""
    _with_a_small_json()
    from . import contract

    policy = contract.load(layer)
    lifetime = policy.rules.get("lifetime")
    off = (policy.forced or policy.mode) == "off"
    return isinstance(lifetime, dict) and lifetime.get("flush") == "soft" and not off


def _with_a_small_json() -> None:
    """The scanner alone, in this process: the library's package around it loads ten others, for milliseconds."""
    try:
        from _json import make_scanner
    except ImportError:
        return

    class Context:
        strict = True
        memo: dict[str, str] = {}  # noqa: RUF012
        object_hook = object_pairs_hook = array_hook = None
        parse_float, parse_int, parse_constant = float, int, float

    context: Any = Context

    def loads(data: bytes) -> object:
        try:
            return make_scanner(context)(data.decode("utf-8").strip(), 0)[0]
        except Exception as error:  # the scanner would say it with a class of the library's, which is not here
            raise ValueError("no JSON") from error

    small = type(sys)("json")
    small.loads = loads  # type: ignore[attr-defined]
    sys.modules["json"] = small
