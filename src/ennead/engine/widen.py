"""Refused requests held against an application: the one statement that heals each, or why it should stay refused."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from ennead.engine.denied import Denied
from ennead.engine.roles import AppRoles, FunctionRoles
from ennead.graph.authority import policies_of
from ennead.graph.needed.deployed import Deployed, best
from ennead.graph.needed.document import Writer
from ennead.graph.needed.held import Rights, within
from ennead.iam.actions import Level, find
from ennead.iam.escalation import Kind, escalations
from ennead.iam.harm import REWRITES, TAKES_OVER
from ennead.model.app import Role
from ennead.model.location import Location
from ennead.model.need import EVERYTHING, Because, Need, Place


@dataclass(frozen=True, slots=True)
class Widening:
    """What to do about a refused request.

    `statement` is what to add to the role, at `at`; None where it should stay refused.  `review`: nothing speaks
    against it, but nothing that was read says that it is needed either, or it gives power over rights.
    """

    denied: Denied
    app: str | None
    function: str | None
    resource: str | None
    reason: str
    statement: dict[str, Any] | None = None
    review: bool = False
    at: Location | None = None
    because: tuple[Location, ...] = ()


def widenings(denied: Iterable[Denied], apps: Iterable[AppRoles]) -> tuple[Widening, ...]:
    """The answer to each refusal: what heals comes first, the most frequent first."""
    judges = [_Judge(app) for app in apps]
    found = [_judged(one, judges) for one in denied]
    return tuple(sorted(found, key=lambda one: (one.statement is None, one.review, -one.denied.count)))


def _judged(denied: Denied, judges: list[_Judge]) -> Widening:
    for judge in judges:
        found = judge.functions_of(denied)
        if found:
            return judge.judged(denied, found)
    who = denied.role or denied.function
    said = (
        f"{who} is no function or role of this application" if who else "the record does not say whose request it was"
    )
    return Widening(denied, None, None, denied.resource, said)


class _Judge:
    """Answers for one application."""

    def __init__(self, app: AppRoles) -> None:
        self.app = app
        self.deployed = Deployed(app.graph)
        self._functions = {one.function.id: one for one in app.functions}

    def functions_of(self, denied: Denied) -> list[FunctionRoles]:
        """Whose request it was: by the name of the function, else every function of the role."""
        if denied.function:
            known = best(denied.function, (one.function for one in self.app.functions))
            if known is not None and known.id in self._functions:
                return [self._functions[known.id]]
        if not denied.role:
            return []
        roles = {one.held.role.id: one.held.role for one in self.app.functions if one.held.role}
        role = best(denied.role, roles.values())
        return [one for one in self.app.functions if role and one.held.role and one.held.role.id == role.id]

    def judged(self, denied: Denied, functions: list[FunctionRoles]) -> Widening:
        """Of several functions that share the role the one whose code needs it."""
        place = self.deployed.place(denied.resource) if denied.resource else None
        asking = [one for one in functions if self._need(one, denied, place)]
        one = (asking or functions)[0]
        names = [_name(each) for each in asking or functions]
        answer = self._answer(one, denied, place)
        return Widening(
            denied,
            self.app.name,
            " or ".join(names) if len(names) < 4 else f"one of {len(names)} functions of {denied.role}",
            place.shown if place else denied.resource,
            *answer,
        )

    def _answer(
        self, one: FunctionRoles, denied: Denied, place: Place | None
    ) -> tuple[str, dict[str, Any] | None, bool, Location | None, tuple[Location, ...]]:
        need = self._need(one, denied, place)
        reason = _refusal(denied) or self._against(one, denied, place, need)
        if reason is not None:
            return reason, None, False, None, need.at if need else ()
        asked = need or Need(denied.action, (place or _outside(denied),), Because.CODE)
        statement = Writer(one.function, self.app.graph).statements([asked])[0]
        power = _gives_power(denied.action)
        role = one.held.role
        at = role.at if role and not role.generated else one.function.at
        return _why(one, need, power=power), statement, need is None or power, at, asked.at

    def _need(self, one: FunctionRoles, denied: Denied, place: Place | None) -> Need | None:
        """The need that the request is, on the place that was asked for."""
        for need in one.needs.needed:
            if need.action.lower() != denied.action.lower():
                continue
            places = [known for known in need.places if _is_there(known, place, denied.resource)]
            if places:
                at = _narrowed(places, place, denied)
                return Need(need.action, at, need.because, need.at, need.condition, need.passed_to)
        return None

    def _against(self, one: FunctionRoles, denied: Denied, place: Place | None, need: Need | None) -> str | None:
        """What speaks against giving it; None where nothing does."""
        if need is not None:
            return self._given(one, need)
        elsewhere = [known.shown for known in _places(one, denied.action)]
        if elsewhere:
            return f"its code asks for {denied.action} on {', '.join(elsewhere)} only"
        if _gives_power(denied.action):
            return f"nothing in its code asks for {denied.action}, and that decides who may do what"
        if not one.needs.untold:
            return f"nothing in its code, its triggers and its configuration asks for {denied.action}"
        if place is not None or not _takes_resource(denied.action):
            return None
        named = denied.resource is not None and denied.resource != "*"
        what = "it is about no resource of this application" if named else "the record does not say on what"
        return f"{what}, and its code could not be followed to its end: {_untold(one)}"

    def _given(self, one: FunctionRoles, need: Need) -> str | None:
        """Where the template allows it already it is something else that refuses."""
        role = one.held.role
        if role is None or role.external:
            return "its role is not declared here: allow it where the role is made"
        if not self._allowed(role, need):
            return None
        missing = ""
        if need.action.lower() == "s3:getobject":
            missing = ", or the object is not there: S3 says so only to who may s3:ListBucket"
        return f"the template allows it: deploy it, or look for what refuses it elsewhere (an SCP, a boundary){missing}"

    def _allowed(self, role: Role, need: Need) -> bool:
        policies = list(policies_of(self.app.graph, role))
        statements = [statement for policy in policies for statement in policy.statements]
        if any(policy.unknown for policy in policies) or any(one.unknown for one in statements):
            return False
        rights = Rights(role, statements, self.app.graph)
        return all(rights.allow(need.action, place) for place in need.places)


def _name(one: FunctionRoles) -> str:
    return one.function.logical_id or one.function.id.partition("/")[2]


def _refusal(denied: Denied) -> str | None:
    """A refusal that no statement in the role heals."""
    by = denied.by
    if denied.explicit:
        return f"a statement in {f'a {by}' if by else 'a policy'} denies it: no grant helps against that"
    if by in {"service control policy", "resource control policy", "VPC endpoint policy", "session policy"}:
        return f"no {by} allows it: that is decided outside of the application"
    if by == "permissions boundary":
        return "the permissions boundary of the role does not allow it: the boundary has to say it too"
    if by in {"resource-based policy", "role trust policy"}:
        return f"no {by} allows it: the policy of what was asked for has to name the role"
    return None


def _why(one: FunctionRoles, need: Need | None, *, power: bool) -> str:
    if need is None:
        return f"nothing speaks against it, but look: its code could not be followed to its end ({_untold(one)})"
    reasons = {
        Because.CODE: "its code asks for it",
        Because.TRIGGER: "what starts it asks for it",
        Because.CONFIGURATION: "its configuration asks for it",
    }
    return reasons[need.because] + (", and it decides who may do what: look first" if power else "")


def _untold(one: FunctionRoles) -> str:
    return one.needs.untold[0].reason if one.needs.untold else "all of it was told"


def _places(one: FunctionRoles, action: str) -> Iterator[Place]:
    """Where the action is needed."""
    for need in one.needs.needed:
        if need.action.lower() == action.lower():
            yield from need.places


def _is_there(known: Place, place: Place | None, resource: str | None) -> bool:
    """Whether what was asked for is where it is needed."""
    if resource is None or known.arn == "*" or known == place:
        return True
    if place is None:
        return known.node is None and any(within(resource, _open(arn)) for arn in known.arns)
    if known.node is not None and known.node != place.node:
        return False
    return within(place.arn, known.arn) or (known.node is None and within(resource, _open(known.arn)))


def _open(arn: str) -> str:
    """A pattern of ARNs whose tokens may be anything."""
    return re.sub(r"\$\{[^{}]*\}", "*", arn)


def _narrowed(known: list[Place], place: Place | None, denied: Denied) -> tuple[Place, ...]:
    """Where a need names its place, that; else what was asked for."""
    told = tuple(one for one in known if one.told)
    if told:
        return told
    if place is not None:
        return (place,)
    return (_outside(denied),) if denied.resource else tuple(known)


def _outside(denied: Denied) -> Place:
    """What was asked for, as the record names it."""
    if not denied.resource or denied.resource == "*" or not _takes_resource(denied.action):
        return EVERYTHING
    return Place(denied.resource, denied.resource)


def _takes_resource(action: str) -> bool:
    found = find(action)
    return found is None or bool(found.arns)


def _gives_power(action: str) -> bool:
    """Whether who holds the action decides about rights, his own or those of others."""
    found = find(action)
    return (found is not None and found.level is Level.PERMISSIONS) or action.lower() in _powers()


@lru_cache(maxsize=1)
def _powers() -> frozenset[str]:
    kinds = {Kind.SELF_ESCALATION, Kind.PRINCIPAL_ACCESS}
    ways = {action for way in escalations() if way.kind in kinds for action in way.actions}
    chosen = {*ways, *TAKES_OVER, *REWRITES, "iam:PassRole", "sts:AssumeRole", "lambda:CreateFunction"}
    return frozenset(action.lower() for action in chosen)
