"""Where the database lies."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

VARIABLE = "ENNEAD_DATABASE"
_NAME = "advisories.db"


def database(given: Path | None = None, environment: Mapping[str, str] = os.environ) -> Path:
    """The path that was given, else `$ENNEAD_DATABASE`, else `ennead/advisories.db` in the XDG data folder."""
    if given is not None:
        return given
    named = environment.get(VARIABLE)
    if named:
        return Path(named).expanduser()
    data = environment.get("XDG_DATA_HOME", "")
    folder = Path(data) if Path(data).is_absolute() else Path.home() / ".local" / "share"
    return folder / "ennead" / _NAME
