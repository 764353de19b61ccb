"""What goes wrong with a contract; the message says where and what to do."""

from __future__ import annotations


class ContractError(Exception):
    """A contract that cannot be read, written or compiled."""
