"""Dynamic references: `{{resolve:ssm:name}}` and its kin, which CloudFormation looks up at deployment."""

from __future__ import annotations

import re

from ennead.model.location import Location
from ennead.sources.cloudformation.exports import Exports
from ennead.sources.cloudformation.inputs import Gaps, hole
from ennead.sources.cloudformation.marks import Mark

_REFERENCE = re.compile(r"\{\{resolve:([a-z-]{1,40}):((?:[^{}]|\$\{[^{}]{1,300}\}){1,2000})\}\}")


def dynamic(text: str, mark: Mark | None, gaps: Gaps, exports: Exports) -> str:
    """The text with a hole for each reference; a gap for each of them, however often it stands.

    A parameter that another application of the scan stores is no hole: its value stands there.
    """

    def replace(match: re.Match[str]) -> str:
        name = match.group(2).partition(":")[0]
        if match.group(1) == "ssm" and (known := exports.parameter(name)) is not None:
            return known
        why = exports.disputes.get(name)
        reason = f"{match.group(0)} is looked up at deployment{f'; {why}' if why else ''}"
        gaps.once("dynamic-reference", reason, Location(*mark) if mark else None, match.group(0))
        return hole(f"resolve:{match.group(1)}:{re.sub('[${}]', '', match.group(2))}")

    return _REFERENCE.sub(replace, text)
