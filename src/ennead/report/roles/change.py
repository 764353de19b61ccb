"""What a change does to roles: on the terminal, as a comment under a pull request, and as `ennead.roles-change/1`
(`spec/roles-change.schema.json`)."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from ennead.engine.roles_change import PARTS, Moved, Permission, RoleChange, RolesChange
from ennead.iam.tables import supports_resource
from ennead.report.change.markdown import LONGEST, code, escaped
from ennead.report.scan.text import printable
from ennead.report.table.ink import NARROWEST, WIDEST, Ink

SCHEMA = "ennead.roles-change/1"
MARKER = "<!-- ennead roles -->"
_WORDS = {
    ("granted", "added"): "newly granted",
    ("granted", "removed"): "no longer granted",
    ("needed", "added"): "newly needed",
    ("needed", "removed"): "no longer needed",
    ("excess", "added"): "newly too much",
    ("excess", "removed"): "no longer too much",
    ("missing", "added"): "newly missing",
    ("missing", "removed"): "no longer missing",
}
_STYLES = {"newly missing": "now", "newly too much": "soon", "newly granted": "soon"}
_HOW = {"added": "new", "removed": "gone", "changed": ""}
_BOUNDS = (25, 10, 4, 1)
"""Permissions of one sort that are shown of a function, until the comment is short enough."""


def headline(change: RolesChange) -> str:
    """The change in one sentence."""
    if not change.functions:
        return "No function is granted, or needs, anything else than before."
    more = sum(len(one.granted.added) for one in change.functions)
    less = sum(len(one.granted.removed) for one in change.functions)
    parts = [f"{words} {_plural(number, 'permission')}" for number, words in ((more, "grants"), (less, "takes away"))]
    said = " and ".join(part for part, number in zip(parts, (more, less), strict=True) if number)
    missing = sum(len(one.missing.added) for one in change.functions)
    tail = f"; {_plural(missing, 'need')} {'is' if missing == 1 else 'are'} not granted" if missing else ""
    count = _plural(len(change.functions), "function")
    return f"This change {said or 'changes what is needed'} in {count}{_scores(change)}{tail}."


def _scores(change: RolesChange) -> str:
    if change.before is None or change.after is None or change.before == change.after:
        return ""
    return f" (score {change.before:,} → {change.after:,})"


def _plural(number: int, word: str) -> str:
    return f"{number} {word}{'' if number == 1 else 's'}"


def _sorts(one: RoleChange) -> Iterator[tuple[str, tuple[Permission, ...]]]:
    """What came and what went, in words; the excess of what is newly granted is said as that."""
    for part in PARTS:
        moved: Moved = getattr(one, part)
        for way in ("added", "removed"):
            permissions: tuple[Permission, ...] = getattr(moved, way)
            if permissions and not (one.how == "removed" and part != "granted"):
                yield _WORDS[part, way], permissions


def _name(one: RoleChange) -> str:
    return f"{one.app}: {one.function}" if one.app else one.function


def _permission(permission: Permission) -> str:
    action, resource = permission
    if resource == "*" and supports_resource(action) is False:
        return action
    return f"{action} on {'everything' if resource == '*' else resource}"


# -- terminal ---------------------------------------------------------------------------------------------------------


def render(change: RolesChange, *, width: int = WIDEST, colour: bool = False) -> str:
    """The report, no line wider than `width`, with a line feed at its end."""
    ink = Ink(min(max(width, NARROWEST), WIDEST), colour)
    lines = [*ink.row("", printable(f"compared with {change.base}"), style="quiet"), ""]
    lines += ink.row("", printable(headline(change)), style="strong")
    for one in change.functions:
        lines += ["", *ink.row("", printable(_name(one)), _HOW[one.how], style="strong")]
        for words, permissions in _sorts(one):
            head = f"  {words:<20}"
            for number, permission in enumerate(permissions):
                text = printable(_permission(permission))
                lines += ink.row(head if number == 0 else " " * len(head), text, mark=_STYLES.get(words, ""))
    return "\n".join(lines) + "\n"


# -- comment ----------------------------------------------------------------------------------------------------------


def markdown(change: RolesChange) -> str:
    """The comment, with a line feed at its end; shortened where it would be longer than services take."""
    for bound in _BOUNDS:
        text = "\n".join(_comment(change, bound)) + "\n"
        if len(text) <= LONGEST:
            return text
    cut = "\n\nThe rest is left out: it is too long for a comment. `--format json` has all of it.\n"
    return text[: LONGEST - len(cut)].rpartition("\n")[0] + cut


def _comment(change: RolesChange, bound: int) -> Iterator[str]:
    yield MARKER
    yield f"**{escaped(headline(change))}**"
    for one in change.functions:
        how = f" ({_HOW[one.how]})" if _HOW[one.how] else ""
        yield f"\n#### {code(_name(one))}{how}\n"
        for words, permissions in _sorts(one):
            shown = ", ".join(code(_permission(each)) for each in permissions[:bound])
            more = f" and {len(permissions) - bound} more" if len(permissions) > bound else ""
            mark = "**" if words in _STYLES else ""
            yield f"- {mark}{words}{mark}: {shown}{more}"
    yield f"\n<sub>Ennead: compared with {escaped(change.base)}{_shares(change)}</sub>"


def _shares(change: RolesChange) -> str:
    pairs = change.pairs_after
    if not pairs or not pairs["all"]:
        return ""
    before = change.pairs_before
    was = f" (before: {before['granted']} of {before['all']})" if before and before != pairs else ""
    return f"; {pairs['granted']} of {pairs['all']} (function, store) pairs granted{was}, {pairs['needed']} needed"


# -- document ---------------------------------------------------------------------------------------------------------


def document(change: RolesChange) -> dict[str, Any]:
    """The change as a document."""
    return {
        "schema": SCHEMA,
        "base": change.base,
        "score": {"before": change.before, "after": change.after},
        "pairs": {"before": change.pairs_before, "after": change.pairs_after},
        "functions": [_row(one) for one in change.functions],
    }


def render_json(change: RolesChange) -> str:
    """The document as JSON text: ASCII, ends in a newline."""
    return json.dumps(document(change), indent=2, allow_nan=False) + "\n"


def _row(one: RoleChange) -> dict[str, Any]:
    return {
        **({"app": one.app} if one.app else {}),
        "function": one.function,
        "how": one.how,
        **{part: _moved(getattr(one, part)) for part in PARTS},
        "score": {"before": one.before, "after": one.after},
    }


def _moved(moved: Moved) -> dict[str, Any]:
    return {
        "added": [{"action": action, "resource": resource} for action, resource in moved.added],
        "removed": [{"action": action, "resource": resource} for action, resource in moved.removed],
    }
