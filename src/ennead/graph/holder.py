"""What a role may do, asked again and again: with denials, its permissions boundary and conditions in the account."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from functools import cached_property

from ennead.graph.authority import policies_of
from ennead.graph.blast.rights import rights_of
from ennead.graph.graph import AppGraph
from ennead.iam.actions import find
from ennead.iam.escalation import ADMINISTRATOR, Need
from ennead.iam.evaluate import Decision, Request, Verdict, applies, decide
from ennead.iam.match import names_action
from ennead.iam.power import is_admin
from ennead.iam.samples import NAME, example
from ennead.iam.tri import Tri, all_of, any_of
from ennead.model.app import Alias, Node, Role, Trigger
from ennead.model.location import Location
from ennead.model.policy import Effect, Policy, Statement
from ennead.model.unknown import Unknown

ANY_ROLE = f"arn:aws:iam::${{AWS::AccountId}}:role/{NAME}"
UNTOLD = "a condition or a name in what it may do depends on a value that is not given"
_MOST_SAMPLES = 50
TRI = {Verdict.ALLOW: Tri.YES, Verdict.DENY: Tri.NO, Verdict.UNKNOWN: Tri.UNKNOWN}


@dataclass(frozen=True, slots=True)
class Ground:
    """A statement that a step rests on, and where it stands."""

    policy: Policy
    statement: Statement

    @property
    def at(self) -> Location | None:
        """Its place; the policy's, where it is one of AWS's."""
        return self.statement.at or self.policy.at


@dataclass(frozen=True, slots=True)
class Answer:
    """Whether a part of a way is open, the statements it rests on, and why it could not be told."""

    tri: Tri
    because: tuple[Statement, ...] = ()
    doubt: str | None = None


OPEN, SHUT = Answer(Tri.YES), Answer(Tri.NO)


def all_answers(answers: Iterable[Answer]) -> Answer:
    every = []
    for answer in answers:
        if answer.tri is Tri.NO:
            return SHUT
        every.append(answer)
    doubt = next((one.doubt or UNTOLD for one in every if one.tri is Tri.UNKNOWN), None)
    return Answer(all_of(one.tri for one in every), tuple(each for one in every for each in one.because), doubt)


def best_answer(answers: Iterable[Answer]) -> Answer:
    best = SHUT
    for answer in answers:
        if answer.tri is Tri.YES:
            return answer
        best = answer if answer.tri is Tri.UNKNOWN and best.tri is Tri.NO else best
    return best


@dataclass(frozen=True, eq=False)
class Names:
    """The names of a graph, looked up once for all of its roles."""

    graph: AppGraph
    _holders: dict[str, Holder] = field(default_factory=dict)
    _trust: dict[tuple[str, str], Tri] = field(default_factory=dict)

    def holder(self, role: Role) -> Holder:
        """What a role may do."""
        if role.id not in self._holders:
            self._holders[role.id] = Holder(self, role)
        return self._holders[role.id]

    def takes_on(self, role: Role, service: str) -> Tri:
        """Whether a service may take a role on, for something of the same account."""
        if (role.id, service) not in self._trust:
            trust = (
                replace(one, conditions=tuple(each for each in one.conditions if not _ours(each.key)))
                for one in role.trust
            )
            request = Request("sts:AssumeRole", role.arn or ANY_ROLE, principal=service)
            self._trust[role.id, service] = admits(trust, request)
        return self._trust[role.id, service]

    def starts(self, node: Node) -> tuple[bool, bool]:
        """Whether something starts a function or a state machine, and whether it has an alias."""
        return node.id in self._started, bool({node.id, node.logical_id} & self._aliased)

    @cached_property
    def _started(self) -> frozenset[str]:
        edges = (edge for edge in self.graph.edges if isinstance(edge, Trigger))
        return frozenset(edge.target for edge in edges if edge.enabled is not False)

    @cached_property
    def _aliased(self) -> frozenset[str | None]:
        return frozenset(alias.function for alias in self.graph.nodes_of(Alias))

    @cached_property
    def declared(self) -> frozenset[str]:
        """The ARNs of what the application declares."""
        return frozenset(node.arn for node in self.graph.nodes.values() if node.arn and not node.external)

    @cached_property
    def let_in(self) -> frozenset[str]:
        """Whom trust policies name beside services."""
        trust = (statement for role in self.graph.nodes_of(Role) for statement in role.trust)
        return frozenset(one.value for statement in trust for one in statement.principals if one.kind != "Service")


@dataclass(frozen=True, eq=False)
class Holder:
    """A role, what it may do, and what is asked of that again and again."""

    known: Names
    role: Role
    _told: dict[tuple[str, str, str, str], Decision] = field(default_factory=dict)
    _alike: dict[str, bool] = field(default_factory=dict)

    @property
    def graph(self) -> AppGraph:
        return self.known.graph

    @cached_property
    def grounds(self) -> tuple[Ground, ...]:
        """Its statements with their policies; what surely allows, and could not be read, is left out."""
        held = (Ground(policy, each) for policy in policies_of(self.graph, self.role) for each in policy.statements)
        return tuple(one for one in held if not _unread(one.statement))

    @cached_property
    def statements(self) -> tuple[Statement, ...]:
        """The statements alone."""
        return tuple(ground.statement for ground in self.grounds)

    @cached_property
    def allows(self) -> tuple[Statement, ...]:
        """Those that allow."""
        return tuple(one for one in self.statements if one.effect is Effect.ALLOW)

    @cached_property
    def boundary(self) -> tuple[Statement, ...] | None:
        """Its permissions boundary; one that could not be read leaves everything open."""
        found = rights_of(self.graph, self.role).boundary
        return (Statement(Effect.ALLOW, unknown=found),) if isinstance(found, Unknown) else found

    @cached_property
    def is_admin(self) -> bool:
        """Whether it may do everything already."""
        return is_admin(self.statements) and self.unbounded

    @cached_property
    def unbounded(self) -> bool:
        """Whether policies that are written into it give everything: a boundary stays."""
        return self.boundary is None or is_admin(self.boundary)

    @property
    def arn(self) -> str:
        return self.role.arn or ANY_ROLE

    def names(self, action: str) -> bool:
        """Whether a statement allows the action on something."""
        return any(names_action(one, action) for one in self.allows)

    def may(self, action: str, arn: str, service: str = "", bound: str | None = "") -> Answer:
        """Whether it may do the action to that thing; `bound` is the boundary of the role it is done to."""
        key = (action, "" if self._on_all(action) else arn, service, bound or "")
        if key not in self._told:
            context: dict[str, str | tuple[str, ...]] = {
                "iam:PolicyARN": ADMINISTRATOR,
                "iam:PermissionsBoundary": bound or (),
                "aws:SecureTransport": "true",
                **({"iam:PassedToService": service} if service else {}),
            }
            self._told[key] = self.decided(Request(action, arn, context=context))
        decision = self._told[key]
        return Answer(TRI[decision.verdict], decision.because, UNTOLD)

    def _on_all(self, action: str) -> bool:
        """Whether whatever speaks of the action speaks of everything: one answer holds for all."""
        if action not in self._alike:
            every = (*self.statements, *(self.boundary or ()))
            speaking = (one for one in every if one.unknown or names_action(one, action))
            self._alike[action] = all(one.resources == ("*",) for one in speaking)
        return self._alike[action]

    def decided(self, request: Request, trust: Iterable[Statement] = ()) -> Decision:
        """Whether a request is allowed, and the statements it rests on, as they stand in the policies.

        What names another thing of the application does not speak of this one, even where neither name is told.
        """
        spoken = [(self._spoken(one, request.resource), one) for one in self.statements]
        decision = decide(request, [new for new, _ in spoken], trust, self.boundary)
        because = tuple(old for new, old in spoken if any(new is each for each in decision.because))
        return replace(decision, because=because)

    def _spoken(self, statement: Statement, arn: str) -> Statement:
        left = tuple(each for each in statement.resources if each == arn or each not in self.known.declared)
        return statement if len(left) == len(statement.resources) else replace(statement, resources=left)

    def may_some(self, need: Need) -> Answer:
        """Whether it may do the action to something."""
        return best_answer(self.may(need.action, arn) for arn in self.samples(need))

    def samples(self, need: Need) -> tuple[str, ...]:
        """Examples of what it may do the action to, one for each pattern of its statements."""
        found = find(need.action)
        formats = [text for text in found.arns if need.sort in text] if found else []
        if not formats:
            return ("*",)
        patterns = [
            pattern for one in self.allows if names_action(one, need.action) for pattern in one.resources or ("*",)
        ]  # NotResource leaves everything else
        examples = (example(pattern, text) for pattern in dict.fromkeys(patterns) for text in formats)
        return tuple(dict.fromkeys(arn for arn in examples if arn))[:_MOST_SAMPLES]


def admits(trust: Iterable[Statement], request: Request) -> Tri:
    """Whether a trust policy by itself lets somebody in, or lets the account decide."""
    votes = [(one.effect, applies(one, request, attached=True)) for one in trust]
    allowed = any_of(vote for effect, vote in votes if effect is Effect.ALLOW)
    return allowed.and_(any_of(vote for effect, vote in votes if effect is Effect.DENY).not_())


def _ours(key: str) -> bool:
    """A condition that holds for whatever is made in the account."""
    return key.lower() in {"aws:sourceaccount", "aws:sourceorgid", "aws:principalaccount", "aws:principalorgid"}


def _unread(statement: Statement) -> bool:
    told = bool(statement.actions or statement.not_actions)
    return statement.unknown is not None and told and statement.effect is Effect.ALLOW
