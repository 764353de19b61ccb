"""What is known of packages: a database of advisories in one file, and what it says of a version.

    with Advisories(database()) as advisories:
        verdict = advisories.verdict(package)

Nothing here uses the network but `sync`, which only `ennead db sync` imports.
"""

from __future__ import annotations

from ennead.packages.advisories.database import Advisories
from ennead.packages.advisories.place import database
from ennead.packages.advisories.words import Advisory, Commit, Source, Status, Undecided, Verdict, Word

__all__ = ["Advisories", "Advisory", "Commit", "Source", "Status", "Undecided", "Verdict", "Word", "database"]
