"""yarn.lock of yarn 1: blocks of `name@range, name@range:` with fields below (https://classic.yarnpkg.com/docs/yarn-lock)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from ennead.model.package import Ecosystem, Inventory, Scope
from ennead.packages.locks import reasons
from ennead.packages.locks.graph import Ask, Entry, Lock, inventory
from ennead.packages.locks.hosts import host, is_git
from ennead.packages.locks.naming import is_name, named
from ennead.packages.locks.npm.descriptors import Descriptors, add_modules
from ennead.packages.locks.npm.manifest import Manifest
from ennead.packages.locks.npm.specifier import specified, split
from ennead.packages.locks.text.lined import MAX_MEMBERS

_WORD = re.compile(r'"(?P<quoted>(?:[^"\\]|\\.)*+)"|(?P<bare>[^\s",:][^\s",]*+)')
_LONGEST_LINE = 20_000
_SECTIONS = {"dependencies": Scope.SHIPPED, "optionalDependencies": Scope.OPTIONAL}


@dataclass(slots=True)
class _Block:
    """One entry: the descriptors of its key, its line, fields, and what it asks for."""

    descriptors: tuple[str, ...]
    line: int
    fields: dict[str, str] = field(default_factory=dict)
    asks: list[tuple[str, str, Scope]] = field(default_factory=list)
    section: Scope | None = None

    def take(self, words: list[str], *, inner: bool) -> None:
        """Use a line of the entry; an inner one belongs to the section above it."""
        if inner:
            if self.section is not None and len(words) > 1:
                self.asks.append((words[0], words[1], self.section))
            return
        self.section = _SECTIONS.get(words[0].removesuffix(":")) if len(words) == 1 else None
        if len(words) > 1:
            self.fields[words[0]] = words[1]


def lock(text: str, path: str, manifests: Mapping[str, Manifest] | None = None) -> Lock:
    """Read the lock.  `manifests`: the package.json of each folder of the project, relative to the lock's."""
    found = Lock(path, Ecosystem.NPM)
    blocks = list(_blocks(text, found))
    known = Descriptors()
    for block in blocks:
        for descriptor in block.descriptors:
            known.put(descriptor, str(block.line))
    for block in blocks:
        _entry(found, known, block)
    add_modules(found, known, manifests or {})
    return found


def read(text: str, path: str, manifests: Mapping[str, Manifest] | None = None) -> Inventory:
    """What the lock names."""
    return inventory(lock(text, path, manifests))


def _blocks(text: str, found: Lock) -> Iterator[_Block]:
    block: _Block | None = None
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip() or line.startswith("#"):
            continue
        if number > MAX_MEMBERS or len(line) > _LONGEST_LINE:
            found.miss(number, "too long, the rest is not read")
            break
        words = [match["bare"] if match["quoted"] is None else match["quoted"] for match in _WORD.finditer(line)]
        if not line.startswith(" "):
            if block is not None:
                yield block
            block = _Block(tuple(_trimmed(words)), number)
            if not line.rstrip().endswith(":"):
                found.miss(number, "a line that is no part of a lock of yarn")
                block = None
        elif block is not None and words:
            block.take(words, inner=line.startswith("    "))
    if block is not None:
        yield block


def _trimmed(words: list[str]) -> Iterator[str]:
    for word in words:
        yield word.removesuffix(":")


def _entry(found: Lock, known: Descriptors, block: _Block) -> None:
    if not block.descriptors:
        found.miss(block.line, "an entry without a name")
        return
    alias, wanted = split(block.descriptors[0])
    got = specified(alias, wanted)
    resolved, version = block.fields.get("resolved"), block.fields.get("version")
    git = got.reason == reasons.GIT or (resolved is not None and is_git(resolved))
    if not is_name(got.name):
        found.miss(block.line, "a package with a name that is none")
        return
    one = named(
        Ecosystem.NPM,
        got.name,
        None if git or got.reason == reasons.LOCAL else version,
        found.at(block.line),
        reason=reasons.GIT if git else reasons.LOCAL if got.reason == reasons.LOCAL else None,
        source=host(resolved) or got.source,
        hashes="integrity" in block.fields or "#" in (resolved or ""),
        own=got.reason == reasons.LOCAL,
        imports=(alias,) if alias != got.name else (),
    )
    asks = [Ask(key, text, scope) for name, text, scope in block.asks if (key := known.get(name, text)) is not None]
    found.add(str(block.line), Entry(one, tuple(asks)))
