"""`ennead packages --diff BASE` and `--watch INVENTORY`: what a change brings in, and what is newly known."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ennead.cli.output import write
from ennead.cli.terminal import terminal

if TYPE_CHECKING:
    from ennead.engine.packages_change import Document, PackagesChange
    from ennead.engine.scan import Request
    from ennead.packages.advisories import Advisories

DIFF = click.option(
    "--diff",
    metavar="BASE",
    help="What has changed since BASE: a git revision, `main...` for where main parted, or a saved JSON.",
)
WATCH = click.option(
    "--watch",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="INVENTORY",
    help="What is newly known of the packages of a saved JSON; no code is read.",
)


def refuse(path: Path, given: dict[str, Any]) -> None:
    """Raises click.UsageError for what makes no sense together."""
    name, change = given["format_"], given["diff"] or given["watch"]
    if name == "markdown" and not change:
        raise click.UsageError("markdown is written of a change: add --diff BASE or --watch INVENTORY")
    if name == "cyclonedx" and change:
        raise click.UsageError("cyclonedx holds all packages: leave --diff and --watch out")
    if given["diff"] and given["watch"]:
        raise click.UsageError("--diff compares two versions, --watch reads none: take one of them")
    if given["diff"] and str(path) == "-":
        raise click.UsageError("--diff compares a folder or a file that git knows, not standard input")
    if given["serial_number"] and name != "cyclonedx":
        raise click.UsageError("--serial-number belongs to --format cyclonedx")
    asked = click.get_current_context().get_parameter_source("path")
    if given["watch"] and asked is not click.core.ParameterSource.DEFAULT:
        raise click.UsageError("--watch reads no code: leave PATH out")


def stated(made: Document, files: tuple[Path, ...], *, tell: bool = True) -> Document:
    """The document with the users' statements laid over it.  Raises click.ClickException for a file that is none."""
    if not files:
        return made
    from ennead.report.packages.vex import VexError, laid_over, load  # noqa: PLC0415

    try:
        given = load(files)
    except VexError as error:
        raise click.ClickException(str(error)) from error
    document, unused = laid_over(made, given)
    for fault in given.faults:
        click.echo(fault, err=True)
    if unused and tell:
        ids = ", ".join(sorted({min(one.ids) for one in unused})[:5])
        click.echo(f"{len(unused)} of {len(given.statements)} statements answer to nothing here: {ids}", err=True)
    return document


def watch(database: Advisories | None, given: dict[str, Any]) -> int:
    """Write what is newly known of the packages of an inventory."""
    from ennead.engine.base.revision import BaseError  # noqa: PLC0415
    from ennead.engine.packages_change import load, news  # noqa: PLC0415
    from ennead.report.packages.document import asked_again  # noqa: PLC0415

    try:
        saved = load(given["watch"])
    except BaseError as error:
        raise click.ClickException(str(error)) from error
    again = stated(asked_again(saved, database), given["vex"])
    return _written(news(saved, again, given["watch"].name), given)


def difference(
    path: Path,
    asked: Request,
    made: Document,
    database: Advisories | None,
    given: dict[str, Any],
    faults: tuple[str, ...],
) -> int:
    """Write what changed since the base.  Raises click.ClickException where the base cannot be had.

    `faults` are what was not read now: what of it changed is not known.
    """
    from ennead.engine.base.revision import BaseError, revision  # noqa: PLC0415
    from ennead.engine.packages_change import compared, load  # noqa: PLC0415
    from ennead.report.packages.document import asked_again  # noqa: PLC0415

    base = given["diff"]
    try:
        if base.endswith(".json"):
            file = Path(base)
            change = compared(asked_again(load(file), database), made, file.name)
        else:
            known = revision(base, path if path.is_dir() else path.parent)
            change = compared(_earlier(known, path, asked, database), made, known.words)
    except BaseError as error:
        raise click.ClickException(str(error)) from error
    unread = tuple((place, reason) for place, _, reason in (fault.partition(": ") for fault in faults))
    return _written(replace(change, unread=(*change.unread, *unread)), given)


def _earlier(base: Any, path: Path, asked: Request, database: Advisories | None) -> Document:
    """The document of the path as it was; of no package where it was not there."""
    from ennead.engine.change.sides import earlier  # noqa: PLC0415
    from ennead.engine.packages import Packages, packages  # noqa: PLC0415
    from ennead.report.packages.document import document  # noqa: PLC0415
    from ennead.sources.errors import SourceError  # noqa: PLC0415

    with earlier(base, path, asked) as (place, request, side):
        for note in side.notes:
            click.echo(note.reason, err=True)
        if place is None:
            return document(Packages((), (), {}), database)
        try:
            return document(packages(place, request, database), database)
        except SourceError as error:
            raise click.ClickException(f"the version it is compared with cannot be read: {error.reason}") from error


def _written(change: PackagesChange, given: dict[str, Any]) -> int:
    from ennead.report.packages import change as report  # noqa: PLC0415

    name, today = given["format_"], date.today()
    if name == "json":
        text = report.render_json(change)
    elif name == "markdown":
        text = report.markdown(change, today)
    else:
        width, colour = terminal(given["output"])
        text = report.render(change, today=today, width=width, colour=colour)
    write(text, given["output"])
    return change.exit_code
