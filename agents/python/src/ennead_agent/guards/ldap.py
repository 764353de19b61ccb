"""Guard `ldap`: untrusted text that is more than one value in a filter of a directory."""

from __future__ import annotations

import re

from .. import untrusted, verdicts
from . import wrapping

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import ModuleType
    from typing import Any

GUARD = "ldap"
_ACTIVE = re.compile(r"[()*\x00]|\\(?![0-9a-fA-F]{2})")
"""What a value must not hold unless it is written as `\\2a` (RFC 4515, section 3)."""
_SEARCHES = ("search", "search_s", "search_st", "search_ext", "search_ext_s")


def follow(module: ModuleType) -> None:
    """Watch the searches of ldap3 and of python-ldap."""
    if module.__name__ == "ldap3.core.connection":
        wrapping.before(module.Connection, "search", GUARD, _ldap3)
        return
    for name in _SEARCHES:
        if name in vars(module.SimpleLDAPObject):
            wrapping.before(module.SimpleLDAPObject, name, GUARD, _ldap)


def _ldap3(_self: Any, _base: Any = "", search_filter: Any = "", *_: Any, **_named: Any) -> None:
    judge(search_filter)


def _ldap(_self: Any, _base: Any = "", _scope: Any = None, filterstr: Any = "", *_: Any, **_named: Any) -> None:
    judge(filterstr)


def judge(text: Any) -> None:
    """Stop a filter whose parentheses or wildcards are untrusted."""
    written = text.decode("utf-8", "replace") if isinstance(text, bytes) else str(text or "")
    for span in untrusted.spans(written, GUARD):
        if _ACTIVE.search(written[span.start : span.end]):
            verdicts.attack(GUARD, f"value of {span.text.where} changes a filter", {"field": span.text.where})
