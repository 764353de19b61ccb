"""`ennead attach`."""

from __future__ import annotations

import os
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ennead.cli.options import sources
from ennead.cli.output import write
from ennead.cli.terminal import terminal

if TYPE_CHECKING:
    from ennead.attach.contracts import Contracted
    from ennead.attach.plan import App, Attachment
    from ennead.attach.words import Coverage, Wish
    from ennead.engine.scan import Request

_ARN = re.compile(r"arn:[\w-]+:lambda:[\w-]+:\d{12}:layer:[\w-]+:\d+\Z")
_MOST_NAMES = 8
"""Functions that one line beside a difference names."""
_CHANGES = ("diff", "write", "undo", "check")
_NOTHING_LEFT = "nothing to put back: no --write is left to undo"


@click.command(name="attach")
@sources
@click.option("--function", "functions", multiple=True, metavar="NAME", help="Only this function; may be repeated.")
@click.option("--mode", type=click.Choice(("observe", "alert", "enforce")), help="What it does.  [default: observe]")
@click.option("--layer-arn", "arn", metavar="ARN", help="A layer that is published already, with its version.")
@click.option(
    "--layer", type=click.Path(path_type=Path), metavar="DIR", help="A built layer.  [default: ennead-layer in PATH]"
)
@click.option(
    "--contract",
    "contract_file",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="What `ennead contract compile` wrote: its hash is written, and the mode is the contract's.",
)
@click.option(
    "--dead-letter",
    "dead_letter",
    metavar="QUEUE",
    help="Where refused records go: a queue of the template by its id, or an ARN. Roles get the right to send there.",
)
@click.option("--diff", is_flag=True, help="Show what --write would change (the default).")
@click.option("--write", is_flag=True, help="Change the templates.")
@click.option("--undo", is_flag=True, help="Put back what the last --write changed.")
@click.option("--check", is_flag=True, help="Which functions are covered, which cannot be, and why.")
@click.option(
    "--report",
    "events",
    type=click.Path(path_type=Path, dir_okay=False, allow_dash=True),
    metavar="EVENTS",
    help="What the agent's events came to, and who is ready for enforce (lines, or an export of CloudWatch Logs).",
)
@click.option(
    "--format", "-f", "format_", type=click.Choice(("table", "json")), default="table", show_default=True,
    help="Of --check and --report.",
)  # fmt: skip
@click.option("--output", "-o", type=click.Path(path_type=Path, dir_okay=False), help="To this file instead of stdout.")
def command(path: Path, **given: Any) -> int:
    """Attach the agent to functions, in their templates.

    Each function gets the layer, the wrapper, and a mode or the hash of a contract; nothing else changes. A wrapper
    that is there already is called after ours.
    """
    from ennead.cli.request import configuration, request  # noqa: PLC0415
    from ennead.cli.synth import ready  # noqa: PLC0415
    from ennead.engine.scan import root_of  # noqa: PLC0415
    from ennead.remedy.errors import RemedyError  # noqa: PLC0415
    from ennead.sources.errors import SourceError  # noqa: PLC0415

    given["change"] = _change(given)
    _refuse(path, given)
    root = root_of(path)
    try:
        if given["change"] == "undo":
            return _undo(root)
        config = configuration(path, given)
        with ready(path, given) as synthesised:
            asked = request(config, given, (), synthesised)
            return _answer(path, root, asked, given)
    except (RemedyError, SourceError) as error:
        raise click.ClickException(str(error)) from error


def _change(given: dict[str, Any]) -> str | None:
    """What is to be done.  Raises click.UsageError for two things at once."""
    said = [name for name in _CHANGES if given.pop(name)]
    if len(said) > 1:
        raise click.UsageError(f"{' and '.join(f'--{name}' for name in said)} are different things: give one")
    return said[0] if said else None


def _refuse(path: Path, given: dict[str, Any]) -> None:
    """Raises click.UsageError for what makes no sense together."""
    if str(path) == "-":
        raise click.UsageError("a template on standard input cannot be changed: name its file")
    if given["arn"] and given["layer"]:
        raise click.UsageError("--layer-arn names a published layer, --layer a folder: give one")
    if given["arn"] and not _ARN.match(given["arn"]):
        raise click.UsageError("--layer-arn takes an ARN with its version: arn:aws:lambda:REGION:ACCOUNT:layer:NAME:1")
    if given["events"] and given["change"]:
        raise click.UsageError("--report shows what would change: leave --diff, --write, --undo and --check out")
    if given["output"] and given["change"] in {"write", "undo"}:
        raise click.UsageError(f"--{given['change']} changes the templates and shows nothing: leave --output out")
    if given["format_"] == "json" and not given["events"] and given["change"] != "check":
        raise click.UsageError("json is written of --check and --report: add one")


def _undo(root: Path) -> int:
    from ennead.remedy import apply  # noqa: PLC0415

    click.echo("\n".join(f"put back  {file}" for file in apply.undo(root)) or _NOTHING_LEFT)
    return 0


def _answer(path: Path, root: Path, asked: Request, given: dict[str, Any]) -> int:
    from ennead.attach.plan import plan, read  # noqa: PLC0415

    wish = _wish(root, given)
    apps, faults = read(path, asked)
    for fault in faults:
        click.echo(f"not read: {fault}", err=True)
    attachment = plan(apps, root, wish)
    for text in attachment.unread:
        click.echo(f"not read: {text}", err=True)
    if given["change"] != "check" or not attachment.coverages:
        _absent(attachment, wish)
    if not attachment.coverages:
        click.echo("no function here: name a folder with an application, or a template", err=True)
        return 3
    _known(attachment, wish)
    if given["change"] == "write":
        _write(path, root, asked, wish, given)
    elif given["change"] == "check":
        _check(path, apps, attachment, wish, given, [*faults, *attachment.unread])
    elif given["events"]:
        _report(path, root, apps, attachment, wish, given)
    else:
        _diff(root, attachment, wish, given)
    return 3 if faults or attachment.unread else 0


def _absent(attachment: Attachment, wish: Wish) -> None:
    """The functions that are declared and not made here."""
    for one in attachment.absent:
        if wish.wants(one.name):
            click.echo(f"not here: {one}", err=True)


def _wish(root: Path, given: dict[str, Any]) -> Wish:
    """What is asked for.  Raises click.UsageError for a folder that holds something else."""
    from ennead.attach import contracts  # noqa: PLC0415
    from ennead.attach.layer import is_layer  # noqa: PLC0415
    from ennead.attach.words import FOLDER, Wish  # noqa: PLC0415
    from ennead.contract.compile import FILE  # noqa: PLC0415

    layer, contract = given["layer"], given["contract_file"]
    try:
        held = contracts.load(contract) if contract else None
    except contracts.ContractFileError as error:
        raise click.UsageError(str(error)) from error
    laid, lies = contracts.first((layer or root / FOLDER) / FILE), contracts.first(root / FILE)
    newer, beside = held or lies, laid or lies
    if given["change"] == "check" and newer and laid and newer.digest != laid.digest:
        text = f"{newer.file} is another contract than the layer's ({laid.file})"
        click.echo(f"{text}: `ennead layer build --contract` takes it along", err=True)
    if layer is not None and layer.exists() and not is_layer(layer):
        raise click.UsageError(f"{layer} is no layer of ours: build one with `ennead layer build --output DIR`")
    return Wish(
        given["functions"],
        given["mode"],
        given["arn"],
        FOLDER if layer is None else os.path.relpath(layer.resolve(), root.resolve()).replace(os.sep, "/"),
        named=bool(given["arn"] or layer),
        contract=held,
        beside=beside,
        dead_letter=given["dead_letter"],
    )


def _known(attachment: Attachment, wish: Wish) -> None:
    """Every function that is asked for is there.  Raises click.UsageError."""
    from difflib import get_close_matches  # noqa: PLC0415

    names = sorted({one.name for one in attachment.coverages})
    elsewhere = {one.name: one for one in attachment.absent}
    for function in wish.functions:
        if function not in names:
            if function in elsewhere:
                raise click.UsageError(str(elsewhere[function]))
            like = get_close_matches(function, names, 1) or names[:1]
            raise click.UsageError(f"no function is called {function}: there is {', '.join(like)}")


# -- what is shown ----------------------------------------------------------------------------------------------------


def _diff(root: Path, attachment: Attachment, wish: Wish, given: dict[str, Any]) -> None:
    from ennead.remedy.apply import diff  # noqa: PLC0415

    text = diff(attachment.plan.edits, root)
    advice = _advice(attachment, wish)
    if text or advice:
        write(text + advice, given["output"])
    else:
        click.echo(_unchanged(attachment, wish), err=True)
    _left(attachment, wish)
    _unbuilt(attachment, wish, root, given["layer"] or root / wish.layer)


def _write(path: Path, root: Path, asked: Request, wish: Wish, given: dict[str, Any]) -> None:
    from ennead.attach.plan import read  # noqa: PLC0415
    from ennead.attach.write import write as attach  # noqa: PLC0415

    done = attach(lambda: read(path, asked)[0], root, wish)
    for file in done.files:
        click.echo(f"changed   {file}")
    if done.files:
        click.echo(f"to take it back:  ennead attach {path} --undo")
    else:
        click.echo(_unchanged(done.attachment, wish))
    click.echo(_advice(done.attachment, wish), nl=False)
    _left(done.attachment, wish)
    _unbuilt(done.attachment, wish, root, given["layer"] or root / wish.layer)


def _unchanged(attachment: Attachment, wish: Wish) -> str:
    """Why there is nothing to change."""
    chosen = [one for one in attachment.coverages if wish.wants(one.name)]
    if not any(one.attached for one in chosen):
        return "nothing to change: no function here can be attached by a change of its template"
    which = "every function here" if attachment.absent or attachment.unread else "every function"
    return f"nothing to change: {which} that can be edited carries the agent"


def _advice(attachment: Attachment, wish: Wish) -> str:
    """Lines for functions that a person attaches."""
    wanted = [one for one in attachment.coverages if one.lines and wish.wants(one.name)]
    why = "its refused records go nowhere yet: add the lines below there"
    heads = (f"\n# {one.name}: {_reasons(one) or why}\n" for one in wanted)
    return "".join(head + "".join(f"{line}\n" for line in one.lines) for head, one in zip(heads, wanted, strict=True))


def _left(attachment: Attachment, wish: Wish) -> None:
    """What is left and why, and what is worth a word."""
    told: dict[str, list[str]] = {}
    for one in attachment.coverages:
        if wish.wants(one.name):
            texts = [f"left      {_reasons(one)}"] if one.reasons and not one.lines else []
            for text in (*texts, *(f"note      {note}" for note in one.notes)):
                told.setdefault(text, []).append(one.name)
    for text, names in told.items():
        more = f" and {len(names) - _MOST_NAMES} more (--check names them)" if len(names) > _MOST_NAMES else ""
        click.echo(f"{text}: {', '.join(names[:_MOST_NAMES])}{more}", err=True)


def _unbuilt(attachment: Attachment, wish: Wish, root: Path, folder: Path) -> None:
    """How to build the layer, where that is still to be done, or it holds another contract."""
    from ennead.attach.layer import holds, is_layer  # noqa: PLC0415

    zipped = f"{wish.layer.removesuffix('.zip')}.zip"
    wanted = [zipped] if _any_terraform(attachment) else [wish.layer]
    if not attachment.edited:
        return
    contract = wish.contract or _named(attachment, root)
    if wish.arn is not None:
        if wish.contract is not None:
            click.echo(f"before you deploy:  {wish.arn} has to be built with {wish.contract.file}", err=True)
        return
    if all(is_layer(root / one) and holds(root / one, contract) for one in wanted):
        return
    runtimes = sorted({str(one.function.runtime) for one in attachment.coverages if _is_edited(one, attachment)})
    options = " ".join(f"--runtime {runtime}" for runtime in runtimes)
    shown = folder.as_posix().removesuffix(".zip")
    more = f" --zip {shown}.zip" if _any_terraform(attachment) or wish.layer.endswith(".zip") else ""
    more += f" --contract {contract.file}" if contract else ""
    click.echo(f"before you deploy:  ennead layer build {options} --output {shown}{more}", err=True)


def _named(attachment: Attachment, root: Path) -> Contracted | None:
    """The compiled contract beside the templates, where a function names it or what deployment tells."""
    from ennead.attach import contracts  # noqa: PLC0415
    from ennead.contract.compile import FILE  # noqa: PLC0415

    beside = contracts.first(root / FILE)
    said = [one.hashed for one in attachment.coverages if _is_edited(one, attachment)]
    told = {one.digest for one in said if one.agreed is not contracts.Agreed.NONE}
    return beside if beside and (beside.digest in told or None in told) else None


def _is_edited(one: Coverage, attachment: Attachment) -> bool:
    return (one.app, one.name) in attachment.edited


def _any_terraform(attachment: Attachment) -> bool:
    return any(edit.file.endswith((".tf", ".tofu")) for edit in attachment.plan.edits)


def _reasons(one: Coverage) -> str:
    return "; ".join(reason.text for reason in one.reasons)


def _check(
    path: Path, apps: list[App], attachment: Attachment, wish: Wish, given: dict[str, Any], unread: list[str]
) -> None:
    from ennead.report.attach import document, table  # noqa: PLC0415

    chosen = [one for one in attachment.coverages if wish.wants(one.name)]
    absent = [one for one in attachment.absent if wish.wants(one.name)]
    if given["format_"] == "json":
        write(document.render(apps, chosen, wish, absent=absent, unread=unread), given["output"])
        return
    width, colour = terminal(given["output"])
    text = table.render(apps, chosen, absent, whole=not unread, width=width, colour=colour, target=str(path))
    write(text, given["output"])


def _report(path: Path, root: Path, apps: list[App], attachment: Attachment, wish: Wish, given: dict[str, Any]) -> None:
    """What events came to.  Raises click.ClickException where they cannot be read."""
    from dataclasses import replace  # noqa: PLC0415

    from ennead.attach import events  # noqa: PLC0415
    from ennead.attach.plan import plan  # noqa: PLC0415
    from ennead.attach.summary import summary  # noqa: PLC0415
    from ennead.remedy.apply import diff  # noqa: PLC0415
    from ennead.report.attach import document, table  # noqa: PLC0415

    try:
        if str(given["events"]) == "-":
            found = events.read(sys.stdin.buffer.read(events.MOST_BYTES + 1), "standard input")
        else:
            found = events.load(given["events"])
    except events.EventsError as error:
        raise click.ClickException(str(error)) from error
    made = summary(found, [one for one in attachment.coverages if wish.wants(one.name)])
    switched = tuple(one.name for one in made.seen if one.why is None and not one.by_contract)
    enforced = replace(wish, functions=switched, mode="enforce")
    text = diff(plan(apps, root, enforced).plan.edits, root) if switched else ""
    if given["format_"] == "json":
        write(document.render(apps, attachment.coverages, wish, made, text), given["output"])
        return
    width, colour = terminal(given["output"])
    write(table.render_events(made, text, width=width, colour=colour, target=str(path)), given["output"])
