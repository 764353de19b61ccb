"""What is noted while a program is followed; each thing once, in the order in which it was met."""

from __future__ import annotations

from ennead.code.facts import CallFact, EnvRead, Facts, Reached, ReadFact, Unresolved
from ennead.code.values import Place

_MOST_AT_ONE_PLACE = 64


class Log:
    """Collects facts."""

    def __init__(self) -> None:
        self.reached: dict[Reached, None] = {}
        self.calls: dict[tuple[object, ...], CallFact] = {}
        self.places: dict[Place, int] = {}
        """How many facts there are at a place."""
        self.reads: dict[tuple[object, ...], ReadFact] = {}
        self.environment: dict[EnvRead, None] = {}
        self.modules: dict[str, None] = {}
        self.packages: dict[str, None] = {}
        self.unresolved: dict[Unresolved, None] = {}

    def call(self, fact: CallFact) -> None:
        """A call of something outside; the same call on another way there is the same."""
        key = (fact.callee, fact.args, fact.keywords, fact.at, fact.handed)
        count = self.places.get(fact.at, 0)
        if count >= _MOST_AT_ONE_PLACE:
            reason = "called with more different values than are told"
            self.unresolved.setdefault(Unresolved("bound", reason, fact.at))
        elif self.calls.setdefault(key, fact) is fact:
            self.places[fact.at] = count + 1

    def read(self, fact: ReadFact) -> None:
        """A read of a member of something outside."""
        self.reads.setdefault((fact.value, fact.at), fact)

    def facts(self) -> Facts:
        """All of it."""
        return Facts(
            tuple(self.reached),
            tuple(self.calls.values()),
            tuple(self.reads.values()),
            tuple(self.environment),
            tuple(self.modules),
            tuple(self.packages),
            tuple(self.unresolved),
        )
