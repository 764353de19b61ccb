"""What a difference says to a reader, in order: sections of entries, for the terminal and for Markdown alike."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from ennead.engine.change.findings import FindingChange, Standing
from ennead.engine.change.words import AppChange, Change
from ennead.engine.priority import priority_of
from ennead.graph.change.words import Cause, ExposureChange, How, ReachChange
from ennead.model.app import FunctionUrl, Internet, Role, Route
from ennead.model.data import DataClass
from ennead.model.finding import Disposition, Exposure, Finding, Fix, Hop, Priority
from ennead.model.location import Location
from ennead.report.change.map import map_entries
from ennead.report.change.names import Names, joined

AUDIENCE = {
    Exposure.ANONYMOUS: "anyone",
    Exposure.SIGNED_IN: "whoever is signed in",
    Exposure.ACCOUNT: "chosen callers from outside",
    Exposure.APPLICATION: "other parts of the application",
    Exposure.INTERNAL: "nobody but those who deploy it",
}
_VERBS = {"function": "start", "state_machine": "start", "route": "call", "function_url": "call"}
_AIMS = {"confidentiality": "read", "integrity": "change", "availability": "take away"}
_FIXES = {Disposition.SAFE: "safe", Disposition.REVIEW: "review first"}
_PLAIN = frozenset({DataClass.PUBLIC.value, DataClass.INTERNAL.value, DataClass.UNKNOWN.value})
_TITLES = {Priority.NOW: "act now", Priority.SOON: "soon", Priority.LATER: "later"}


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing said: a sentence, where, the way as names with places, what in the change brought it, more lines.

    `mark` is the priority it is drawn in, `right` a word for the right edge (a check's name).
    """

    text: str
    at: str = ""
    way: tuple[tuple[str, str], ...] = ()
    causes: tuple[str, ...] = ()
    more: tuple[str, ...] = ()
    mark: str = ""
    right: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """Entries under a title; `folded` ones are details."""

    title: str
    entries: tuple[Entry, ...]
    folded: bool = False


@dataclass(slots=True)
class View:
    """The sections of a change; `empty` ones are left out."""

    change: Change
    names: Names = field(init=False)

    def __post_init__(self) -> None:
        self.names = Names(self.change)

    def sections(self) -> tuple[Section, ...]:
        """All that has something to say, what matters first."""
        graph = self.change.graph
        exposure = graph.exposure if graph else ()
        reach = graph.reach if graph else ()
        told = (
            Section("newly exposed", tuple(self._exposures(opened(exposure)))),
            Section("data newly reachable", tuple(self._reached(reach, How.ADDED))),
            Section("new findings", tuple(map(self._finding, self.change.of(Standing.NEW)))),
            Section("accepted in this change", tuple(map(self._finding, self.change.of(Standing.ACCEPTED)))),
            Section("could not tell", tuple(self._untold())),
            Section("fixed", tuple(map(self._finding, self.change.of(Standing.FIXED))), folded=True),
            Section("no longer exposed", tuple(self._exposures(closed(exposure))), folded=True),
            Section("data no longer reachable", tuple(self._reached(reach, How.REMOVED)), folded=True),
            Section("still there, and changed", tuple(self._still()), folded=True),
            Section("applications", tuple(map(_app, self.change.apps))),
            Section("on the map", tuple(Entry(*one) for one in map_entries(self.change, self.names)), folded=True),
        )
        return tuple(section for section in told if section.entries)

    # -- who gets in ------------------------------------------------------------------------------

    def _exposures(self, changes: Iterable[ExposureChange]) -> Iterator[Entry]:
        """One entry for things that are opened together, in the same places of the change."""
        groups: dict[tuple[object, ...], list[ExposureChange]] = {}
        for one in changes:
            far = bool(self._newly("", "", one.at, one.causes))
            alone = "" if one.causes else one.node
            groups.setdefault((one.wider, one.after, one.causes, one.environments, far, alone), []).append(one)
        return (self._exposed(group) for group in groups.values())

    def _exposed(self, members: list[ExposureChange]) -> Entry:
        one = max(members, key=lambda member: len(member.path))
        known = [member.before for member in members if member.before is not None]
        before = f"before: {AUDIENCE[max(known)]}" if known else "new"
        names = joined(self._owned(node) for node in dict.fromkeys(member.node for member in members))
        verbs = {_VERBS.get(member.node.partition("/")[0], "use") for member in members}
        verb = verbs.pop() if len(verbs) == 1 else "get at"
        if one.wider:
            text = self._newly(AUDIENCE[one.after], f"{verb} {names}", one.at, one.causes)
            text = text or f"{names} {'are' if len(members) > 1 else 'is'} now open to {AUDIENCE[one.after]}"
        else:
            only = "" if one.after is Exposure.INTERNAL else "only "
            text = f"{names} {'are' if len(members) > 1 else 'is'} open {only}to {AUDIENCE[one.after]}"
        mark = "now" if one.wider and one.after is Exposure.ANONYMOUS else "soon" if one.wider else "good"
        causes = self._because(one.causes)
        return Entry(f"{text} ({before})", str(one.at or ""), self._way(one.path), causes, _in(one.environments), mark)

    def _newly(self, who: str, what: str, at: Location | None, causes: Iterable[Cause]) -> str:
        """The sentence that names both ends, where the change stands in another file than what it is about."""
        far = next((one for one in causes if one.at and at and one.at.path != at.path and not one.gone), None)
        return f"a change in {far.at} newly lets {who} {what}" if far else ""

    # -- data -------------------------------------------------------------------------------------

    def _reached(self, changes: Iterable[ReachChange], how: How) -> Iterator[Entry]:
        """One entry for what comes from the same places of the change: the widest audience's way, and who else."""
        wanted = [one for one in changes if one.how is how]
        for group in sorted(grouped(wanted), key=self._weight):
            yield self._data(group)

    def _data(self, members: list[ReachChange]) -> Entry:
        first = min(members, key=lambda one: (self._rank(one)[0], not self._is_far(one), self._rank(one)))
        same = [one for one in members if one.start == first.start]
        aims = [word for aim, word in _AIMS.items() if any(aim in one.aims for one in same)]
        added = first.how is How.ADDED
        same.sort(key=lambda one: (one is not first, -one.level.rank, one.store))
        stores = joined([self.store(one) for one in same], 2)
        name, what = self.names.short(first.start), f"{joined(aims)} {stores}"
        far = self._newly(name, what, self.names.at(first.store), first.causes) if added and not first.maybe else ""
        verb = ("may perhaps now" if first.maybe else "may now") if added else "may no longer"
        passed = {hop.node for hop in first.path}
        others = [
            self.names.short(start) for start in dict.fromkeys(one.start for one in members) if start not in passed
        ]
        more = [f"the same holds for {joined(others)}"] if others else []
        more += [f"whether the way is open could not be told: {first.maybe}"] if first.maybe else []
        grave = added and any(one.level.value == "high" for one in same)
        return Entry(
            far or f"{name} {verb} {what}",
            str(first.at or ""),
            self._way(first.path),
            self._because(first.causes),
            (*more, *_in(first.environments)),
            "now" if grave else "soon" if added else "good",
        )

    def _is_far(self, one: ReachChange) -> bool:
        return bool(self._newly("", "", self.names.at(one.store), one.causes))

    def store(self, one: ReachChange) -> str:
        """`OrdersTable (personal, high)`."""
        classes = [word for word in one.classes if word not in _PLAIN] or list(one.classes[:1])
        told = ", ".join([*classes[:2], one.level.value]) if one.level.value not in classes else ", ".join(classes)
        return f"{self._owned(one.store)} ({told})"

    def _rank(self, one: ReachChange) -> tuple[int, int, int, str]:
        """The widest audience first, and of it the gravest store."""
        node = self.names.node(one.start)
        sort = 0 if isinstance(node, Internet) else 1 if isinstance(node, Route | FunctionUrl) else 2
        return (sort, -one.level.rank, len(one.path), one.start)

    def _weight(self, group: list[ReachChange]) -> tuple[int, int, str]:
        first = min(group, key=self._rank)
        return (-max(one.level.rank for one in group), self._rank(first)[0], first.start)

    # -- findings ---------------------------------------------------------------------------------

    def _finding(self, one: FindingChange) -> Entry:
        finding = one.finding
        mark = "good" if one.standing is Standing.FIXED else priority_of(finding).value
        fix = finding.fix
        title = f"fix, {_FIXES[fix.disposition]}: {fix.title}" if isinstance(fix, Fix) else ""
        more = [title] if title and one.standing is Standing.NEW else []
        more += [f"it was there before, and is now about {joined(one.grown)} too"] if one.grown else []
        more += ["it was accepted before, and is no longer"] if one.returns else []
        more += [f"accepted by {one.by}"] if one.by else []
        far = self.change.several and finding.app and not _says(finding.at, finding.app)
        where = f"{finding.app}: {finding.at}" if far else str(finding.at)
        way = tuple((hop.node, hop.at) for hop in finding.path)
        shown = tuple((self._hop_name(node, finding), str(at or "")) for node, at in way)
        own = (finding.at.path, finding.at.line)
        causes = self._because(cause for cause in one.causes if cause.at and (cause.at.path, cause.at.line) != own)
        right = f"{finding.severity.value}  {finding.check}"
        return Entry(finding.message, where, shown, causes, (*more, *_in(finding.environments)), mark, right)

    def _hop_name(self, node_id: str, finding: Finding) -> str:
        kind, _, rest = node_id.partition("/")
        return "anyone" if kind == "internet" else (rest or kind).removeprefix(f"{finding.app}:")

    def _still(self) -> Iterator[Entry]:
        for one in self.change.of(Standing.STILL):
            told = []
            if one.reprioritised and one.was is not None:
                told.append(f"was: {_TITLES[priority_of(one.was)]}; is: {_TITLES[priority_of(one.finding)]}")
            told += ["the same under another name"] if one.moved else []
            told += [f"no longer about {joined(one.shrunk)}"] if one.shrunk else []
            if told:
                at = str(one.finding.at)
                yield Entry(one.finding.message, at, more=tuple(told), mark="later", right=one.finding.check)

    def _untold(self) -> Iterator[Entry]:
        for note in self.change.notes:
            yield Entry(note.reason, str(note.at or ""), mark="soon")
        for one in self.change.untold_of(Standing.NEW):
            yield Entry(one.item.reason, str(one.item.at or ""), mark="soon", right=one.item.check)
        for gap in self.change.graph.gaps if self.change.graph and not self.change.untold else ():
            if gap.how is How.ADDED:
                yield Entry(gap.gap.reason, str(gap.gap.at or ""), mark="soon")

    # -- words ------------------------------------------------------------------------------------

    def _owned(self, node_id: str) -> str:
        """The name, with its application where its file does not say it."""
        app, at = self.names.app(node_id), self.names.at(node_id)
        return f"{self.names.short(node_id)} of {app}" if app and not _says(at, app) else self.names.short(node_id)

    def _way(self, path: Iterable[Hop]) -> tuple[tuple[str, str], ...]:
        """Names with the places that lead there; a role is no step of its own to a reader."""
        hops = [hop for hop in path if not isinstance(self.names.node(hop.node), Role)]
        shown = tuple((self.names.short(hop.node), str(hop.at or "")) for hop in hops)
        return shown if len(shown) > 1 else ()

    def _because(self, causes: Iterable[Cause]) -> tuple[str, ...]:
        """`network/template.yml:12: anyone may sqs:SendMessage on Inbox`, with the application where it is not said."""
        told = []
        for one in causes:
            place = f"{one.at}{' (before)' if one.gone else ''}: " if one.at else ""
            app = f"{one.app}, " if self.change.several and one.app and not _says(one.at, one.app) else ""
            told.append(f"{app}{place}{one.what}")
        return tuple(told)


def _says(at: Location | None, app: str) -> bool:
    """Whether a path begins with the folder an application is named after."""
    return at is not None and at.path.startswith(f"{app}/")


def opened(changes: Iterable[ExposureChange]) -> list[ExposureChange]:
    """What somebody outside newly reaches, the widest audience first."""
    found = [one for one in changes if one.wider and one.after >= Exposure.ACCOUNT]
    return sorted(found, key=lambda one: (-one.after, one.node))


def closed(changes: Iterable[ExposureChange]) -> list[ExposureChange]:
    """What fewer people reach."""
    return [one for one in changes if not one.wider and one.before is not None and one.before >= Exposure.ACCOUNT]


def grouped(changes: list[ReachChange]) -> list[list[ReachChange]]:
    """Changes that one explains: those whose way leads through its start, and those with the same causes."""
    starts: dict[str, dict[str, ReachChange]] = {}
    for one in changes:
        starts.setdefault(one.store, {}).setdefault(one.start, one)
    groups: dict[tuple[object, ...], list[ReachChange]] = {}
    for one in changes:
        there = starts[one.store]
        root = next((there[hop.node] for hop in reversed(one.path) if hop.node in there), one)
        causes = tuple(cause.key or (str(cause.at), cause.what) for cause in root.causes)
        groups.setdefault((causes or (root.store, root.start), one.aims, one.environments), []).append(one)
    return list(groups.values())


def _in(environments: tuple[str, ...]) -> tuple[str, ...]:
    return (f"in {', '.join(environments)} only",) if environments else ()


def _app(one: AppChange) -> Entry:
    if one.how is How.ADDED:
        return Entry(f"{one.name} is new")
    if one.how is How.REMOVED:
        return Entry(f"{one.name} is gone")
    told = [f"{one.name} was called {one.was}"] if one.was else [one.name]
    told += [f"has the new environment{'s' if len(one.came) > 1 else ''} {joined(one.came)}"] if one.came else []
    told += [f"has no longer {joined(one.went)}"] if one.went else []
    return Entry(", ".join(told))
