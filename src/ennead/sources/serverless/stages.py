"""The stages an application shows: those its own text has values for.

The file is read once with a stage that no file can know; wherever a mapping or a file name is asked for
that stage, the names that stand there are stages: `custom.${sls:stage}.x`, `env.${opt:stage}.yml`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ennead.sources.cloudformation.expand import Files
from ennead.sources.cloudformation.inputs import Gaps, has_hole
from ennead.sources.cloudformation.marks import MarkedDict
from ennead.sources.serverless.syntax import Source
from ennead.sources.serverless.variables import MISSING, Given, Variables

MAX_STAGES = 20
"""Stages of one application that are read; the rest is a gap."""

_PROBE = "\u2063stage\u2063"
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]{0,59}\Z")
_NO_STAGE = frozenset("default defaults other others all any common global shared base example sample template".split())


def default_stage(root: MarkedDict, files: Files, values: Mapping[str, str]) -> str:
    """The stage that is deployed where nobody names one: `provider.stage`, else `dev`."""
    provider = root.get("provider")
    if not isinstance(provider, dict) or provider.get("stage") is None:
        return "dev"
    variables = Variables(root, Given("", values), files, Gaps())
    found, _ = variables.look_up(Source("self", None, "provider.stage"))
    return str(found) if found is not MISSING and isinstance(found, str | int) and not has_hole(str(found)) else "dev"


def stages(root: MarkedDict, files: Files, values: Mapping[str, str], default: str) -> tuple[str, ...]:
    """Every stage with evidence, the default one first."""
    watcher = _Watcher(files)
    Variables(root, Given(_PROBE, values), files, Gaps(), watcher).value(root)
    for key in ("params", "stages"):
        section = root.get(key)
        members = section if isinstance(section, dict) else {}
        watcher.names.update(dict.fromkeys(name for name, value in members.items() if isinstance(value, dict | str)))
    named = [name for name in watcher.names if _NAME.match(name) and name.lower() not in _NO_STAGE]
    return tuple(dict.fromkeys((default, *named)))


@dataclass(slots=True)
class _Watcher:
    files: Files
    names: dict[str, None] = field(default_factory=dict)

    def __call__(self, holder: Any, part: str, following: str) -> None:
        if _PROBE not in part:
            return
        if holder is None:
            self._files(part)
            return
        pattern = re.compile(re.escape(part).replace(re.escape(_PROBE), "(.+)", 1).replace(re.escape(_PROBE), ".+"))
        members = holder if isinstance(holder, dict) else {}
        nested = any(isinstance(value, dict) for value in members.values())
        for key, value in members.items():
            found = pattern.fullmatch(key)
            if found and _holds(value, following, nested=nested):
                self.names.setdefault(found[1])

    def _files(self, path: str) -> None:
        """Files whose names differ from what is asked for by the stage alone."""
        folder, _, name = path.rpartition("/")
        if _PROBE in folder:
            before, _, rest = path.partition(_PROBE)
            parent, _, start = before.rpartition("/")
            tail = rest.partition("/")[2]
            for entry in self._entries(parent):
                if entry.name.startswith(start) and (entry / tail).is_file():
                    self.names.setdefault(entry.name[len(start) :])
            return
        before, _, after = name.partition(_PROBE)
        for entry in self._entries(folder):
            long_enough = len(entry.name) > len(before) + len(after)
            if long_enough and entry.name.startswith(before) and entry.name.endswith(after) and entry.is_file():
                self.names.setdefault(entry.name[len(before) : len(entry.name) - len(after)])

    def _entries(self, folder: str) -> list[Path]:
        """What lies in a folder of the scanned one; nothing where it leads outside or is not there."""
        root = self.files.root.resolve()
        try:
            place = (root / self.files.base / folder).resolve()
            return sorted(place.iterdir())[:1000] if place.is_relative_to(root) else []
        except (OSError, ValueError):
            return []


def _holds(value: Any, following: str, *, nested: bool) -> bool:
    """Whether a member is a stage's: it has what is asked for next, or is of the sort its siblings are."""
    if isinstance(value, str) and "${" in value:
        return True
    if following:
        return isinstance(value, dict) and following in value
    return value is not None and isinstance(value, dict) == nested
