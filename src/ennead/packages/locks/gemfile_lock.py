"""Gemfile.lock of Bundler: names and versions, and who asks for whom."""

from __future__ import annotations

import re

from ennead.model.package import Ecosystem, Inventory
from ennead.packages.locks import reasons
from ennead.packages.locks.graph import UNNAMED, Ask, Entry, Lock, inventory
from ennead.packages.locks.hosts import host
from ennead.packages.locks.limits import MAX_LINES
from ennead.packages.locks.naming import is_name, named

_SPEC = re.compile(r" {4}(?P<name>[^\s()]{1,300}) \((?P<version>[^()\s]{1,200})\)")
_ASK = re.compile(r" {6}(?P<name>[^\s()!]{1,300})(?: \((?P<wanted>[^()]{1,300})\))?")
_DIRECT = re.compile(r" {2}(?P<name>[^\s()!]{1,300})!?(?: \((?P<wanted>[^()]{1,300})\))?")
_PLATFORM = re.compile(r"-(?:x86|x64|arm|aarch|java|universal|mingw|mswin|ruby|musl|gnu|linux|darwin).*")


def read(text: str, path: str) -> Inventory:
    """What the lock names."""
    found = Lock(path, Ecosystem.RUBYGEMS)
    asks: dict[str, list[Ask]] = {}
    direct: list[Ask] = []
    section = remote = here = ""
    for number, line in enumerate(_lines(found, text), 1):
        if line and not line[0].isspace():
            section, remote = line.strip(), ""
        elif line.startswith("  remote:"):
            remote = line.partition(":")[2].strip()
        elif section == "DEPENDENCIES" and (asked := _DIRECT.fullmatch(line.rstrip())) is not None:
            direct.append(Ask(asked["name"], asked["wanted"]))
        elif section in {"GEM", "GIT", "PATH"} and (spec := _SPEC.fullmatch(line.rstrip())) is not None:
            here = spec["name"]
            _gem(found, section, here, spec["version"], remote, number)
        elif section in {"GEM", "GIT", "PATH"} and (asked := _ASK.fullmatch(line.rstrip())) is not None:
            asks.setdefault(here, []).append(Ask(asked["name"], asked["wanted"]))
    for name, wanted in asks.items():
        entry = found.entries.get(name)
        if entry is not None:
            found.entries[name] = Entry(entry.named, tuple(wanted))
    if direct:
        project = named(Ecosystem.RUBYGEMS, UNNAMED, None, found.at(1), own=True)
        found.entries["\n"] = Entry(project, tuple(direct))
        found.members["."] = "\n"
    return inventory(found)


def _lines(found: Lock, text: str) -> list[str]:
    lines = text.split("\n")
    if any(lines[MAX_LINES:]):
        found.miss(MAX_LINES + 1, f"more than {MAX_LINES} lines; the rest is not read")
    return lines[:MAX_LINES]


def _gem(found: Lock, section: str, name: str, version: str, remote: str, number: int) -> None:
    if not is_name(name):
        found.miss(number, "a gem with a name that is none")
        return
    own, git = section == "PATH", section == "GIT"
    one = named(
        Ecosystem.RUBYGEMS,
        name,
        None if git or own else _PLATFORM.sub("", version),
        found.at(number),
        reason=reasons.GIT if git else reasons.LOCAL if own else None,
        source=host(remote) if not own else None,
        own=own,
    )
    found.add(name, Entry(one))
