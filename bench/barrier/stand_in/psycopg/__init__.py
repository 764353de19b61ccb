"""A stand-in for the driver of PostgreSQL, with the published signatures of what is used here."""

from __future__ import annotations

from .connection import Connection

__all__ = ["Connection", "connect"]
__version__ = "3.2.3"
connect = Connection.connect
