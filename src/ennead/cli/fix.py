"""`ennead fix`."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ennead.cli.options import reading

if TYPE_CHECKING:
    from ennead.engine.scan import Request
    from ennead.graph.graph import AppGraph
    from ennead.model.finding import Finding
    from ennead.remedy.findings.fix import Left, State


@click.command(name="fix")
@click.argument("words", nargs=-1, metavar="[PATH] ID...")
@click.option("--safe", is_flag=True, help="Every finding whose repair changes nothing that anybody relies on.")
@click.option("--diff", "show", is_flag=True, help="Show what would change.")
@click.option("--undo", is_flag=True, help="Put back what the last fix changed.")
@reading
def command(words: tuple[str, ...], **given: Any) -> int:
    """Repair the findings ID... of the application at PATH (the folder you are in, where none is named).

    ID is any unique beginning of a finding's identity, as `ennead scan --format json` shows it. The templates are read
    again afterwards: where a finding is still there, or another came, everything is put back.
    """
    from ennead.remedy.errors import RemedyError  # noqa: PLC0415
    from ennead.sources.errors import SourceError  # noqa: PLC0415

    path, ids = _path(words)
    _coherent(ids, given)
    try:
        return _undo(path) if given["undo"] else _fix(path, ids, given)
    except (RemedyError, SourceError) as error:
        raise click.ClickException(str(error)) from error


def _path(words: tuple[str, ...]) -> tuple[Path, tuple[str, ...]]:
    """PATH where the first word is one, and the rest."""
    if words and words[0] == "-":
        raise click.UsageError("a template on standard input cannot be changed: name its file")
    try:
        named = bool(words) and Path(words[0]).exists()
    except OSError:  # a name no file can have
        named = False
    return (Path(words[0]), words[1:]) if named else (Path(), words)


def _coherent(ids: tuple[str, ...], given: dict[str, Any]) -> None:
    """Raises click.UsageError for what makes no sense together."""
    if given["undo"]:
        if ids or given["safe"] or given["show"]:
            raise click.UsageError("--undo takes the last fix back, whatever it was: leave the rest out")
    elif not ids and not given["safe"]:
        raise click.UsageError("name findings by their ids (`ennead scan --format json` lists them), or --safe")


def _undo(path: Path) -> int:
    from ennead.engine.scan import root_of  # noqa: PLC0415
    from ennead.remedy import apply  # noqa: PLC0415

    files = apply.undo(root_of(path))
    for file in files:
        click.echo(f"put back  {_shown(file)}")
    if not files:
        click.echo("there is nothing to put back")
    return 0


def _fix(path: Path, ids: tuple[str, ...], given: dict[str, Any]) -> int:
    from ennead.cli.request import chosen, configuration, request  # noqa: PLC0415
    from ennead.engine.scan import root_of, scan  # noqa: PLC0415
    from ennead.remedy import apply  # noqa: PLC0415
    from ennead.remedy.findings import fix  # noqa: PLC0415

    config = configuration(path, given)
    asked = request(config, given, chosen(config, given))
    state = _state(path, asked)
    wanted = _wanted(ids, state.result.findings, safe=given["safe"])
    if not wanted:
        click.echo("no finding here has a repair that is safe without a look")
        return 0
    root = root_of(path)
    if given["show"]:
        proposal = fix.propose(wanted, state, root)
        click.echo(apply.diff(proposal.plan.edits, root), nl=False)
        _tell(proposal.left)
        return 1 if proposal.left else 0
    done = fix.fix(wanted, state, lambda: scan(path, asked).result, root)
    _report(done.fixed, done.files, path)
    _tell(done.left)
    return 1 if done.left else 0


def _state(path: Path, asked: Request) -> State:
    """A scan with its graphs; the roles where they are asked for."""
    from ennead.engine.roles import AppRoles, roles  # noqa: PLC0415
    from ennead.engine.scan import scan  # noqa: PLC0415
    from ennead.graph.merge import combine  # noqa: PLC0415
    from ennead.remedy.findings.fix import State  # noqa: PLC0415
    from ennead.sources.app import AppReading  # noqa: PLC0415

    graphs: dict[str, AppGraph] = {}

    def watch(one: Any, of: Any) -> None:
        if isinstance(one, AppReading):
            graphs[one.name] = combine(one.name, of)

    result = scan(path, replace(asked, watch=watch)).result
    return State(result, graphs, lambda: [one for one in roles(path, asked) if isinstance(one, AppRoles)])


def _wanted(ids: Iterable[str], findings: Sequence[Finding], *, safe: bool) -> list[Finding]:
    """The findings of the ids, and all that are safe.  Raises click.UsageError for an id of none, or of several."""
    from ennead.remedy.findings import fix  # noqa: PLC0415

    found = list(fix.safe(findings)) if safe else []
    for one in ids:
        fitting = [finding for finding in findings if finding.identity.startswith(one)]
        if not fitting:
            raise click.UsageError(f"no finding is called {one}: {_near(one, findings)}")
        names = list(dict.fromkeys(finding.identity for finding in fitting))
        if one not in names and len(names) > 1:
            more = f" and {len(names) - 3} more" if len(names) > 3 else ""
            raise click.UsageError(f"{one} may be {', '.join(names[:3])}{more}: write more of it")
        found += [finding for finding in fitting if one not in names or finding.identity == one]
    return list(dict.fromkeys(found))


def _near(one: str, findings: Sequence[Finding]) -> str:
    from difflib import get_close_matches  # noqa: PLC0415

    near = get_close_matches(one, [finding.identity for finding in findings], 1)
    return f"did you mean {near[0]}?" if near else "`ennead scan --format json` lists their identities"


def _report(fixed: Sequence[Finding], files: Sequence[str], path: Path) -> None:
    from ennead.model.finding import Disposition, Fix  # noqa: PLC0415

    look = False
    for one in fixed:
        title = one.fix.title if isinstance(one.fix, Fix) else one.message
        click.echo(f"fixed     {one.identity}: {_shown(title)}")
        look = look or (isinstance(one.fix, Fix) and one.fix.disposition is not Disposition.SAFE)
    for file in files:
        click.echo(f"changed   {_shown(file)}")
    if look:
        click.echo("look at it before you deploy: this changes what runs")
    if files:
        click.echo(f"to take it back:  ennead fix {_shown(path)} --undo")


def _tell(left: Sequence[Left]) -> None:
    """What is left, and what to do by hand."""
    from ennead.model.finding import Fix  # noqa: PLC0415

    for one in left:
        click.echo(f"left      {one.finding.identity}: {_shown(one.reason)}", err=True)
        if isinstance(one.finding.fix, Fix):
            click.echo(f"by hand   {_shown(one.finding.fix.title)} (ennead explain {one.finding.check})", err=True)


def _shown(text: object) -> str:
    from ennead.report.scan.text import printable  # noqa: PLC0415

    return printable(str(text))
