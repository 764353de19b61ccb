"""YAML and JSON to marked containers, from the C parser's events.

Events instead of nodes: nesting, aliases and size are counted while they arrive, so a hostile file
ends in an error and never in a deep recursion or a full memory.  Scalars follow YAML 1.1 as
CloudFormation reads it; dates stay text (`2012-10-17` is a policy version).
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from ennead.model.location import Location
from ennead.sources.cloudformation.marks import Mark, MarkedDict, MarkedList
from ennead.sources.errors import Malformed, Unreadable

MAX_BYTES = 5 * 1024 * 1024
"""CloudFormation takes templates of 1 MB; several times that is a mistake or an attack."""
MAX_DEPTH = 100
MAX_MEMBERS = 400_000
"""Members after aliases are spelt out."""
FREE_ALIASED = 50_000
PER_WRITTEN = 10
"""Of these, so many, and so many for each member that is written: a small file cannot grow large by aliases."""

_INT = re.compile(r"[-+]?(?:0|[1-9][0-9]{0,18})\Z")
_FLOAT = re.compile(r"[-+]?(?:[0-9]+\.[0-9]*|\.[0-9]+|[0-9]+)(?:[eE][-+]?[0-9]{1,3})?\Z")
_WORDS: dict[str, bool | None] = {
    **dict.fromkeys(("true", "True", "TRUE", "yes", "Yes", "YES", "on", "On", "ON"), True),
    **dict.fromkeys(("false", "False", "FALSE", "no", "No", "NO", "off", "Off", "OFF"), False),
    **dict.fromkeys(("null", "Null", "NULL", "~", ""), None),
}
_TAG_STR = "tag:yaml.org,2002:str"
_SURROGATES = re.compile(r"((?<!\\)(?:\\\\)*)\\u([dD][89abAB][0-9a-fA-F]{2})(?:\\u([dD][c-fC-F][0-9a-fA-F]{2}))?")
"""JSON writes a character beyond the basic plane as two escapes, which YAML refuses."""


@dataclass(frozen=True, slots=True)
class Duplicate:
    """A key that stands twice in one mapping; the later one counts, as CloudFormation does it."""

    key: str
    mark: Mark


@dataclass(frozen=True, slots=True)
class Document:
    """A loaded file: its root and the keys that stand twice.

    `written` are its members (aliases count one), `size` those after aliases are spelt out.
    """

    root: Any
    duplicates: tuple[Duplicate, ...] = ()
    written: int = 0
    size: int = 0


def read_text(file: Path, path: str) -> str:
    """The file's text; UTF-8 (with or without a mark) or UTF-16 with one.  Raises Unreadable."""
    at = Location(path)
    try:
        if file.stat().st_size > MAX_BYTES:
            raise Unreadable(f"larger than {MAX_BYTES // 1024 // 1024} MiB, not read", at)
        data = file.read_bytes()
    except OSError as error:
        raise Unreadable(error.strerror or "cannot be read", at) from error
    encoding = "utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise Unreadable(f"not valid {encoding.upper().removesuffix('-SIG')}", Location(path, line, 1)) from error


def parse(text: str, path: str) -> Document:
    """The document as marked containers.  Raises Malformed with the position."""
    try:
        return _Builder(path).build(text)
    except yaml.YAMLError as error:
        if text.lstrip().startswith(("{", "[")) and (document := _of_json(text, path)):
            return document
        mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
        at = Location(path, mark.line + 1, mark.column + 1) if mark else Location(path)
        problem = getattr(error, "problem", None) or getattr(error, "reason", None) or "not valid"
        raise Malformed(f"not valid YAML: {problem}", at) from error


def _of_json(text: str, path: str) -> Document | None:
    """JSON that YAML 1.1 refuses, for tabs between its tokens and escapes of two surrogates; None where it is none."""
    try:
        return _Builder(path).build(_SURROGATES.sub(_character, text.replace("\t", " ")))
    except yaml.YAMLError:
        return _as_json(text, path)


def _character(match: re.Match[str]) -> str:
    high, low = int(match[2], 16), int(match[3], 16) if match[3] else 0
    return match[1] + (chr(0x10000 + ((high - 0xD800) << 10) + (low - 0xDC00)) if low else "\ufffd")


def _as_json(text: str, path: str) -> Document | None:
    """What is JSON and no YAML even so, without positions.  Raises Malformed where it is too deep or too large."""
    import json  # noqa: PLC0415

    try:
        root = json.loads(text, parse_int=plain, parse_float=plain, parse_constant=str)
    except (ValueError, RecursionError):
        return None
    waiting, size = [(root, 0)], 0
    while waiting:
        value, depth = waiting.pop()
        items = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
        waiting += [(item, depth + 1) for item in items]
        size += 1
        if depth > MAX_DEPTH or size > MAX_MEMBERS:
            what = f"nested deeper than {MAX_DEPTH} levels" if depth > MAX_DEPTH else f"more than {MAX_MEMBERS} members"
            raise Malformed(what, Location(path, 1, 1))
    return Document(root, (), size, size)


@dataclass(slots=True)
class _Open:
    """A collection that is being filled."""

    value: MarkedDict | MarkedList
    wrap: str | None
    anchor: str | None
    mark: Mark
    key: Any = None
    has_key: bool = False
    size: int = 1

    @property
    def takes_key(self) -> bool:
        return isinstance(self.value, MarkedDict) and not self.has_key


@dataclass(slots=True)
class _Builder:
    path: str
    stack: list[_Open] = field(default_factory=list)
    anchors: dict[str, tuple[Any, int]] = field(default_factory=dict)
    duplicates: list[Duplicate] = field(default_factory=list)
    written: int = 0
    root: Any = None
    size: int = 0
    documents: int = 0

    def build(self, text: str) -> Document:
        for event in yaml.parse(text, Loader=yaml.CSafeLoader):
            self._take(event)
            if self.documents > 1:
                raise Malformed("several YAML documents in one file", self._at(event))
        return Document(self.root, tuple(self.duplicates), self.written, self.size)

    def _at(self, event: Any) -> Location:
        return Location(self.path, event.start_mark.line + 1, event.start_mark.column + 1)

    def _take(self, event: Any) -> None:
        if isinstance(event, yaml.ScalarEvent):
            self._scalar(event)
        elif isinstance(event, yaml.MappingStartEvent | yaml.SequenceStartEvent):
            self._open(event)
        elif isinstance(event, yaml.MappingEndEvent | yaml.SequenceEndEvent):
            self._close()
        elif isinstance(event, yaml.AliasEvent):
            if event.anchor not in self.anchors:
                raise Malformed(f"alias *{event.anchor} names no finished anchor", self._at(event))
            value, size = self.anchors[event.anchor]
            self._add(value, self._mark(event), size, self._at(event))
        elif isinstance(event, yaml.DocumentStartEvent):
            self.documents += 1

    def _mark(self, event: Any) -> Mark:
        return (self.path, event.start_mark.line + 1, event.start_mark.column + 1)

    def _scalar(self, event: Any) -> None:
        mark = self._mark(event)
        text = event.value
        if event.tag and event.tag.startswith("!") and event.tag != "!":
            value = _tagged(event.tag, text, mark)
        elif self.stack and self.stack[-1].takes_key:
            value = text  # `No`, `1.10` and `012` are names like others
        elif event.style in (None, "") and (event.implicit[0] or event.tag not in (None, _TAG_STR)):
            value = plain(text)
        else:
            value = text
        if event.anchor:
            self.anchors[event.anchor] = (value, 1)
        self._add(value, mark, 1, self._at(event))

    def _open(self, event: Any) -> None:
        if len(self.stack) >= MAX_DEPTH:
            raise Malformed(f"nested deeper than {MAX_DEPTH} levels", self._at(event))
        mark = self._mark(event)
        value = MarkedDict(mark=mark) if isinstance(event, yaml.MappingStartEvent) else MarkedList(mark=mark)
        wrap = function_name(event.tag) if event.tag and event.tag.startswith("!") and event.tag != "!" else None
        self.stack.append(_Open(value, wrap, event.anchor, mark))

    def _close(self) -> None:
        done = self.stack.pop()
        value: Any = done.value
        if isinstance(value, MarkedDict):
            value = _merged(value)
        if done.wrap:
            value = _wrapped(done.wrap, value, done.mark)
        if done.anchor:
            self.anchors[done.anchor] = (value, done.size)
        self._add(value, done.mark, done.size, Location(*done.mark))

    def _add(self, value: Any, mark: Mark, size: int, at: Location) -> None:
        self.written += 1
        if not self.stack:
            self.root, self.size = value, size
            return
        top = self.stack[-1]
        top.size += size
        most = min(MAX_MEMBERS, FREE_ALIASED + PER_WRITTEN * self.written)
        if top.size > most:
            raise Malformed(f"more than {most} members once aliases are spelt out", at)
        if isinstance(top.value, MarkedList):
            top.value.append(value)
            top.value.items_at.append(mark)
        elif not top.has_key:
            top.key, top.has_key = _key(value, at), True
            if top.key in top.value and top.key != "<<":
                self.duplicates.append(Duplicate(top.key, mark))
            top.value.keys_at[top.key] = mark
        else:
            top.value[top.key] = value
            top.has_key = False


def _key(value: Any, at: Location) -> str:
    if isinstance(value, dict | list):
        raise Malformed("a mapping or list as a key", at)
    return "" if value is None else str(value)


def _merged(value: MarkedDict) -> MarkedDict:
    """YAML's merge key: `<<: *base`."""
    base = value.pop("<<", None)
    for part in [base] if isinstance(base, dict) else base if isinstance(base, list) else []:
        if isinstance(part, MarkedDict):
            for key, item in part.items():
                if key not in value:
                    value[key] = item
                    value.keys_at[key] = part.keys_at.get(key, value.mark or ("", 0, 0))
    return value


def plain(text: str) -> Any:
    """A plain scalar's value.  Account ids and other digits with a leading zero stay text."""
    if text in _WORDS:
        return _WORDS[text]
    first = text[0]
    if first.isdigit() or first in "+-.":
        if _INT.match(text):
            return int(text)
        if _FLOAT.match(text) and not text.isdigit() and math.isfinite(number := float(text)):
            return number
    return text


def function_name(tag: str) -> str:
    """`!Sub` is `Fn::Sub`; `!Ref` and `!Condition` are keys of their own."""
    name = tag[1:]
    return name if name in ("Ref", "Condition") else f"Fn::{name}"


def _tagged(tag: str, text: str, mark: Mark) -> Any:
    name = function_name(tag)
    if name == "Fn::GetAtt":
        return _wrapped(name, MarkedList(text.split(".", 1), mark), mark)
    return _wrapped(name, text, mark)


def _wrapped(name: str, value: Any, mark: Mark) -> MarkedDict:
    wrapper = MarkedDict({name: value}, mark)
    wrapper.keys_at[name] = mark
    return wrapper
