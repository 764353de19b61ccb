"""Why a version is not known, and why a file was not read: one wording for each cause."""

from __future__ import annotations

from typing import Final

RANGE: Final = "a range, no version"
NO_VERSION: Final = "no version"
TAG: Final = "a tag, no version"
GIT: Final = "from a git repository"
ADDRESS: Final = "from an address, which names no version"
LOCAL: Final = "a local folder"
LOCAL_FILE: Final = "a local file, which names no version"
NOT_A_VERSION: Final = "its version is none that can be read"
NOT_LOCKED: Final = "a range, no version; the lock does not hold it"
NOT_OURS: Final = "a link out of the scanned folder, or a file that may not be read"
TOO_LARGE: Final = "larger than 10 MiB, not read"
LOWER_BOUND: Final = "a manifest without a lock: what its packages ask for themselves is not known"
"""Of a manifest that was read whole: the packages named are a lower bound of those that are deployed."""


def unset(property_name: str) -> str:
    """A version that stands in a property nobody sets."""
    return f"its version is the property {property_name}, which nothing here sets"
