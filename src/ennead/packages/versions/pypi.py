"""The order of PyPI: PEP 440, by `packaging`."""

from __future__ import annotations

from packaging.version import Version


def key(text: str) -> Version | None:
    """The key of a version; None where it is none (`2004d-beta`)."""
    try:
        return Version(text)
    except ValueError:  # InvalidVersion, and numbers that Python refuses to read
        return None


def early(text: str) -> bool:
    """Whether it comes before its release."""
    version = key(text)
    return version is not None and version.is_prerelease
