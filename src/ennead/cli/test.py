"""`ennead test`."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ennead.cli.options import sources
from ennead.cli.output import write
from ennead.cli.terminal import READABLE, terminal

if TYPE_CHECKING:
    from ennead.expect.expectation import Expectation, Outcome

FORMATS = ("table", "json", "junit")
_FILE = click.Path(path_type=Path, dir_okay=False)


@click.command(name="test")
@sources
@click.option("--file", "-F", "file", type=_FILE, help="The expectations [default: PATH/ennead.tests.yml].")
@click.option("--pack", "packs", multiple=True, metavar="NAME", help="A ready-made pack as well; --list names them.")
@click.option("--match", "-k", "pattern", metavar="TEXT", help="Only expectations whose title holds TEXT.")
@click.option(
    "--format", "-f", "format_", type=click.Choice(FORMATS), default="table", show_default=True, help="What to write."
)
@click.option("--junit-output", type=_FILE, metavar="FILE", help="Write JUnit to a file as well.")
@click.option("--json-output", type=_FILE, metavar="FILE", help="Write JSON to a file as well.")
@click.option("--all", "whole", is_flag=True, help="List what holds too, and leave nothing out.")
@click.option("--list", "listed", is_flag=True, help="List expectations, packs and words, and ask nothing.")
@click.option("--init", is_flag=True, help="Write a first file from what holds now.")
def command(path: Path, **given: Any) -> int:
    """Hold the application at PATH against your own expectations.

    They stand in PATH/ennead.tests.yml, in words such as `functions: "*"` and `timeout: at most 30`. Begin with
    `ennead test PATH --init`: it writes down what holds now.
    """
    from ennead.expect.errors import ExpectError  # noqa: PLC0415
    from ennead.sources.errors import SourceError  # noqa: PLC0415

    try:
        if given["listed"]:
            return _list(path, given)
        return _init(path, given) if given["init"] else _test(path, given)
    except (ExpectError, SourceError) as error:
        raise click.ClickException(error.reason if isinstance(error, SourceError) else str(error)) from error


def _test(path: Path, given: dict[str, Any]) -> int:
    from dataclasses import replace  # noqa: PLC0415

    from ennead.cli.request import chosen, configuration, request  # noqa: PLC0415
    from ennead.cli.stdin import opened  # noqa: PLC0415
    from ennead.expect.run import run  # noqa: PLC0415

    expectations, file, packs = _expected(path, given)
    if given["pattern"]:
        wanted = given["pattern"].lower()
        expectations = tuple(one for one in expectations if wanted in one.title.lower())
        if not expectations:
            raise click.UsageError(f"no expectation's title holds {given['pattern']!r}: --list shows them")
    config = replace(configuration(path, given), select=(), ignore=())
    with opened(path) as place:
        outcome = run(place, expectations, request(config, given, chosen(config, given)))
    _report(replace(outcome, file=file, packs=packs), path, given)
    return outcome.exit_code


def _expected(path: Path, given: dict[str, Any]) -> tuple[tuple[Expectation, ...], str | None, tuple[str, ...]]:
    """The expectations, the file they stand in (None: packs only), the packs."""
    from ennead.expect.file import NAME, Wanted, load  # noqa: PLC0415
    from ennead.expect.packs import expanded  # noqa: PLC0415

    folder = path if path.is_dir() else path.parent
    file = given["file"] or folder / NAME
    if file.is_file():
        wanted = load(file, Path(os.path.relpath(file, folder)).as_posix())
    elif given["packs"] and not given["file"]:
        wanted = Wanted("")
    else:
        name = click.format_filename(str(path))
        raise click.ClickException(
            f"{file} is not there: `ennead test {name} --init` writes one from what holds now, "
            f"`ennead test {name} --pack public-api` asks a ready-made pack"
        )
    packs = tuple(dict.fromkeys([*(one.name for one in wanted.packs), *given["packs"]]))
    return expanded(wanted, given["packs"]), wanted.path or None, packs


def _report(outcome: Outcome, path: Path, given: dict[str, Any]) -> None:
    for name in ("junit", "json"):
        if given[f"{name}_output"]:
            write(_rendered(name, outcome, path, given), given[f"{name}_output"])
    write(_rendered(given["format_"], outcome, path, given), None)


def _rendered(name: str, outcome: Outcome, path: Path, given: dict[str, Any]) -> str:
    if name == "json":
        from ennead.report.expect import document as expect_json  # noqa: PLC0415

        return expect_json.render(outcome)
    if name == "junit":
        from ennead.cli.prefix import prefix_of  # noqa: PLC0415
        from ennead.report.expect import junit as expect_junit  # noqa: PLC0415

        return expect_junit.render(outcome, prefix=prefix_of(path))
    from ennead.report.expect import table as expect_table  # noqa: PLC0415

    width, colour = terminal(widest=READABLE)
    return expect_table.render(
        outcome,
        width=width,
        colour=colour,
        target=str(path),
        exit_code=outcome.exit_code,
        whole=given["whole"],
    )


def _list(path: Path, given: dict[str, Any]) -> int:
    from ennead.expect.file import NAME  # noqa: PLC0415
    from ennead.report.expect import listing as expect_list  # noqa: PLC0415

    there = given["file"] or (path if path.is_dir() else path.parent) / NAME
    expectations = _expected(path, given)[0] if there.is_file() or given["packs"] else ()
    write(expect_list.render(expectations), None)
    return 0


def _init(path: Path, given: dict[str, Any]) -> int:
    from ennead.cli.request import configuration, request  # noqa: PLC0415
    from ennead.cli.stdin import STDIN  # noqa: PLC0415
    from ennead.expect.file import NAME  # noqa: PLC0415
    from ennead.expect.start import first_file  # noqa: PLC0415

    if path == STDIN and not given["file"]:
        raise click.UsageError("--init writes beside the application: give its folder, or --file")
    file: Path = given["file"] or (path if path.is_dir() else path.parent) / NAME
    if file.exists():
        raise click.ClickException(f"{file} is already there: --init writes over nothing")
    text, number = first_file(path, request(configuration(path, given), given, ()))
    if not number:
        click.echo("nothing to write down: no application that could be read is here", err=True)
        return 3
    write(text, file)
    click.echo(f"{file} holds {number} expectations, all true today: read them, keep what is meant, then `ennead test`")
    return 0
