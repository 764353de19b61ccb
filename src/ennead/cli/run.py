"""Runs a command and turns what went wrong into a message and an exit code."""

from __future__ import annotations

import os
import sys

import click

from ennead.cli.group import root

INTERNAL = 4
USAGE = 2


def run(argv: list[str]) -> int:
    """The exit code of a command line."""
    _utf8()
    try:
        code = root.main(argv, prog_name="ennead", standalone_mode=False)
    except click.ClickException as error:
        error.show(sys.stderr)
        return USAGE
    except click.Abort:
        print("interrupted", file=sys.stderr)
        return 130
    except Exception as error:  # noqa: BLE001  (the last place that can tell a user)
        return _internal(error)
    return code if isinstance(code, int) else 0


def _utf8() -> None:
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure:
            reconfigure(encoding="utf-8", errors="replace")


def _internal(error: Exception) -> int:
    print(f"ennead: internal error: {type(error).__name__}: {error}", file=sys.stderr)
    print("This is a fault of ours, not of your template. Please report it with the output of", file=sys.stderr)
    print("    ENNEAD_DEBUG=1 ennead ...", file=sys.stderr)
    if os.environ.get("ENNEAD_DEBUG"):
        import traceback  # noqa: PLC0415

        traceback.print_exception(error)
    return INTERNAL
