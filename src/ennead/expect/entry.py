"""One entry of the file to an expectation; every fault of it is kept, none stops the others."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from ennead.expect.about.flows import FLOW_WORDS
from ennead.expect.errors import Faulty, near
from ennead.expect.expectation import Clause, Expectation, Selector, Subject
from ennead.expect.selector import selector_of
from ennead.expect.values import Read, bound, flag, texts
from ennead.expect.words import vocabulary
from ennead.model.location import Location
from ennead.sources.cloudformation.marks import mark_of

SUBJECTS = {
    "route": Subject.ROUTES, "routes": Subject.ROUTES, "function": Subject.FUNCTIONS, "functions": Subject.FUNCTIONS,
    "store": Subject.STORES, "stores": Subject.STORES, "from": Subject.FLOWS, "check": Subject.CHECKS,
    "checks": Subject.CHECKS,
}  # fmt: skip
"""The key that says what an expectation is about; one and many mean the same."""
COMMON = ("name", "why", "app", "environments", "except", "may_be_absent", "accept_unknown")
CHECK_WORDS: dict[str, Read] = {"clean": flag, "count": bound}


def words_of(subject: Subject) -> dict[str, Read]:
    """The words that may stand in an expectation about the subject, and how their values are read."""
    if subject is Subject.FLOWS:
        return FLOW_WORDS
    if subject is Subject.CHECKS:
        return CHECK_WORDS
    return {name: word.read for name, word in vocabulary()[subject].items()} | {"count": bound}


@dataclass(slots=True)
class Entry:
    """Reads one entry; `faults` holds what is wrong with it."""

    entry: Any
    at: Location
    pack: str | None = None
    faults: list[Faulty] = field(default_factory=list)

    def read(self) -> Expectation | None:
        """The expectation; None where there are faults."""
        if not isinstance(self.entry, dict):
            self._fault('an expectation is a mapping: `- routes: "*"` and what has to hold below it', self.at)
            return None
        subject, key = self._subject()
        if subject is None:
            return None
        selector = self._selector(key)
        goal = self._selector("to") if subject is Subject.FLOWS else None
        clauses = self._clauses(subject, key)
        found = Expectation(
            subject, selector, clauses, self.at,
            name=self._text("name"), why=self._text("why"), goal=goal, app=self._text("app"),
            environments=self._texts("environments"), may_be_absent=self._absent(),
            accept_unknown=self._text("accept_unknown"), pack=self.pack,
        )  # fmt: skip
        return None if self.faults else found

    def _fault(self, reason: str, at: Location) -> None:
        self.faults.append(Faulty(reason, at))

    def _place(self, key: str) -> Location:
        return location(self.entry, key, self.at.path)

    def _subject(self) -> tuple[Subject | None, str]:
        given = [key for key in self.entry if key in SUBJECTS]
        if len(given) == 1:
            return SUBJECTS[given[0]], given[0]
        if given:
            self._fault(f"{' and '.join(given)} in one expectation: write one for each", self._place(given[1]))
            return None, ""
        known = ("routes", "functions", "stores", "check", "from")
        first = next((key for key in self.entry if key not in COMMON), None)
        hint = near(first, known, listed="begin with one of") if first else f"begin with one of {', '.join(known)}"
        what = f"{first} is nothing an expectation is about; " if first else "it is about nothing: "
        self._fault(f"{what}{hint}", self._place(first) if first else self.at)
        return None, ""

    def _selector(self, key: str) -> Selector:
        if key not in self.entry:
            self._fault("a flow has two ends: `from:` and `to:`", self.at)
            return Selector()
        try:
            found = selector_of(self.entry[key], self._place(key))
        except Faulty as fault:
            self.faults.append(fault)
            return Selector()
        return replace(found, other=self._texts("except"))

    def _clauses(self, subject: Subject, subject_key: str) -> tuple[Clause, ...]:
        words = words_of(subject)
        apart = {*COMMON, subject_key, *(("to",) if subject is Subject.FLOWS else ())}
        found = [self._clause(key, words, subject) for key in self.entry if key not in apart]
        if not found and subject is Subject.CHECKS:
            return (Clause("clean", value=True, text="true", at=self._place(subject_key)),)
        if not found:
            self._fault(f"it says nothing about them: add one of {', '.join(words)}", self.at)
        return tuple(clause for clause in found if clause is not None)

    def _clause(self, key: str, words: Mapping[str, Read], subject: Subject) -> Clause | None:
        at = self._place(key)
        if key not in words:
            self._fault(f"no word about {subject.value} is called {key}; {near(key, [*words, *COMMON])}", at)
            return None
        try:
            return Clause(key, words[key](self.entry[key]), shown(self.entry[key]), at)
        except ValueError as error:
            self._fault(f"{key}: {error}", at)
            return None

    def _text(self, key: str) -> str | None:
        value = self.entry.get(key)
        if key in self.entry and (not isinstance(value, str) or not value.strip()):
            said = ": say why it may stay untold" if key == "accept_unknown" else ""
            self._fault(f"{key} is a text{said}", self._place(key))
            return None
        return " ".join(value.split()) if value else None

    def _texts(self, key: str) -> tuple[str, ...]:
        try:
            return text_list(self.entry, key, self.at.path)
        except Faulty as fault:
            self.faults.append(fault)
            return ()

    def _absent(self) -> bool:
        value = self.entry.get("may_be_absent", False)
        if not isinstance(value, bool):
            self._fault("may_be_absent is true or false", self._place("may_be_absent"))
        return value is True


def location(container: Mapping[str, Any], key: str, path: str) -> Location:
    """Where a key stands."""
    mark = mark_of(container, key)
    return Location(*mark) if mark else Location(path, 1, 1)


def text_list(container: Mapping[str, Any], key: str, path: str) -> tuple[str, ...]:
    """A text or a list of texts; none where the key is not there.  Raises Faulty."""
    try:
        return texts(container[key]) if key in container else ()
    except ValueError as error:
        raise Faulty(f"{key}: {error}", location(container, key, path)) from error


def shown(value: Any) -> str:
    """A value as it was written, in one line and not longer than a title may be."""
    if isinstance(value, str):
        text = value
    elif isinstance(value, list):
        text = ", ".join(map(str, value)) or "nothing"
    else:
        text = json.dumps(value)
    return text if len(text) <= 60 else f"{text[:59]}…"
