"""What the tests of guard `markup` mail, and the contract that has it stop."""

from __future__ import annotations

LINK = '<a href="https://evil.example/">pay here</a>'
NAMED = {"markup": "enforce"}


def letter(value: str) -> str:
    """A mail's body with a value put into it as it comes."""
    return "<p>Dear " + value + ",<br>your order <b>is ready</b>.</p>"
