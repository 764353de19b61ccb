"""What is kept of users."""

from ..settings import USERS
from .profiles import load as load_profile
from .profiles import rename

__all__ = ["USERS", "load_profile", "rename"]
