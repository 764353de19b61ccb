"""Ranges of Python's manifests that are raised."""

from __future__ import annotations

import pytest

from ennead.packages.way_out.python_range import raised


@pytest.mark.parametrize(
    ("wanted", "made"),
    [
        ("!=3.0, > 4.0", ">= 3.0"),
        ("> 4.0 ,!=3.0", ">= 3.0"),
        ("(!=3.0, >4.0)", "(>=3.0)"),
        ("(>4.0, !=3.0)", "(>=3.0)"),
        ("(<2, !=3.0)", "(>=3.0,<4)"),
        ("(>1, <2)", "(>=3.0, <4)"),
        (">1, <2", ">=3.0, <4"),
    ],
)
def test_a_clause_that_goes_leaves_nothing_behind(wanted: str, made: str) -> None:
    """What keeps the version out goes with the space beside it, and brackets stay around the rest."""
    assert raised(wanted, "3.0") == made
