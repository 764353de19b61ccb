"""Every format a scan can be written in, by its name on the command line."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from ennead.check import Check
from ennead.engine.result import ScanResult


@dataclass(frozen=True, slots=True)
class Options:
    """How to write a report.

    `width`, `colour`, `show` (see `table.SHOW`), `target` (the PATH the user gave, for next commands)
    and `exit_code` are the terminal's.  `prefix` is the scanned folder seen from the root of the
    repository (`services/orders`; empty: the same): services that annotate files count from there.
    `with_accepted` false leaves accepted findings out of SARIF: GitHub code scanning ignores
    `suppressions` and shows them as open alerts.
    """

    width: int = 100
    colour: bool = False
    show: str | None = None
    target: str = "."
    exit_code: int | None = None
    prefix: str = ""
    with_accepted: bool = True


Renderer = Callable[[ScanResult, Sequence[Check], Options], str]


def render(name: str, result: ScanResult, checks: Sequence[Check], options: Options) -> str:
    """The report in that format, with a line feed at its end.  Raises KeyError for a format not in `FORMATS`."""
    return FORMATS[name](result, checks, options)


def _table(result: ScanResult, _checks: Sequence[Check], options: Options) -> str:
    from ennead.report.table import table  # noqa: PLC0415

    return table.render(
        result,
        width=options.width,
        colour=options.colour,
        show=options.show,
        target=options.target,
        exit_code=options.exit_code,
    )


def _json(result: ScanResult, _checks: Sequence[Check], _options: Options) -> str:
    from ennead.report.scan import document as scan_json  # noqa: PLC0415

    return scan_json.render(result)


def _sarif(result: ScanResult, checks: Sequence[Check], options: Options) -> str:
    from ennead.report.sarif import document as sarif  # noqa: PLC0415

    return sarif.render(result, checks, prefix=options.prefix, with_accepted=options.with_accepted)


def _junit(result: ScanResult, checks: Sequence[Check], options: Options) -> str:
    from ennead.report import junit  # noqa: PLC0415

    return junit.render(result, checks, prefix=options.prefix)


def _github(result: ScanResult, _checks: Sequence[Check], options: Options) -> str:
    from ennead.report import github  # noqa: PLC0415

    return github.render(result, prefix=options.prefix)


def _gitlab(result: ScanResult, _checks: Sequence[Check], options: Options) -> str:
    from ennead.report import gitlab  # noqa: PLC0415

    return gitlab.render(result, prefix=options.prefix)


def _html(result: ScanResult, checks: Sequence[Check], _options: Options) -> str:
    from ennead.report.page import page as scan_html  # noqa: PLC0415

    return scan_html.render(result, checks)


FORMATS: Mapping[str, Renderer] = MappingProxyType(
    {
        "table": _table,
        "json": _json,
        "sarif": _sarif,
        "junit": _junit,
        "github": _github,
        "gitlab": _gitlab,
        "html": _html,
    }
)
