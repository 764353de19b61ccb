"""Options that several commands share."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from ennead.sources.read import Options

Command = Callable[..., Any]


def sources(function: Command) -> Command:
    """PATH and the options about what is read and how."""
    kind = click.Path(path_type=Path, allow_dash=True)
    return click.argument("path", type=kind, default=Path(), callback=_existing)(reading(function))


def reading(function: Command) -> Command:
    """The options about what is read and how."""
    for option in reversed(
        (
            click.option(
                "--parameter", "-p", "parameters", multiple=True, metavar="K=V", help="A template parameter's value."
            ),
            click.option("--env", "environment", metavar="NAME", help="Only this environment of samconfig."),
            click.option("--app", metavar="NAME", help="Only this one of several applications."),
            click.option(
                "--config",
                "config_file",
                type=click.Path(path_type=Path, dir_okay=False, exists=True),
                help="This configuration file.",
            ),
            click.option("--no-ignore", is_flag=True, help="Read what git ignores as well."),
            click.option("--synth", is_flag=True, help="Run `cdk synth` first: this runs the application's own code."),
            click.option("--offline", is_flag=True, help="Never use the network (this command never does)."),
            click.option("--no-progress", is_flag=True, help="No progress on the terminal."),
        )
    ):
        function = option(function)
    return function


def _existing(_context: click.Context, _parameter: click.Parameter, path: Path) -> Path:
    try:
        there = str(path) == "-" or path.exists()
    except OSError:  # a name no file can have
        there = False
    if not there:
        raise click.ClickException(f"{path} does not exist: name a folder with an application, or a template")
    return path


def read_options(parameters: tuple[str, ...], environment: str | None) -> Options:
    """The options for the sources.  Raises click.UsageError for a parameter without a value."""
    values = {}
    for pair in parameters:
        name, equals, value = pair.partition("=")
        if not equals or not name:
            raise click.UsageError(f"--parameter takes NAME=VALUE, not {pair!r}")
        values[name] = value
    return Options(values, environment)


def progress(wanted: bool) -> Callable[[int, int, str], None] | None:
    """A line on the terminal that says how far reading is; None where there is no terminal."""
    if not wanted or not sys.stderr.isatty() or os.environ.get("TERM") == "dumb":
        return None

    def show(done: int, total: int, name: str) -> None:
        if total > 1:
            text = f"reading {done + 1} of {total}  {name}"
            sys.stderr.write(f"\r\x1b[K{text[:76]}" if done + 1 < total else "\r\x1b[K")
            sys.stderr.flush()

    return show
