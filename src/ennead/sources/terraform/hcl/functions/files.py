"""Functions that look at files, inside the scanned folder only, and those over paths.

A relative path starts at the root module's folder, as it does for whoever runs Terraform there; absolute paths
are kept relative, so that nothing of this machine is in them.
"""

from __future__ import annotations

import os
import posixpath
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from ennead.sources.cloudformation.load import read_text
from ennead.sources.errors import SourceError
from ennead.sources.terraform.hcl.evaluate import evaluate
from ennead.sources.terraform.hcl.functions.arguments import Arguments, Function
from ennead.sources.terraform.hcl.parse import parse_template
from ennead.sources.terraform.hcl.problem import Problem
from ennead.sources.terraform.hcl.scope import Desk, Scope
from ennead.sources.terraform.hcl.values import as_unclear, hole_in, is_unknown, set_of
from ennead.sources.terraform.instance import Unclear

MAX_TEMPLATES = 2_000
"""Templates evaluated in one configuration."""
MAX_FOUND = 5_000
"""Files that `fileset` looks at."""


def place_of(path: str, desk: Desk) -> Path:
    """The file or folder a path names.  Raises Problem where it lies outside the scanned folder."""
    if "\0" in path or len(path) > 4096:
        raise Problem("a path that is none", "file")
    place = desk.root / desk.folder / path
    try:
        inside = place.resolve().is_relative_to(desk.root.resolve())
    except (OSError, RuntimeError) as error:
        raise Problem("a path that is none", "file") from error
    if not inside:
        raise Problem(f"the file {path[:200]} lies outside the scanned folder", "file")
    return place


def text_at(path: str, desk: Desk) -> str:
    """The text of a file.  Raises Problem where it cannot be read."""
    place = place_of(path, desk)
    name = os.path.relpath(place, desk.root).replace(os.sep, "/")
    if not place.is_file():
        raise Problem(f"the file {path[:200]} is not there", "file")
    try:
        text = read_text(place, name)
    except SourceError as error:
        raise Problem(f"the file {path[:200]}: {error.reason}", "file") from error
    desk.budget.text(len(text))
    return text


def rendered(path: str, names: dict[str, Any], scope: Scope) -> Any:
    """A template file with its variables.  Raises Problem."""
    text = text_at(path, scope.desk)
    place = os.path.relpath(place_of(path, scope.desk), scope.desk.root).replace(os.sep, "/")
    return rendered_text(text, place, names, scope)


def rendered_text(text: str, place: str, names: dict[str, Any], scope: Scope) -> Any:
    """Template text with its variables and no other names.  Raises Problem."""
    scope.desk.templates += 1
    if scope.desk.templates > MAX_TEMPLATES:
        raise Problem(f"more than {MAX_TEMPLATES} templates", "size")
    expression, faults = parse_template(text, place)
    if faults:
        raise Problem(f"the template {place} is not valid", "file")
    return evaluate(expression, Scope(scope.desk, scope.module, names))


def _file(given: Arguments) -> Any:
    return text_at(given.text(0), given.scope.desk)


def _fileexists(given: Arguments) -> Any:
    return place_of(given.text(0), given.scope.desk).is_file()


def _templatefile(given: Arguments) -> Any:
    path, names = given.values
    hole = hole_in(path, given.budget)
    if hole is not None:
        return as_unclear(hole)
    if is_unknown(names):
        return as_unclear(names)
    return rendered(given.text(0), given.members(1), given.scope)


def _templatestring(given: Arguments) -> Any:
    text, names = given.values
    if is_unknown(text) or is_unknown(names):
        return as_unclear(text if is_unknown(text) else names)
    return rendered_text(given.text(0), given.mark[0], given.members(1), given.scope)


def _fileset(given: Arguments) -> Any:
    folder, pattern = place_of(given.text(0), given.scope.desk), _pattern(given.text(1))
    found = [name for name in _below(folder, given.scope.desk) if pattern.match(name)]
    return set_of(found, given.mark)


def _below(folder: Path, desk: Desk) -> Iterator[str]:
    count = 0
    for base, folders, names in os.walk(folder, followlinks=False):
        folders.sort()
        for name in sorted(names):
            count += 1
            desk.budget.spend(1)
            if count > MAX_FOUND:
                raise Problem(f"fileset() over more than {MAX_FOUND} files", "size")
            yield Path(base, name).relative_to(folder).as_posix()


def _pattern(glob: str) -> re.Pattern[str]:
    """`**`, `*`, `?`, `{a,b}` and `[ab]` as a pattern."""
    if len(glob) > 500 or glob.count("*") > 8:
        raise Problem("fileset() with a pattern that is too long", "size")
    words = {"**/": "(?:[^/]+/)*", "**": ".*", "*": "[^/]*", "?": "[^/]", "{": "(?:", "}": ")", ",": "|"}
    parts: list[str] = []
    depth = 0
    for piece in re.findall(r"\*\*/|\*\*|\[!?[^\]\[]*\]|.", glob, re.DOTALL):
        depth += (piece == "{") - (piece == "}")
        plain = piece == "," and not depth
        if piece.startswith("[") and len(piece) > 2:
            inside = re.escape(piece[1:-1].lstrip("!")).replace(r"\-", "-")
            parts.append(f"[{'^' if piece[1] == '!' else ''}{inside}]")
        else:
            parts.append(re.escape(piece) if plain or piece not in words else words[piece])
    try:
        return re.compile("".join(parts) + r"\Z")
    except re.error as error:
        raise Problem("fileset() with a pattern that is none") from error


def _content(given: Arguments) -> Any:
    """What hangs on a file's bytes: packages are often built after this is read."""
    return Unclear(f"{given.name}()", "made from a file's content")


def _basename(given: Arguments) -> Any:
    path = given.text(0)
    return posixpath.basename(path.rstrip("/")) if posixpath.normpath(path) != "." else _own_name(given)


def _own_name(given: Arguments) -> str:
    desk = given.scope.desk
    return (desk.root / desk.folder).resolve().name


def _abspath(given: Arguments) -> Any:
    return posixpath.normpath(given.text(0))


FUNCTIONS = {
    "abspath": Function(_abspath),
    "basename": Function(_basename),
    "dirname": Function(lambda given: posixpath.dirname(given.text(0)) or "."),
    "file": Function(_file),
    "filebase64": Function(_content),
    "filebase64sha256": Function(_content),
    "filebase64sha512": Function(_content),
    "fileexists": Function(_fileexists),
    "filemd5": Function(_content),
    "fileset": Function(_fileset, 2, 2),
    "filesha1": Function(_content),
    "filesha256": Function(_content),
    "filesha512": Function(_content),
    "pathexpand": Function(lambda given: given.text(0)),
    "templatefile": Function(_templatefile, 2, 2, strict=False),
    "templatestring": Function(_templatestring, 2, 2, strict=False),
}
