"""Whether a resource policy keeps strangers out: of an open route, or of what another of its statements opens.

Source: https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-authorization-flow.html
"""

from __future__ import annotations

import re

from ennead.graph.derive import LIMITING_KEYS, limits
from ennead.graph.graph import AppGraph
from ennead.iam.match import action_matches, names_action, resource_matches
from ennead.iam.tri import Tri
from ennead.model.app import Bucket, Node, ResourcePolicy, Route
from ennead.model.policy import Condition, Effect, Statement
from ennead.model.unknown import Unknown

INVOKE = "execute-api:Invoke"
SERVICE_CALLS = frozenset({"aws:principalisawsservice", "aws:viaawsservice"})
"""Keys by which a statement leaves the services of AWS out."""
EVERYWHERE = frozenset({"*", "0.0.0.0/0", "::/0"})


def gated(graph: AppGraph, route: Route) -> bool | Unknown:
    """Whether the policy of the route's API leaves only chosen callers (addresses, networks, accounts).

    Without a policy nothing stands in the way; with one, a caller without proof needs a statement that allows him.
    """
    statements = [
        statement
        for policy in graph.nodes_of(ResourcePolicy)
        if route.api in policy.targets
        for statement in policy.statements
    ]
    if not statements:
        return False
    unread = next((statement.unknown for statement in statements if statement.unknown is not None), None)
    if any(_shuts_out(statement, route) for statement in statements if statement.unknown is None):
        return True
    if unread is not None:
        return Unknown(f"the policy of its API could not be read: {unread.reason}")
    return not any(_lets_in(statement, route) for statement in statements)


def denied_to_strangers(graph: AppGraph, node: Node, actions: tuple[str, ...]) -> bool:
    """Whether a policy of the node denies all of the actions to everybody, or to everybody but chosen callers.

    Only a statement about the whole resource counts: what it denies on a part of it leaves the rest open.
    """
    denials = (
        statement
        for policy in graph.nodes_of(ResourcePolicy)
        if node.id in policy.targets
        for statement in policy.statements
        if statement.effect is Effect.DENY and statement.unknown is None and _speaks_of_anyone(statement)
    )
    return any(
        (not denial.conditions or _all_but_chosen(denial.conditions))
        and _is_whole(denial, node)
        and bool(actions)
        and all(any(action_matches(pattern, action) for pattern in denial.actions) for action in actions)
        for denial in denials
    )


def _is_whole(statement: Statement, node: Node) -> bool:
    """A bucket is its objects: `arn:aws:s3:::b/*`."""
    whole = {"*", node.arn, f"{node.arn}/*"} - ({f"{node.arn}"} if isinstance(node, Bucket) else set())
    return not statement.resources or any(pattern in whole for pattern in statement.resources)


def _shuts_out(statement: Statement, route: Route) -> bool:
    """A Deny for everybody, or for everybody but chosen callers."""
    if statement.effect is not Effect.DENY or not _speaks_of_anyone(statement) or not names_action(statement, INVOKE):
        return False
    if not any(_covers(pattern, route, every=True) for pattern in statement.resources or ("*",)):
        return False
    return not statement.conditions or _all_but_chosen(statement.conditions)


def _all_but_chosen(conditions: tuple[Condition, ...]) -> bool:
    """`NotIpAddress`, `StringNotEquals` and the like over a key that tells callers apart.

    Conditions hold together: one of another sort leaves strangers who do not meet it.
    """
    chosen = [condition for condition in conditions if _spares_chosen(condition)]
    return bool(chosen) and all(condition in chosen or _holds_for_strangers(condition) for condition in conditions)


def _spares_chosen(condition: Condition) -> bool:
    operator = condition.operator.lower()
    if condition.key.lower() not in LIMITING_KEYS:
        return False
    missing = operator == "null" and condition.values == ("true",)
    return missing or ("not" in operator and not EVERYWHERE.intersection(condition.values))


def _holds_for_strangers(condition: Condition) -> bool:
    return condition.key.lower() in SERVICE_CALLS and condition.values == ("false",)


def _lets_in(statement: Statement, route: Route) -> bool:
    if statement.effect is not Effect.ALLOW or not _speaks_of_anyone(statement) or not names_action(statement, INVOKE):
        return False
    reaches = any(_covers(pattern, route, every=False) for pattern in statement.resources or ("*",))
    return reaches and limits(statement.conditions) is None


def _speaks_of_anyone(statement: Statement) -> bool:
    return bool(statement.not_principals) or any(principal.anyone for principal in statement.principals)


def _covers(pattern: str, route: Route, *, every: bool) -> bool:
    """Whether a resource pattern speaks of the route: of all of it (`every`), or of some call at least.

    `execute-api:/STAGE/METHOD/PATH` is what the policy of an API may say for the whole ARN.
    """
    stage, _, rest = pattern.partition("/")[2].partition("/")
    if not rest:
        return stage in {"", "*"} or stage.endswith("*")
    method = "*" if route.method == "ANY" else route.method
    called = f"{method}{re.sub(r'{[^{}]*}', '*', route.path)}"
    answer = resource_matches(rest, called)
    return answer is Tri.YES if every else answer is not Tri.NO
