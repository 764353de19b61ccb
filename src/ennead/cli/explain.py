"""`ennead explain`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from ennead.cli.output import write

if TYPE_CHECKING:
    from ennead.check import Check


@click.command(name="explain")
@click.argument("check", required=False)
def command(check: str | None) -> int:
    """Print the page of CHECK: what it finds, why it hurts, before and after; without CHECK, a line for each."""
    from ennead.engine.discover import checks  # noqa: PLC0415

    if check is None:
        write(_listed(checks()), None)
        return 0
    from ennead.report.pages import page  # noqa: PLC0415

    known = [one.id for one in checks()]
    name = _base(check, known)
    text = page(name)
    if text is None:
        import difflib  # noqa: PLC0415

        near = difflib.get_close_matches(check, known, 1)
        advice = f"did you mean {near[0]}?" if near else "`ennead explain` lists them all"
        raise click.ClickException(f"there is no check {check}: {advice}")
    write(text, None)
    return 0


def _listed(checks: tuple[Check, ...]) -> str:
    """A line for each check: id, practice, severity, what it finds."""
    longest = max(len(one.id) for one in checks)
    lines = [f"{one.id:{longest}}  {one.practice.value}  {one.severity.value:8}  {one.summary}" for one in checks]
    return "\n".join(lines)


def _base(name: str, known: list[str]) -> str:
    """The check of an identity such as `open-route-3f2a91c0`."""
    head = name.rpartition("-")[0]
    return head if name not in known and head in known else name
