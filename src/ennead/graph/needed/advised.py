"""What a function does not need to be denied, and had better be: rights of Lambda's own that its code would have too.

Lambda makes the network interfaces of a function in a VPC with the function's role, so that its code may as well.  A
denial by `lambda:SourceFunctionArn` meets the code alone, since Lambda's own requests do not carry that key
(https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html#configuration-vpc-best-practice).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from ennead.graph.authority import policies_of
from ennead.graph.graph import AppGraph
from ennead.graph.needed.document import Writer
from ennead.graph.needed.held import within
from ennead.graph.needed.needs import Needs
from ennead.graph.needed.places import Places
from ennead.iam.match import names_action
from ennead.iam.pieces import TOKEN
from ennead.model.app import Function, Role
from ennead.model.need import Because
from ennead.model.policy import Condition, Effect, Statement

KEY = "lambda:SourceFunctionArn"
_POSITIVE = frozenset({"arnequals", "arnlike", "stringequals", "stringlike"})
_WILD = re.compile(r"[*?]")
_INTERFACES = (
    "ec2:CreateNetworkInterface", "ec2:DeleteNetworkInterface", "ec2:DescribeNetworkInterfaces", "ec2:DescribeSubnets",
    "ec2:DetachNetworkInterface", "ec2:AssignPrivateIpAddresses", "ec2:UnassignPrivateIpAddresses",
)  # fmt: skip


def advised(function: Function, role: Role | None, needs: Needs, graph: AppGraph) -> list[dict[str, Any]]:
    """Statements that the role of a function in a VPC had better have; what the code itself asks for is left out."""
    if function.vpc is not True:
        return []
    asked = {need.action for need in needs.needed if need.because is Because.CODE}
    own = Writer(function, graph).resource(Places(graph).place(function, "arn:*:lambda:*:*:function:{}"))
    written = own.get("Fn::Sub") if isinstance(own, dict) else own
    names = tuple(name for name in (function.arn, written) if isinstance(name, str))
    denials = tuple(_denials(role, graph, names)) if role is not None else ()
    actions = [
        action
        for action in _INTERFACES
        if action not in asked and not any(names_action(denial, action) for denial in denials)
    ]
    if not actions:
        return []
    return [{"Effect": "Deny", "Action": actions, "Resource": "*", "Condition": {"ArnEquals": {KEY: own}}}]


def _denials(role: Role, graph: AppGraph, names: tuple[str, ...]) -> Iterator[Statement]:
    """The statements by which the role surely denies something to the code of a function of these ARNs, or to all."""
    for policy in policies_of(graph, role):
        for statement in policy.statements:
            whole = "*" in statement.resources and statement.unknown is None
            if statement.effect is Effect.DENY and whole and all(_meets(one, names) for one in statement.conditions):
                yield statement


def _meets(condition: Condition, names: tuple[str, ...]) -> bool:
    """Whether a condition surely holds for the requests of the code: one of its values is the function's own ARN."""
    operator = condition.operator.lower().removesuffix("ifexists")
    if condition.key.lower() != KEY.lower() or operator not in _POSITIVE:
        return False
    values = [one for one in condition.values if operator != "stringequals" or not _WILD.search(TOKEN.sub("", one))]
    return any(within(name, value) for name in names for value in values)
