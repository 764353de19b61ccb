"""`ennead scan`."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ennead.cli import change
from ennead.cli.options import sources
from ennead.cli.output import write
from ennead.cli.prefix import prefix_of
from ennead.cli.stdin import STDIN, opened
from ennead.cli.terminal import READABLE, terminal

if TYPE_CHECKING:
    from ennead.check import Check
    from ennead.engine.result import ScanResult
    from ennead.engine.scan import Scan

FORMATS = ("table", "json", "sarif", "junit", "github", "gitlab", "html")
DIFFERENCES = (*FORMATS, "markdown")
LEVELS = ("critical", "high", "medium", "low", "info", "none")
SHOW = ("now", "soon", "later", "unassessed", "accepted", "all")


def _outputs(function: Callable[..., Any]) -> Callable[..., Any]:
    """One `--<format>-output FILE` for each format."""
    for name in reversed(DIFFERENCES):
        kind = click.Path(path_type=Path, dir_okay=False)
        function = click.option(
            f"--{name}-output", f"{name}_output", type=kind, metavar="FILE", help=f"Write {name} to a file as well."
        )(function)
    return function


@click.command(name="scan")
@sources
@click.option(
    "--format",
    "-f",
    "format_",
    type=click.Choice(DIFFERENCES),
    default="table",
    show_default=True,
    help="What to write on stdout.",
)
@_outputs
@click.option(
    "--fail-on", type=click.Choice(LEVELS), help="Exit 1 for findings of this severity or above (default: high)."
)
@click.option("--select", multiple=True, metavar="CHECK", help="Only these checks (id, glob, practice:N).")
@click.option("--ignore", multiple=True, metavar="CHECK", help="Not these checks.")
@click.option("--practice", multiple=True, metavar="N", help="Only checks of this practice (number or name).")
@click.option("--baseline", type=click.Path(path_type=Path, dir_okay=False), help="Accept what this file lists.")
@click.option(
    "--write-baseline",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Write what is there now to a baseline file.",
)
@click.option("--no-foreign-marks", is_flag=True, help="Ignore marks made for other tools (checkov:skip, nosec ...).")
@click.option("--show", type=click.Choice(SHOW), help="Show this part of the table whole.")
@change.OPTION
def command(path: Path, **given: Any) -> int:
    """Read the application at PATH, and say what to do first, why here, and how.

    PATH is a folder, one template, or - for a template on standard input.
    """
    from ennead.cli.request import chosen, configuration, request  # noqa: PLC0415
    from ennead.cli.synth import ready  # noqa: PLC0415
    from ennead.engine.scan import scan  # noqa: PLC0415
    from ennead.sources.errors import SourceError  # noqa: PLC0415

    config = configuration(path, given)
    checks = chosen(config, given)
    change.only_with_diff(given)
    try:
        with opened(path) as place, ready(place, given) as synthesised:
            asked = request(config, given, checks, synthesised, alone=path == STDIN)
            if given["diff"]:
                return change.scan_difference(path, asked, config, checks, given, DIFFERENCES)
            done = scan(place, asked)
    except SourceError as error:
        raise click.ClickException(error.reason) from error
    result = _with_baseline(done, given)
    code = result.exit_code(config.fail_on)
    _report(result, checks, path, code, given)
    return code


def _with_baseline(done: Scan, given: dict[str, Any]) -> ScanResult:
    """The result less what the baseline accepts; the new baseline written, where one is asked for."""
    result = done.result
    for place in done.unused:
        click.echo(f"suppression at {place} has nothing to suppress", err=True)
    if not given["baseline"] and not given["write_baseline"]:
        return result
    from ennead.engine import baseline  # noqa: PLC0415

    previous = None
    try:
        if given["baseline"]:
            previous = baseline.load(given["baseline"])
            result, gone = baseline.accept(result, previous, date.today())
            if gone:
                click.echo(f"{len(gone)} baseline entries are gone: --write-baseline drops them", err=True)
    except baseline.BaselineError as error:
        raise click.ClickException(str(error)) from error
    if given["write_baseline"]:
        write(baseline.dump(result, previous), given["write_baseline"])
        click.echo(f"baseline written to {given['write_baseline']}", err=True)
    return result


def _report(result: ScanResult, checks: tuple[Check, ...], path: Path, code: int, given: dict[str, Any]) -> None:
    from ennead.report import formats  # noqa: PLC0415

    width, colour = terminal(widest=READABLE)
    options = formats.Options(
        width=width,
        colour=colour,
        show=given["show"],
        target=str(path),
        exit_code=code,
        prefix=prefix_of(path),
        with_accepted="GITHUB_ACTIONS" not in os.environ,
    )
    for name in FORMATS:
        file = given[f"{name}_output"]
        if file:
            plain = replace(options, colour=False, width=100)
            write(formats.render(name, result, checks, plain), file)
    write(formats.render(given["format_"], result, checks, options), None)
