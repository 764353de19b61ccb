"""`${...}` in a pom.xml, bounded: properties may name properties, and hostile ones name themselves."""

from __future__ import annotations

import re
from collections.abc import Mapping

MAX_STEPS = 200
"""Properties that are put into one text, one after another."""
LONGEST = 1000
"""Of a text with its properties: longer than any name or version."""
_REFERENCE = re.compile(r"\$\{([^${}]{1,200})\}")


def interpolated(text: str, properties: Mapping[str, str]) -> tuple[str, str | None]:
    """The text with its properties, and the first that nothing sets."""
    unset: str | None = None
    for _ in range(MAX_STEPS):
        found = next((one for one in _REFERENCE.finditer(text) if one[1] in properties), None)
        if found is None or len(text) > LONGEST:
            break
        text = text[: found.start()] + properties[found[1]].strip() + text[found.end() :]
    left = _REFERENCE.search(text)
    if left is not None:
        unset = left[1]
    return text[:LONGEST].strip(), unset
