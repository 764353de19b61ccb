"""`ennead roles`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ennead.cli import roles_change
from ennead.cli.options import sources
from ennead.cli.output import write
from ennead.cli.terminal import terminal

if TYPE_CHECKING:
    from ennead.engine.roles import AppRoles
    from ennead.engine.scan import Request

FORMATS = ("table", "json", "markdown")
_NOTHING_LEFT = "nothing to put back: no --write is left to undo"


@click.command(name="roles")
@sources
@click.option(
    "--format", "-f", "format_", type=click.Choice(FORMATS), default="table", show_default=True, help="How to write it."
)
@click.option("--output", "-o", type=click.Path(path_type=Path, dir_okay=False), help="To this file instead of stdout.")
@click.option("--write", "change", flag_value="write", help="Change the templates: each function gets what it needs.")
@click.option("--diff", "change", flag_value="diff", help="Show what --write would change.")
@click.option("--undo", "change", flag_value="undo", help="Put back what the last --write changed.")
@click.option("--function", "functions", multiple=True, metavar="NAME", help="Only this function, with its policy.")
@click.option(
    "--denied",
    type=click.Path(path_type=Path, dir_okay=False, allow_dash=True),
    metavar="FILE",
    help="What was refused (CloudTrail's JSON, events of Ennead's agent; - for stdin): what heals it, or why not.",
)
@roles_change.OPTION
def command(path: Path, **given: Any) -> int:
    """What each function of PATH needs to be allowed, and what its role grants.

    PATH is a folder, one template, or - for a template on standard input.
    """
    from ennead.cli.request import configuration, request  # noqa: PLC0415
    from ennead.cli.stdin import opened  # noqa: PLC0415
    from ennead.cli.synth import ready  # noqa: PLC0415
    from ennead.sources.errors import SourceError  # noqa: PLC0415

    config = configuration(path, given)
    if given["denied"] and (given["change"] or str(path) == str(given["denied"]) == "-"):
        raise click.UsageError("--denied shows what would help: leave --write, --diff and --undo out, and name PATH")
    roles_change.refuse(path, given)
    if given["change"]:
        return _change(path, request(config, given, ()), given)
    try:
        with opened(path) as place, ready(place, given) as synthesised:
            asked = request(config, given, (), synthesised)
            apps, faults = _read(place, asked)
    except SourceError as error:
        raise click.ClickException(error.reason) from error
    if not _any_function(apps, faults):
        return 3
    _known(apps, given["functions"])
    if given["compare"]:
        width, colour = terminal(given["output"])
        change = roles_change.compare(apps, path, asked, given["compare"])
        text = roles_change.render(given["format_"], change, width, colour=colour)
    elif given["denied"]:
        text = _denied(apps, given)
    else:
        text = _render(apps, path, given)
    write(text, given["output"])
    return 3 if faults else 0


def _denied(apps: list[AppRoles], given: dict[str, Any]) -> str:
    """What to do about each refusal in a file.  Raises click.ClickException where it cannot be read."""
    from ennead.engine import denied  # noqa: PLC0415
    from ennead.engine.widen import widenings  # noqa: PLC0415
    from ennead.report.roles import denied as report  # noqa: PLC0415

    try:
        if str(given["denied"]) == "-":
            records = denied.read(sys.stdin.buffer.read(denied.MAXIMUM_BYTES + 1), "standard input")
        else:
            records = denied.load(given["denied"])
    except denied.DeniedError as error:
        raise click.ClickException(str(error)) from error
    answers = widenings(records.denied, apps)
    if given["format_"] == "json":
        return report.render_json(records, answers)
    width, colour = terminal(given["output"])
    return report.render(records, answers, width=width, colour=colour)


def _any_function(apps: list[AppRoles], faults: list[str]) -> bool:
    """Whether there is a function to speak of; what was not read is said."""
    for fault in faults:
        click.echo(f"not read: {fault}", err=True)
    found = any(app.functions for app in apps)
    if not found:
        click.echo("no function here: name a folder with an application, or a template", err=True)
    return found


def _change(path: Path, asked: Request, given: dict[str, Any]) -> int:
    """Change the templates, show the change, or take the last one back."""
    from ennead.engine.scan import root_of  # noqa: PLC0415
    from ennead.remedy import apply  # noqa: PLC0415
    from ennead.remedy.errors import RemedyError  # noqa: PLC0415
    from ennead.remedy.roles.plan import plan  # noqa: PLC0415
    from ennead.remedy.roles.write import write as write_roles  # noqa: PLC0415
    from ennead.sources.errors import SourceError  # noqa: PLC0415

    if str(path) == "-":
        raise click.UsageError("a template on standard input cannot be changed: name its file")
    root = root_of(path)
    try:
        if given["change"] == "undo":
            click.echo("\n".join(f"put back  {file}" for file in apply.undo(root)) or _NOTHING_LEFT)
            return 0
        apps, faults = _read(path, asked)
        if not _any_function(apps, faults):
            return 3
        _known(apps, given["functions"])
        if given["change"] == "diff":
            planned, left = plan(apps, root, given["functions"])
            click.echo(apply.diff(planned.edits, root), nl=False)
        else:
            done = write_roles(lambda: _read(path, asked)[0], root, given["functions"])
            left = done.left
            for file in done.files:
                click.echo(f"changed   {file}")
            if not done.files:
                click.echo("nothing to change: every role that can be edited is as its function needs it")
            else:
                click.echo(f"to take it back:  ennead roles {path} --undo")
    except (RemedyError, SourceError) as error:
        raise click.ClickException(str(error)) from error
    for one in left:
        click.echo(f"review    {one.function}: {one.reason}", err=True)
    return 3 if faults else 0


def _read(path: Path, asked: Request) -> tuple[list[AppRoles], list[str]]:
    """The roles of each application, and what was not read with its place."""
    from ennead.engine.roles import AppRoles, roles  # noqa: PLC0415

    apps: list[AppRoles] = []
    faults: list[str] = []
    for one in roles(path, asked):
        if isinstance(one, AppRoles):
            apps.append(one)
            faults += one.faults
        else:
            faults.append(f"{one.at}: {one.reason}")
    return apps, faults


def _known(apps: list[AppRoles], functions: tuple[str, ...]) -> None:
    """Every function that is asked for is there.  Raises click.UsageError."""
    from difflib import get_close_matches  # noqa: PLC0415

    from ennead.report.roles.table import name_of  # noqa: PLC0415

    names = sorted({name_of(one) for app in apps for one in app.functions})
    for function in functions:
        if function not in names:
            like = get_close_matches(function, names, 1) or names[:1]
            raise click.UsageError(f"no function is called {function}: there is {', '.join(like)}")


def _render(apps: list[AppRoles], path: Path, given: dict[str, Any]) -> str:
    if given["format_"] == "json":
        from ennead.report.roles import document  # noqa: PLC0415

        return document.render(apps)
    from ennead.report.roles import table  # noqa: PLC0415

    width, colour = terminal(given["output"])
    return table.render(apps, given["functions"], width=width, colour=colour, target=str(path))
