"""Names of packages as they are compared."""

from __future__ import annotations

from packaging.utils import canonicalize_name


def folded(ecosystem: str, name: str) -> str:
    """One spelling for each package: PyPI's normalised (PEP 503), NuGet's in small letters, all others as they are."""
    base = ecosystem.partition(":")[0]
    if base == "PyPI":
        return str(canonicalize_name(name))
    return name.lower() if base == "NuGet" else name
