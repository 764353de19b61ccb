"""What CloudFormation does to a template before it looks at resources: local includes and `Fn::ForEach`."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ennead.model.app import GapKind
from ennead.model.location import Location
from ennead.model.unknown import Unknown
from ennead.sources.cloudformation.budget import Budget
from ennead.sources.cloudformation.inputs import Gaps, Inputs
from ennead.sources.cloudformation.load import Document, parse, read_text
from ennead.sources.cloudformation.marks import MarkedDict, MarkedList, mark_of
from ennead.sources.errors import SourceError

MAX_COPIES = 2_000
MAX_DEPTH = 100
_LOOP = "Fn::ForEach::"


@dataclass(frozen=True, slots=True)
class Files:
    """Local files a template names, read inside the scanned folder only.

    `root` is the scanned folder, `base` the template's folder relative to it.  `seen` collects what was read,
    `parsed` keeps it.  `assets` are files and folders that are uploaded at deployment, relative to the
    scanned folder, by the key or tag they get.
    """

    root: Path
    base: str
    seen: set[str]
    budget: Budget
    parsed: dict[str, Document] = field(default_factory=dict)
    assets: Mapping[str, str] = field(default_factory=dict)

    def below(self, base: str) -> Files:
        """The files as a template in another folder names them."""
        return Files(self.root, base, self.seen, self.budget, self.parsed, self.assets)

    def staged(self, location: str) -> str | None:
        """Where what is uploaded under that address lies, as a template here names it; None where nobody knows."""
        path = self.assets.get(location.rpartition("/")[2])
        return posixpath.relpath(path, self.base or ".") if path else None

    def document(self, location: str) -> Any:
        """The parsed file.  Raises SourceError where it is missing, outside the folder, malformed or too much."""
        file, path = self.locate(location)
        self.seen.add(path)
        if path not in self.parsed:
            self.parsed[path] = parse(read_text(file, path), path)
            self.budget.written += self.parsed[path].written
        if not self.budget.include(self.parsed[path].size):
            raise SourceError("the files that are put in come to too much", Location(path))
        return self.parsed[path].root

    def locate(self, location: str) -> tuple[Path, str]:
        """The file and its path relative to the scanned folder.  Raises SourceError where it leads outside."""
        root = self.root.resolve()
        try:
            file = (root / self.base / location.removeprefix("file://")).resolve()
        except (OSError, ValueError, RuntimeError) as error:
            raise SourceError(f"{location[:80]} is no path", Location(self.base)) from error
        if not file.is_relative_to(root):
            raise SourceError(f"{location[:80]} lies outside the scanned folder", Location(self.base))
        try:
            found = file.is_file()
        except OSError:  # a name longer than the file system takes
            found = False
        if not found:
            raise SourceError(f"{location[:80]} does not exist", Location(file.relative_to(root).as_posix()))
        return file, file.relative_to(root).as_posix()


def is_remote(location: str) -> bool:
    """Whether a location is an address, not a local file."""
    return location.startswith(("s3://", "http://", "https://", "arn:")) or "${" in location


def is_local(transform: Any) -> bool:
    """Whether a transform is an include of a local file."""
    if not isinstance(transform, dict) or transform.get("Name") != "AWS::Include":
        return False
    parameters = transform.get("Parameters")
    location = parameters.get("Location") if isinstance(parameters, dict) else None
    return isinstance(location, str) and not is_remote(location)


def include(raw: Any, files: Files, gaps: Gaps, depth: int = 0) -> Any:
    """Local `AWS::Include` transforms replaced by what the file holds."""
    if depth > MAX_DEPTH or not isinstance(raw, dict | list):
        return raw
    if isinstance(raw, list):
        if not any(isinstance(item, dict | list) for item in raw):
            return raw
        done = MarkedList((include(item, files, gaps, depth + 1) for item in raw), getattr(raw, "mark", None))
        done.items_at = list(getattr(raw, "items_at", []))
        return done
    result = MarkedDict(mark=getattr(raw, "mark", None))
    result.keys_at = dict(getattr(raw, "keys_at", {}))
    for key, value in raw.items():
        part = _included(value, files, gaps, raw) if key == "Fn::Transform" else None
        if isinstance(part, dict):
            result.update(part)
            result.keys_at.update(getattr(part, "keys_at", {}))
        elif part is not None and len(raw) == 1:
            return part
        else:
            result[key] = include(value, files, gaps, depth + 1)
    return result


def _included(transform: Any, files: Files, gaps: Gaps, raw: Any) -> Any:
    """What a local include holds; None where the transform is another one or the file is out of reach."""
    if not is_local(transform):
        return None
    location = transform["Parameters"]["Location"]
    try:
        return files.document(location)
    except SourceError as error:
        mark = getattr(raw, "mark", None)
        gaps.add(GapKind.INPUT, "file", f"included file: {error.reason}", Location(*mark) if mark else None, location)
        return None


@dataclass(slots=True)
class Loops:
    """Expands `Fn::ForEach` of `AWS::LanguageExtensions`; `resolve` gives a collection's value."""

    inputs: Inputs
    gaps: Gaps
    resolve: Callable[[Any], Any]
    copies: int = 0

    def expand(self, raw: Any, names: dict[str, str] | None = None, depth: int = 0) -> Any:
        """The value with its loops spelt out and the loop variables put in."""
        names = names or {}
        if not self.gaps.budget.spend(1):
            return raw
        if isinstance(raw, str):
            return _filled(raw, names)
        if depth > MAX_DEPTH or not isinstance(raw, dict | list):
            return raw
        if isinstance(raw, list):
            done = MarkedList((self.expand(item, names, depth + 1) for item in raw), getattr(raw, "mark", None))
            done.items_at = list(getattr(raw, "items_at", []))
            return done
        if len(raw) == 1 and isinstance(raw.get("Ref"), str) and raw["Ref"] in names:
            return names[raw["Ref"]]
        result = MarkedDict(mark=getattr(raw, "mark", None))
        for key, value in raw.items():
            mark = mark_of(raw, key)
            if key.startswith(_LOOP):
                self._loop(key, value, names, result, depth, mark)
                continue
            filled = _filled(key, names)
            result[filled] = self.expand(value, names, depth + 1)
            if mark:
                result.keys_at[filled] = mark
        return result

    def _loop(self, key: str, value: Any, names: dict[str, str], into: MarkedDict, depth: int, mark: Any) -> None:
        at = Location(*mark) if mark else None
        if not isinstance(value, list) or len(value) != 3 or not isinstance(value[2], dict):
            self.gaps.add(GapKind.INPUT, "loop", f"{key} is no loop: it needs a name, a list and a body", at, key)
            return
        items = self.resolve(self.expand(value[1], names, depth + 1))
        if isinstance(items, Unknown):
            return  # what it hangs on has its gap
        if not isinstance(items, list) or not all(isinstance(item, str | int | float) for item in items):
            self.gaps.add(GapKind.INPUT, "loop", f"the list {key} runs over could not be told", at, key)
            return
        for item in items:
            self.copies += 1
            if self.copies > MAX_COPIES:
                self.gaps.add(GapKind.INPUT, "loop", f"more than {MAX_COPIES} copies by Fn::ForEach", at, key)
                return
            part = self.expand(value[2], {**names, str(value[0]): str(item)}, depth + 1)
            into.update(part)
            into.keys_at.update(getattr(part, "keys_at", {}))


_VARIABLE = re.compile(r"[$&]\{([A-Za-z0-9]{1,64})\}")


def _filled(text: str, names: dict[str, str]) -> str:
    """Loop variables put in; `&{x}` drops what is not alphanumeric, as the extension says."""
    if not names:
        return text

    def replace(match: re.Match[str]) -> str:
        value = names.get(match.group(1))
        if value is None:
            return match.group(0)
        return re.sub(r"[^A-Za-z0-9]", "", value) if match.group(0).startswith("&") else value

    return _VARIABLE.sub(replace, text)
