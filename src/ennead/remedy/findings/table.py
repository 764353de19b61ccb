"""Which checks have a repair that a machine makes."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from ennead.remedy.findings import (
    authorizer,
    function_url,
    log_retention,
    passwords,
    public_access_block,
    runtime,
    unknown_action,
)
from ennead.remedy.findings.case import Make

PROPERTIES: Mapping[str, Make] = MappingProxyType(
    {
        "end-of-life-runtime": runtime.edits,
        "log-retention": log_retention.edits,
        "open-function-url": function_url.edits,
        "open-route": authorizer.edits,
        "public-access-block-off": public_access_block.edits,
        "unknown-action": unknown_action.edits,
        "weak-password-policy": passwords.edits,
    }
)
"""A property is set; which checks these are stands in `mechanical.py` too, which costs nothing to import."""
