"""`ennead map`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ennead.cli import change
from ennead.cli.options import sources
from ennead.cli.output import write

if TYPE_CHECKING:
    from ennead.engine.scan import Request
    from ennead.graph.graph import AppGraph

FORMATS = ("json", "text", "markdown", "mermaid", "dot", "svg", "html")


@click.command(name="map")
@sources
@click.option(
    "--format", "-f", "format_", type=click.Choice(FORMATS), default="json", show_default=True, help="How to write it."
)
@click.option("--output", "-o", type=click.Path(path_type=Path, dir_okay=False), help="To this file instead of stdout.")
@click.option("--paths", is_flag=True, help="In JSON, the way from each entry and function to each store it reaches.")
@change.OPTION
def command(path: Path, **given: Any) -> int:
    """The graph of the application at PATH: functions, triggers, data, grants, who reaches them.

    PATH is a folder, one template, or - for a template on standard input.
    """
    from ennead.cli.request import configuration, request  # noqa: PLC0415
    from ennead.cli.stdin import opened  # noqa: PLC0415
    from ennead.cli.synth import ready  # noqa: PLC0415
    from ennead.sources.errors import SourceError  # noqa: PLC0415

    if given["paths"] and given["format_"] != "json":
        raise click.UsageError("--paths is for --format json: leave it out, or ask for json")
    config = configuration(path, given)
    change.only_with_diff(given)
    try:
        with opened(path) as place, ready(place, given) as synthesised:
            asked = request(config, given, (), synthesised)
            if given["diff"]:
                return change.map_difference(path, asked, given)
            graphs, faults = _read(place, asked)
    except SourceError as error:
        raise click.ClickException(error.reason) from error
    for name in _nowhere(graphs, asked):
        click.echo(f"{asked.config.source}: data.{name} is about no store of this application", err=True)
    for fault in faults:
        click.echo(f"not read: {fault}", err=True)
    if not graphs:
        click.echo("nothing to map: no SAM or CloudFormation template here", err=True)
        return 3
    write(_render(given["format_"], graphs, paths=given["paths"]), given["output"])
    return 3 if faults else 0


def _read(path: Path, asked: Request) -> tuple[list[AppGraph], list[str]]:
    """A graph per application, and what was not read with its place."""
    from ennead.engine.programs import Programs  # noqa: PLC0415
    from ennead.engine.scan import map_of, readings, root_of  # noqa: PLC0415
    from ennead.sources.read import AppReading  # noqa: PLC0415

    graphs: list[AppGraph] = []
    faults: list[str] = []
    programs = Programs(root_of(path))
    for reading in readings(path, asked):
        if isinstance(reading, AppReading):
            graphs.append(map_of(reading, asked.config.data, programs))
            faults += [f"{fault.at}: {fault.reason}" for fault in reading.faults]
        else:
            faults.append(f"{reading.at}: {reading.reason}")
    return graphs, faults


def _nowhere(graphs: list[AppGraph], asked: Request) -> list[str]:
    """The stores the configuration speaks of that are in none of the applications; all of them have been read."""
    from ennead.graph.data.valued import spoken_of  # noqa: PLC0415

    if asked.app is not None:
        return []
    found = {one for graph in graphs for one in spoken_of(graph, asked.config.data)}
    return [one.name for one in asked.config.data if one not in found]


def _render(name: str, graphs: list[AppGraph], *, paths: bool = False) -> str:
    import importlib  # noqa: PLC0415

    if name == "json":
        from ennead.report.graph import document as graph_json  # noqa: PLC0415

        return graph_json.render(graphs, paths=paths)
    if name == "html":
        from ennead.report.map import page as map_html  # noqa: PLC0415

        try:
            return map_html.render(graphs)
        except map_html.NotBuiltError as error:
            raise click.ClickException(str(error)) from error
    text: str = importlib.import_module(f"ennead.report.graph.{name}").render(graphs)
    return text
