"""`ennead roles --compare BASE`: what a change does to roles."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from ennead.engine.roles import AppRoles
    from ennead.engine.roles_change import RolesChange
    from ennead.engine.scan import Request

OPTION = click.option(
    "--compare",
    metavar="BASE",
    help="What has changed since BASE: a git revision, `main...` for where main parted, or a saved JSON.",
)


def refuse(path: Path, given: dict[str, Any]) -> None:
    """Raises click.UsageError for what makes no sense together."""
    if given["format_"] == "markdown" and not given["compare"]:
        raise click.UsageError("markdown is written of a change: add --compare BASE, a git revision or a saved JSON")
    if given["compare"] and (given["change"] or given["denied"] or given["functions"]):
        raise click.UsageError(
            "--compare shows what changed: leave --write, --diff, --undo, --denied and --function out"
        )
    if given["compare"] and str(path) == "-":
        raise click.UsageError("--compare takes a folder or a file that git knows, not standard input")


def compare(apps: Sequence[AppRoles], path: Path, asked: Request, base: str) -> RolesChange:
    """The roles now against those of the base.  Raises click.ClickException where the base cannot be had."""
    from ennead.engine.base.revision import BaseError, revision  # noqa: PLC0415
    from ennead.engine.roles_change import compared, load  # noqa: PLC0415
    from ennead.report.roles import document  # noqa: PLC0415

    try:
        if base.endswith(".json"):
            return compared(load(Path(base)), document.document(apps), Path(base).name)
        known = revision(base, path if path.is_dir() else path.parent)
        return compared(_earlier(known, path, asked), document.document(apps), known.words)
    except BaseError as error:
        raise click.ClickException(str(error).replace("--diff", "--compare")) from error


def _earlier(base: Any, path: Path, asked: Request) -> Mapping[str, Any]:
    """The document of the path as it was; of no application where it was not there."""
    from ennead.engine.change.sides import earlier  # noqa: PLC0415
    from ennead.engine.roles import AppRoles, roles  # noqa: PLC0415
    from ennead.report.roles import document  # noqa: PLC0415
    from ennead.sources.errors import SourceError  # noqa: PLC0415

    with earlier(base, path, asked) as (place, request, side):
        for note in side.notes:
            click.echo(note.reason, err=True)
        if place is None:
            return document.document(())
        try:
            found = list(roles(place, request))
        except SourceError as error:
            raise click.ClickException(f"the version it is compared with cannot be read: {error.reason}") from error
        for one in found:
            faults = one.faults if isinstance(one, AppRoles) else (f"{one.at}: {one.reason}",)
            for fault in faults:
                click.echo(f"not read in the version it is compared with: {fault}", err=True)
        return document.document([one for one in found if isinstance(one, AppRoles)])


def render(name: str, change: RolesChange, width: int, *, colour: bool) -> str:
    """The change in a format."""
    from ennead.report.roles import change as report  # noqa: PLC0415

    if name == "json":
        return report.render_json(change)
    return report.markdown(change) if name == "markdown" else report.render(change, width=width, colour=colour)
