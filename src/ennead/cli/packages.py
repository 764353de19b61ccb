"""`ennead packages`."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ennead.cli.options import sources
from ennead.cli.output import write

if TYPE_CHECKING:
    from ennead.engine.packages import Packages
    from ennead.packages.advisories import Advisories

FORMATS = ("table", "json", "cyclonedx")


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
def command(path: Path, **given: Any) -> int:
    """The packages that each function of PATH ships, and what is known against them.

    Exit code 1 for a vulnerable package, 3 where something could not be checked, 0 where all is clean.
    """
    from ennead.cli.request import configuration, request  # noqa: PLC0415
    from ennead.cli.synth import ready  # noqa: PLC0415
    from ennead.engine.packages import packages  # noqa: PLC0415
    from ennead.sources.errors import SourceError  # noqa: PLC0415

    config = configuration(path, given)
    try:
        with ready(path, given) as synthesised, _opened(given["database"]) as database:
            found = packages(path, request(config, given, (), synthesised), database)
            text = _render(given["format_"], found, database)
    except SourceError as error:
        raise click.ClickException(error.reason) from error
    for fault in found.faults:
        click.echo(f"not read: {fault}", err=True)
    write(text, given["output"])
    return _code(found, database)


@contextmanager
def _opened(given: Path | None) -> Iterator[Advisories | None]:
    """The database; None, said in one line, where there is none."""
    import os  # noqa: PLC0415

    from ennead.packages.advisories import Advisories  # noqa: PLC0415
    from ennead.packages.advisories.errors import AdvisoryError, NoDatabase  # noqa: PLC0415
    from ennead.packages.advisories.place import database  # noqa: PLC0415

    place = database(given, os.environ)
    try:
        opened = Advisories(place)
    except NoDatabase:
        click.echo(f"nothing is checked: there is no advisory database at {place}: ennead db sync makes one", err=True)
        yield None
        return
    except AdvisoryError as error:
        raise click.ClickException(str(error)) from error
    with opened:
        yield opened


def _code(found: Packages, database: Advisories | None) -> int:
    from ennead.packages.advisories import Status  # noqa: PLC0415

    states = {one.verdict.status for one in found.listed if one.verdict}
    if Status.VULNERABLE in states:
        return 1
    unchecked = database is None or Status.NOT_CHECKED in states or found.unread or found.faults
    return 3 if unchecked else 0


def _render(name: str, found: Packages, database: Advisories | None) -> str:
    import importlib  # noqa: PLC0415

    module = {"json": "document"}.get(name, name)
    text: str = importlib.import_module(f"ennead.report.packages.{module}").render(found, database)
    return text
