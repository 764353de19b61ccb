"""Variables to values, in one stage; what could not be told is a hole in the text and a gap.

Nothing is run and nothing is looked up: no process environment, no account, no JavaScript file.
Resolving is bounded by the same budget that bounds templates: a file that multiplies itself ends in gaps.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from ennead.model.app import GapKind
from ennead.model.location import Location
from ennead.sources.cloudformation.budget import PER_TEXT
from ennead.sources.cloudformation.expand import Files
from ennead.sources.cloudformation.exports import Exports
from ennead.sources.cloudformation.inputs import Gaps, has_hole, hole
from ennead.sources.cloudformation.load import plain, read_text
from ennead.sources.cloudformation.marks import Mark, MarkedDict, MarkedList, mark_of
from ennead.sources.errors import SourceError
from ennead.sources.serverless.lift import reference
from ennead.sources.serverless.syntax import Source, fallbacks, pieces, quoted, source_of

MAX_DEPTH = 110
"""Levels of members and variables within each other: what Python's own stack holds, with room to spare."""
MAX_TEXT = 200_000
MISSING = object()
"""Nothing stands there: the next alternative counts."""

_LOOKED_UP = {
    "ssm": "the parameter store", "cf": "another stack", "s3": "a bucket", "secrets": "the framework's dashboard",
    "state": "the framework's state", "output": "another service", "aws": "the account", "git": "git",
    "vault": "a vault", "terraform": "Terraform's state", "doppler": "a vault",
}  # fmt: skip
_DEFAULTED = frozenset({"provider.stage", "provider.region"})
_DATA = (".yml", ".yaml", ".json")
_CODE = (".js", ".cjs", ".mjs", ".ts", ".cts", ".mts")


@dataclass(frozen=True, slots=True)
class Given:
    """What decides a reading: the stage (empty while nobody knows it yet), and what a person hands in."""

    stage: str
    values: Mapping[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class Variables:
    """Resolves the variables of one file.

    `watch(container, address part, next part)` is told of every step through a mapping, and
    `watch(None, path, "")` of every file that is named: that is how stages are found.
    """

    root: MarkedDict
    given: Given
    files: Files
    gaps: Gaps
    watch: Callable[[Any, str, str], None] | None = None
    asked: set[str] = field(default_factory=set)
    exports: Exports = field(default_factory=Exports)
    _done: dict[str, tuple[Any, int]] = field(default_factory=dict)
    _active: set[str] = field(default_factory=set)

    def value(self, raw: Any, mark: Mark | None = None) -> Any:
        """The value with its variables resolved; containers keep their marks."""
        if isinstance(raw, str):
            return self._text(raw, mark) if "${" in raw else raw
        if not isinstance(raw, dict | list):
            return raw
        budget = self.gaps.budget
        if budget.depth >= MAX_DEPTH:
            return self._hole("nested", "values are nested too deep", mark, "nested")
        if not budget.spend(len(raw) + 1):
            return self._hole("size", "the file multiplies itself beyond what is read", mark, "size")
        budget.depth += 1
        try:
            return self._dict(raw) if isinstance(raw, dict) else self._list(raw)
        finally:
            budget.depth -= 1

    def look_up(self, source: Source) -> tuple[Any, str]:
        """What a source holds, or MISSING and why."""
        return self._look_up(source, None)

    def _dict(self, raw: dict[str, Any]) -> MarkedDict:
        done = MarkedDict(mark=getattr(raw, "mark", None))
        done.keys_at = dict(getattr(raw, "keys_at", {}))
        for key, item in raw.items():
            done[key] = self.value(item, mark_of(raw, key))
        return done

    def _list(self, raw: list[Any]) -> MarkedList:
        done = MarkedList(mark=getattr(raw, "mark", None))
        for place, item in enumerate(raw):
            mark = mark_of(raw, place)
            done.append(self.value(item, mark))
            done.items_at.append(mark)
        return done

    def _hole(self, klass: str, reason: str, mark: Mark | None, about: str) -> str:
        self.gaps.add(GapKind.INPUT, klass, reason, Location(*mark) if mark else None, about)
        return hole(re.sub(r"[${}]", "", about)[:100])

    # -- text -----------------------------------------------------------------------------------

    def _text(self, text: str, mark: Mark | None) -> Any:
        """A text's variables put in; a text that is one variable takes its value, whatever it is."""
        parts = list(pieces(text))
        if len(parts) == 1 and parts[0].variable:
            return self._variable(parts[0].text, mark)
        done, length = [], 0
        for part in parts:
            value = as_text(self._variable(part.text, mark)) if part.variable else part.text
            if value is None:
                value = self._hole("variable", f"${{{part.text}}} is no text, and stands in one", mark, part.text)
            length += len(value)
            if length > MAX_TEXT or not self.gaps.budget.spend(len(value) // PER_TEXT):
                return self._hole("size", f"a text longer than {MAX_TEXT} characters", mark, "size")
            done.append(value)
        return "".join(done)

    def _variable(self, inside: str, mark: Mark | None) -> Any:
        budget = self.gaps.budget
        if budget.depth >= MAX_DEPTH or not budget.spend(1):
            return self._hole("nested", "variables are nested too deep", mark, "nested")
        budget.depth += 2
        try:
            return self._first(inside, mark)
        finally:
            budget.depth -= 2

    def _first(self, inside: str, mark: Mark | None) -> Any:
        """The first alternative that is there."""
        reason = ""
        for alternative in fallbacks(inside):
            value, why = self._alternative(alternative.strip(), mark)
            if value is not MISSING:
                return value
            reason = reason or why
        about = " ".join(inside.split())[:200]
        return self._hole("variable", f"${{{about}}}: {reason or 'it has no value'}", mark, about)

    def _alternative(self, text: str, mark: Mark | None) -> tuple[Any, str]:
        """An alternative's value, or MISSING and why."""
        literal = quoted(text)
        if literal is not None:
            return (self._text(literal, mark) if "${" in literal else literal), ""
        if "${" in text:
            resolved = self._text(text, mark)
            if not isinstance(resolved, str) or (text.startswith("${") and text.endswith("}")):
                return (resolved, "") if resolved is not None else (MISSING, "")
            if has_hole(resolved):
                return hole(re.sub(r"[${}]", "", resolved)[:100]), ""  # what it hangs on has its gap
            text = resolved
        source = source_of(text)
        if source is None:
            return (plain(text) if text else MISSING), ""
        return self._look_up(source, mark)

    # -- sources --------------------------------------------------------------------------------

    def _look_up(self, source: Source, mark: Mark | None) -> tuple[Any, str]:
        kind, address = source.type, source.address or ""
        handler = _SOURCES.get(kind)
        if handler is not None:
            return handler(self, source, mark)
        name = f"{kind}:{address}"
        self.asked.update((name, address))
        for key in (name, address):
            if key in self.given.values:
                return self.given.values[key], ""
        if (known := self._handed(kind, address)) is not None:
            return known, ""
        where = _LOOKED_UP.get(kind.partition(".")[0])
        reason = f"is looked up in {where} at deployment" if where else "is of a source that is not read"
        why = self.exports.disputes.get(address)
        return self._hole("variable", f"${{{name}}} {reason}{f'; {why}' if why else ''}", mark, name), ""

    def _handed(self, kind: str, address: str) -> str | None:
        """What another application of the scan has: an output of its stack, a parameter it stores."""
        if kind.partition(".")[0] == "cf":
            stack, _, output = address.rpartition(".")
            known = self.exports.output(stack, output)
            return known if isinstance(known, str) else None
        return self.exports.parameter(address.partition("~")[0]) if kind == "ssm" else None

    def _self(self, source: Source, _: Mark | None) -> tuple[Any, str]:
        address = source.address or ""
        if address in _DEFAULTED and (given := self._given(address)):
            return given, ""
        if address in self._done:
            value, size = self._done[address]
            if not self.gaps.budget.spend(size):
                return MISSING, "the file multiplies itself beyond what is read"
            return value, ""
        if address in self._active or not address:
            return MISSING, "it refers to itself"
        self._active.add(address)
        before = self.gaps.budget.work
        try:
            value = self._walk(self.root, address)
        finally:
            self._active.discard(address)
        if value is MISSING and address == "provider.region":
            value = "${AWS::Region}"
        if value is MISSING:
            return MISSING, "nothing stands there"
        self._done[address] = (value, self.gaps.budget.work - before + 1)
        return value, ""

    def _given(self, address: str) -> str | None:
        """The stage that is read, or the region a person hands in: they win over what the file says."""
        if address == "provider.stage":
            return self.given.stage or None
        return self.given.values.get("AWS::Region") or self.given.values.get("region")

    def _walk(self, holder: Any, address: str) -> Any:
        """The member an address names, resolved; MISSING where there is none, a hole where the way is one."""
        mark: Mark | None = None
        parts = [part for part in address.split(".") if part]
        for place, part in enumerate(parts):
            if isinstance(holder, str) and "${" in holder:
                holder = self._text(holder, mark)
            if self.watch:
                self.watch(holder, part, "".join(parts[place + 1 : place + 2]))
            if isinstance(holder, dict) and part in holder:
                mark, holder = mark_of(holder, part), holder[part]
            elif isinstance(holder, list) and part.isdigit() and int(part[:6]) < len(holder):
                mark, holder = mark_of(holder, int(part[:6])), holder[int(part[:6])]
            elif isinstance(holder, str) and "${?" in holder:
                return holder
            else:
                return MISSING
        value = self.value(holder, mark)
        return MISSING if value is None else value

    def _option(self, source: Source, _: Mark | None) -> tuple[Any, str]:
        name = source.address or ""
        self.asked.update((name, f"opt:{name}"))
        for key in (f"opt:{name}", name):
            if key in self.given.values:
                return self.given.values[key], ""
        if name == "stage" and self.given.stage:
            return self.given.stage, ""
        return MISSING, f"no option --{name} is given"

    def _environment(self, source: Source, _: Mark | None) -> tuple[Any, str]:
        name = source.address or ""
        self.asked.update((name, f"env:{name}"))
        for key in (f"env:{name}", name):
            if key in self.given.values:
                return self.given.values[key], ""
        return MISSING, "it is set in the environment of whoever deploys"

    def _parameter(self, source: Source, _: Mark | None) -> tuple[Any, str]:
        name = source.address or ""
        self.asked.update((name, f"param:{name}"))
        for key in (f"param:{name}", name):
            if key in self.given.values:
                return self.given.values[key], ""
        for holder in (f"params.{self.given.stage}", f"stages.{self.given.stage}.params", "params.default",
                       "stages.default.params"):  # fmt: skip
            value, _why = self._self(Source("self", None, f"{holder}.{name}"), None)
            if value is not MISSING:
                return value, ""
        return MISSING, f"no parameter {name} is declared or given"

    def _framework(self, source: Source, mark: Mark | None) -> tuple[Any, str]:
        if source.address == "stage":
            return self.given.stage, ""
        return self._hole("variable", f"${{sls:{source.address}}} is made at deployment", mark, "sls"), ""

    def _aws(self, source: Source, mark: Mark | None) -> tuple[Any, str]:
        name = (source.address or "").lower()
        if name == "region":
            return self._region(), ""
        if name == "accountid":
            return self.given.values.get("AWS::AccountId", "${AWS::AccountId}"), ""
        return self._hole("variable", f"${{aws:{source.address}}} is looked up at deployment", mark, name), ""

    def _region(self) -> Any:
        value, _ = self._self(Source("self", None, "provider.region"), None)
        return value if isinstance(value, str) else "${AWS::Region}"

    def _boolean(self, source: Source, _: Mark | None) -> tuple[Any, str]:
        text = (source.parameters or "").strip().lower()
        if text in {"true", "1", "false", "0", "null", "undefined", ""}:
            return text in {"true", "1"}, ""
        return MISSING, f"{text[:40]} is neither true nor false"

    def _construct(self, source: Source, _: Mark | None) -> tuple[Any, str]:
        name, output = (source.address or "").partition(".")[::2]
        section = self.root.get("constructs")
        value = reference(name, output, section.get(name) if isinstance(section, dict) else None)
        return (value, "") if value else (MISSING, "it is made by a Lift construct that is not read yet")

    # -- files ----------------------------------------------------------------------------------

    def _file(self, source: Source, _: Mark | None) -> tuple[Any, str]:
        path = (source.parameters or "").strip().strip("'\"")
        if self.watch:
            self.watch(None, path, "")
        if path.endswith(_CODE):
            return MISSING, f"{path} is code, which is not run"
        key = f"file({path}):{source.address or ''}"
        if key in self._done:
            value, size = self._done[key]
            return (value, "") if self.gaps.budget.spend(size) else (MISSING, "it multiplies itself")
        if key in self._active:
            return MISSING, "it refers to itself"
        self._active.add(key)
        before = self.gaps.budget.work
        try:
            value = self._walk(self._content(path), source.address or "")
        except SourceError as error:
            return MISSING, error.reason
        finally:
            self._active.discard(key)
        if value is MISSING:
            return MISSING, f"{path} has no {source.address}"
        self._done[key] = (value, self.gaps.budget.work - before + 1)
        return value, ""

    def _content(self, path: str) -> Any:
        if path.lower().endswith(_DATA):
            return self.files.document(path)
        file, name = self.files.locate(path)
        self.files.seen.add(name)
        return read_text(file, name).strip()


def as_text(value: Any) -> str | None:
    """A value as it is written into a text; None for a mapping or list."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str | int | float):
        return str(value)
    return "" if value is None else None


_SOURCES: dict[str, Callable[[Variables, Source, Mark | None], tuple[Any, str]]] = {
    "self": Variables._self,
    "opt": Variables._option,
    "env": Variables._environment,
    "param": Variables._parameter,
    "sls": Variables._framework,
    "aws": Variables._aws,
    "strToBool": Variables._boolean,
    "file": Variables._file,
    "construct": Variables._construct,
}
