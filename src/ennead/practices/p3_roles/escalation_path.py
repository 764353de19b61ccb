"""Paths from the role of a function to more rights than it has."""

from __future__ import annotations

from collections.abc import Iterator

from ennead.check import Context, check
from ennead.graph.authority import functions_of, is_serverless, roles
from ennead.graph.escalation import Escalated, Ladder
from ennead.graph.escalation_steps import Step
from ennead.graph.graph import AppGraph
from ennead.graph.triggers import called
from ennead.iam.escalation import Gives, Kind
from ennead.model.app import Role
from ennead.model.finding import Confidence, Finding, Fix, Hop, Outcome, Practice, Related, Severity
from ennead.model.impact import Aim
from ennead.model.location import Location
from ennead.practices.p3_roles.nouns import listed
from ennead.practices.p3_roles.spread import spread


@check(
    Practice.ROLES,
    Severity.HIGH,
    on=AppGraph,
    references=("CWE-269", "CWE-250", "OWASP-SLS-S5", "ATTACK-T1548.005", "ATTACK-T1098.003"),
)
def escalation_path(graph: AppGraph, ctx: Context) -> Iterator[Outcome]:
    """The role of a function leads, by rights that come together, to a mightier role, other data or the account."""
    ladder = Ladder(graph)
    for role in roles(graph):
        if is_serverless(graph, role):
            yield from _ask(role, ladder, ctx)


def _ask(role: Role, ladder: Ladder, ctx: Context) -> Iterator[Outcome]:
    paths = ladder.paths(role)
    own = [path for path in paths if _adds(path)]
    if any(path.said and _everything(path) for path in paths):
        return
    if own:
        yield _found(role, own, _severity(ladder.runs_code(role), own), ctx)
    elif not paths:
        for step in ladder.doubts(role)[:1]:
            reason = f"whether {called(role)} may {step.words}: {step.doubt}"
            at = step.grounds[0].at if step.grounds else None
            yield ctx.unassessed(reason, node=role, at=at)


def _everything(path: Escalated) -> bool:
    """A right over policies or users: it is the account, and no path adds to that."""
    first = path.steps[0].way
    return first.kind in {Kind.SELF_ESCALATION, Kind.PRINCIPAL_ACCESS} and first.gives is not Gives.ROLE


def _adds(path: Escalated) -> bool:
    """Whether it says what no check of wide policies says: that a role it ends in is there, and may do everything."""
    return not path.said or (path.gives is Gives.ADMIN and path.role is not None)


def _severity(runs_code: bool, paths: list[Escalated]) -> Severity:
    """Who takes a function over makes any request; a service makes those that somebody wrote down."""
    worst = paths[0].gives is not Gives.ROLE
    if runs_code:
        return Severity.CRITICAL if worst else Severity.HIGH
    return Severity.HIGH if worst else Severity.MEDIUM


def _found(role: Role, paths: list[Escalated], severity: Severity, ctx: Context) -> Finding:
    path = paths[0]
    at = path.steps[0].grounds[0].at if path.steps[0].grounds else role.at
    whose = spread(ctx.graph, [(role, at)])
    rest = len(paths) - 1
    more = f"; {rest} more path{'s lead' if rest > 1 else ' leads'} on" if rest else ""
    return ctx.finding(
        f"{whose.subject} {_end(path, ctx)}: it may {_how(path)}{more}",
        node=whose.node,
        function=whose.function,
        at=at,
        severity=severity,
        confidence=Confidence.MEDIUM if path.gives is Gives.ACCOUNT else Confidence.HIGH,
        exposure=whose.exposure,
        related=[*whose.related, *_used(path)],
        path=[*(whose.path or _start(role, ctx)), *_hops(path, ctx)],
        key=role.id,
        fix=_fix(path),
    )


def _end(path: Escalated, ctx: Context) -> str:
    if path.gives is Gives.ACCOUNT:
        return "gets the rights of any role of the account" if path.role is None else "gets the account"
    if path.role is None:
        return "gets every right there is"
    name = called(path.role)
    return f"gets the rights of {name}, which {_power(path, ctx)}"


def _power(path: Escalated, ctx: Context) -> str:
    if path.gives is Gives.ADMIN:
        rewritten = path.steps[-1].way.gives is Gives.ADMIN
        return "may then do everything" if rewritten else "may do everything"
    first = path.gains[0]
    rest = len(path.gains) - 1
    more = f" and {rest} more store{'s' if rest > 1 else ''}" if rest else ""
    return f"{_verb(first.aims)} {called(ctx.graph.nodes[first.store])}{more}"


def _verb(aims: tuple[Aim, ...]) -> str:
    verbs = {Aim.CONFIDENTIALITY: "reads", Aim.INTEGRITY: "changes", Aim.AVAILABILITY: "stops"}
    return " and ".join(verbs[aim] for aim in aims[:2])


def _how(path: Escalated) -> str:
    said = [f"{step.words} ({', '.join(step.way.actions)})" for step in path.steps]
    return ", and with that role ".join(said)


def _start(role: Role, ctx: Context) -> Iterator[Hop]:
    for fn in functions_of(ctx.graph, role)[:1]:
        yield Hop(fn.id, called(fn), fn.at)


def _hops(path: Escalated, ctx: Context) -> Iterator[Hop]:
    for step in path.steps:
        at = step.grounds[0].at if step.grounds else step.holder.at
        yield Hop(step.holder.id, called(step.holder), step.holder.at)
        yield Hop(step.holder.id, f"may {step.words}", at)
        if step.thing is not None:
            yield Hop(step.thing.id, called(step.thing), step.thing.at)
    if path.role is not None:
        yield Hop(path.role.id, f"{called(path.role)}, which {_power(path, ctx)}", path.role.at)
    for gain in path.gains[:1]:
        store = ctx.graph.nodes[gain.store]
        yield Hop(store.id, called(store), store.at)


def _used(path: Escalated) -> Iterator[Related]:
    """The statements of the path after the first, and the role at its end."""
    for step in path.steps:
        yield from (Related(at, f"is needed to {step.words}") for at in _places(step)[1:])
    if path.role is not None and path.role.at is not None:
        yield Related(path.role.at, called(path.role))


def _places(step: Step) -> list[Location]:
    return list(dict.fromkeys(ground.at for ground in step.grounds if ground.at is not None))


def _fix(path: Escalated) -> Fix:
    step = path.steps[0]
    actions = listed(action for action in step.way.actions if action != "iam:PassRole")
    if step.way.kind is Kind.NEW_PASSROLE:
        return Fix(f"Name in iam:PassRole the one role it has to hand over, or take {actions} away")
    if step.thing is not None:
        return Fix(f"Take {actions} away, or name functions that may do no more than this one")
    return Fix(f"Take {actions} away: deploy roles and policies from outside the application")
