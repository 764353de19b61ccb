"""Which function and which instance this is.  A forked worker and a restored snapshot are instances of their own."""

from __future__ import annotations

import os

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

FUNCTION = os.environ.get("AWS_LAMBDA_FUNCTION_NAME") or None
VERSION = os.environ.get("AWS_LAMBDA_FUNCTION_VERSION") or None
TASK_ROOT = os.environ.get("LAMBDA_TASK_ROOT") or os.getcwd()  # noqa: PTH109
CONCURRENT = "AWS_LAMBDA_MAX_CONCURRENCY" in os.environ
"""Managed instances: this process forks the workers, and none of the invocations is its own."""


class Instance:
    """What is renewed: the id, the key of hashes, how many invocations there were, and whether it was announced."""

    __slots__ = ("announced", "id", "invocations", "key", "origin")

    def __init__(self) -> None:
        self.renew("start")

    def renew(self, origin: str) -> None:
        """Become another instance, because of `origin`: start, fork or restore."""
        seed = os.urandom(24)
        self.id = seed[:8].hex()
        self.key = seed[8:]
        self.invocations = 0
        self.announced = False
        self.origin = origin


this = Instance()
_renewals: list[Callable[[str], None]] = []


def on_renewal(act: Callable[[str], None]) -> None:
    """Have `act(origin)` called whenever this becomes another instance."""
    _renewals.append(act)


def renew(origin: str) -> None:
    """Become another instance: a new id, and every part that keeps a state of its own starts it anew."""
    this.renew(origin)
    for act in _renewals:
        act(origin)


def keyed_hash(text: str) -> str:
    """A short hash that links equal values within this instance and tells nothing outside of it."""
    data = text.encode("utf-8", "surrogatepass")
    try:
        from _blake2 import blake2b  # what hashlib hands out; hashlib itself would load OpenSSL
    except ImportError:
        from hashlib import blake2b
    return "hash:" + blake2b(data, key=this.key, digest_size=6).hexdigest()


def _forked() -> None:
    from . import faults

    faults.shielded("fork", renew, "fork")


os.register_at_fork(after_in_child=_forked)
