"""`--diff BASE` of `map` and `scan`: what a change does."""

from __future__ import annotations

import os
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ennead.cli.output import write
from ennead.cli.prefix import prefix_of
from ennead.cli.stdin import STDIN
from ennead.cli.terminal import READABLE, terminal

if TYPE_CHECKING:
    from collections.abc import Callable

    from ennead.check import Check
    from ennead.engine.base.choose import Revision, Saved
    from ennead.engine.change.words import Change
    from ennead.engine.config import Config
    from ennead.engine.result import ScanResult
    from ennead.engine.scan import Request

OPTION = click.option(
    "--diff",
    metavar="BASE",
    help="What has changed since BASE: a git revision, `main...` for where main parted, or a saved JSON.",
)
MAP_FORMATS = ("text", "json", "markdown")


def map_difference(path: Path, asked: Request, given: dict[str, Any]) -> int:
    """Write what changed on the map; 3 where something could not be compared."""
    from ennead.engine.change.compare import map_change  # noqa: PLC0415

    name = map_format(click.get_current_context())
    change = _told(lambda base: map_change(path, asked, base), path, given["diff"])
    write(_map_text(name, change, given["output"]), given["output"])
    return change.exit_code(None)


def map_format(context: click.Context) -> str:
    """The format of a difference: text, unless another is asked for.  Raises click.UsageError for a picture."""
    source = context.get_parameter_source("format_")
    if source is click.core.ParameterSource.DEFAULT:
        return "text"
    name = str(context.params["format_"])
    if name not in MAP_FORMATS:
        raise click.UsageError(f"--diff writes {', '.join(MAP_FORMATS)}; {name} draws one version: leave --diff out")
    return name


def _map_text(name: str, change: Change, output: Path | None) -> str:
    from ennead.report.change import document as change_json  # noqa: PLC0415
    from ennead.report.change import markdown as change_markdown  # noqa: PLC0415
    from ennead.report.change import text as change_text  # noqa: PLC0415

    if name == "json":
        return change_json.render(change)
    if name == "markdown":
        return change_markdown.render(change)
    width, colour = terminal(output, widest=READABLE)
    return change_text.render(change, width=width, colour=colour)


def scan_difference(
    path: Path,
    asked: Request,
    config: Config,
    checks: tuple[Check, ...],
    given: dict[str, Any],
    formats: tuple[str, ...],
) -> int:
    """Write what a change brings; 1 for a new finding at or above the level, 3 for something new not assessed."""
    from ennead.engine.change.compare import scan_change  # noqa: PLC0415
    from ennead.report.change.forms import render  # noqa: PLC0415
    from ennead.report.formats import Options  # noqa: PLC0415

    _refuse(given)
    accept = _accept(given)
    change = _told(lambda base: scan_change(path, asked, base, accept), path, given["diff"])
    code = change.exit_code(config.fail_on)
    width, colour = terminal(widest=READABLE)
    options = Options(
        width=width,
        colour=colour,
        target=str(path),
        exit_code=code,
        prefix=prefix_of(path),
        with_accepted="GITHUB_ACTIONS" not in os.environ,
    )
    for name in formats:
        if given[f"{name}_output"]:
            write(render(name, change, checks, replace(options, colour=False, width=100)), given[f"{name}_output"])
    write(render(given["format_"], change, checks, options), None)
    return code


def only_with_diff(given: dict[str, Any]) -> None:
    """Raises click.UsageError for Markdown of a single version: it is written for a change."""
    asked = given["format_"] == "markdown" or given.get("markdown_output")
    if asked and not given["diff"]:
        raise click.UsageError("markdown is written of a change: add --diff BASE, a git revision or a saved JSON")


def _refuse(given: dict[str, Any]) -> None:
    """Raises click.UsageError for what makes no sense of a difference."""
    if given["write_baseline"]:
        raise click.UsageError("--write-baseline accepts all that is there: run it without --diff")
    if given["format_"] == "html" or given.get("html_output"):
        raise click.UsageError("html shows a whole scan: run it without --diff; the change is there as markdown")


def _told(compare: Callable[[Revision | Saved], Change], path: Path, base: str) -> Change:
    """Raises click.ClickException where the base cannot be had."""
    from ennead.engine.base.choose import BaseError, base_of  # noqa: PLC0415

    if path == STDIN:
        raise click.UsageError("--diff compares a folder or a file that git knows, not standard input")
    try:
        return compare(base_of(base, path))
    except BaseError as error:
        raise click.ClickException(str(error)) from error


def _accept(given: dict[str, Any]) -> Callable[[ScanResult], ScanResult]:
    """The baseline, applied to both versions alike."""
    if not given["baseline"]:
        return lambda result: result
    from ennead.engine import baseline  # noqa: PLC0415

    try:
        known = baseline.load(given["baseline"])
    except baseline.BaselineError as error:
        raise click.ClickException(str(error)) from error
    return lambda result: baseline.accept(result, known, date.today())[0]
