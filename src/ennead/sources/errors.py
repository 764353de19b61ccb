"""What can go wrong while reading a source.

SourceError
├── Unreadable      the file cannot be read or decoded
├── Malformed       the file is no valid YAML, JSON or template; carries the position
└── NotGiven        an environment or parameter that was asked for is not there
"""

from __future__ import annotations

from ennead.model.location import Location


class SourceError(Exception):
    """A source could not be read; `at` says where."""

    def __init__(self, reason: str, at: Location) -> None:
        super().__init__(f"{at}: {reason}")
        self.reason = reason
        self.at = at


class Unreadable(SourceError):
    """The file cannot be opened or decoded, or is larger than any template may be."""


class Malformed(SourceError):
    """The text is no valid YAML or JSON, or not a template."""


class NotGiven(SourceError):
    """A person asked for an environment or gave a parameter that the source does not have."""
