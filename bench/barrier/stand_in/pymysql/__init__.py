"""A stand-in for the driver of MySQL, with the published signatures of what is used here."""

from __future__ import annotations

from .connections import Connection

__all__ = ["Connection", "connect"]
__version__ = "1.1.1"
connect = Connection
