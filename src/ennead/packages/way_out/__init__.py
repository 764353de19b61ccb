"""The way out of a vulnerable package: what to change, where, and what to do when no version clears it.

    ways = Ways(files)
    way = ways.of(listed)

Manifests are read again for it, nothing is written: `ennead.remedy.packages` makes the edits.
"""

from __future__ import annotations

from ennead.packages.way_out.decide import Ways
from ennead.packages.way_out.words import APPEND, Change, Judged, Kind, WayOut

__all__ = ["APPEND", "Change", "Judged", "Kind", "WayOut", "Ways"]
