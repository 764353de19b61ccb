"""A folder of Terraform's files as it is written: blocks by address, what each names, texts of expressions."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from ennead.model.location import Location
from ennead.remedy import files
from ennead.remedy.edit import Route
from ennead.remedy.encoding import decoded
from ennead.remedy.errors import RemedyError
from ennead.remedy.hcl_tree import Attribute, Block, Body, expression, find, narrow, tree, wide

if TYPE_CHECKING:
    from tree_sitter import Node

_NAME = re.compile(r"[A-Za-z_][\w-]*(?:\[[^\[\]]*\])*(?:\.[A-Za-z_][\w-]*(?:\[[^\[\]]*\])*)+")
_INDEX = re.compile(r"\[[^\[\]]*\]")
_ENDINGS = (".tf", ".tofu")


@dataclass(eq=False)
class Top:
    """A block at the top of a file, or one value of `locals`; `address` as Terraform names it ("" for outputs)."""

    file: str
    route: Route
    address: str
    block: Block
    text: str
    part: Attribute | None = None
    first: int = 0
    last: int = 0

    @cached_property
    def names(self) -> frozenset[str]:
        """The dotted names in its expressions, without indexes."""
        attributes = [self.part] if self.part else list(_attributes(self.block.body))
        return frozenset(name for one in attributes for name in _names(one.value, self.text))

    def attribute(self, *route: str | int) -> str | None:
        """The text of an attribute's expression; None where it is not written."""
        node = self.node(*route)
        return None if node is None else wide(self.text[node.start_byte : node.end_byte])

    def node(self, *route: str | int) -> Node | None:
        """The expression of an attribute."""
        try:
            found = find(self.block.body, route)
        except RemedyError:
            return None
        return found.entry.value if isinstance(found.entry, Attribute) and not found.rest else None

    def member(self, route: Route, name: str) -> str | None:
        """The text of a member of an object in an attribute; None where it is not written one by one."""
        try:
            found = find(self.block.body, (*route, name))
            if not isinstance(found.entry, Attribute):
                return None
            node = expression(found.entry.value, found.rest, self.text)
        except RemedyError:
            return None
        return wide(self.text[node.start_byte : node.end_byte])

    @property
    def repeated(self) -> str | None:
        """The expression of its `count` or `for_each`."""
        return self.attribute("for_each") or self.attribute("count")

    @property
    def label(self) -> str:
        """Its name."""
        return self.block.labels[-1] if self.block.labels else ""


@dataclass
class Module:
    """The blocks of a folder's files, and who names whom."""

    folder: str
    tops: list[Top] = field(default_factory=list)
    json: bool = False

    @cached_property
    def by_address(self) -> dict[str, Top]:
        """The blocks by their addresses."""
        return {top.address: top for top in self.tops if top.address}

    @cached_property
    def used(self) -> frozenset[str]:
        """Every dotted name that some expression uses."""
        return frozenset(name for top in self.tops for name in top.names)

    def at(self, place: Location | None) -> Top | None:
        """The block that holds a line."""
        if place is None:
            return None
        inside = (one for one in self.tops if one.file == place.path and one.first <= place.line <= one.last)
        return next((one for one in inside if one.part is None), None)

    def users(self, address: str) -> list[Top]:
        """The blocks that name another."""
        return [top for top in self.tops if any(_is_of(name, address) for name in top.names)]

    def named(self, name: str) -> str | None:
        """The address of this folder's block that a dotted name is of."""
        parts = name.split(".")
        for count in (3, 2):
            if (address := ".".join(parts[:count])) in self.by_address:
                return address
        return None

    def reaches(self, start: str, end: str) -> bool:
        """Whether a block is made after another; each is made after itself."""
        seen, waiting = {start}, [start]
        while waiting:
            here = waiting.pop()
            if here == end:
                return True
            top = self.by_address.get(here)
            after = {found for name in (top.names if top else ()) if (found := self.named(name))} - seen
            seen |= after
            waiting += after
        return False


def _is_of(name: str, address: str) -> bool:
    return name == address or name.startswith(f"{address}.")


def names_in(text: str) -> Iterator[str]:
    """The dotted names in an expression's text."""
    for found in _NAME.finditer(text):
        yield _INDEX.sub("", found[0])


def _names(node: Node, text: str) -> Iterator[str]:
    """The names in an expression, what comments say left out."""
    found = list(text[node.start_byte : node.end_byte])
    waiting = [node]
    while waiting:
        here = waiting.pop()
        if here.type == "comment":
            start = here.start_byte - node.start_byte
            found[start : here.end_byte - node.start_byte] = " " * (here.end_byte - here.start_byte)
        waiting += here.children
    yield from names_in("".join(found))


def _attributes(body: Body) -> Iterator[Attribute]:
    for entry in body.entries:
        if isinstance(entry, Attribute):
            yield entry
        else:
            yield from _attributes(entry.body)


class Modules:
    """Folders below a root, each read once."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self._known: dict[str, Module] = {}

    def of(self, folder: str) -> Module:
        """The files of a folder.  Raises RemedyError for one that is not valid."""
        if folder not in self._known:
            self._known[folder] = self._read(folder)
        return self._known[folder]

    def text(self, file: str) -> str:
        """A file's text.  Raises RemedyError."""
        return decoded(files.content(files.located(self.root, file), file), file).text

    def _read(self, folder: str) -> Module:
        made = Module(folder)
        for found in sorted((self.root / folder).iterdir()):
            if found.name.endswith(_ENDINGS) and found.is_file():
                file = posixpath.join(folder, found.name)
                made.tops += _tops(narrow(self.text(file)), file)
            made.json = made.json or found.name.endswith(".tf.json")
        return made


def _tops(text: str, file: str) -> Iterator[Top]:
    kinds: dict[tuple[str, ...], int] = {}
    for entry in tree(text, file).entries:
        if not isinstance(entry, Block):
            continue
        words = (entry.kind, *entry.labels)
        number = kinds[words] = kinds.get(words, -1) + 1
        first = text.count("\n", 0, entry.start) + 1
        last = first + text.count("\n", entry.start, entry.end)
        yield Top(file, words, _address(words), entry, text, None, first, last)
        for part in entry.body.entries if entry.kind == "locals" else ():
            if isinstance(part, Attribute):
                route: Route = (*words, number, part.name)
                yield Top(file, route, f"local.{part.name}", entry, text, part, first, last)


def _address(words: tuple[str, ...]) -> str:
    kind, *labels = words
    if kind == "resource" and len(labels) == 2:
        return ".".join(labels)
    if kind in ("data", "module") and labels:
        return ".".join(words)
    return ""
