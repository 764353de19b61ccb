"""Puts a guard before a function or method of a library; what is wrapped looks as before and does the same."""

from __future__ import annotations

from .. import faults, verdicts

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any


def before(owner: Any, name: str, guard: str, judge: Callable[..., object]) -> None:
    """Have `judge(*args, **kwargs)` called before each call of `owner.name`; with `self` first where it is a method.

    Only `verdicts.Blocked` comes out of it.  A name that the owner does not have is said.
    """
    original = vars(owner).get(name)
    if not callable(original):
        faults.missing(f"{getattr(owner, '__module__', '')}.{getattr(owner, '__name__', owner)}.{name}")
        return

    def wrapped(*args: Any, **kwargs: Any) -> Any:
        verdicts.judged(guard, _ask, judge, args, kwargs)
        return original(*args, **kwargs)

    for attribute in ("__name__", "__qualname__", "__doc__", "__module__"):
        value = getattr(original, attribute, None)
        if value is not None:
            setattr(wrapped, attribute, value)
    wrapped.__wrapped__ = original  # type: ignore[attr-defined]  # what asks for the signature gets the true one
    setattr(owner, name, wrapped)


def _ask(judge: Callable[..., object], args: tuple[Any, ...], kwargs: dict[str, Any]) -> None:
    judge(*args, **kwargs)
