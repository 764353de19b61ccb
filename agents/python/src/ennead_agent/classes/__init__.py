"""Classes of data, by the names of fields and by what values give away: names and counts of classes, never a value.

`of(value)` looks at a document, a text or bytes; texts that are coded (JSON, base64, gzip, percent, forms) are decoded.
At most `most` characters of values are searched by pattern; of a sample, 256 fields are looked at.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

ALL = (
    *"email phone card iban us_ssn name address birth_date passport ip_address".split(),
    *"location health password token private_key".split(),
)
SAMPLE = 2048


def of(value: Any, most: int = SAMPLE) -> dict[str, int]:
    """Each class that stands in a value, with how often."""
    from .walk import Walk

    walk = Walk(most)
    walk.look(value)
    walk.search()
    return walk.found
