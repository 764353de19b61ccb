"""`ennead compare`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from ennead.cli.options import sources
from ennead.cli.output import write

_FILE = click.Path(path_type=Path, dir_okay=False)


@click.command(name="compare")
@sources
@click.argument("report", type=_FILE, required=False)
@click.option("--with", "other", type=_FILE, metavar="REPORT", help="The other tool's SARIF file, by name.")
def command(path: Path, report: Path | None, other: Path | None, **given: Any) -> int:
    """Scan PATH and hold REPORT, another tool's SARIF file, against it: the same, ours only, theirs only, and why."""
    from ennead.cli.request import chosen, configuration, request  # noqa: PLC0415
    from ennead.engine.foreign import compare  # noqa: PLC0415
    from ennead.engine.foreign import report as foreign_report  # noqa: PLC0415
    from ennead.engine.scan import scan  # noqa: PLC0415
    from ennead.sources.errors import SourceError  # noqa: PLC0415

    file = report or other
    if file is None or (report and other):
        raise click.UsageError("one report is needed: ennead compare PATH results.sarif")
    config = configuration(path, given)
    checks = chosen(config, given)
    try:
        theirs = foreign_report.load(file)
        done = scan(path, request(config, given, checks))
    except SourceError as error:
        raise click.ClickException(error.reason) from error
    except foreign_report.ForeignReportError as error:
        raise click.ClickException(str(error)) from error
    comparison = compare.compare(done.result, theirs, done.spans, [check.id for check in checks])
    write(compare.render(comparison), None)
    return 0
