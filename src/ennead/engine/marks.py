"""What accepts an outcome: a mark, the places it covers, and how comments are found in sources.

Shared by our own suppressions (`suppress`), other tools' marks (`foreign`) and the configuration file.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from fnmatch import fnmatchcase
from functools import cached_property

from ennead.model.finding import Finding, Outcome, Practice
from ennead.model.location import Location

_BREAK = re.compile(r"\r\n|\r|\n")
_YAML_BREAK = re.compile(r"\r\n|[\r\n\x85\u2028\u2029]")
_SLASHES = frozenset({".js", ".mjs", ".cjs", ".jsx", ".ts", ".mts", ".cts", ".tsx", ".java", ".kt", ".go", ".cs"})
_BOTH = frozenset({".tf", ".hcl", ".tfvars"})
_TEMPLATES = frozenset({".yml", ".yaml", ".template", ".tf", ".hcl", ".toml"})


@dataclass(frozen=True, slots=True)
class ResourceSpan:
    """The lines of a resource in its template, both ends included; `first_line` holds its name."""

    path: str
    logical_id: str
    first_line: int
    last_line: int

    def holds(self, path: str, line: int) -> bool:
        """Whether the line belongs to the resource."""
        return path == self.path and self.first_line <= line <= self.last_line


@dataclass(frozen=True, slots=True)
class ResourceMark:
    """The `Metadata` of a resource as plain data (`logical_id` None: that of the template itself)."""

    path: str
    logical_id: str | None
    metadata: Mapping[str, object]
    at: Location | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """Where an outcome stands and whom it concerns: what a mark is asked about."""

    check: str
    path: str
    line: int
    identity: str
    practice: Practice | None = None
    function: str | None = None
    resource: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """Somebody's word that a fault is accepted; everything that is given has to hold.

    `by` is what `Accepted.by` will say, `at` where the mark is written, `until` the last day it holds.
    `checks` are ids or `prefix*`; empty, with `practice`, where a tool's mark names no rule.
    In a file: `path` and the first and last of its `lines`; `inside` is the resource it stands in, and
    `whole` says that it speaks of all of that resource.
    From the configuration file: `glob`, `prefix`, `identity`, `function` and `resource`.
    """

    by: str
    checks: tuple[str, ...]
    at: Location
    reason: str | None = None
    until: date | None = None
    practice: Practice | None = None
    path: str | None = None
    lines: tuple[int, int] | None = None
    inside: str | None = None
    whole: bool = False
    glob: str | None = None
    prefix: str = ""
    identity: str | None = None
    function: str | None = None
    resource: str | None = None

    def expired(self, today: date) -> bool:
        """Whether its last day has passed."""
        return self.until is not None and today > self.until

    def covers(self, place: Place) -> bool:
        """Whether it accepts this fault at this place."""
        return self._concerns(place) and self._stands_at(place) and self._names(place)

    def _concerns(self, place: Place) -> bool:
        if self.practice is not None and place.practice is not self.practice:
            return False
        if not self.checks:
            return self.practice is not None or self.identity is not None
        return any(place.check == check or _prefixed(place.check, check) for check in self.checks)

    def _stands_at(self, place: Place) -> bool:
        if self.path is not None and place.path != self.path:
            return False
        if self.glob is not None and not fnmatchcase(posixpath.join(self.prefix, place.path), self.glob):
            return False
        if self.lines is None:
            return True
        if self.whole and self.inside is not None and self.inside in (place.function, place.resource):
            return True
        return self.lines[0] <= place.line <= self.lines[1]

    def _names(self, place: Place) -> bool:
        if self.identity is not None and not place.identity.startswith(self.identity):
            return False
        if self.function is not None and place.function != self.function:
            return False
        return self.resource is None or self.resource in (place.resource, place.function)


def _prefixed(check: str, pattern: str) -> bool:
    return pattern.endswith("*") and check.startswith(pattern[:-1])


def own_place(outcome: Outcome) -> Place:
    """Where the outcome itself stands."""
    at = outcome.at or Location("")
    return Place(
        check=outcome.check,
        path=at.path,
        line=at.line,
        identity=outcome.identity,
        practice=outcome.practice if isinstance(outcome, Finding) else None,
        function=outcome.function,
        resource=outcome.resource,
    )


def member_places(outcome: Outcome) -> tuple[Place, ...]:
    """One place per function of a finding over several functions, else none."""
    if not isinstance(outcome, Finding) or outcome.function is not None:
        return ()
    return tuple(
        Place(outcome.check, other.at.path, other.at.line, outcome.identity, outcome.practice, other.function)
        for other in outcome.related
        if other.function is not None
    )


class Lines:
    """A source as lines, with what a comment on one of them speaks of."""

    def __init__(self, path: str, text: str, spans: Iterable[ResourceSpan] = ()) -> None:
        """`spans` may hold resources of other files; they are left out."""
        self.path = path
        self.suffix = posixpath.splitext(path)[1].lower()
        self.text = re.split(_YAML_BREAK if self.suffix in {".yml", ".yaml", ".template"} else _BREAK, text)
        self.markers = markers(path)
        self._ends: dict[int, int] = {}
        self.spans = tuple(span for span in spans if span.path == path)

    def inside(self, line: int) -> ResourceSpan | None:
        """The smallest resource that holds the line."""
        holding = [span for span in self.spans if span.holds(self.path, line)]
        return min(holding, key=lambda span: span.last_line - span.first_line, default=None)

    def comment(self, line: int) -> str | None:
        """The comment on a line (from 1), without its marker, or None."""
        text = self.text[line - 1]
        start = _comment_start(text, self.markers, code=self.suffix not in _TEMPLATES)
        return None if start is None else text[start:].rstrip().lstrip("#/*").removesuffix("*/").strip()

    def is_bare(self, line: int) -> bool:
        """Whether nothing but a comment, or nothing at all, stands on the line."""
        text = self.text[line - 1].lstrip()
        return not text or text.startswith(self.markers) or ("/*" in self.markers and text.startswith(("* ", "*/")))

    def target(self, line: int) -> int:
        """The line a comment speaks of: its own where code stands before it, else the next with code."""
        return self._code_from[line] or line

    def opened_by(self, line: int) -> int:
        """The last line with code above a comment, 0 where there is none."""
        return self._code_above[line]

    @cached_property
    def _code_from(self) -> list[int]:
        """By line, the first line with code from there on; 0 where there is none."""
        found = [0] * (len(self.text) + 2)
        for number in range(len(self.text), 0, -1):
            found[number] = found[number + 1] if self.is_bare(number) else number
        return found

    @cached_property
    def _code_above(self) -> list[int]:
        """By line, the last line with code before it; 0 where there is none."""
        found = [0] * (len(self.text) + 2)
        for number in range(1, len(self.text) + 1):
            found[number + 1] = found[number] if self.is_bare(number) else number
        return found

    def block_end(self, line: int) -> int:
        """The last line that is nested under the given one; code files have no nesting here."""
        if line not in self._ends:
            nests = self.suffix in _TEMPLATES and not self.is_bare(line)
            self._ends[line] = self._block_end(line) if nests else line
        return self._ends[line]

    def _block_end(self, line: int) -> int:
        base, end = self._indent(line), line
        is_item = self.text[line - 1].lstrip().startswith("- ")
        for number in range(line + 1, len(self.text) + 1):
            if self.is_bare(number):
                continue
            text = self.text[number - 1].lstrip()
            sequence = self._indent(number) == base and not is_item and text.startswith("-")
            if self._indent(number) <= base and not sequence:
                break
            end = number
        return end

    def _indent(self, line: int) -> int:
        text = self.text[line - 1]
        return len(text) - len(text.lstrip())


def scope(lines: Lines, line: int) -> tuple[tuple[int, int], ResourceSpan | None, bool]:
    """What a comment on `line` speaks of: first and last line, the resource it is in, whether all of that.

    On, above or directly below a resource's name: the whole resource.  Elsewhere: the line (its own, or
    the next one where it stands alone) and what is nested under it.
    """
    target = lines.target(line)
    span = lines.inside(target) or lines.inside(line)
    if span and (target == span.first_line or (lines.is_bare(line) and lines.opened_by(line) == span.first_line)):
        return (span.first_line, span.last_line), span, True
    last = lines.block_end(target)
    return (min(line, target), min(last, span.last_line) if span else last), span, False


def markers(path: str) -> tuple[str, ...]:
    """What starts a comment in a file of that name; JSON has none."""
    suffix = posixpath.splitext(path)[1].lower()
    if suffix in {".json", ".jsonl"}:
        return ()
    if suffix in _SLASHES:
        return ("//", "/*")
    return ("#", "//", "/*") if suffix in _BOTH else ("#",)


def _comment_start(text: str, starts: tuple[str, ...], *, code: bool) -> int | None:
    """Where the comment of one line starts, outside quotes; None where an open quote may hold it."""
    quote = ""
    skip = False
    for index, letter in enumerate(text):
        if skip:
            skip = False
        elif quote:
            skip = letter == "\\" and quote != "'"
            quote = "" if letter == quote else quote
        elif letter in "\"'`":
            # YAML: `don't` opens no quote.
            opens = code or index == 0 or not text[index - 1].isalnum()
            quote = letter if opens and (code or letter != "`") else ""
        elif text.startswith(starts, index) and (code or letter != "#" or index == 0 or text[index - 1].isspace()):
            return index
    return None
