"""Whether a request is allowed: IAM's evaluation, with "could not be told" carried through.

Sources: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic_policy-eval-denyallow.html,
https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic-cross-account.html,
https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps_evaluation.html
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from enum import Enum

from ennead.iam.conditions import Context, hold
from ennead.iam.implied import completed
from ennead.iam.match import names_action, resource_matches, text_equals, within_segments
from ennead.iam.principals import Caller, Sort, Spoken, account_of, service_linked, speaks_of
from ennead.iam.tables import supports_resource
from ennead.iam.tri import Tri, all_of, any_of
from ennead.iam.variables import filled_resource, valued
from ennead.model.policy import Effect, Statement


@dataclass(frozen=True, slots=True)
class Request:
    """`principal` is an ARN, a service (`s3.amazonaws.com`), `*` for nobody; None where it is not told.

    The ARN of a role stands for some session of it.  `resource` is an ARN, `*` for an action without one.
    `context` holds condition keys; those that the other words imply (`aws:PrincipalAccount`) need not be in it.
    """

    action: str
    resource: str
    principal: str | None = None
    context: Context = field(default_factory=dict)


class Verdict(Enum):
    ALLOW = "allow"
    DENY = "deny"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Decision:
    """The answer, and the statements it rests on: none where nothing allows it (an implicit deny)."""

    verdict: Verdict
    because: tuple[Statement, ...] = ()


_VERDICTS = {Tri.YES: Verdict.ALLOW, Tri.NO: Verdict.DENY, Tri.UNKNOWN: Verdict.UNKNOWN}


def decide(
    request: Request,
    identity: Iterable[Statement],
    resource: Iterable[Statement] | None = None,
    boundary: Iterable[Statement] | None = None,
    *,
    session: Iterable[Statement] | None = None,
    scps: Sequence[Iterable[Statement]] | None = None,
    rcps: Sequence[Iterable[Statement]] | None = None,
) -> Decision:
    """Whether the policies allow the request.

    `identity` are all statements of the caller's policies, `resource` those of the policy on the resource (of a
    bucket, a key, a role: its trust policy), `boundary` those of a permissions boundary, `session` those passed
    along with the session.  `scps` and `rcps` are the statements at each level of the organization, from its root
    to the account of the caller and of the resource.  None: there is none, or it shall not decide; so without
    `resource` a key or a role is decided by identity policies alone.
    """
    ask = _Ask.of(request, bounded=boundary is not None)
    own, given = _Side.of(identity, ask), _Side.of(resource or (), ask, attached=True)
    limits = [_Side.of(each, ask) for each in (boundary, session) if each is not None]
    allowed = _allowed(ask, own, given, all_of(limit.allows for limit in limits), told=resource is not None)
    above = [_Side.of(level, ask) for level in scps or ()]
    beside = [_Side.of(level, ask) for level in rcps or ()]
    denied = any_of(side.denies for side in (own, given, *limits))
    answer = all_of((allowed, denied.not_(), _passes_scps(ask, above), _passes_rcps(ask, beside)))
    votes = [vote for side in (own, given, *limits, *above, *beside) for vote in side.votes]
    return Decision(_VERDICTS[answer], tuple(_because(_VERDICTS[answer], votes)))


def applies(statement: Statement, request: Request, *, attached: bool = False) -> Tri:
    """Whether a statement speaks of the request; `attached` for the policy of a resource."""
    return _vote(statement, _Ask.of(request), attached=attached).applies


@dataclass(frozen=True, slots=True)
class _Ask:
    """A request, what follows from its words, and who asks."""

    request: Request
    context: Context
    caller: Caller
    bounded: bool

    @classmethod
    def of(cls, request: Request, *, bounded: bool = False) -> _Ask:
        role = valued("aws:PrincipalArn", request.context)
        context = completed(request.context, request.principal, request.resource)
        return cls(request, context, Caller(request.principal, role[0] if role else None), bounded)


# -- statements -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Vote:
    """A statement, and whether it applies: to the caller itself, to its role, to its account."""

    statement: Statement
    own: Tri
    role: Tri = Tri.NO
    account: Tri = Tri.NO

    @property
    def applies(self) -> Tri:
        return self.own.or_(self.role).or_(self.account)

    def casts(self, effect: Effect) -> bool:
        """A statement of which not even the effect is told may be either."""
        statement = self.statement
        untold = statement.unknown is not None and not (statement.actions or statement.not_actions)
        return untold or statement.effect is effect


@dataclass(frozen=True, slots=True)
class _Side:
    """The votes of one sort of policy."""

    votes: tuple[_Vote, ...]

    @classmethod
    def of(cls, statements: Iterable[Statement], ask: _Ask, *, attached: bool = False) -> _Side:
        return cls(tuple(_vote(statement, ask, attached=attached) for statement in statements))

    @property
    def allows(self) -> Tri:
        return any_of(vote.applies for vote in self.votes if vote.casts(Effect.ALLOW))

    @property
    def denies(self) -> Tri:
        return any_of(vote.applies for vote in self.votes if vote.casts(Effect.DENY))

    @property
    def allowed_to(self) -> Spoken:
        """By which names it allows the caller."""
        allowing = [vote for vote in self.votes if vote.casts(Effect.ALLOW)]
        return Spoken(
            any_of(vote.own for vote in allowing),
            any_of(vote.role for vote in allowing),
            any_of(vote.account for vote in allowing),
        )


def _vote(statement: Statement, ask: _Ask, *, attached: bool) -> _Vote:
    if statement.unknown is not None:
        return _Vote(statement, Tri.UNKNOWN)
    if not names_action(statement, ask.request.action):
        return _Vote(statement, Tri.NO)
    applies = _reaches(statement, ask, attached=attached)
    if applies is not Tri.NO:
        applies = applies.and_(hold(statement.conditions, ask.context))
    if not attached or applies is Tri.NO:
        return _Vote(statement, applies)
    told = speaks_of(statement, ask.caller, bounded=ask.bounded)
    return _Vote(statement, applies.and_(told.own), applies.and_(told.role), applies.and_(told.account))


def _reaches(statement: Statement, ask: _Ask, *, attached: bool) -> Tri:
    if statement.not_resources:
        return any_of(_covers(pattern, ask, unsure=Tri.UNKNOWN) for pattern in statement.not_resources).not_()
    if not statement.resources and attached:  # a trust policy speaks of the role it is attached to
        return Tri.YES
    return any_of(_covers(pattern, ask, unsure=Tri.NO) for pattern in statement.resources)


def _covers(pattern: str, ask: _Ask, *, unsure: Tri) -> Tri:
    """Whether a pattern covers the resource; `unsure` where a variable of it has no value."""
    request = ask.request
    if "${" in pattern:
        wanted = filled_resource(pattern, ask.context)
        if wanted.absent or (wanted.open and resource_matches(wanted.text, request.resource) is Tri.NO):
            return unsure
        pattern = wanted.text
    answer = resource_matches(pattern, request.resource)
    if answer is Tri.YES and not within_segments(pattern, request.resource):
        return Tri.UNKNOWN
    if answer is Tri.UNKNOWN and request.resource == "*" and supports_resource(request.action) is False:
        return Tri.UNKNOWN if pattern.startswith("${?") else Tri.NO
    return answer


# -- policies together ------------------------------------------------------------------------------------------------


def _allowed(ask: _Ask, own: _Side, given: _Side, ceiling: Tri, *, told: bool) -> Tri:
    """What the policies of the caller and of the resource allow; `ceiling` is the word of boundary and session."""
    mine = Tri.YES if ask.caller.sort is Sort.ROOT else own.allows
    to = given.allowed_to
    theirs = to.account.and_(mine) if told and _must_allow(ask.request) else mine
    inside = to.own.or_(ceiling.and_(to.role.or_(theirs)))
    across = all_of((mine, ceiling, to.any))
    foreign = _foreign(ask)
    if foreign is Tri.UNKNOWN:
        return inside if inside is across else Tri.UNKNOWN
    return across if foreign is Tri.YES else inside


_OF_A_KEY = re.compile(r"arn:[^:]*:kms:[^:]*:[^:]*:key/.*", re.DOTALL)
_OF_A_ROLE = re.compile(r"arn:[^:]*:iam::[^:]*:role/.*", re.DOTALL)


_UNDER_RCPS = frozenset("s3 sts kms sqs secretsmanager ecr aoss".split())
"""Services whose resources RCPs limit for sure
(https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_rcps.html)."""


def _must_allow(request: Request) -> bool:
    """Whether the policy of the resource has to allow: that of a key, and the trust policy of a role."""
    service = request.action.partition(":")[0].lower()
    shape = {"kms": _OF_A_KEY, "sts": _OF_A_ROLE}.get(service)
    return shape is not None and shape.fullmatch(request.resource) is not None


def _foreign(ask: _Ask) -> Tri:
    """Whether the resource is of another account than the caller; NO where one of the two names none.

    So a bucket is taken for one of the caller's account, unless `aws:ResourceAccount` tells otherwise.
    """
    told = valued("aws:ResourceAccount", ask.context)
    theirs = told[0] if told else account_of(ask.request.resource)
    own = ask.caller.account
    if not own or not theirs or theirs == "aws":
        return Tri.NO
    if "*" in theirs or "?" in theirs:
        return Tri.UNKNOWN
    return text_equals(own, theirs).not_()


def _passes_scps(ask: _Ask, levels: Sequence[_Side]) -> Tri:
    """Each level has to allow.  Service-linked roles, services and nobody are no principals of an account's SCPs."""
    if ask.caller.sort in {Sort.ANONYMOUS, Sort.SERVICE}:
        return Tri.YES
    passed = all_of(level.allows.and_(level.denies.not_()) for level in levels)
    return passed.or_(service_linked(ask.caller))


def _passes_rcps(ask: _Ask, levels: Sequence[_Side]) -> Tri:
    """No level denies: `RCPFullAWSAccess`, which allows, is attached to each and cannot be detached.

    They hold for resources of some services only, and AWS adds to these.
    """
    denied = any_of(level.denies for level in levels)
    if ask.request.action.partition(":")[0].lower() not in _UNDER_RCPS:
        denied = denied.and_(Tri.UNKNOWN)
    return denied.not_().or_(service_linked(ask.caller))


def _because(verdict: Verdict, votes: Iterable[_Vote]) -> Iterator[Statement]:
    if verdict is Verdict.UNKNOWN:
        return (vote.statement for vote in votes if vote.applies is Tri.UNKNOWN)
    effect = Effect.ALLOW if verdict is Verdict.ALLOW else Effect.DENY
    return (vote.statement for vote in votes if vote.applies is Tri.YES and vote.statement.effect is effect)
