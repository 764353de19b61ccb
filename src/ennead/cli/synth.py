"""`--synth`: CDK applications are run before they are read."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from ennead.sources.app import Synthesis


@contextmanager
def ready(place: Path, given: dict[str, Any]) -> Iterator[tuple[Synthesis, ...]]:
    """The cloud assemblies of the CDK applications at a place, until the end of the block; none unless asked for.

    What an application said is shown where it failed.
    """
    if not given.get("synth"):
        yield ()
        return
    from tempfile import TemporaryDirectory  # noqa: PLC0415

    from ennead.engine.synth import cdk_folders, command_of, synthesise  # noqa: PLC0415

    folders = cdk_folders(place, with_ignored=bool(given.get("no_ignore")))
    if not folders:
        click.echo(f"--synth: no cdk.json in {place}", err=True)
    with TemporaryDirectory(prefix="ennead-synth-") as scratch:
        done = []
        for folder in folders:
            command = command_of(place, folder, offline=bool(given.get("offline")))
            click.echo(f"running {command.shown} in {folder}", err=True)
            one, said = synthesise(place, folder, Path(scratch), command)
            if one.root is None:
                click.echo(said, err=True)
            done.append(one)
        yield tuple(done)
