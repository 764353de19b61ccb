"""Whether a file is a service of the Serverless Framework, and which files it puts in."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

from ennead.model.location import Location
from ennead.sources.cloudformation.load import parse, read_text
from ennead.sources.errors import SourceError

NAME = re.compile(r"serverless\.(ya?ml|json)\Z")
MAX_INCLUDED = 200
_FILE = re.compile(r"\bfile\(\s*([^()\n]{1,300}?)\s*\)")
_VARIABLE = re.compile(r"\$\{[^{}]{0,200}\}")
_QUICK = re.compile(r"^[\"'{\s]*(service|provider)\b", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Service:
    """A service's file: `included` are patterns (as `fnmatch` has them) of the files it names, relative to the root."""

    path: str
    included: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Refused:
    """A file that is a service and is not read, and why."""

    kind: str
    reason: str
    at: Location


def recognise(root: Path, path: str) -> Service | Refused | None:
    """The service in a file; None where the file is none."""
    try:
        text = read_text(root / path, path)
        if not _QUICK.search(text):
            return None
        content = parse(text, path).root
    except SourceError as error:
        return Refused("malformed", error.reason, error.at)
    if not isinstance(content, dict) or "service" not in content or "provider" not in content:
        return None
    provider = _provider(content["provider"])
    if provider != "aws":
        reason = f"a Serverless Framework application for {provider}: another provider, not read"
        return Refused("serverless-framework", reason, Location(path))
    return Service(path, tuple(dict.fromkeys(_included(root, path, text))))


def _provider(value: Any) -> str:
    """The provider's name; `aws` where a variable stands for it."""
    name = value.get("name") if isinstance(value, dict) else value
    return "aws" if not isinstance(name, str) or "${" in name else name[:40]


def _included(root: Path, path: str, text: str) -> Iterator[str]:
    """Patterns of the files a service names, and of those that such files name."""
    base = path.rpartition("/")[0]
    waiting, seen = [text], 0
    while waiting and seen < MAX_INCLUDED:
        for found in _FILE.finditer(waiting.pop()):
            seen += 1
            pattern = _VARIABLE.sub("*", found[1].strip("'\""))
            place = os.path.normpath(f"{base}/{pattern}" if base else pattern).replace(os.sep, "/")
            yield place
            if "*" not in place and place.endswith((".yml", ".yaml")) and not place.startswith(("..", "/")):
                waiting += _content(root, place)


def _content(root: Path, path: str) -> list[str]:
    file = root / path
    try:
        return [read_text(file, path)] if file.is_file() and not file.is_symlink() else []
    except SourceError:
        return []  # whoever reads the service says so


@dataclass(slots=True)
class Services:
    """The services found so far in a folder."""

    root: Path
    found: list[Service] = field(default_factory=list)
    refused: list[Refused] = field(default_factory=list)

    def take(self, path: str) -> None:
        """Note the service in a file, if its name is a service's and it is one."""
        if not NAME.match(path.rpartition("/")[2]):
            return
        seen = recognise(self.root, path)
        if isinstance(seen, Service):
            self.found.append(seen)
        elif seen is not None:
            self.refused.append(seen)

    def put_in(self, path: str) -> bool:
        """Whether a file is a part of a service."""
        return any(fnmatchcase(path, pattern) for one in self.found for pattern in one.included)
