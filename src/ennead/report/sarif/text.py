"""Text of a SARIF message."""

from __future__ import annotations

import re

_LINK = re.compile(r"\[(?=[^\]]*\]\()")


def message(text: str) -> dict[str, str]:
    """`message` with that text and no link: what reads like `[text](address)` is escaped (SARIF 2.1.0, 3.11.6)."""
    return {"text": _LINK.sub(r"\\[", text)}
