"""Words about what the roles of functions allow."""

from __future__ import annotations

from collections.abc import Iterator

from ennead.expect.expectation import Said, Subject
from ennead.expect.scene import Scene
from ennead.expect.values import flag, some_texts
from ennead.expect.words import fails, untold, word
from ennead.graph.authority import Held, functions_of, held_by, policies_of, role_of
from ennead.graph.blast.rights import rights_of
from ennead.graph.triggers import called
from ennead.iam.match import action_matches, actions_overlap
from ennead.model.app import Function, Role
from ennead.model.unknown import Unknown

OWN = ("logs:CreateLogGroup", "logs:CreateLogStream", "logs:PutLogEvents", "xray:Put*", "xray:GetSampling*")
"""What every function does with its own log and traces; `may_only` does not speak of it."""


@word(Subject.FUNCTIONS, takes=some_texts, on=Function)
def may_only(fn: Function, wanted: tuple[str, ...], scene: Scene) -> Iterator[Said]:
    """Actions its role allows at most (`dynamodb:GetItem`, `s3:Get*`); its own log and traces are not counted."""
    role = role_of(scene.graph, fn)
    if role is None or role.external:
        yield untold(f"what the role of {called(fn)} allows could not be told: it is declared elsewhere", fn)
        return
    allowed = (*wanted, *OWN)
    for held, actions in _allowed(role, scene):
        spare = [action for action in actions if not any(action_matches(each, action) for each in allowed)]
        if spare:
            yield _over(fn, held, spare)
    yield from _unread(fn, role, scene)


@word(Subject.FUNCTIONS, takes=some_texts, on=Function)
def may_not(fn: Function, wanted: tuple[str, ...], scene: Scene) -> Iterator[Said]:
    """Actions its role allows none of (`iam:*`, `dynamodb:Delete*`)."""
    role = role_of(scene.graph, fn)
    if role is None or role.external:
        yield untold(f"what the role of {called(fn)} allows could not be told: it is declared elsewhere", fn)
        return
    for held, actions in _allowed(role, scene):
        hit = [action for action in actions if any(actions_overlap(each, action) for each in wanted)]
        if hit:
            yield _over(fn, held, hit)
    yield from _unread(fn, role, scene)


@word(Subject.FUNCTIONS, takes=flag, on=Function)
def own_role(fn: Function, wanted: bool, scene: Scene) -> Iterator[Said]:
    """Whether no other function runs with its role."""
    role = role_of(scene.graph, fn)
    if role is None or role.external:
        yield untold(f"whether {called(fn)} has a role of its own could not be told: it is declared elsewhere", fn)
        return
    others = [called(other) for other in functions_of(scene.graph, role) if other.id != fn.id]
    if wanted and others:
        yield fails(f"{called(fn)} shares {called(role)} with {', '.join(others)}", fn, role.at)
    elif not wanted and not others:
        yield fails(f"{called(fn)} is the only function with {called(role)}", fn, role.at)


def may_do(fn: Function, action: str, scene: Scene) -> bool | Unknown:
    """Whether the role allows an action, or some action a pattern covers, on anything."""
    role = role_of(scene.graph, fn)
    if role is None or role.external:
        return Unknown("its role is declared elsewhere")
    if any(actions_overlap(action, each) for _, actions in _allowed(role, scene) for each in actions):
        return True
    unread = next(_unread(fn, role, scene), None)
    return Unknown(unread.message) if unread is not None else False


def _allowed(role: Role, scene: Scene) -> Iterator[tuple[Held, tuple[str, ...]]]:
    """The patterns each statement allows (everything where it names only what it leaves out).

    What another statement denies on everything, without a condition, is not among them.
    """
    denied = [
        pattern
        for denial in rights_of(scene.graph, role).denials
        if "*" in denial.resources and denial.unknown is None
        for pattern in denial.actions
    ]
    for held in held_by(scene.graph, role):
        statement = held.statement
        patterns = statement.actions or (() if statement.unknown is not None else ("*",))
        yield held, tuple(one for one in patterns if not any(action_matches(deny, one) for deny in denied))


def _over(fn: Function, held: Held, actions: list[str]) -> Said:
    listed = ", ".join(actions[:4]) + (f" and {len(actions) - 4} more" if len(actions) > 4 else "")
    return fails(f"{called(fn)} may {listed} ({called(held.role)})", fn, held.at)


def _unread(fn: Function, role: Role, scene: Scene) -> Iterator[Said]:
    """Policies and statements of which nothing could be told; what is known to be too much has been said."""
    for policy in policies_of(scene.graph, role):
        if policy.unknown is not None:
            yield untold(
                f"policy {policy.name} of {called(fn)} could not be read: {policy.unknown.reason}", fn, policy.at
            )
        for statement in policy.statements:
            if statement.unknown is not None:
                reason = statement.unknown.reason
                yield untold(f"a statement of {called(fn)} could not be read: {reason}", fn, statement.at or policy.at)
