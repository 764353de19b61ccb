"""One plan for all functions of a folder's applications: what each needs, and what keeps some from it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from ennead.attach import cdk, letters, service, template, terraform
from ennead.attach.absent import Absent, absent
from ennead.attach.contracts import Agreed
from ennead.attach.cover import Covering
from ennead.attach.making import Made, NotWritten, Wanted
from ennead.attach.sending import Sending, Sent
from ennead.attach.unread import is_open, unread
from ennead.attach.words import RUNTIMES, Allowed, Coverage, Letter, Reason, State, Why, Wish
from ennead.attach.written import Templates
from ennead.code.entry.tree import Tree
from ennead.contract.deployed import Deployed
from ennead.engine.scan import Request, graphs_of, readings
from ennead.graph.graph import AppGraph
from ennead.graph.merge import combine
from ennead.model.app import TERRAFORM, Dialect, Function
from ennead.model.location import Location
from ennead.remedy.apply import fingerprint, rewritten
from ennead.remedy.edit import Edit, Hcl, Insert, Plan, target
from ennead.remedy.errors import RemedyError
from ennead.sources.read import AppReading


@dataclass(frozen=True, slots=True)
class App:
    """An application as read, over all its environments."""

    name: str
    graph: AppGraph
    faults: tuple[str, ...] = ()
    graphs: Mapping[str, AppGraph] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Attachment:
    """Every function with what is so, and the edits that attach those that were asked for.

    `edited` are those that the edits are about, as (application, function); `sent` those of them that are to send
    their refused records on.  `absent` are functions that are declared and not made here; `unread` is what may make
    more and was not read, with its place.
    """

    coverages: tuple[Coverage, ...]
    plan: Plan
    edited: frozenset[tuple[str, str]] = frozenset()
    sent: frozenset[tuple[str, str]] = frozenset()
    absent: tuple[Absent, ...] = ()
    unread: tuple[str, ...] = ()

    def of(self, state: State) -> list[Coverage]:
        """The functions of one state."""
        return [one for one in self.coverages if one.state is state]


def read(path: Path, request: Request) -> tuple[list[App], list[str]]:
    """The applications of a path, and what was not read with its place.  Raises SourceError."""
    apps: list[App] = []
    faults: list[str] = []
    for reading in readings(path, request):
        if isinstance(reading, AppReading):
            told = tuple(f"{fault.at}: {fault.reason}" for fault in reading.faults)
            graphs = graphs_of(reading)
            apps.append(App(reading.name, combine(reading.name, graphs), told, graphs))
            faults += told
        else:
            faults.append(f"{reading.at}: {reading.reason}")
    return apps, faults


def functions_of(graph: AppGraph) -> Iterator[Function]:
    """The application's own functions, in the order of the template."""
    return (one for one in graph.nodes_of(Function) if not one.external)


def plan(apps: Iterable[App], root: Path, wish: Wish) -> Attachment:
    """What attaching means for every function; edits for those that were asked for.  Nothing is written.

    Raises:
        RemedyError: refused records cannot go to the queue that is asked for.
    """
    templates, tree, apps = Templates(root), Tree(root), list(apps)
    entries: list[_Entry] = []
    for app in apps:
        deployed = Deployed(app.graphs or {"": app.graph})
        covering = Covering(app.name, app.graph, templates, tree, wish, deployed)
        entries += [_Entry(app, covering.of(one)) for one in functions_of(app.graph)]
    wish = replace(wish, runtimes=_runtimes(entries))
    planning = _Planning(templates, wish, root, _called(entries))
    if wish.dead_letter is not None:
        chosen = [(one.coverage.function, one.app.graph) for one in entries if _is_reached(one.coverage, wish)]
        letters.refuse(wish.dead_letter, chosen, [app.graph for app in apps])
        planning.sending = Sending(wish.dead_letter, templates, {function.id for function, _ in chosen})
    for group in _groups(entries):
        planning.add(group)
    edits = planning.fitting()
    seen = {file: fingerprint(root, file) for file in sorted({edit.file for edit in edits})}
    notes = dict.fromkeys(note for step in planning.steps for note in step.made.notes)
    title = f"attach the agent to {len(planning.steps)} function{'' if len(planning.steps) == 1 else 's'}"
    made = Plan(title, tuple(edits), False, tuple(notes), seen)
    coverages = tuple(one.coverage for one in entries)
    sent = [step for step in planning.steps if step.sent]
    missing, unseen = _missing(apps, templates)
    return Attachment(coverages, made, _names(planning.steps), _names(sent), missing, unseen)


def _missing(apps: Iterable[App], templates: Templates) -> tuple[tuple[Absent, ...], tuple[str, ...]]:
    """The functions that are not made here, and what was not read that may make some."""
    found: list[Absent] = []
    unseen: list[str] = []
    for app in apps:
        unseen += unread(app.graph, templates)
        for one in absent(app.graph, templates):
            if is_open(one, app.graph):
                unseen.append(f"{one.at}: {one.name} is made of a list that could not be told")
            else:
                found.append(one)
    return tuple(dict.fromkeys(found)), tuple(dict.fromkeys(unseen))


def _names(steps: Iterable[_Step]) -> frozenset[tuple[str, str]]:
    return frozenset((one.app.name, one.coverage.name) for step in steps for one in step.group)


def _is_reached(one: Coverage, wish: Wish) -> bool:
    """Whether the agent comes to a function that is asked for, by a machine or by hand."""
    return wish.wants(one.name) and one.state not in {State.WAITING, State.NOT_COVERABLE}


def _called(entries: Iterable[_Entry]) -> dict[Location | None, set[str]]:
    """What the functions of each place have to be told that they are called."""
    found: dict[Location | None, set[str]] = {}
    for one in entries:
        found.setdefault(one.coverage.at, set()).add(one.coverage.called or "")
    return found


def _runtimes(entries: Iterable[_Entry]) -> tuple[str, ...]:
    found = {one.coverage.function.runtime for one in entries}
    return tuple(runtime for runtime in RUNTIMES if runtime in found)


@dataclass(slots=True)
class _Entry:
    app: App
    coverage: Coverage

    def refuse(self, why: Why, text: str, lines: tuple[str, ...] = ()) -> None:
        """It is left to a person."""
        reason = Reason(why, text, State.BY_HAND)
        one = self.coverage
        self.coverage = replace(one, reasons=(*one.reasons, reason), lines=(*one.lines, *lines))

    def note(self, *texts: str) -> None:
        """Something a person should know."""
        self.coverage = replace(self.coverage, notes=(*self.coverage.notes, *texts))


def _groups(entries: Sequence[_Entry]) -> list[list[_Entry]]:
    """Functions that are made of one block of Terraform together; every other alone."""
    found: dict[object, list[_Entry]] = {}
    for entry in entries:
        function = entry.coverage.function
        shared = function.dialect in TERRAFORM and function.at is not None
        key = (function.at.path, function.at.line) if shared and function.at else (entry.app.name, function.id)
        found.setdefault(key, []).append(entry)
    return list(found.values())


@dataclass(slots=True)
class _Step:
    """The edits of one group; `sent`: those are among them that let it send its refused records on."""

    group: list[_Entry]
    made: Made
    sent: bool = False


@dataclass(slots=True)
class _Planning:
    templates: Templates
    wish: Wish
    root: Path
    called: Mapping[Location | None, set[str]] = field(default_factory=dict)
    steps: list[_Step] = field(default_factory=list)
    sending: Sending | None = None

    def add(self, group: list[_Entry]) -> None:
        """The edits for functions that are edited together, or why there are none."""
        open_ = [one for one in group if one.coverage.state in {State.COVERABLE, State.ATTACHED}]
        wanted = [one for one in open_ if self.wish.wants(one.coverage.name)]
        image = group[0].coverage.function.image is not None
        if not open_ or (image and not wanted):
            self._images_without([one for one in group if image])
            return
        if len(open_) < len(group):
            other = next(one.coverage for one in group if one not in open_)
            self._refuse(open_, Why.SHARED, f"{other.name} is made of {_block(other)} too, and {other.reasons[0].text}")
            return
        if wanted and len(wanted) < len(group):
            other = next(one.coverage for one in group if one not in wanted)
            self._refuse(wanted, Why.SHARED, f"{other.name} is made of {_block(other)} too: name it as well")
            return
        if wanted and (text := self._names_apart(group)) is not None:
            self._by_hand(group, text)
            return
        sent = self._sent(group) if wanted else None
        if image and sent is None and (self.sending is None or group[0].coverage.function.dialect is not Dialect.CDK):
            return
        try:
            made = self._made(group[0], sent)
        except RemedyError as error:
            self._by_hand(group, str(error), error.why if isinstance(error, NotWritten) else Why.TEMPLATE)
            return
        if wanted:
            self.steps.append(_Step(group, made, sent is not None))

    def _images_without(self, group: list[_Entry]) -> None:
        """It is said of images that do not carry the agent that their refused records go nowhere."""
        if self.sending is not None:
            bare = [one for one in group if _is_reached(one.coverage, self.wish)]
            self._unsent(bare, "its image does not carry the agent yet: run this again when it does")

    def _sent(self, group: list[_Entry]) -> Sent | None:
        """What lets the functions of a group send refused records on; None where that cannot be, which is said."""
        if self.sending is None or group[0].coverage.function.dialect is Dialect.CDK:
            return None
        try:
            found = [self.sending.of(one.coverage, one.app.graph) for one in group]
        except RemedyError as error:
            self._unsent(group, str(error))
            return None
        for one, sent in zip(group, found, strict=True):
            one.note(*sent.notes)
        return replace(found[0], edits=tuple(_once(edit for sent in found for edit in sent.edits)))

    def _unsent(self, group: list[_Entry], reason: str) -> None:
        for one in group:
            one.note(f"right not added: {reason}")

    def _names_apart(self, group: list[_Entry]) -> str | None:
        """Why one text cannot tell these functions their names in the contract; None where it can."""
        first = group[0].coverage
        names = sorted(self.called.get(first.at, ()))
        if self.wish.contract is None or first.at is None or first.function.dialect is Dialect.CDK or len(names) < 2:
            return None
        known = ", ".join(name for name in names if name)
        return (
            f"one block makes functions that the contract knows by names of the template ({known}): "
            "compile it with --name ID=NAME for what each is called where it runs"
        )

    def _refuse(self, group: list[_Entry], why: Why, text: str) -> None:
        for one in group:
            if not one.coverage.attached:
                one.refuse(why, text)

    def _by_hand(self, group: list[_Entry], text: str, why: Why = Why.TEMPLATE) -> None:
        for one in group:
            is_cdk = one.coverage.function.dialect is Dialect.CDK
            if is_cdk and not one.coverage.attached:
                text = "CDK code makes it: add the lines below there"
                one.refuse(Why.CDK, text, cdk.advice(one.coverage, self.wish, self.root))
            elif not one.coverage.attached:
                one.refuse(why, text)
            else:
                one.note(f"it is not changed: {text}")
            if is_cdk and self.sending is not None and self.wish.wants(one.coverage.name):
                self._letter_by_hand(one)

    def _letter_by_hand(self, one: _Entry) -> None:
        """The lines for CDK code that let a function send its refused records on, where it does not yet."""
        text = self.wish.dead_letter or ""
        try:
            found = letters.target(text, one.coverage.function, one.app.graph)
        except RemedyError as error:
            self._unsent([one], str(error))
            return
        if one.coverage.letter == Letter(found.shown, Allowed.YES):
            return
        lines = cdk.letter(one.coverage, found.queue or text, self.root)
        one.coverage = replace(one.coverage, lines=(*one.coverage.lines, *lines))

    def _made(self, entry: _Entry, sent: Sent | None) -> Made:
        coverage = entry.coverage
        agent = coverage.function.image is None
        bound = coverage.hashed.agreed is not Agreed.NONE
        wanted = Wanted(self.wish, coverage.called, sent.value if sent else None, agent, bound)
        made = self._attached(entry, wanted)
        made.edits += sent.edits if sent else ()
        return made

    def _attached(self, entry: _Entry, wanted: Wanted) -> Made:
        coverage = entry.coverage
        if coverage.function.dialect is Dialect.CDK:
            raise RemedyError("CDK code makes it")
        if coverage.function.dialect in TERRAFORM:
            return terraform.edits(coverage, self.templates, wanted)
        if coverage.function.dialect is Dialect.SERVERLESS:
            return service.edits(coverage, entry.app.graph, self.templates, wanted)
        return template.edits(coverage, entry.app.graph, self.templates, wanted)

    def fitting(self) -> list[Edit]:
        """The edits that can be made together; a function whose edits cannot is left to a person."""
        edits = self._edits(self.steps)
        try:
            rewritten(edits, self.root)
        except RemedyError:
            self.steps = self._fitting(self.steps)
            edits = self._edits(self.steps)
            rewritten(edits, self.root)
        return edits

    def _edits(self, steps: Sequence[_Step]) -> list[Edit]:
        return _once(edit for step in steps for edit in step.made.edits)

    def _fitting(self, steps: list[_Step]) -> list[_Step]:
        """Those that fit of steps that do not fit together: found by halves, for each look reads whole files."""
        if len(steps) < 2:
            return [step for step in steps if self._fits(step)]
        middle = len(steps) // 2
        return [step for half in (steps[:middle], steps[middle:]) for step in self._half(half)]

    def _half(self, steps: list[_Step]) -> list[_Step]:
        try:
            rewritten(self._edits(steps), self.root)
        except RemedyError:
            return self._fitting(steps)
        return steps

    def _fits(self, step: _Step) -> bool:
        """Whether a function's edits can be made; without those of its role, where only these cannot."""
        try:
            rewritten(step.made.edits, self.root)
        except RemedyError as error:
            if step.sent:
                self._unsent(step.group, str(error))
                step.made, step.sent = self._made(step.group[0], None), False
                return self._fits(step)
            self._by_hand(step.group, str(error))
            return False
        return True


def _block(coverage: Coverage) -> str:
    return f"the same block ({coverage.at})" if coverage.at else "the same block"


def _once(edits: Iterable[Edit]) -> list[Edit]:
    """Each edit once; a layer of Terraform that stands behind several functions behind the first of them."""
    kept: dict[object, Edit] = {}
    for edit in edits:
        kept.setdefault(_key(edit), edit)
    return list(kept.values())


def _key(edit: Edit) -> object:
    """What two edits have in common that are made once."""
    value = repr(getattr(edit, "value", None))
    if isinstance(edit, Insert) and not edit.route and isinstance(edit.value, Hcl):  # a block of a folder's files
        return (_folder(edit.file), value)
    return (type(edit), edit.file, target(edit), getattr(edit, "after", None), value)


def _folder(file: str) -> str:
    return file.rpartition("/")[0]
