"""Dynamic references: `{{resolve:ssm:name}}` and its kin, which CloudFormation looks up at deployment."""

from __future__ import annotations

import re

from ennead.model.location import Location
from ennead.sources.cloudformation.inputs import Gaps, hole
from ennead.sources.cloudformation.marks import Mark

_REFERENCE = re.compile(r"\{\{resolve:([a-z-]{1,40}):((?:[^{}]|\$\{[^{}]{1,300}\}){1,2000})\}\}")


def dynamic(text: str, mark: Mark | None, gaps: Gaps) -> str:
    """The text with a hole for each reference; a gap for each of them, however often it stands."""

    def replace(match: re.Match[str]) -> str:
        reason = f"{match.group(0)} is looked up at deployment"
        gaps.once("dynamic-reference", reason, Location(*mark) if mark else None, match.group(0))
        return hole(f"resolve:{match.group(1)}:{re.sub('[${}]', '', match.group(2))}")

    return _REFERENCE.sub(replace, text)
