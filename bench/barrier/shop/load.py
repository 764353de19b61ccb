# ruff: noqa: S301
"""Texts that become objects, and the same for plain data only."""

from __future__ import annotations

import io
import pickle
from typing import Any

try:
    import yaml
except ImportError:  # said by the bench
    yaml = None  # type: ignore[assignment]


def pickled(v: str) -> Any:
    """Whatever the text builds."""
    return pickle.loads(v.encode("latin-1"))


class _Plain(pickle.Unpickler):
    def find_class(self, module: str, name: str) -> Any:
        """Nothing is looked up."""
        raise pickle.UnpicklingError(f"{module}.{name} is not taken")


def pickled_plain(v: str) -> Any:
    """The same without classes and functions."""
    return _Plain(io.BytesIO(v.encode("latin-1"))).load()


def yaml_unsafe(v: str) -> Any:
    """Whatever the text builds."""
    return yaml.load(v, Loader=yaml.UnsafeLoader)


def yaml_safe(v: str) -> Any:
    """The same, plain data only."""
    return yaml.safe_load(v)
