"""The order of versions, each ecosystem's own, and which versions a range of a manifest admits.

Where a text is no version of its ecosystem, or the ecosystem's order is not known here, the answer is None: never a
guess.
"""

from __future__ import annotations

from ennead.packages.versions.order import Ordered, canonical, compare, early, full, key, ordered
from ennead.packages.versions.ranges import admits

__all__ = ["Ordered", "admits", "canonical", "compare", "early", "full", "key", "ordered"]
