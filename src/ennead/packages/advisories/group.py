"""Records of one fault, from several sources, as one advisory."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from ennead.model.finding import Severity
from ennead.packages.advisories.known import rank
from ennead.packages.advisories.stored import Stored
from ennead.packages.advisories.words import Advisory, Commit, Word

Told = tuple[Stored, Word]
Found = Callable[[Iterable[str]], tuple[str | None, float | None]]
"""When the first of some ids was listed as exploited, and the highest EPSS among them."""
InOrder = Callable[[set[str]], tuple[str, ...]]


def grouped(told: Sequence[Told], found: Found, in_order: InOrder) -> tuple[Advisory, ...]:
    """One advisory for each fault that a record affirms, the worst first.

    Records that affirm are one fault where an id or alias of one is one of another, by way of any number of them.  A
    record that denies it joins the faults that it names, and never joins two of them to one.
    """
    denied = [pair for pair in told if not pair[1].affected]
    advisories = []
    for ids, members in _groups([pair for pair in told if pair[1].affected]):
        against = [pair for pair in denied if not ids.isdisjoint(names(pair[0]))]
        advisories.append(_advisory(members, against, found, in_order))
    return tuple(sorted(advisories, key=lambda one: (-_rank(one.severity), -(one.score or 0), one.id)))


def names(stored: Stored) -> tuple[str, ...]:
    """All ids by which a record calls its fault."""
    return (stored.id, *stored.aliases)


def _groups(told: list[Told]) -> list[tuple[set[str], list[Told]]]:
    """What hangs together by ids."""
    where: dict[str, tuple[set[str], list[Told]]] = {}
    for pair in told:
        own = names(pair[0])
        met = {id(where[name]): where[name] for name in own if name in where}.values()
        ids = set(own).union(*(group[0] for group in met))
        members = [*(member for group in met for member in group[1]), pair]
        where.update(dict.fromkeys(ids, (ids, members)))
    return list({id(group): group for group in where.values()}.values())


def _rank(severity: Severity | None) -> int:
    return -1 if severity is None else severity.rank


def _advisory(members: list[Told], denied: list[Told], found: Found, in_order: InOrder) -> Advisory:
    members.sort(key=lambda pair: rank(pair[0].id))
    stored, words = [pair[0] for pair in members], [pair[1] for pair in members]
    ids = {name for one in [*stored, *(pair[0] for pair in denied)] for name in names(one)}
    main = words[0].id
    severity, score = _worst(words)
    exploited, epss = found(ids)
    return Advisory(
        id=main,
        aliases=tuple(sorted(ids - {main})),
        severity=severity,
        score=score,
        summary=next((word.summary for word in words if word.summary), ""),
        fixed=in_order({version for word in words for version in word.fixed}),
        ranges=tuple(dict.fromkeys(one for word in words for one in word.ranges)),
        exploited=exploited,
        epss=epss,
        symbols=tuple(sorted({symbol for one in stored for symbol in one.symbols})),
        commits=tuple(sorted({Commit(*pair) for one in stored for pair in one.commits})),
        malicious=any(one.malicious for one in stored),
        words=(*words, *(pair[1] for pair in sorted(denied, key=lambda pair: rank(pair[0].id)))),
    )


def _worst(words: list[Word]) -> tuple[Severity | None, float | None]:
    """The worst that a record says, by a vector or in a word, and the highest score that says so."""
    told = [word.severity for word in words if word.severity is not None]
    worst = max(told, key=lambda one: one.rank, default=None)
    scores = [word.score for word in words if word.severity == worst and word.score is not None]
    return worst, max(scores, default=None)
