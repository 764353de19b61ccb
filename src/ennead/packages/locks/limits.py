"""What one project's manifests and locks may make their readers hold and follow.

Each bound is far above what real files have; hostile ones are what it is for.  What lies beyond is said not to be read.
How large a file may be stands in `files.py`, how deep its data may be nested in `text/lined.py`.
"""

from __future__ import annotations

from typing import Final

MAX_LINES: Final = 200_000
"""Of a file that is read by lines: as many as the largest file has at 50 bytes each."""
MAX_WANTS: Final = 20_000
"""What one manifest asks for, or keeps versions of.  The list of Quarkus (`bom/application/pom.xml` of its
repository), among the longest in public, has about 1,000."""
MAX_PACKAGES: Final = 100_000
"""Of one lock: as many as the largest file has at 100 bytes each; npm writes some 600 for each."""
MAX_ASKS: Final = 6 * MAX_PACKAGES
"""Of packages for each other, in one lock: more than the members that are read of data (`MAX_MEMBERS`)."""
MAX_UNREAD: Final = 200
"""Reasons that are told of one file or project: as many as anybody reads."""
