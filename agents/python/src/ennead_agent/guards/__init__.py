"""Guards: each judges what a sink is about to do, and stops what untrusted text would make of it."""

from __future__ import annotations
