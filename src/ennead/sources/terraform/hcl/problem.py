"""An expression that comes to nothing: what Terraform would refuse, or what is more than is done here."""

from __future__ import annotations

from ennead.model.app import GapKind
from ennead.sources.cloudformation.marks import Mark


class Problem(Exception):
    """Why an expression has no value; `try` and `can` ask for it.  `klass` is what its gap is counted under."""

    def __init__(
        self, reason: str, klass: str = "expression", kind: GapKind = GapKind.INPUT, at: Mark | None = None
    ) -> None:
        super().__init__(reason)
        self.reason = reason
        self.klass = klass
        self.kind = kind
        self.at = at
