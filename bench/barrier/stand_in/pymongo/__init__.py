"""A stand-in for the driver of a document database: collections are lists in memory."""

from __future__ import annotations

from .collection import Collection

__all__ = ["Collection"]
version = "4.10.1"
