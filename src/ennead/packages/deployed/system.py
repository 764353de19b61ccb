"""Packages of an image's operating system: Debian's, Alpine's, Amazon Linux's.

Advisories for Debian and Alpine are written for source packages, so those are what is named, each once.
https://www.debian.org/doc/debian-policy/ch-controlfields.html ; https://wiki.alpinelinux.org/wiki/Apk_spec
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Final

from ennead.model.location import Location
from ennead.model.package import Ecosystem, Named, Package, Unread
from ennead.packages.deployed.found import Answers, Found, is_name, is_version
from ennead.packages.deployed.items import Item
from ennead.packages.deployed.limits import Damaged

_SOURCE = re.compile(r"(\S+)(?:\s+\((\S+)\))?")
_RELEASE = re.compile(r"""^(ID|VERSION_ID)=["']?([\w.:-]{1,60})["']?\s*$""", re.MULTILINE)
_DPKG = re.compile(r"var/lib/dpkg/(?:status|status\.d/(?!.*\.md5sums$)[^/]+)$")
_APK: Final = ("lib/apk/db/installed", "usr/lib/apk/db/installed")
_RPM: Final = ("var/lib/rpm/rpmdb.sqlite", "usr/lib/sysimage/rpm/rpmdb.sqlite")
_OTHER_RPM: Final = ("var/lib/rpm/Packages", "var/lib/rpm/Packages.db", "usr/lib/sysimage/rpm/Packages.db")
_MOST_LINES: Final = 500_000


def release_of(items: Mapping[str, Item]) -> str | None:
    """What an image's system says that it is."""
    for path in ("etc/os-release", "usr/lib/os-release"):
        if (item := items.get(path)) is not None and item.data is not None:
            told = dict(_RELEASE.findall(item.data.decode("utf-8", "replace")))
            if "ID" in told:
                return f"{told['ID']}:{told['VERSION_ID']}" if "VERSION_ID" in told else told["ID"]
    return None


def system(items: Mapping[str, Item]) -> Answers:
    """The packages of an image's system, and the files that they brought."""
    answers = Answers()
    name = (release_of(items) or "").partition(":")[0]
    for path, item in items.items():
        if item.data is None:
            continue
        if _DPKG.match(path):
            _take(answers, item, Ecosystem.DEBIAN, name in {"debian", ""}, _debian)
        elif path in _APK:
            _take(answers, item, Ecosystem.ALPINE, name in {"alpine", ""}, _alpine)
        elif path in _RPM:
            _take(answers, item, Ecosystem.AMAZON, name in {"amzn", ""}, _amazon)
        elif path.startswith("var/lib/dpkg/info/"):
            answers.declared.update(line.lstrip("/") for line in _lines(item))
    answers.unread += _beside(items)
    return answers


def _beside(items: Mapping[str, Item]) -> Iterator[Unread]:
    """What is not read of rpm's databases: changes in a journal, and the older forms."""
    for path in _RPM:
        if (journal := items.get(f"{path}-wal")) is not None and journal.size:
            yield Unread(Location(journal.where), "what was changed last in rpm's database is not read")
    for path in _OTHER_RPM:
        if path in items:
            reason = "the packages of its system are in an older database of rpm, which is not read"
            yield Unread(Location(items[path].where), reason)


_Reader = Callable[[Item, Answers], Iterator[tuple[str, str, int]]]
"""Gives names, versions and lines; the files that they brought go into the answers."""


def _take(answers: Answers, item: Item, ecosystem: Ecosystem, known: bool, read: _Reader) -> None:
    seen: set[Package] = set()
    refused = 0
    try:
        for name, version, line in read(item, answers):
            package = Package(ecosystem, name, version)
            if not is_name(ecosystem, name) or not is_version(version):
                refused += 1
                continue
            if package in seen:
                continue
            seen.add(package)
            if known:
                answers.found.append(Found(Named(package, Location(item.where, line), item.origin), "", item.root))
    except Damaged as error:
        answers.unread.append(Unread(Location(item.where), str(error)))
    if refused:
        reason = f"it holds {refused} package{'s' if refused > 1 else ''} with a name or a version that is none"
        answers.unread.append(Unread(Location(item.where), reason))
    if seen and not known:
        reason = f"it holds {len(seen)} packages of a system of which no advisories are read"
        answers.unread.append(Unread(Location(item.where), reason))


def _lines(item: Item) -> list[str]:
    return (item.data or b"").decode("utf-8", "replace").split("\n", _MOST_LINES)[:_MOST_LINES]


def _debian(item: Item, _: Answers) -> Iterator[tuple[str, str, int]]:
    """Stanzas with `Package`, `Source` where it is another, `Version`; those removed keep theirs."""
    fields: dict[str, tuple[str, int]] = {}
    for number, line in enumerate((*_lines(item), ""), 1):
        if line.strip():
            name, colon, value = line.partition(":")
            if colon and not line[0].isspace():
                fields.setdefault(name.lower(), (value.strip(), number))
            continue
        if "package" in fields and "version" in fields and _is_installed(fields.get("status", ("", 0))[0]):
            version, at = fields["version"]
            source = _SOURCE.match(fields.get("source", ("", 0))[0])
            yield (source[1], source[2] or version, at) if source else (fields["package"][0], version, at)
        fields = {}


def _is_installed(status: str) -> bool:
    """Images without a package manager note no status."""
    return not status or status.rsplit(maxsplit=1)[-1] in {
        "installed",
        "half-configured",
        "unpacked",
        "triggers-pending",
    }


def _alpine(item: Item, answers: Answers) -> Iterator[tuple[str, str, int]]:
    """Stanzas with `P` name, `V` version, `o` source, `F` folder and below it `R` file."""
    fields: dict[str, str] = {}
    at, folder = 0, ""
    for number, line in enumerate((*_lines(item), ""), 1):
        key, value = line[:2], line[2:].strip()
        if not line.strip():
            if "P:" in fields and "V:" in fields:
                yield fields.get("o:") or fields["P:"], fields["V:"], at
            fields = {}
        elif key == "F:":
            folder = value
        elif key == "R:":
            answers.declared.add(f"{folder}/{value}".lstrip("/"))
        else:
            at = number if key == "V:" else at
            fields[key] = value


def _amazon(item: Item, answers: Answers) -> Iterator[tuple[str, str, int]]:
    from ennead.packages.deployed.rpm import installed  # noqa: PLC0415  SQLite is loaded for images only

    for one in installed(item.data or b""):
        answers.declared.update(one.files)
        yield one.name, one.version, 0
