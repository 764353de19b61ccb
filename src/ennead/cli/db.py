"""`ennead db`: the database of advisories."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import click

from ennead.cli.options import progress
from ennead.cli.output import write

if TYPE_CHECKING:
    from io import BufferedReader

    from ennead.packages.advisories import Advisories
    from ennead.packages.advisories.importing import Imported

_UNREAD = 3
_FAULTS_SHOWN = 20

_database = click.option(
    "--database",
    type=click.Path(path_type=Path, dir_okay=False),
    help="The database's file; else $ENNEAD_DATABASE, else ennead/advisories.db in the XDG data folder.",
)
_quiet = click.option("--no-progress", is_flag=True, help="No progress on the terminal.")
_ecosystem = click.option("--ecosystem", required=True, metavar="NAME", help="pypi, npm, maven, ...")
_stdin = click.option("--stdin", is_flag=True, required=True, help="Read the questions from standard input.")


def _errors(function: Callable[..., int]) -> Callable[..., int]:
    """An error of advisories is a message and exit code 3: something could not be read."""

    @wraps(function)
    def told(*given: Any, **named: Any) -> int:
        from ennead.packages.advisories.errors import AdvisoryError  # noqa: PLC0415

        try:
            return function(*given, **named)
        except AdvisoryError as error:
            click.echo(f"Error: {error}", err=True)
            return _UNREAD

    return told


@click.group(name="db")
def command() -> None:
    """The database of advisories: build it, fetch it, ask it."""


@command.command(name="import", short_help="Build it from files, or add them.")
@click.argument("paths", nargs=-1, required=True, metavar="PATH...", type=click.Path(path_type=Path))
@_database
@_quiet
@_errors
def import_(paths: tuple[Path, ...], database: Path | None, *, no_progress: bool) -> int:
    """Build the database from files, or add them to it.

    PATH is a file or a folder of OSV records (.json, .jsonl, .zip, plain or .gz), of GitHub's or PyPA's advisories,
    CISA's catalogue (.json) or EPSS (.csv).
    """
    from ennead.packages.advisories.importing import import_paths  # noqa: PLC0415

    return _told(import_paths(paths, _place(database), progress(not no_progress)), _place(database))


@command.command(short_help="Fetch OSV's exports: the one that uses the network.")
@click.option("--ecosystem", "ecosystems", multiple=True, metavar="NAME", help="This one; else PyPI, npm and Maven.")
@click.option("--url", metavar="BASE", help="A mirror of OSV's exports: BASE/NAME/all.zip.")
@click.option("--offline", is_flag=True, help="Never use the network: this command then only says so.")
@_database
@_quiet
@_errors
def sync(
    ecosystems: tuple[str, ...], url: str | None, database: Path | None, *, offline: bool, no_progress: bool
) -> int:
    """Fetch OSV's exports and bring the database up to date.  No other command uses the network for advisories."""
    if offline:
        raise click.UsageError("db sync is made of network: without it, `ennead db import` takes files")
    from ennead.packages.advisories import sync as syncing  # noqa: PLC0415

    place, base = _place(database), syncing.checked(url or syncing.EXPORTS)
    chosen = ecosystems or syncing.ECOSYSTEMS
    done = syncing.sync(chosen, base, place, progress(not no_progress), _bytes(wanted=not no_progress))
    return _told(done, place)


@command.command(short_help="Counts, and how fresh each source is.")
@click.option(
    "--format", "-f", "format_", type=click.Choice(("table", "json")), default="table", show_default=True, help="How."
)
@click.option("--output", "-o", type=click.Path(path_type=Path, dir_okay=False), help="To this file instead of stdout.")
@_database
@_errors
def status(format_: str, output: Path | None, database: Path | None) -> int:
    """Counts, the newest advisory of each source, and whose data it is."""
    from ennead.packages.advisories import status as statuses  # noqa: PLC0415

    with _opened(database) as advisories:
        advisories.verify()
        render = statuses.document if format_ == "json" else statuses.table
        write(render(advisories, _place(database)), output)
        return 0


@command.command(short_help="The order of versions, a line each.")
@_ecosystem
@_stdin
def compare(ecosystem: str, *, stdin: bool) -> int:
    """Read lines of two versions: prints -1, 0 or 1, or ? where one of them is none."""
    from ennead.packages.advisories.stream import comparing  # noqa: PLC0415
    from ennead.packages.versions import canonical, ordered  # noqa: PLC0415

    name = canonical(ecosystem)
    if not ordered(name):
        raise click.UsageError(f"the order of versions of {ecosystem} is not known here")
    return _answer(comparing(name)) if stdin else 0


@command.command(name="match", short_help="Records by which packages are affected, a line each.")
@_ecosystem
@_stdin
@_database
@_errors
def match_(ecosystem: str, database: Path | None, *, stdin: bool) -> int:
    """Read lines of package and version: prints the ids of the records by which it is affected."""
    from ennead.packages.advisories.stream import matching  # noqa: PLC0415
    from ennead.packages.versions import canonical  # noqa: PLC0415

    with _opened(database) as advisories:
        if not advisories.covers(ecosystem):
            click.echo(f"the database tells nothing of {canonical(ecosystem)} packages", err=True)
            return _UNREAD
        return _answer(matching(advisories, canonical(ecosystem))) if stdin else 0


def _place(database: Path | None) -> Path:
    from ennead.packages.advisories.place import database as place  # noqa: PLC0415

    return place(database)


@contextmanager
def _opened(database: Path | None) -> Iterator[Advisories]:
    from ennead.packages.advisories import Advisories  # noqa: PLC0415

    with Advisories(_place(database)) as advisories:
        yield advisories


def _answer(answer: Callable[[str, str], str]) -> int:
    from ennead.packages.advisories.stream import answered  # noqa: PLC0415

    try:
        answered(cast("BufferedReader", sys.stdin.buffer), sys.stdout.buffer, answer)
    except BrokenPipeError:
        # The reader has had enough (`| head`), and what is left in the buffer has no place to go.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return 0


def _told(done: Imported, place: Path) -> int:
    """Says what an import did; 3 where something could not be read."""
    for fault in done.faults[:_FAULTS_SHOWN]:
        click.echo(f"not read: {fault.place}: {fault.reason}", err=True)
    if len(done.faults) > _FAULTS_SHOWN:
        click.echo(f"not read: {len(done.faults) - _FAULTS_SHOWN} more", err=True)
    counts: list[tuple[int, str]] = [
        (done.new, "new"),
        (done.newer, "newer than before"),
        (done.same, "as before"),
        (done.older, "older than what is there"),
        (done.withdrawn, "withdrawn"),
        (done.exploited, "known to be exploited"),
        (done.scores, "with an EPSS"),
        (done.passed, "files that are no advisories"),
        (len(done.faults), "not read"),
    ]
    click.echo(" · ".join(f"{count:,} {what}" for count, what in counts if count) or "nothing new")
    click.echo(f"{place}    what it holds:  ennead db status", err=True)
    return _UNREAD if done.faults else 0


def _bytes(*, wanted: bool) -> Callable[[str, int, int | None], None] | None:
    """A line on the terminal that says how much has come."""
    if progress(wanted) is None:
        return None

    def show(name: str, done: int, total: int | None) -> None:
        of = f" of {total / 1e6:.1f}" if total else ""
        ended = total is not None and done >= total
        sys.stderr.write("\r\x1b[K" if ended else f"\r\x1b[K{name}  {done / 1e6:.1f}{of} MB"[:80])
        sys.stderr.flush()

    return show
