"""`ennead map`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from ennead.cli.options import progress, read_options, sources, write

FORMATS = ("json", "mermaid", "dot", "html")


@click.command(name="map")
@sources
@click.option(
    "--format", "-f", "format_", type=click.Choice(FORMATS), default="json", show_default=True, help="How to write it."
)
@click.option("--output", "-o", type=click.Path(path_type=Path, dir_okay=False), help="To this file instead of stdout.")
@click.option("--no-progress", is_flag=True, help="No progress on the terminal.")
def command(path: Path, **given: Any) -> int:
    """The graph of the application at PATH: functions, triggers, data, grants, who reaches them."""
    from ennead.engine.scan import Request, map_of, readings  # noqa: PLC0415
    from ennead.sources.errors import SourceError  # noqa: PLC0415
    from ennead.sources.read import AppReading  # noqa: PLC0415

    request = Request(
        checks=(),
        sources=read_options(given["parameters"], given["environment"]),
        app=given["app"],
        progress=progress(not given["no_progress"]),
    )
    graphs, faults = [], []
    try:
        for reading in readings(path, request):
            if isinstance(reading, AppReading):
                graphs.append(map_of(reading))
                faults += [f"{fault.at}: {fault.reason}" for fault in reading.faults]
            else:
                faults.append(f"{reading.at}: {reading.reason}")
    except SourceError as error:
        raise click.ClickException(error.reason) from error
    for fault in faults:
        click.echo(f"not read: {fault}", err=True)
    if not graphs:
        click.echo("nothing to map: no SAM or CloudFormation template here", err=True)
        return 3
    write(_render(given["format_"], graphs), given["output"])
    return 3 if faults else 0


def _render(name: str, graphs: list[Any]) -> str:
    import importlib  # noqa: PLC0415

    module = {"html": "map_html"}.get(name, f"graph_{name}")
    text: str = importlib.import_module(f"ennead.report.{module}").render(graphs)
    return text
