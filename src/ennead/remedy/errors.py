"""What a remedy refuses; each message says what to do about it.

RemedyError
├── Conflict      two edits of one plan contradict each other
├── Changed       a file is no longer what was read, or no longer what was written
├── Shared        the place is reached through an alias or a merge key: to edit it would change others
├── Overlapping   two changes of one text cannot be made at once
└── NotPutBack    files were written, and could not be put back after another failed
"""

from __future__ import annotations


class RemedyError(Exception):
    """An edit that is not made; nothing was written."""


class Conflict(RemedyError):
    """Two edits of one plan contradict each other."""


class Changed(RemedyError):
    """A file changed in between."""


class Shared(RemedyError):
    """What stands there is written once and used in several places."""


class Overlapping(RemedyError):
    """Two changes of one text cannot be made at once."""


class NotPutBack(RemedyError):
    """Files are not as they were: what they held is kept to be put back from."""
