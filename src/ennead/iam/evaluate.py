"""Whether a request is allowed: IAM's evaluation, with "could not be told" carried through.

Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html
Organization policies, session policies and the own rules of KMS keys are not part of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from enum import Enum

from ennead.iam.conditions import Context, hold
from ennead.iam.match import action_matches, resource_matches, text_equals
from ennead.iam.principals import account_of, speaks_of
from ennead.iam.tables import supports_resource
from ennead.iam.tri import Tri, any_of, of
from ennead.model.policy import Effect, Statement


@dataclass(frozen=True, slots=True)
class Request:
    """`principal` is an ARN, a service (`s3.amazonaws.com`), `*` for nobody; None where it is not told.

    `resource` is an ARN, `*` for an action without one.  `context` holds condition keys.
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


@dataclass(frozen=True, slots=True)
class _Vote:
    """A statement, and whether it applies.  `direct` leaves out what is said to a whole account."""

    statement: Statement
    applies: Tri
    direct: Tri

    def casts(self, effect: Effect) -> bool:
        """A statement of which not even the effect is told may be either."""
        statement = self.statement
        untold = statement.unknown is not None and not (statement.actions or statement.not_actions)
        return untold or statement.effect is effect


def decide(
    request: Request,
    identity: Iterable[Statement],
    resource: Iterable[Statement] = (),
    boundary: Iterable[Statement] | None = None,
) -> Decision:
    """Whether the policies allow the request.

    `identity` are all statements of the caller's policies, `resource` those of the policy on the resource,
    `boundary` those of a permissions boundary (None: it has none).  Across two accounts identity and
    resource must both allow; within one, either does.
    """
    owned = tuple(_votes(identity, request, attached=False))
    given = tuple(_votes(resource, request, attached=True))
    bound = tuple(_votes(boundary or (), request, attached=False))
    denied = any_of(vote.applies for vote in (*owned, *given, *bound) if vote.casts(Effect.DENY))
    allowed = _allowed(request, owned, given)
    if boundary is not None:
        allowed = allowed.and_(any_of(vote.applies for vote in bound if vote.casts(Effect.ALLOW)))
    verdict = _VERDICTS[allowed.and_(denied.not_())]
    return Decision(verdict, tuple(_because(verdict, (*owned, *given, *bound))))


_VERDICTS = {Tri.YES: Verdict.ALLOW, Tri.NO: Verdict.DENY, Tri.UNKNOWN: Verdict.UNKNOWN}


def applies(statement: Statement, request: Request, *, attached: bool = False) -> Tri:
    """Whether a statement speaks of the request; `attached` for the policy of a resource."""
    return _vote(statement, request, attached=attached).applies


def _votes(statements: Iterable[Statement], request: Request, *, attached: bool) -> Iterator[_Vote]:
    return (_vote(statement, request, attached=attached) for statement in statements)


def _vote(statement: Statement, request: Request, *, attached: bool) -> _Vote:
    if statement.unknown is not None:
        return _Vote(statement, Tri.UNKNOWN, Tri.UNKNOWN)
    if not _acts(statement, request.action):
        return _Vote(statement, Tri.NO, Tri.NO)
    applies = _reaches(statement, request, attached=attached)
    if applies is not Tri.NO:
        applies = applies.and_(hold(statement.conditions, request.context))
    if not attached:
        return _Vote(statement, applies, applies)
    told, directly = (speaks_of(statement, request.principal, directly=direct) for direct in (False, True))
    return _Vote(statement, applies.and_(told), applies.and_(directly))


def _acts(statement: Statement, action: str) -> bool:
    if statement.not_actions:
        return not any(action_matches(pattern, action) for pattern in statement.not_actions)
    return any(action_matches(pattern, action) for pattern in statement.actions)


def _reaches(statement: Statement, request: Request, *, attached: bool) -> Tri:
    if statement.not_resources:
        return any_of(_covers(pattern, request) for pattern in statement.not_resources).not_()
    if not statement.resources and attached:  # a trust policy speaks of the role it is attached to
        return Tri.YES
    return any_of(_covers(pattern, request) for pattern in statement.resources)


def _covers(pattern: str, request: Request) -> Tri:
    answer = resource_matches(pattern, request.resource)
    if answer is Tri.UNKNOWN and request.resource == "*" and supports_resource(request.action) is False:
        return Tri.UNKNOWN if pattern.startswith("${?") else Tri.NO
    return answer


def _allowed(request: Request, owned: tuple[_Vote, ...], given: tuple[_Vote, ...]) -> Tri:
    own = any_of(vote.applies for vote in owned if vote.casts(Effect.ALLOW))
    within = own.or_(any_of(vote.direct for vote in given if vote.casts(Effect.ALLOW)))
    across = own.and_(any_of(vote.applies for vote in given if vote.casts(Effect.ALLOW)))
    foreign = _foreign(request)
    if foreign is Tri.UNKNOWN:
        return within if within is across else Tri.UNKNOWN
    return across if foreign is Tri.YES else within


def _foreign(request: Request) -> Tri:
    """Whether the resource is of another account than the caller; NO where one of the two names none."""
    told = request.context.get("aws:ResourceAccount")
    theirs = told if isinstance(told, str) else account_of(request.resource)
    own = account_of(request.principal) if request.principal else None
    return text_equals(own, theirs).not_() if own and theirs else of(False)


def _because(verdict: Verdict, votes: tuple[_Vote, ...]) -> Iterator[Statement]:
    if verdict is Verdict.UNKNOWN:
        return (vote.statement for vote in votes if vote.applies is Tri.UNKNOWN)
    effect = Effect.ALLOW if verdict is Verdict.ALLOW else Effect.DENY
    return (vote.statement for vote in votes if vote.applies is Tri.YES and vote.statement.effect is effect)
