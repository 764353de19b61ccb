"""What can go wrong with advisories; each message says what to try.

AdvisoryError
├── NoDatabase      there is no database at the place that is looked at
├── OtherSchema     the database was made by another release of Ennead
├── Damaged         the file is no database, or broken
├── NotImported     what was to be imported cannot be read as a whole; the database is as it was
├── NotWritten      the new database cannot be written; the old one is as it was
└── NotSynced       an export could not be fetched; the database is as it was
"""

from __future__ import annotations


class AdvisoryError(Exception):
    """Advisories cannot be asked, imported or fetched."""


class NoDatabase(AdvisoryError):
    """No file is there."""


class OtherSchema(AdvisoryError):
    """The database has another form than this release reads."""


class Damaged(AdvisoryError):
    """The file is not a database of ours, or parts of it are broken."""


class NotImported(AdvisoryError):
    """A container (archive, compressed file, folder) is missing or broken, or holds nothing that can be used."""


class NotWritten(AdvisoryError):
    """The disk is full, the folder cannot be written, or the database was changed meanwhile."""


class NotSynced(AdvisoryError):
    """The network, or what came over it, cannot be trusted."""
