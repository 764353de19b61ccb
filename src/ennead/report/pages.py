"""Pages of the checks: what, why it hurts, when it does not apply, before, after."""

from __future__ import annotations

import re
from collections.abc import Iterator
from importlib.resources.abc import Traversable
from pathlib import Path

_ID = re.compile(r"[a-z0-9-]+")


def page(check_id: str) -> str | None:
    """The check's page as Markdown; None where the id is none of a check or nobody wrote the page.

    An installed Ennead has the pages beside its modules, a checkout in `docs/checks`.
    """
    if not _ID.fullmatch(check_id):
        return None
    for folder in _folders():
        found = folder / f"{check_id}.md"
        if found.is_file():
            return found.read_text(encoding="utf-8")
    return None


def _folders() -> Iterator[Traversable]:
    from importlib.resources import files  # noqa: PLC0415  # start-up time: only pages need it

    yield files("ennead") / "pages" / "checks"
    yield Path(__file__).parents[3] / "docs" / "checks"
