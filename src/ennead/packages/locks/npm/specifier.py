"""What a package.json asks for: `name` and a specifier, as npm reads them (docs.npmjs.com, "package.json")."""

from __future__ import annotations

import re
from dataclasses import dataclass

from ennead.packages.locks import reasons
from ennead.packages.locks.hosts import host, is_git, is_owner_and_name

_EXACT = re.compile(r"[=v\s]*(?P<version>\d+\.\d+\.\d+(?:-[0-9A-Za-z.-]+)?(?:\+[0-9A-Za-z.-]+)?)\s*")
_RANGE = re.compile(r"[\s\dxX*^~<>=|.vV-].*|")
_LONGEST = 2000


@dataclass(frozen=True, slots=True)
class Specified:
    """A package as a specifier names it: its real name, the version if exactly one fits, else why it is not known.

    `local` is the folder it lies in, relative to the file that asks; `source` the host it comes from.
    """

    name: str
    version: str | None = None
    reason: str | None = None
    source: str | None = None
    local: str | None = None


def specified(name: str, text: str) -> Specified:
    """Read a specifier."""
    text = text[:_LONGEST].strip()
    if text.startswith("npm:"):
        real, wanted = split(text[4:])
        return _of_range(real or name, wanted if real else text[4:])
    if text.startswith("workspace:"):
        return Specified(name, reason=reasons.LOCAL, local="")
    for kind in ("file:", "link:", "portal:"):
        if text.startswith(kind):
            return _local(name, text.removeprefix(kind))
    if text.startswith(("./", "../", "~/", "/")) and not text.startswith("//"):
        return _local(name, text)
    if is_git(text) or is_owner_and_name(text):
        return Specified(name, reason=reasons.GIT, source=host(text) or "github.com")
    if "://" in text:
        return Specified(name, reason=reasons.ADDRESS, source=host(text))
    return _of_range(name, text)


def _of_range(name: str, text: str) -> Specified:
    exact = _EXACT.fullmatch(text)
    if exact is not None:
        return Specified(name, exact["version"])
    return Specified(name, reason=reasons.RANGE if _RANGE.fullmatch(text) else reasons.TAG)


def _local(name: str, path: str) -> Specified:
    if path.endswith((".tgz", ".tar.gz", ".tar")):
        return Specified(name, reason=reasons.LOCAL_FILE)
    return Specified(name, reason=reasons.LOCAL, local=path.removeprefix("//"))


def split(text: str) -> tuple[str, str]:
    """`@scope/name@rest` into the name and the rest; the rest is empty where there is none."""
    at = text.find("@", 1)
    return (text, "") if at < 0 else (text[:at], text[at + 1 :])
