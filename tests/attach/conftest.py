"""The command line as a function."""

from tests.cli.conftest import ennead

__all__ = ["ennead"]
