"""Environment markers: whether a requirement applies on Lambda, whatever its Python (PEP 508, PEP 751)."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import Final

from packaging.markers import InvalidMarker, Marker, UndefinedComparison, UndefinedEnvironmentName

_PYTHONS: Final = tuple(f"3.{minor}" for minor in range(8, 16))
_MACHINES: Final = ("x86_64", "aarch64")
_LONGEST = 2000


def applies(marker: str | None, groups: Iterable[str] = (), extras: Iterable[str] = ()) -> bool:
    """Whether a requirement with this marker is installed on Linux under any Python that Lambda has or will have.

    A marker that cannot be judged counts as one that applies.
    """
    if not marker or len(marker) > _LONGEST or marker.count("(") > 50:
        return True
    return _applies(marker, frozenset(groups), frozenset(extras))


@lru_cache(maxsize=4096)
def _applies(marker: str, groups: frozenset[str], extras: frozenset[str]) -> bool:
    try:
        parsed = Marker(marker)
        return any(_holds(parsed, python, machine, groups, extras) for python in _PYTHONS for machine in _MACHINES)
    except (InvalidMarker, UndefinedComparison, UndefinedEnvironmentName, ValueError, KeyError, RecursionError):
        return True


def _holds(marker: Marker, python: str, machine: str, groups: frozenset[str], extras: frozenset[str]) -> bool:
    environment: dict[str, str | frozenset[str]] = {
        "python_version": python,
        "python_full_version": f"{python}.0",
        "implementation_version": f"{python}.0",
        "platform_machine": machine,
        "sys_platform": "linux",
        "os_name": "posix",
        "platform_system": "Linux",
        "platform_release": "6.1",
        "platform_version": "",
        "platform_python_implementation": "CPython",
        "implementation_name": "cpython",
        "extra": next(iter(extras), ""),
        "extras": extras,
        "dependency_groups": groups,
    }
    return marker.evaluate(environment, context="lock_file")
