"""The agent on the terminal: who is covered, who is not and why; what its events came to."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ennead.attach.absent import Absent
from ennead.attach.plan import App
from ennead.attach.summary import Cost, Count, Seen, Summary
from ennead.attach.words import Coverage, State
from ennead.report.scan.text import printable
from ennead.report.table.ink import NARROWEST, WIDEST, Ink

_HEADS = {
    State.ATTACHED: ("attached", "good"),
    State.COVERABLE: ("to attach", "strong"),
    State.BY_HAND: ("by hand", "soon"),
    State.NOT_COVERABLE: ("not coverable", "now"),
    State.WAITING: ("waiting for an agent", "later"),
}
_MOST_COSTS = 6


def render(
    apps: Sequence[App],
    coverages: Sequence[Coverage],
    absent: Sequence[Absent] = (),
    *,
    whole: bool = True,
    width: int = WIDEST,
    colour: bool = False,
    target: str = ".",
) -> str:
    """Every function under what is so, with its reasons, notes and lines; `whole`: there was nothing left unread."""
    ink = Ink(min(max(width, NARROWEST), WIDEST), colour)
    names = f"{len(apps)} applications" if len(apps) > 1 else apps[0].name
    lines = [*ink.row(printable(names) + "   ", _counts(coverages), mark="strong")]
    several = len(apps) > 1
    for state, (head, style) in _HEADS.items():
        members = [one for one in coverages if one.state is state]
        if members:
            lines += ["", ink.paint(style, f"{head}  {len(members)}")]
            for group in _alike(members):
                lines += _together(group, ink) if len(group) > 2 else []
                for one in group if len(group) < 3 else ():
                    lines += _function(one, ink, several=several)
    if absent:
        lines += ["", ink.paint("later", f"not here  {len(absent)}")]
        lines += [text for one in absent for text in ink.row("  ", printable(str(one)), style="quiet")]
    lines += ["", *_next(coverages, ink, target, _which(absent, whole=whole))]
    return "\n".join(lines) + "\n"


def _which(absent: Sequence[Absent], *, whole: bool) -> str:
    """The functions that all of this is about, where that is not every one."""
    said = [*(() if whole else ("was read",)), *(("is made here",) if absent else ())]
    return f"that {' and '.join(said)} " if said else ""


def _counts(coverages: Sequence[Coverage]) -> str:
    total = len(coverages)
    attached = sum(one.attached for one in coverages)
    return f"{total} function{'' if total == 1 else 's'} · {attached} attached"


def _alike(members: Sequence[Coverage]) -> list[list[Coverage]]:
    """Functions of which the same is to be said together: it is one decision."""
    groups: dict[object, list[Coverage]] = {}
    for one in members:
        told = (tuple(reason.text for reason in one.reasons), one.notes, one.lines)
        alike = one.reasons and not one.lines and one.letter is None
        groups.setdefault(told if alike else id(one), []).append(one)
    return list(groups.values())


def _together(group: Sequence[Coverage], ink: Ink) -> Iterator[str]:
    """What is said of several functions, and their names behind it."""
    for text in (*(reason.text for reason in group[0].reasons), *group[0].notes):
        yield from ink.row("  ", printable(text), f"{len(group)} functions")
    yield from ink.row("      ", printable(", ".join(one.name for one in group)), style="quiet")


def _function(one: Coverage, ink: Ink, *, several: bool) -> Iterator[str]:
    runtime = one.function.runtime
    facts = [
        "image" if one.function.image is not None else runtime if isinstance(runtime, str) else "runtime not told",
        *([one.mode] if one.mode else ["by its contract"] if one.attached and one.hashed.digest else []),
        *([f"refused records to {one.letter.queue or 'a queue that deployment tells'}"] if one.letter else []),
        *([one.app] if several else []),
    ]
    at = str(one.at) if one.at else ""
    yield from ink.row("  ", f"{printable(one.name)}   {printable(' · '.join(facts))}", printable(at))
    if one.letter is not None and one.letter.reason is not None:
        yield from ink.row("      ", printable(one.letter.reason), style="soon")
    for text in (*(reason.text for reason in one.reasons), *one.notes):
        yield from ink.row("      ", printable(text), style="quiet")
    for line in one.lines:
        yield f"        {printable(line)}"  # to be copied: not folded


def _next(coverages: Sequence[Coverage], ink: Ink, target: str, which: str) -> Iterator[str]:
    """The next command."""
    if any(one.state is State.COVERABLE for one in coverages):
        yield from ink.row("", f"to attach {sum(one.state is State.COVERABLE for one in coverages)}:")
        yield f"  ennead attach {target} --diff"
    elif coverages and all(one.attached for one in coverages):
        yield f"every function {which}carries the agent"
    else:
        yield "nothing is left that a machine could attach"


# -- events -----------------------------------------------------------------------------------------------------------


def render_events(summary: Summary, diff: str, *, width: int = WIDEST, colour: bool = False, target: str = ".") -> str:
    """What was or would have been blocked, per function; what the agent costs; who is ready for `enforce`."""
    ink = Ink(min(max(width, NARROWEST), WIDEST), colour)
    lines: list[str] = []
    for one in summary.seen:
        lines += [*_seen(one, ink), ""]
    if summary.silent:
        lines += [*ink.row("silent   ", printable(", ".join(summary.silent)), mark="soon")]
        lines += [*ink.row("         ", "attached, and no event of theirs is here", style="quiet"), ""]
    if summary.damaged:
        lines += [*ink.row("", f"{summary.damaged} lines speak of an event and could not be read", style="soon"), ""]
    ready = summary.ready
    if ready:
        head = f"{len(ready)} function{'' if len(ready) == 1 else 's'} ready for enforce: {', '.join(ready)}"
        lines += [*ink.row("", printable(head), style="good"), ""]
        lines += _switch(summary, diff, ink, target)
    else:
        lines += [*ink.row("", "no function is ready for enforce yet", style="strong")]
    return "\n".join(lines) + "\n"


def _switch(summary: Summary, diff: str, ink: Ink, target: str) -> Iterator[str]:
    """How those that are ready are switched: in the template, or in the contract where that has the say."""
    by_contract = [one.name for one in summary.seen if one.why is None and one.by_contract]
    options = " ".join(f"--function '{name}'" for name in summary.ready if name not in by_contract)
    if by_contract:
        names = printable(", ".join(by_contract))
        yield from ink.row("", f"in the contract, which has the say for {names}:  mode: enforce", style="strong")
        yield f"  ennead contract compile {target}, build the layer with it, and ennead attach --contract FILE --write"
    if options:
        yield from ([""] if by_contract else [])
        yield from [diff.rstrip("\n"), "", f"  ennead attach {target} {printable(options)} --mode enforce --write"]


def _seen(one: Seen, ink: Ink) -> Iterator[str]:
    head = f"{one.name}   {one.mode or 'mode not told'}"
    right = f"{one.would:,} would be blocked" if one.would else "nothing would be blocked"
    yield from ink.row("", printable(head), right, style="strong")
    lives = f"{one.alive} proof{'' if one.alive == 1 else 's'} of life"
    instances = f"{one.instances} instance{'' if one.instances == 1 else 's'}"
    yield from ink.row("  ", f"{lives}, {instances}  {printable(one.first)} … {printable(one.last)}", style="quiet")
    for count in one.counts:
        if count.kind != "alive":
            yield from _count(count, ink)
    if one.costs:
        yield from ink.row("  cost    ", [f"{_cost(cost)} ·" for cost in one.costs[:_MOST_COSTS]], style="quiet")
    if one.why:
        yield from ink.row("  enforce ", printable(f"not yet: {one.why}"), mark="soon")


def _count(count: Count, ink: Ink) -> Iterator[str]:
    style = "now" if count.would else "quiet"
    yield from ink.row("  ", printable(f"{count.kind} {count.guard} {count.verdict}"), f"{count.count:,}", style=style)
    for example in count.examples:
        yield from ink.row("      ", printable(example), style="quiet")
    if count.unwritten:
        yield from ink.row("      ", f"{count.unwritten:,} of them only counted: the log had no room", style="quiet")


def _cost(cost: Cost) -> str:
    return printable(f"{cost.name} {cost.middle:g} (at most {cost.largest:g}, {cost.of})")
