"""The parts of an ARN that is written with variables."""

from __future__ import annotations

import re

TOKEN = re.compile(r"\$\{([^{}]*)\}")
COUNT = 6


def parts_of(text: str) -> list[str]:
    """What stands between the first five colons, those inside of variables left out."""
    held = TOKEN.sub(lambda found: found[0].replace(":", "\0"), text)
    return [part.replace("\0", ":") for part in held.split(":", COUNT - 1)]
