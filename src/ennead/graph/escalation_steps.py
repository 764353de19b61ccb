"""One step from the rights of a role to more: which ways of the table are complete for it (`ennead.iam.escalation`).

A way is complete where every action is surely allowed (denials, the permissions boundary and conditions asked), what
it is done to is on the map, and the role that is gained surely lets in whom it is passed to.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import chain

from ennead.graph.authority import functions_of, role_of
from ennead.graph.graph import AppGraph
from ennead.graph.holder import (
    ANY_ROLE,
    OPEN,
    SHUT,
    TRI,
    UNTOLD,
    Answer,
    Ground,
    Holder,
    Names,
    admits,
    all_answers,
    best_answer,
)
from ennead.graph.triggers import called
from ennead.iam.actions import find
from ennead.iam.escalation import Escalation, Gives, Kind, Need, When, Where, escalations
from ennead.iam.evaluate import Request
from ennead.iam.match import names_action
from ennead.iam.samples import NAME
from ennead.iam.tri import Tri, any_of, of
from ennead.model.app import EdgeKind, Function, ManagedPolicy, Node, Role, StateMachine
from ennead.model.policy import Statement
from ennead.model.unknown import Unknown

FOREIGN_LAYER = f"arn:aws:lambda:${{AWS::Region}}:111122223333:layer:{NAME}:1"

_POLLS = ("sqs:ReceiveMessage", "kinesis:GetRecords", "dynamodb:GetRecords")


@dataclass(frozen=True, slots=True)
class Step:
    """From a role to another (`role`), or to what stands beyond the map (`role` None).

    `thing` is the function or state machine that is used.  `named` says that a policy names the role that is gained.
    `doubt` is why it could not be told whether the way is open; None where it surely is.
    """

    way: Escalation
    holder: Role
    role: Role | None
    thing: Node | None = None
    grounds: tuple[Ground, ...] = ()
    named: bool = False
    doubt: str | None = None

    @property
    def words(self) -> str:
        """What may be done, in words."""
        role = called(self.role) if self.role else "any role of the account"
        return self.way.name.format(role=role, thing=called(self.thing) if self.thing else "it")

    @property
    def gives(self) -> Gives:
        """What it gives; a role that nobody named is the account's."""
        if self.way.gives is Gives.ROLE and self.role is None:
            return Gives.ACCOUNT
        return self.way.gives


def steps_of(holder: Holder) -> Iterator[Step]:
    """Every step that leads on from a role, surely or perhaps, in the order of the table."""
    for way in escalations():
        if way.on_the_map and not way.for_users and all(_offered(holder, way, need) for need in way.needs):
            yield from _taken(holder, way)


def _offered(holder: Holder, way: Escalation, need: Need) -> bool:
    """A trust policy that names a role lets it in without any policy of its own."""
    by_name = need.action == "sts:AssumeRole" and len(way.needs) == 1 and holder.arn in holder.known.let_in
    return by_name or holder.names(need.action)


def _taken(holder: Holder, way: Escalation) -> Iterator[Step]:
    common = all_answers(_common(holder, way))
    if common.tri is Tri.NO or (way.gives is Gives.ADMIN and not way.on(Where.ROLE) and not _lasting(holder, way)):
        return
    things = list(_things(holder, way))
    roles = list(_roles(holder, way))
    for role, by_role in roles:
        for thing, by_thing in things:
            gained = role or (_runs_with(holder.graph, thing) if not way.on(Where.ROLE) else None)
            if gained is None and way.kind is Kind.EXISTING_PASSROLE:
                continue
            if gained is not None and gained.id == holder.role.id:
                continue
            answer = all_answers((common, by_role, by_thing, _polling(holder, way, gained)))
            if answer.tri is not Tri.NO:
                yield _step(holder, way, gained, thing, answer)
                if way.on(Where.ROLE) and answer.tri is Tri.YES:
                    break


def _lasting(holder: Holder, way: Escalation) -> bool:
    """Whether a policy written into the holder itself takes effect: a boundary keeps it down."""
    return way.kind is not Kind.SELF_ESCALATION or holder.unbounded


def _step(holder: Holder, way: Escalation, role: Role | None, thing: Node | None, answer: Answer) -> Step:
    grounds = tuple(ground for ground in holder.grounds if any(ground.statement is one for one in answer.because))
    named = role is not None and _is_named(way, role, grounds)
    doubt = (answer.doubt or UNTOLD) if answer.tri is Tri.UNKNOWN else None
    return Step(way, holder.role, role, thing, grounds, named, doubt)


def _is_named(way: Escalation, role: Role, grounds: tuple[Ground, ...]) -> bool:
    """Whether policies name the role that is gained, the holder's or the role's own."""
    if any(role.arn in ground.statement.resources for ground in grounds):
        return True
    return When.TAKES in way.when and not any(names_action(one.statement, "sts:AssumeRole") for one in grounds)


# -- what is held whatever the role -------------------------------------------------------------


def _common(holder: Holder, way: Escalation) -> Iterator[Answer]:
    for need in way.on(Where.ANY):
        yield holder.may_some(need)
    for need in way.on(Where.FOREIGN):
        yield OPEN if holder.may(need.action, FOREIGN_LAYER).tri is Tri.YES else SHUT
    if way.on(Where.USER):
        yield _everybody(holder, way, way.on(Where.USER))
    for need in way.on(Where.SELF):
        yield holder.may(need.action, holder.arn, bound=_bound(holder.role))
    if not way.on(Where.ROLE):
        for need in way.on(Where.POLICY):
            yield best_answer(holder.may(need.action, arn) for arn in _policies(holder.graph, holder.role))
    if When.OLDER in way.when:
        yield SHUT
    yield from _made(holder, way)


def _made(holder: Holder, way: Escalation) -> Iterator[Answer]:
    """What is done to new things: one name for all of a sort."""
    sorts: dict[str, list[Need]] = {}
    for need in way.on(Where.NEW):
        found = find(need.action)
        sorts.setdefault(need.sort or (found.arns[0] if found and found.arns else need.action), []).append(need)
    for needs in sorts.values():
        examples = dict.fromkeys(arn for need in needs for arn in holder.samples(need))
        arns = [arn for arn in examples if arn not in holder.known.declared]
        yield best_answer(all_answers(holder.may(need.action, arn, bound=None) for need in needs) for arn in arns)


def _policies(graph: AppGraph, role: Role) -> list[str]:
    """The ARNs of a role's policies that the application owns."""
    held = {policy.arn for policy in role.policies}
    own = (node for node in graph.nodes_of(ManagedPolicy) if node.arn and not node.external)
    return sorted(node.arn for node in own if node.arn and (role.id in node.roles or node.arn in held))


def _bound(role: Role) -> str | None:
    return role.boundary if isinstance(role.boundary, str) else None


# -- the role that is gained --------------------------------------------------------------------


def _roles(holder: Holder, way: Escalation) -> Iterator[tuple[Role | None, Answer]]:
    """The roles of the map that it may be done to, and None for any role of the account."""
    needs = way.on(Where.ROLE)
    if not needs:
        yield None, OPEN
        return
    for role in holder.graph.nodes_of(Role):
        if not role.external and role.id != holder.role.id:
            answer = _gained(holder, way, role)
            if answer.tri is not Tri.NO:
                yield role, answer
    if When.TAKES not in way.when and not way.on(Where.POLICY):
        answer = _everybody(holder, way, needs)
        if answer.tri is Tri.YES:
            yield None, answer


def _gained(holder: Holder, way: Escalation, role: Role) -> Answer:
    trust = _trusted(holder, way, role)
    if trust.tri is Tri.NO or not _keeps(holder, way, role):
        return SHUT
    parts = [trust, *(_done_to(holder, way, need, role) for need in way.on(Where.ROLE))]
    arns = _policies(holder.graph, role) if way.on(Where.POLICY) else []
    parts += [best_answer(holder.may(need.action, arn) for arn in arns) for need in way.on(Where.POLICY)]
    return all_answers(parts)


def _everybody(holder: Holder, way: Escalation, needs: tuple[Need, ...]) -> Answer:
    """Whether it may be done to a role or a user of any name: one that no policy writes."""
    arns = dict.fromkeys(arn for need in needs for arn in holder.samples(need) if arn.endswith(f"/{NAME}"))
    return best_answer(
        all_answers(holder.may(need.action, arn, way.service or "", None) for need in needs) for arn in arns
    )


def _done_to(holder: Holder, way: Escalation, need: Need, role: Role) -> Answer:
    if need.action == "sts:AssumeRole":
        return _let_in(holder, role)
    return holder.may(need.action, role.arn or ANY_ROLE, way.service or "", _bound(role))


def _keeps(holder: Holder, way: Escalation, role: Role) -> bool:
    """Whether policies that are written into the role take effect."""
    return way.gives is not Gives.ADMIN or holder.known.holder(role).unbounded


def _let_in(holder: Holder, role: Role) -> Answer:
    """Taking a role on: its trust policy speaks of the holder, or of the account where the holder's own allow it."""
    arn = role.arn or ANY_ROLE
    request = Request("sts:AssumeRole", arn, principal=holder.arn, context={"aws:SecureTransport": "true"})
    if all(_only_services(one) for one in role.trust):
        return SHUT
    spoken = tuple(_said_to(holder, one) for one in role.trust)
    trust = admits(spoken, request)
    if trust is Tri.NO:
        return SHUT
    decision = holder.decided(request, spoken)
    return Answer(trust.and_(TRI[decision.verdict]), decision.because, UNTOLD)


def _said_to(holder: Holder, statement: Statement) -> Statement:
    """A statement without what it says to other roles of the application, whose names nobody tells."""
    said = (one for one in statement.principals if one.value == holder.arn or one.value not in holder.known.declared)
    return replace(statement, principals=tuple(said))


def _only_services(statement: Statement) -> bool:
    told = statement.unknown is None and not statement.not_principals
    return told and all(principal.kind == "Service" for principal in statement.principals)


def _trusted(holder: Holder, way: Escalation, role: Role) -> Answer:
    """Whether the service may take on the role that is passed to it."""
    if way.service is None:
        return OPEN
    doubt = f"whether {way.service} may take {called(role)} on could not be told"
    return Answer(holder.known.takes_on(role, way.service), (), doubt)


# -- the function or the state machine that is used ---------------------------------------------


def _things(holder: Holder, way: Escalation) -> Iterator[tuple[Node | None, Answer]]:
    candidates: Iterable[Node]
    if way.on(Where.FUNCTION):
        candidates = (fn for fn in holder.graph.nodes_of(Function) if not fn.external)
    elif way.on(Where.MACHINE):
        candidates = (machine for machine in holder.graph.nodes_of(StateMachine) if not machine.external)
    elif way.on(Where.OWN):
        candidates = functions_of(holder.graph, holder.role)
    else:
        yield None, OPEN
        return
    needs = way.on(Where.FUNCTION, Where.MACHINE, Where.OWN)
    for node in candidates:
        held = (holder.may(need.action, node.arn or "*") for need in needs)
        answer = all_answers(chain(held, _ready(holder.known, way, node)))
        if answer.tri is not Tri.NO:
            yield node, answer


def _ready(known: Names, way: Escalation, node: Node) -> Iterator[Answer]:
    """What else has to hold of the thing."""
    started, aliased = known.starts(node)
    if When.STARTED in way.when:
        yield Answer(of(started and not aliased))
    if When.ALIAS in way.when:
        yield Answer(of(started and aliased))
    if isinstance(node, Function):
        yield _nodejs(node) if When.NODEJS in way.when else OPEN
        if node.code_signing is not None and When.NODEJS not in way.when and not way.on(Where.OWN):
            yield Answer(Tri.UNKNOWN, (), f"{called(node)} may refuse code that is not signed")


def _nodejs(fn: Function) -> Answer:
    if isinstance(fn.runtime, Unknown):
        return Answer(Tri.UNKNOWN, (), f"the runtime of {called(fn)} could not be told")
    return Answer(of(bool(fn.runtime) and str(fn.runtime).startswith("nodejs")))


def _polling(holder: Holder, way: Escalation, role: Role | None) -> Answer:
    """Whether what a queue or a stream is to start may read one."""
    if When.POLLS not in way.when or role is None:
        return OPEN
    reader = holder.known.holder(role)
    return Answer(any_of(reader.may_some(Need(action, Where.ANY)).tri for action in _POLLS if reader.names(action)))


def _runs_with(graph: AppGraph, thing: Node | None) -> Role | None:
    """The role of a function or a state machine."""
    if isinstance(thing, Function):
        return role_of(graph, thing)
    edges = graph.out_of(thing, None, EdgeKind.ASSUMES) if thing else iter(())
    return next((role for edge in edges if (role := graph.node(edge.target, Role))), None)
