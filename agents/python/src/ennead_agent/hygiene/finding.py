"""What a look has found: of which class, what it is, and how it can be mended."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any


class Finding:
    """One leftover.  `key` tells it from others of its class: each is said once in an instance.

    `name` is what may be said of it, if no event brought it.  `mend` puts it away; where there is none, only a new
    start of the runtime does, unless `lasting` (it lies outside of the process).
    """

    __slots__ = ("facts", "key", "kind", "lasting", "mend", "name", "reason")

    def __init__(
        self,
        kind: str,
        key: object,
        reason: str,
        name: str = "",
        *,
        mend: Callable[[], object] | None = None,
        lasting: bool = False,
        **facts: Any,
    ) -> None:
        self.kind, self.key, self.reason, self.name = kind, key, reason, name
        self.mend, self.lasting, self.facts = mend, lasting, facts
