"""`ennead contract`: made, checked, brought up to date, compiled."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ennead.cli.options import sources
from ennead.cli.output import write
from ennead.cli.terminal import terminal

if TYPE_CHECKING:
    from ennead.contract.gather import App
    from ennead.contract.words import Contract, Made
    from ennead.engine.scan import Request

_LEVELS = ("critical", "high", "medium", "low", "none")
_CONTRACT = click.option(
    "--contract",
    "contract_file",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="The contract.  [default: ennead.contract.yml beside the template]",
)


@click.group(name="contract")
def command() -> None:
    """What is agreed for each function: made from templates and code, reviewed like code, held in CI and by agents."""


def _errors(function: Callable[..., int]) -> Callable[..., int]:
    """An error of contracts or sources is a message and exit code 2."""

    @wraps(function)
    def told(*given: Any, **named: Any) -> int:
        from ennead.contract.errors import ContractError  # noqa: PLC0415
        from ennead.sources.errors import SourceError  # noqa: PLC0415

        try:
            return function(*given, **named)
        except (ContractError, SourceError) as error:
            raise click.ClickException(str(error)) from error

    return told


# -- init -----------------------------------------------------------------------------------------------------------


@command.command(short_help="Write it, from templates and code.")
@sources
@click.option(
    "--output",
    "-o",
    type=click.Path(path_type=Path, dir_okay=False, allow_dash=True),
    help="To this file; - is stdout.",
)
@_errors
def init(path: Path, output: Path | None, **given: Any) -> int:
    """Write `ennead.contract.yml` beside the template of each application of PATH.

    What neither template nor code tells is left open and marked, with the reason.
    """
    from ennead.contract.write import rendered  # noqa: PLC0415

    _no_stdin(path)
    made, faults = _made(path, given)
    if not made:
        return 3
    places = _places(path, made, output)
    if output is None:
        _refuse_existing([place for place in places if place is not None], path)
    for one, place in zip(made, places, strict=True):
        write(rendered(one), place)
        left = sum(len(reasons) for function in one.functions for reasons in function.open.values())
        counts = f"{len(one.functions)} function{'' if len(one.functions) == 1 else 's'}, {left} left open"
        click.echo(f"written   {place or 'stdout'}   {counts}", err=str(place) == "-")
    click.echo(f'look at what is marked "# open:"; then:  ennead contract check {path}', err=True)
    return 3 if faults else 0


def _refuse_existing(places: list[Path], path: Path) -> None:
    there = [place for place in places if place.exists()]
    if there:
        raise click.ClickException(
            f"{there[0]} is there already: `ennead contract update {path}` shows what has become different"
        )


# -- check ----------------------------------------------------------------------------------------------------------


@command.command(short_help="Hold templates and code against it.")
@sources
@_CONTRACT
@click.option(
    "--fail-on", type=click.Choice(_LEVELS), default="high", show_default=True, help="Exit 1 from this severity on."
)
@click.option(
    "--format",
    "-f",
    "format_",
    type=click.Choice(("table", "json")),
    default="table",
    show_default=True,
    help="How to write it.",
)
@click.option("--output", "-o", type=click.Path(path_type=Path, dir_okay=False), help="To this file instead of stdout.")
@_errors
def check(path: Path, contract_file: Path | None, **given: Any) -> int:
    """Hold templates and code of PATH against the contract.

    What the contract does not allow is high, what nothing uses any more low. Exit code 3 where something could not be
    told of which the contract says what is agreed, and which it does not accept.
    """
    from ennead.contract.compare import compare  # noqa: PLC0415
    from ennead.report.contract import document, table  # noqa: PLC0415

    _no_stdin(path)
    made, faults = _made(path, given)
    if not made:
        return 3
    pairs = [(one, _load(_place(path, one.file, contract_file, made))) for one in made]
    found = [compare(one, contract) for one, contract in pairs]
    code = _code(found, faults, given["fail_on"])
    if given["format_"] == "json":
        write(document.render(found, faults), given["output"])
        return code
    width, colour = terminal(given["output"])
    write(table.render(found, width=width, colour=colour, target=str(path), code=code), given["output"])
    return code


def _code(found: list[Any], faults: list[str], fail_on: str) -> int:
    from ennead.contract.compare import State  # noqa: PLC0415
    from ennead.model.finding import Severity  # noqa: PLC0415

    level = None if fail_on == "none" else Severity(fail_on)
    if any(one.at_least(level) for one in found):
        return 1
    return 3 if faults or any(one.of(State.UNTOLD) for one in found) else 0


# -- update ---------------------------------------------------------------------------------------------------------


@command.command(short_help="Show or write what has become different.")
@sources
@_CONTRACT
@click.option("--write", "save", is_flag=True, help="Change the file; without it the difference is shown.")
@_errors
def update(path: Path, contract_file: Path | None, *, save: bool, **given: Any) -> int:
    """Show how the contract of PATH has to change to say what templates and code do, as a difference to review.

    Your comments, and entries that have a `because`, stay as they are.
    """
    from ennead.contract.read import text_of  # noqa: PLC0415
    from ennead.contract.save import difference, save_text  # noqa: PLC0415
    from ennead.contract.update import updated  # noqa: PLC0415

    _no_stdin(path)
    made, faults = _made(path, given)
    if not made:
        return 3
    changed = False
    for one in made:
        place = _place(path, one.file, contract_file, made)
        before = text_of(place)
        after = updated(before, one)
        if after == before:
            continue
        changed = True
        if save:
            save_text(place, after)
            click.echo(f"changed   {place}")
        else:
            click.echo(difference(before, after, one.file if contract_file is None else str(contract_file)), nl=False)
    if not changed:
        click.echo("nothing to change: templates and code do what is agreed", err=True)
    elif not save:
        click.echo(f"to write it:  ennead contract update {path} --write", err=True)
    return 3 if faults else 0


# -- compile --------------------------------------------------------------------------------------------------------


@command.command(name="compile", short_help="Make the file that lies beside the agents.")
@sources
@_CONTRACT
@click.option(
    "--output",
    "-o",
    type=click.Path(path_type=Path, dir_okay=False, allow_dash=True),
    help="To this file; - is stdout.  [default: ennead.contract.json beside the contract]",
)
@click.option("--function", "functions", multiple=True, metavar="NAME", help="Only this function; may be repeated.")
@click.option(
    "--name", "names", multiple=True, metavar="ID=NAME", help="What a function or a thing is called where it runs."
)
@click.option(
    "--modules", "with_modules", is_flag=True, help="With the hashes of the functions' own files, as they are deployed."
)
@click.option("--decoys", "version", metavar="VERSION", help="Make decoys for this version of the deployment.")
@click.option(
    "--decoy-values",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Where their values go, which deployment lays out: a file that only you read, and no part of a repository.",
)
@_errors
def compile_(path: Path, contract_file: Path | None, output: Path | None, **given: Any) -> int:
    """Make the small file that agents read, and print the hash that they are told.

    Functions are named as they are where they run, so far as the templates tell; else by their ids in the template,
    which `ENNEAD_FUNCTION` then says.
    """
    _no_stdin(path)
    apps, faults = _apps(path, given)
    if not apps:
        return 3
    if (given["version"] is None) != (given["decoy_values"] is None):
        raise click.UsageError(
            "--decoys VERSION and --decoy-values FILE go together: a decoy is a value that is laid out"
        )
    if (output is not None or given["decoy_values"] is not None) and len(apps) > 1:
        raise click.UsageError("there are several applications here: name one with --app")
    places = [_place(path, app.file, contract_file, apps) for app in apps]
    contracts = [_load(place) for place in places]
    _refuse_unknown(apps, contracts, given["names"])
    for app, place, contract in zip(apps, places, contracts, strict=True):
        target = output or place.with_name(place.name.removesuffix(".yml") + ".json")
        _compile(app, contract, target, given, path)
    return 3 if faults else 0


def _refuse_unknown(apps: list[App], contracts: list[Contract], names: tuple[str, ...]) -> None:
    """Raises click.UsageError for a name of something that is nowhere here."""
    from difflib import get_close_matches  # noqa: PLC0415

    from ennead.contract.deployed import pairs  # noqa: PLC0415

    try:
        wanted = pairs(names)
    except ValueError as error:
        raise click.UsageError(f"--name takes ID=NAME, not {error}") from error
    nodes = (node for app in apps for graph in app.graphs.values() for node in graph.nodes.values())
    known = {name for node in nodes for name in (node.logical_id, node.id.partition("/")[2]) if name}
    known.update(name for contract in contracts for name in contract.functions)
    for name in wanted:
        if name not in known:
            like = get_close_matches(name, sorted(known), 3)
            more = f": there is {', '.join(like)}" if like else ": name one by its id in the template"
            raise click.UsageError(f"--name {name}=…: nothing here is called {name}{more}")


def _compile(app: App, contract: Contract, target: Path, given: dict[str, Any], path: Path) -> None:
    from ennead.contract.compile import compiled  # noqa: PLC0415
    from ennead.contract.deployed import Deployed, pairs  # noqa: PLC0415
    from ennead.contract.save import chosen  # noqa: PLC0415

    deployed = Deployed(app.graphs, pairs(given["names"]))
    wanted = chosen(contract, given["functions"])
    laid = None
    if given["version"] is not None:
        from ennead.contract.baits import baits  # noqa: PLC0415

        laid = baits(wanted, app.graphs.values(), given["version"])
        laid.save(given["decoy_values"])
    held = _modules(app, wanted, path) if given["with_modules"] else None
    made = compiled(wanted, deployed, laid.entries if laid else None, held)
    aside = str(target) == "-"
    write(made.data.decode("ascii"), target)
    count = len(made.functions)
    click.echo(f"{target}   {count} function{'' if count == 1 else 's'}, {len(made.data):,} bytes", err=aside)
    click.echo(f"ENNEAD_CONTRACT_HASH={made.digest}", err=aside)
    if laid is not None:
        click.echo(f"decoys    {given['decoy_values']}: set its variables, lay the rest beside the stores", err=aside)
    for one in made.unnamed:
        click.echo(f"any name  {one}: only deployment knows what it is called (--name says it)", err=True)


def _modules(app: App, contract: Contract, path: Path) -> Mapping[str, Mapping[str, str]]:
    """The files of the functions with their hashes; why a function has none is said."""
    from ennead.contract.modules import modules  # noqa: PLC0415
    from ennead.engine.scan import root_of  # noqa: PLC0415

    found = modules(contract, app.graphs.values(), root_of(path))
    for name, why in found.untold.items():
        click.echo(f"no files  {name}: {why}", err=True)
    return found.entries


# -- what they share ------------------------------------------------------------------------------------------------


def _no_stdin(path: Path) -> None:
    if str(path) == "-":
        raise click.UsageError("a contract belongs to a folder or a template's file, not to standard input")


def _request(path: Path, given: dict[str, Any], synthesised: Any) -> Request:
    from ennead.cli.request import configuration, request  # noqa: PLC0415

    return request(
        configuration(path, {key: value for key, value in given.items() if key != "fail_on"}), given, (), synthesised
    )


def _made(path: Path, given: dict[str, Any]) -> tuple[list[Made], list[str]]:
    """What templates and code make of the contract of each application that has functions."""
    from ennead.cli.synth import ready  # noqa: PLC0415
    from ennead.contract.gather import gathered  # noqa: PLC0415

    with ready(path, given) as synthesised:
        made, faults = gathered(path, _request(path, given, synthesised))
    return _told([one for one in made if one.functions], faults)


def _apps(path: Path, given: dict[str, Any]) -> tuple[list[App], list[str]]:
    from ennead.cli.synth import ready  # noqa: PLC0415
    from ennead.contract.gather import applications  # noqa: PLC0415

    with ready(path, given) as synthesised:
        apps, faults = applications(path, _request(path, given, synthesised))
    return _told([one for one in apps if one.has_functions], faults)


def _told(apps: list[Any], faults: list[str]) -> tuple[list[Any], list[str]]:
    """The same; what was not read is said, and that there is nothing."""
    for fault in faults:
        click.echo(f"not read: {fault}", err=True)
    if not apps:
        click.echo("no function here: name a folder with an application, or a template", err=True)
    return apps, faults


def _places(path: Path, made: list[Made], output: Path | None) -> list[Path | None]:
    if output is None:
        return [_place(path, one.file, None, made) for one in made]
    if len(made) > 1:
        names = ", ".join(one.app for one in made[:5])
        raise click.UsageError(f"there are several applications here ({names}): name one with --app")
    return [output]


def _place(path: Path, file: str, contract_file: Path | None, apps: list[Any]) -> Path:
    """Where a contract lies."""
    from ennead.engine.scan import root_of  # noqa: PLC0415

    if contract_file is None:
        return root_of(path) / file
    if len(apps) > 1:
        raise click.UsageError("there are several applications here, and one contract: name one with --app")
    return contract_file


def _load(place: Path) -> Contract:
    from ennead.contract.read import load  # noqa: PLC0415

    return load(place)
