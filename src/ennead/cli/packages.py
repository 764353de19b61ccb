"""`ennead packages`."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ennead.cli import packages_change
from ennead.cli.options import sources
from ennead.cli.output import write
from ennead.cli.terminal import terminal

if TYPE_CHECKING:
    from ennead.engine.packages_change import Document
    from ennead.packages.advisories import Advisories

FORMATS = ("table", "json", "cyclonedx", "markdown")
UNREAD = 3


@click.command(name="packages")
@sources
@click.option(
    "--format", "-f", "format_", type=click.Choice(FORMATS), default="table", show_default=True, help="How to write it."
)
@click.option("--output", "-o", type=click.Path(path_type=Path, dir_okay=False), help="To this file instead of stdout.")
@click.option(
    "--database",
    type=click.Path(path_type=Path, dir_okay=False),
    help="The advisories' file; else $ENNEAD_DATABASE, else the one that `ennead db` makes.",
)
@click.option(
    "--vex",
    multiple=True,
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="Statements that set advisories aside: CycloneDX or OpenVEX, as JSON.",
)
@click.option("--serial-number", is_flag=True, help="With cyclonedx: a random serial number.")
@packages_change.DIFF
@packages_change.WATCH
def command(path: Path, **given: Any) -> int:
    """The packages that each function of PATH ships, and what is known against them.

    Exit code 1 for a vulnerable package, 3 where something could not be checked, 0 where all is clean.  With --diff and
    --watch: 1 for what is new only.
    """
    from ennead.packages.advisories.errors import AdvisoryError  # noqa: PLC0415

    packages_change.refuse(path, given)
    try:
        with _opened(given["database"]) as database:
            if given["watch"]:
                return packages_change.watch(database, given)
            return _packages(path, database, given)
    except AdvisoryError as error:
        click.echo(f"Error: {error}", err=True)
        return UNREAD


def _packages(path: Path, database: Advisories | None, given: dict[str, Any]) -> int:
    """The state of the packages, or what a change did to them."""
    from ennead.cli.request import configuration, request  # noqa: PLC0415
    from ennead.cli.stdin import opened  # noqa: PLC0415
    from ennead.cli.synth import ready  # noqa: PLC0415
    from ennead.engine.packages import packages  # noqa: PLC0415
    from ennead.report.packages.document import document  # noqa: PLC0415
    from ennead.sources.errors import SourceError  # noqa: PLC0415

    config = configuration(path, given)
    try:
        with opened(path) as place, ready(place, given) as synthesised:
            asked = request(config, given, (), synthesised)
            found = packages(place, asked, database)
            made = packages_change.stated(document(found, database), given["vex"], tell=not given["diff"])
    except SourceError as error:
        raise click.ClickException(error.reason) from error
    for fault in found.faults:
        click.echo(f"not read: {fault}", err=True)
    if given["diff"]:
        return packages_change.difference(path, asked, made, database, given, found.faults)
    code = _code(made, faults=bool(found.faults))
    write(_render(made, path, code, given), given["output"])
    return code


@contextmanager
def _opened(given: Path | None) -> Iterator[Advisories | None]:
    """The database; None, said in one line, where there is none.  Raises AdvisoryError for one that is broken."""
    from ennead.packages.advisories import Advisories  # noqa: PLC0415
    from ennead.packages.advisories.errors import NoDatabase  # noqa: PLC0415
    from ennead.packages.advisories.place import database  # noqa: PLC0415

    place = database(given, os.environ)
    try:
        opened = Advisories(place)
    except NoDatabase:
        click.echo(
            f"nothing is checked: there is no advisory database at {place}: `ennead db sync` makes one, "
            "`ennead db import FILE` one without network",
            err=True,
        )
        yield None
        return
    with opened:
        yield opened


def _code(made: Document, *, faults: bool) -> int:
    from ennead.engine.packages_change import unchecked  # noqa: PLC0415

    rows = made["packages"]
    if any(row["status"] == "vulnerable" and not row.get("accepted") for row in rows):
        return 1
    unread = made["database"] is None or made["unread"] or faults
    return UNREAD if unread or any(map(unchecked, rows)) else 0


def _render(made: Document, path: Path, code: int, given: dict[str, Any]) -> str:
    if given["format_"] == "json":
        from ennead.report.packages.document import written  # noqa: PLC0415

        return written(made)
    if given["format_"] == "cyclonedx":
        from ennead.report.packages import cyclonedx  # noqa: PLC0415

        return cyclonedx.render(made, os.environ, serial=given["serial_number"])
    from ennead.report.packages import table  # noqa: PLC0415

    width, colour = terminal(given["output"])
    return table.render(made, today=date.today(), width=width, colour=colour, target=str(path), code=code)
