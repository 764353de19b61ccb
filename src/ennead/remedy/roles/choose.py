"""What becomes of a function's role: which statements stay, which go, and what is written instead."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from ennead.engine.roles import FunctionRoles
from ennead.graph.authority import policies_of
from ennead.graph.graph import AppGraph
from ennead.graph.needed.held import Rights, touches, within
from ennead.graph.needed.places import Places
from ennead.model.app import TERRAFORM, Dialect, ManagedPolicy, Role
from ennead.model.need import Need, Place
from ennead.model.policy import Effect, Policy, PolicySource, Statement
from ennead.remedy.errors import RemedyError

WHOLE = frozenset({PolicySource.MANAGED, PolicySource.TEMPLATE, PolicySource.CUSTOMER})
"""Policies of which nothing but the whole can be taken away: their statements are written elsewhere."""

_ELSEWHERE = "written elsewhere: it is left"
_EVERYTHING = Statement(Effect.ALLOW, actions=("*",), resources=("*",))


@dataclass(frozen=True, slots=True)
class Choice:
    """What becomes of one function's role.

    `gone` has by policy the numbers of the statements that go; all of them for one that goes as a whole.  `written` is
    what has to be allowed instead.  `notes` say what was left, and why a person should look.
    """

    function: FunctionRoles
    role: Role
    gone: dict[Policy, tuple[int, ...]] = field(default_factory=dict)
    written: tuple[Need, ...] = ()
    notes: tuple[str, ...] = ()
    lost: str | None = None
    """Why no role can be made anew for the function: something that no need says would be gone."""

    @property
    def granted(self) -> list[Statement]:
        """What goes."""
        return [policy.statements[number] for policy, numbers in self.gone.items() for number in numbers]

    @property
    def unbounded(self) -> bool:
        """Whether the role lacks the boundary that is asked for."""
        return self.function.boundary is not None and self.function.boundary.missing

    @property
    def empty(self) -> bool:
        """Whether nothing is to be done."""
        return not self.gone and not self.written and not self.unbounded


def choose(one: FunctionRoles, graph: AppGraph, *, alone: bool = False) -> Choice | None:
    """What should become of a function's role; None where its role is not declared here.

    `alone`: its role is made anew, so that nothing of the present one stays but what cannot be written anew.
    Nothing goes where what the function does could not be told to its end.

    Raises:
        RemedyError: a role cannot be made anew, since what has to be in it could not be told.
    """
    role = one.held.role
    if role is None or role.external:
        return None
    policies = list(policies_of(graph, role))
    if alone and one.held.kept:
        raise RemedyError(f"it shares its role, and what it needs could not be told: {one.held.kept}")
    gone = {} if one.held.kept else dict(_gone(one, policies, graph, alone=alone))
    lost = next((f"it shares its role, and {why}: give it a role by hand" for why in map(_losing, gone) if why), None)
    stays = Rights(role, [statement for policy in policies for statement in _staying(policy, gone)], graph)
    goes = Choice(one, role, gone).granted
    until_now = Rights(role, goes, graph, alone=True)
    wanted = [*one.needs.sure, *(need for need in one.needs.needed if need.condition and _held(need, until_now))]
    written = one.held.missing if one.held.kept else tuple(_lacking(wanted, stays, until_now, Places(graph)))
    open_ = Rights(role, [*stays.statements, _EVERYTHING], graph)
    refused = [need for need in written if not any(open_.allow(need.action, place) for place in need.places)]
    notes = [*_notes(one, policies, gone), *(f"{need.action}: a statement of its role denies it" for need in refused)]
    kept = tuple(need for need in written if need not in refused)
    return Choice(one, role, gone, kept, tuple(notes), lost if alone else None)


def refuse_lost(choices: Iterable[Choice]) -> None:
    """Raises RemedyError where a role cannot be made anew."""
    for choice in choices:
        if choice.lost is not None:
            raise RemedyError(choice.lost)


def _gone(
    one: FunctionRoles, policies: list[Policy], graph: AppGraph, *, alone: bool
) -> Iterator[tuple[Policy, tuple[int, ...]]]:
    for policy in policies:
        every = tuple(range(len(policy.statements)))
        spare = tuple(
            number
            for number in every
            if any(each.policy == policy and each.statement == policy.statements[number] for each in one.held.excess)
        )
        if alone and policy.source is not PolicySource.MANAGED:
            yield policy, every  # the new role has none of it
        elif spare and policy.source is not PolicySource.GENERATED and (alone or _editable(policy, one.held.role)):
            if not _is_whole(policy, one.held.role, graph):
                yield policy, spare
            elif _losing(policy) is None:
                yield policy, every


def _losing(policy: Policy) -> str | None:
    """What nobody would write anew if the whole of a policy went: what it denies, and what could not be told."""
    if policy.unknown is not None or any(one.unknown is not None for one in policy.statements):
        return f"what {policy.name} allows could not be told"
    denying = next((one for one in policy.statements if one.effect is Effect.DENY), None)
    if denying is None:
        return None
    return f"{policy.name} denies {next(iter(denying.actions), 'actions')}"


_APART = TERRAFORM | {Dialect.SERVERLESS}
"""Dialects in which a policy that is written apart from the role is edited where it stands."""


def _editable(policy: Policy, role: Role | None) -> bool:
    """Whether the function's role itself says it, or what is edited with it: it has a place there."""
    if role is not None and role.dialect in _APART:
        return policy.at is not None
    return policy.at is not None and any(word in policy.at.route for word in ("Policies", "ManagedPolicyArns"))


def _is_whole(policy: Policy, role: Role | None, graph: AppGraph) -> bool:
    """Whether it goes as a whole: its statements are written elsewhere, or for other roles too."""
    if policy.source is not PolicySource.CUSTOMER or role is None or role.dialect not in _APART:
        return policy.source in WHOLE
    return any({*node.roles} - {role.id} for node in graph.nodes_of(ManagedPolicy) if node.policy == policy)


def _staying(policy: Policy, gone: dict[Policy, tuple[int, ...]]) -> Iterator[Statement]:
    numbers = gone.get(policy, ())
    return (statement for number, statement in enumerate(policy.statements) if number not in numbers)


def _held(need: Need, rights: Rights) -> bool:
    """Whether statements that go allow something that is needed in a case only: it is not taken away with them."""
    return any(rights.allow(need.action, place) for place in need.places)


def _lacking(needs: Iterable[Need], stays: Rights, goes: Rights, places: Places) -> Iterator[Need]:
    """Needs that what stays does not allow; nothing is allowed there that was not until now, where anything was."""
    for need in needs:
        lacking = [
            place
            for place in need.places
            if not stays.allow(need.action, place)
            or (not stays.covers(need.action, place) and goes.allow(need.action, place))
        ]
        found = dict.fromkeys(
            one for place in lacking for one in _until_now(need.action, place, goes.statements, places)
        )
        if found:
            yield Need(need.action, tuple(found), need.because, need.at, need.condition, need.passed_to)


def _until_now(action: str, place: Place, statements: Iterable[Statement], places: Places) -> list[Place]:
    """The place, or what was granted until now where that is narrower, or where nothing tells the place."""
    resources = dict.fromkeys(
        one for statement in statements if touches(statement, action) for one in statement.resources
    )
    if not place.told:
        granted = list(resources)
    else:
        granted = [one for one in resources if within(one, place.arn) and not within(place.arn, one)]
        if any(within(place.arn, one) for one in resources):
            granted = []
    return [_granted(one, places) for one in granted] or [place]


def _granted(resource: str, places: Places) -> Place:
    """A resource of a statement as a place; one that is not the application's own as it stands there."""
    found = places.named(resource, "{}")
    return found if found.node is not None else Place(resource, resource)


def _notes(one: FunctionRoles, policies: list[Policy], gone: dict[Policy, tuple[int, ...]]) -> Iterator[str]:
    if one.held.kept and one.held.excess:
        yield f"nothing is taken away: {one.held.kept}"
    if one.boundary is not None and one.boundary.holds is False and not one.boundary.missing:
        yield f"its role has the boundary {one.boundary.has}, not {one.boundary.required}: it is left"
    for need in one.needs.sure:
        if not need.told:
            yield f"{need.action}: which resource is not told, so it keeps what it was granted"
    for policy in policies:
        if policy.unknown is not None:
            yield f"{policy.name} is left: {policy.unknown.reason}"
        elif policy not in gone and any(each.policy == policy for each in one.held.excess) and not one.held.kept:
            why = _losing(policy) if policy.source in WHOLE else None
            yield f"{why}: it is left whole" if why else f"{policy.name} grants more than is needed and is {_ELSEWHERE}"
