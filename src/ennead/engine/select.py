"""Which checks run: `--select`, `--ignore` and `--practice`, by id, glob, or number or name of a practice."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fnmatch import fnmatchcase

from ennead.check import Check
from ennead.model.finding import Practice

_PRACTICE = "practice:"


class SelectionError(ValueError):
    """A selection names nothing, or leaves nothing to run; the message names what is near."""


def choose(
    checks: Sequence[Check], *, select: Iterable[str] = (), ignore: Iterable[str] = (), practices: Iterable[str] = ()
) -> tuple[Check, ...]:
    """The checks that run, in the order they came.

    `select` (all where empty) is narrowed by `practices` and then by `ignore`.  A term is an id
    (`open-route`), a glob (`public-*`) or a practice (`practice:6`, `practice:configuration`); several
    may stand in one, separated by commas.  `practices` are numbers or names.

    Raises:
        SelectionError: a term fits no check, or none is left.
    """
    known = tuple(check.id for check in checks)
    chosen, left_out = _terms(select), _terms(ignore)
    wanted = set().union(*(_fits(term, checks) for term in chosen)) if chosen else set(known)
    numbers = {practice_named(name) for name in _terms(practices)}
    dropped = set().union(*(_fits(term, checks) for term in left_out))
    kept = tuple(
        check for check in checks if check.id in wanted - dropped and (not numbers or check.practice in numbers)
    )
    if not kept:
        raise SelectionError("this selection leaves no check to run: widen --select or --practice, or ignore less")
    return kept


def practice_named(name: str) -> Practice:
    """The practice of a number (`6`) or a name (`configuration`).

    Raises:
        SelectionError: there is no such practice.
    """
    text = name.strip().lower()
    for practice in Practice:
        if text in (str(practice.value), practice.name.lower()):
            return practice
    listed = ", ".join(f"{practice.value} {practice.name.lower()}" for practice in Practice)
    raise SelectionError(f"no practice is called {name}: they are {listed}")


def _terms(values: Iterable[str]) -> tuple[str, ...]:
    return tuple(term.strip() for value in values for term in value.split(",") if term.strip())


def _fits(term: str, checks: Sequence[Check]) -> set[str]:
    if term.startswith(_PRACTICE):
        practice = practice_named(term.removeprefix(_PRACTICE))
        return {check.id for check in checks if check.practice is practice}
    found = {check.id for check in checks if fnmatchcase(check.id, term)}
    if not found:
        raise SelectionError(f"no check is called {term}{_near(term, [check.id for check in checks])}")
    return found


def _near(term: str, known: Sequence[str]) -> str:
    from difflib import get_close_matches  # noqa: PLC0415 only when it is needed

    near = get_close_matches(term.strip("*"), known, n=3, cutoff=0.5)
    return f": did you mean {' or '.join(near)}?" if near else "; `ennead explain` lists them"
