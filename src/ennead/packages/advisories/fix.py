"""The smallest version that repairs a package."""

from __future__ import annotations

from ennead.packages.advisories.prepare import Ready, keyed
from ennead.packages.versions import early, key


def smallest(ecosystem: str, version: str, ready: Ready) -> str | None:
    """Of the versions that records call repaired, the first after this one that none calls affected.

    Each is asked of every record of the package again, so that a repair never brings in another fault that is known.
    Whether the version was ever released is not known here.
    """
    own = key(ecosystem, version)
    if own is None:
        return None
    named = {text for number in range(len(ready.entries)) for at, text in ready.repaired(number) if own < at}
    later = keyed(ecosystem, named)
    if not early(ecosystem, version):
        later.sort(key=lambda pair: early(ecosystem, pair[1]))
    return next((text for _, text in later if not ready.affecting(text)), None)
