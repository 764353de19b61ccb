"""A single template's text to a fragment: for examples on pages, tests and whoever has no file."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from ennead.model.app import Fragment


def fragment_of(text: str, path: str = "template.yaml", given: Mapping[str, str] | None = None) -> Fragment:
    """Read a template from its text; local files it names are looked for in an empty place.  Raises SourceError."""
    from ennead.iam.managed import managed_arns  # noqa: PLC0415
    from ennead.sources.cloudformation.load import parse  # noqa: PLC0415
    from ennead.sources.cloudformation.read import read  # noqa: PLC0415
    from ennead.sources.cloudformation.template import template_of  # noqa: PLC0415

    template = template_of(parse(text, path), path)
    return read(template, Path("/nonexistent"), dict(given or {}), managed_arns()).fragment
