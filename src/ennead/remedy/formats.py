"""Which format a file has, and its text with edits."""

from __future__ import annotations

from collections.abc import Sequence

from ennead.remedy.edit import Edit
from ennead.remedy.errors import RemedyError

_TERRAFORM = (".tf", ".tofu", ".hcl", ".tfvars")


def rewritten(text: str, path: str, edits: Sequence[Edit]) -> str:
    """The text with all edits.

    Raises:
        RemedyError: one cannot be made.
    """
    if path.lower().endswith(_TERRAFORM):
        from ennead.remedy import hcl_edit  # noqa: PLC0415  loads the grammar

        return hcl_edit.rewritten(text, path, edits)
    from ennead.remedy import documents  # noqa: PLC0415
    from ennead.remedy.packages import formats  # noqa: PLC0415

    manifest = formats.of(path, text)
    if manifest is not None:
        return documents.rewritten(text, path, edits, manifest)
    return documents.rewritten(text, path, edits, documents.JSON if _is_json(text, path) else documents.YAML)


def _is_json(text: str, path: str) -> bool:
    """By its name; else by what it holds: a template of any name may be JSON."""
    if path.lower().endswith(".json"):
        return True
    if not text.lstrip().startswith("{"):
        return False
    from ennead.remedy import json_tree  # noqa: PLC0415

    try:
        json_tree.read(text, path)
    except RemedyError:
        return False
    return True
