"""`ennead compare`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from ennead.cli.options import progress, read_options, sources, write


@click.command(name="compare")
@sources
@click.option(
    "--with",
    "other",
    required=True,
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="SARIF",
    help="The other tool's SARIF file.",
)
@click.option("--no-progress", is_flag=True, help="No progress on the terminal.")
def command(path: Path, other: Path, **given: Any) -> int:
    """Scan PATH and hold another tool's report against it: the same, ours only, theirs only, each with why."""
    from ennead.engine import compare, foreign_report  # noqa: PLC0415
    from ennead.engine.config import ConfigError, load  # noqa: PLC0415
    from ennead.engine.discover import checks  # noqa: PLC0415
    from ennead.engine.scan import Request, scan  # noqa: PLC0415
    from ennead.sources.errors import SourceError  # noqa: PLC0415

    try:
        report = foreign_report.load(other)
        request = Request(
            checks=checks(),
            sources=read_options(given["parameters"], given["environment"]),
            config=load(path),
            app=given["app"],
            progress=progress(not given["no_progress"]),
        )
        done = scan(path, request)
    except SourceError as error:
        raise click.ClickException(error.reason) from error
    except (ConfigError, foreign_report.ForeignReportError) as error:
        raise click.ClickException(str(error)) from error
    comparison = compare.compare(done.result, report, done.spans, [check.id for check in checks()])
    write(compare.render(comparison), None)
    return 0
