"""What Terraform is told to pass over: `lifecycle { ignore_changes = [...] }` of a function."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ennead.attach.words import OURS
from ennead.remedy.errors import RemedyError
from ennead.remedy.hcl_tree import bare
from ennead.remedy.roles.tf_module import Top

_EVERYTHING = frozenset({"all", "*"})
_FIRST = re.compile(r'"?([\w*]+)')
_VARIABLE = re.compile(r"variables(?:\[\\?\"|\.)([\w-]+)")


def refuse(top: Top, *, agent: bool) -> None:
    """Raises RemedyError where what is written would not arrive; without the `agent` that is only variables."""
    passed = set(_ignored(top))
    parts = [part for part in ("layers", "environment") if part in passed and (agent or part != "layers")]
    if not parts:
        return
    raise RemedyError(
        f"Terraform ignores changes of its {' and '.join(parts)} (lifecycle, ignore_changes), so what is written here "
        "would not arrive: take that out there, or attach it by hand where they are set"
    )


def _ignored(top: Top) -> Iterator[str]:
    """The attributes whose changes are ignored; variables other than ours are no matter."""
    node = top.node("lifecycle", "ignore_changes")
    if node is None:
        return
    inner = bare(node, top.text)
    items = [child for child in inner.children if child.type == "expression"] if inner.type == "tuple" else [node]
    for item in items:
        text = top.text[item.start_byte : item.end_byte]
        first = _FIRST.match(text)
        variable = _VARIABLE.search(text)
        if first is None or (variable is not None and variable[1] not in OURS):
            continue
        yield from ("layers", "environment") if first[1] in _EVERYTHING else (first[1],)
