"""The command line: each command is a module of its own and is imported when it is called.

Exit codes: 0 clean, 1 findings at or above --fail-on, 2 usage or configuration, 3 something could not
be read or assessed, 4 internal error.
"""

from __future__ import annotations

import sys


def main(arguments: list[str] | None = None) -> int:
    """Run a command; answers the exit code."""
    argv = sys.argv[1:] if arguments is None else arguments
    if argv == ["--version"]:  # the one answer that needs no command line library
        from ennead import __version__  # noqa: PLC0415

        print(f"ennead {__version__}")
        return 0
    from ennead.cli.run import run  # noqa: PLC0415

    return run(argv)
