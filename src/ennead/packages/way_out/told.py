"""Steps in words."""

from __future__ import annotations

import shlex
from collections.abc import Iterable, Iterator

from ennead.model.package import Named
from ennead.packages.way_out.words import APPEND, UNCHECKED, Change, Judged, Kind, WayOut

AGAIN = "`ennead packages` tells whether it is gone"


def quoted(text: str) -> str:
    """A name or a version of a lock as a word of a shell's command: hostile ones are no command of their own."""
    return shlex.quote(text)


def command(*words: str) -> str:
    """A command in backquotes, its words quoted; a backquote in one would end it."""
    return f"`{' '.join(quoted(word) for word in words).replace('`', '')}`"


def written(change: Change) -> str:
    """A change as a sentence."""
    if change.before is not None:
        return f"{change.at}: {change.before or 'any version'} becomes {change.value}"
    return f"{change.file}: add {_place(change)}: {change.value}"


def _place(change: Change) -> str:
    return ".".join(str(step) for step in change.place if step != APPEND)


def way(
    kind: Kind,
    judged: Judged,
    steps: Iterable[str | None],
    changes: Iterable[Change] = (),
    *,
    admitted: bool | None = None,
    otherwise: WayOut | None = None,
    then: str | None = None,
) -> WayOut:
    """A way to the version that clears a package, with the changes told first and the doubts last.

    `then` is the one of the steps that takes the changes over.
    """
    changes = tuple(dict.fromkeys(changes))
    told = [*(written(one) for one in changes), *(step for step in steps if step), *_after(judged)]
    where = changes[0].at if changes else None
    return WayOut(kind, judged.fix, admitted, where, tuple(told), changes, otherwise, then)


def _after(judged: Judged) -> Iterator[str]:
    if judged.fix is None:
        return
    if _major(judged.named.package.version or "") != _major(judged.fix):
        yield f"{judged.fix} is another major version: read its notes of changes, and test"
    yield AGAIN
    yield f"{judged.fix} is the smallest version that the advisories call clean; {UNCHECKED}"


def _major(version: str) -> str:
    first, _, rest = version.removeprefix("v").partition(".")
    return f"{first}.{rest.partition('.')[0]}" if first == "0" else first


def top(named: Named) -> str:
    """The name of the package that the project asks for, and by which this one came."""
    return name_of(named.via[0]) if named.via else ""


def asker(named: Named) -> str:
    """The name of the package that asks for this one."""
    return name_of(named.via[-1]) if named.via else ""


def name_of(label: str) -> str:
    """`@scope/name@1.0` without its version."""
    at = label.find("@", 1)
    return label if at < 0 else label[:at]


def by_whom(named: Named, fix: str) -> str | None:
    """Who keeps the version out."""
    if not named.via:
        return None
    asks = f" asks for {named.wanted}" if named.wanted else " asks for it"
    return f"{named.via[-1]}{asks}: a newer version of it that takes {fix} is the best way, where there is one"
