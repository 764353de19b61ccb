"""From what stands on the command line and in the configuration file to what the engine is asked for."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ennead.cli.options import progress, read_options

if TYPE_CHECKING:
    from ennead.check import Check
    from ennead.engine.config import Config
    from ennead.engine.scan import Request
    from ennead.sources.app import Synthesis


def configuration(path: Path, given: dict[str, Any]) -> Config:
    """The file's settings, those of the command line on top.  Raises click.ClickException for a faulty file."""
    from ennead.engine.config import ConfigError, load, load_file  # noqa: PLC0415
    from ennead.model.finding import Severity  # noqa: PLC0415

    try:
        config = load_file(given["config_file"], path) if given["config_file"] else load(path)
    except ConfigError as error:
        raise click.ClickException(str(error)) from error
    if given.get("fail_on"):
        config = replace(config, fail_on=None if given["fail_on"] == "none" else Severity(given["fail_on"]))
    return config


def chosen(config: Config, given: dict[str, Any]) -> tuple[Check, ...]:
    """The checks to run.  Raises click.UsageError for a selection that names nothing or leaves nothing."""
    from ennead.engine.discover import checks  # noqa: PLC0415
    from ennead.engine.select import SelectionError, choose  # noqa: PLC0415

    try:
        return choose(
            checks(),
            select=given.get("select") or config.select,
            ignore=(*config.ignore, *given.get("ignore", ())),
            practices=given.get("practice", ()),
        )
    except SelectionError as error:
        raise click.UsageError(str(error)) from error


def request(
    config: Config,
    given: dict[str, Any],
    checks: tuple[Check, ...],
    synthesised: tuple[Synthesis, ...] = (),
    *,
    alone: bool = False,
) -> Request:
    """What the engine is asked for; parameters of the command line win over the file's.

    `alone`: the template comes from standard input.
    """
    from ennead.engine.scan import Request  # noqa: PLC0415

    parameters = (*(f"{key}={value}" for key, value in config.parameters), *given["parameters"])
    return Request(
        checks=checks,
        sources=replace(
            read_options(parameters, given["environment"] or config.environment),
            with_ignored=bool(given.get("no_ignore")),
            synthesised=synthesised,
        ),
        config=config,
        app=given["app"],
        alone=alone,
        foreign_marks=not given.get("no_foreign_marks"),
        progress=progress(not given["no_progress"]),
    )
