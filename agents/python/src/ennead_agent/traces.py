"""Takes frames of ours out of the error documents that the runtime client posts.  Loaded when there are some."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


def without(document: Any, home: str) -> Any:
    """The document (JSON text; else as it is) less the entries of `stackTrace`, `stack` and `paths` under `home`."""
    if not isinstance(document, str) or home not in document:
        return document
    import json

    tree = json.loads(document)
    _clean(tree, home)
    return json.dumps(tree, ensure_ascii=document.isascii())


def _clean(tree: Any, home: str) -> None:
    if isinstance(tree, list):
        for value in tree:
            _clean(value, home)
    elif isinstance(tree, dict):
        for key, value in tree.items():
            if key in ("stackTrace", "stack", "paths") and isinstance(value, list):
                value[:] = [entry for entry in value if not _under(entry, home)]
            _clean(value, home)


def _under(entry: Any, home: str) -> bool:
    if isinstance(entry, dict):
        return str(entry.get("path", "")).startswith(home)
    text = str(entry)
    return text.startswith(home) or text.lstrip().startswith('File "' + home)
