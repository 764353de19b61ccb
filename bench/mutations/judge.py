"""Whether a mutant was found, its unbroken twin silent, and what was said instead."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from bench.mutations.apps import Answer, App
from bench.mutations.kinds import Change, Kind
from bench.mutations.text import Doc, changed
from ennead.model.edge import Gap
from ennead.model.finding import Finding


@dataclass(frozen=True, slots=True)
class Verdict:
    """One mutant: found or not, what the twin says of the same place, what was said instead where it was missed.

    `lines` are the first and last changed line of the mutant, `gaps` how many new gaps it has.
    """

    kind: str
    app: str
    says: str
    lines: tuple[int, int]
    found: bool
    loud: tuple[str, ...] = ()
    instead: tuple[str, ...] = ()
    gaps: int = 0

    @property
    def passed(self) -> bool:
        """Found, and silent before."""
        return self.found and not self.loud


def judge(app: App, kind: Kind, change: Change) -> Verdict:
    """Break it and ask.  Raises UnfitError where the text does not allow the edit."""
    broken = change.apply(app.doc)
    lines = changed(app.doc.text, broken.text)
    answer = app.ask(broken, change.gone)
    if not kind.checks:
        return _by_gaps(app, kind, change, lines, answer)
    hits = list(_concerning(answer, kind, change, app.template, broken))
    loud = tuple(_told(one) for one in _concerning(app.twin, kind, change, app.template, app.doc))
    instead = () if hits else tuple(_news(app.twin, answer))
    return Verdict(kind.id, app.label, change.says, lines, bool(hits), loud, instead)


def _concerning(answer: Answer, kind: Kind, change: Change, template: str, doc: Doc) -> Iterator[Finding]:
    """Findings of the expected checks about the place: by its ids, or at a line of one of its resources."""
    spans = [doc.lines(("Resources", name)) for name in change.about]
    for one in answer.findings:
        if one.check not in kind.checks:
            continue
        ids = {one.function, one.resource, *(related.function for related in one.related)}
        places = [one.at, *(related.at for related in one.related)]
        at_lines = any(
            place.path == template and first <= place.line <= last for place in places for first, last in spans if last
        )
        if at_lines or ids & set(change.about):
            yield one


def _by_gaps(app: App, kind: Kind, change: Change, lines: tuple[int, int], answer: Answer) -> Verdict:
    new = _new_gaps(Counter(map(_cause, app.twin.gaps)), Counter(map(_cause, answer.gaps)))
    told = [f"{klass}: {reason}" for klass, _, reason in new]
    instead = [] if len(new) == 1 else [answer.unread] if answer.unread else told or ["no gap"]
    return Verdict(kind.id, app.label, change.says, lines, len(new) == 1, (), tuple(instead), len(new))


def _new_gaps(
    before: Counter[tuple[str, str, str]], after: Counter[tuple[str, str, str]]
) -> list[tuple[str, str, str]]:
    """Gaps that are there and were not.  One that a class lost and got again, in other words, is no new one."""
    lost = Counter(klass for klass, _, _ in (before - after).elements())
    new = []
    for cause in sorted((after - before).elements()):
        if lost[cause[0]]:
            lost[cause[0]] -= 1
        else:
            new.append(cause)
    return new


def _cause(gap: Gap) -> tuple[str, str, str]:
    return (gap.klass, gap.about or "", gap.reason)


def _news(twin: Answer, answer: Answer) -> Iterator[str]:
    """What the mutant's answer has and the twin's has not."""
    if answer.unread:
        yield f"not read: {answer.unread}"
    known = {one.identity for one in twin.findings} | {one.identity for one in twin.unassessed}
    yield from (_told(one) for one in answer.findings if one.identity not in known)
    for unsure in answer.unassessed:
        if unsure.identity not in known:
            yield f"could not tell: {unsure.check}: {unsure.reason}"


def _told(one: Finding) -> str:
    return f"{one.check} {one.at}: {one.message}"
