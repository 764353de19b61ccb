"""What a function does not need to be denied, and had better be: rights of Lambda's own that its code would have too.

Lambda makes the network interfaces of a function in a VPC with the function's role, so that its code may as well.  A
denial by `lambda:SourceFunctionArn` meets the code alone, since Lambda's own requests do not carry that key
(https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html#configuration-vpc-best-practice).
"""

from __future__ import annotations

from typing import Any

from ennead.graph.authority import policies_of
from ennead.graph.graph import AppGraph
from ennead.graph.needed.document import Writer
from ennead.graph.needed.needs import Needs
from ennead.graph.needed.places import Places
from ennead.iam.match import action_matches
from ennead.model.app import Function, Role
from ennead.model.need import Because
from ennead.model.policy import Effect

KEY = "lambda:SourceFunctionArn"
_INTERFACES = (
    "ec2:CreateNetworkInterface", "ec2:DeleteNetworkInterface", "ec2:DescribeNetworkInterfaces", "ec2:DescribeSubnets",
    "ec2:DetachNetworkInterface", "ec2:AssignPrivateIpAddresses", "ec2:UnassignPrivateIpAddresses",
)  # fmt: skip


def advised(function: Function, role: Role | None, needs: Needs, graph: AppGraph) -> list[dict[str, Any]]:
    """Statements that the role of a function in a VPC had better have; what the code itself asks for is left out."""
    if function.vpc is not True:
        return []
    asked = {need.action for need in needs.needed if need.because is Because.CODE}
    denied = _denied(role, graph) if role is not None else ()
    actions = [
        action
        for action in _INTERFACES
        if action not in asked and not any(action_matches(pattern, action) for pattern in denied)
    ]
    if not actions:
        return []
    own = Writer(function, graph).resource(Places(graph).place(function, "arn:*:lambda:*:*:function:{}"))
    return [{"Effect": "Deny", "Action": actions, "Resource": "*", "Condition": {"ArnEquals": {KEY: own}}}]


def _denied(role: Role, graph: AppGraph) -> tuple[str, ...]:
    """The actions that the role denies code already, or everybody."""
    return tuple(
        action
        for policy in policies_of(graph, role)
        for statement in policy.statements
        if statement.effect is Effect.DENY and all(one.key.lower() == KEY.lower() for one in statement.conditions)
        for action in statement.actions
    )
