"""A role of a service as its file has it: the lists of statements and of managed policies that make it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from ennead.graph.authority import policies_of
from ennead.graph.graph import AppGraph
from ennead.graph.needed.document import template_name
from ennead.model.app import Function, Role
from ennead.model.policy import Policy, PolicySource
from ennead.remedy.edit import Edit, Remove, Route
from ennead.remedy.errors import RemedyError
from ennead.remedy.roles.conditions import Where, as_data
from ennead.remedy.roles.sls_service import SHARED, Listed, Service
from ennead.remedy.roles.sls_spelling import Origin, Spelling
from ennead.remedy.roles.sls_values import Values

_MANAGED: tuple[Route, ...] = (("provider", "iam", "role", "managedPolicies"), ("provider", "iamManagedPolicies"))


@dataclass
class Written:
    """Where a role's policies are written; `own` is the route of its resource, None for one the framework makes."""

    role: Role
    graph: AppGraph
    service: Service
    own: Route | None
    documents: dict[Policy, Listed] = field(default_factory=dict)
    refused: dict[Policy, str] = field(default_factory=dict)

    @property
    def shared(self) -> bool:
        """Whether it is the one role that the framework makes for all functions."""
        return self.own is None and template_name(self.role) == SHARED

    def listed(self, policy: Policy) -> Listed:
        """Where its statements are written.  Raises RemedyError."""
        if policy not in self.documents:
            raise RemedyError(self.refused.get(policy, f"where {policy.name} is written is not known: edit it by hand"))
        return self.documents[policy]

    def origins(self) -> list[Origin]:
        """How the statements of the role name their resources now."""
        found: list[Origin] = []
        for policy, listed in self.documents.items():
            for statement, item in zip(policy.statements, listed.items, strict=True):
                value = item.get("Resource")
                values = value if isinstance(value, list) else [value]
                if len(values) == len(statement.resources):
                    found += [Origin(arn, one) for arn, one in zip(statement.resources, values, strict=True)]
        return found

    def spelling(self, function: Function, values: Values) -> Spelling:
        """Writes places for a function."""
        return Spelling(self.service, self.graph, function, values, self.origins())

    def managed(self, policy: Policy, gone: set[Policy]) -> list[Edit]:
        """The edits that take a managed policy away.  Raises RemedyError."""
        routes = _MANAGED if self.own is None else ((*self.own, "Properties", "ManagedPolicyArns"),)
        for route in routes:
            items = self.service.at(*route)
            if isinstance(items, list) and policy.arn in items:
                if all(any(one == each.arn for each in gone) for one in items):
                    return [Remove(self.service.file, route)]
                return [Remove(self.service.file, (*route, items.index(policy.arn)))]
        raise RemedyError(f"{policy.name} is attached by an expression: edit it by hand")

    def condition(self, where: Where) -> Any:
        """A statement's condition as it is written; by its values where it is not written here.  Raises RemedyError."""
        policy, number = where
        item = self.documents[policy].items[number] if policy in self.documents else {}
        return item["Condition"] if "Condition" in item else as_data(where)


def written(role: Role, function: Function, graph: AppGraph, service: Service) -> Written:
    """The role as it is written.

    Raises:
        RemedyError: it is not written in the service's file.
    """
    name = template_name(role)
    own = service.resource(name)
    if own is None and not name.endswith(SHARED):
        raise RemedyError(f"its role {name} is not written in {service.file} itself: edit what makes it")
    made = Written(role, graph, service, own)
    for policy in policies_of(graph, role):
        if policy.source in {PolicySource.MANAGED, PolicySource.GENERATED}:
            continue
        if policy.source is not PolicySource.INLINE or policy not in role.policies:
            made.refused[policy] = f"{policy.name} is attached to its role by another resource: edit that by hand"
            continue
        try:
            listed = _of_role(policy, own, service) if own is not None else _of_framework(made, function)
        except RemedyError as error:
            made.refused[policy] = str(error)
            continue
        if listed is not None and len(listed.items) == len(policy.statements):
            made.documents[policy] = listed
        else:
            made.refused[policy] = f"the statements of {policy.name} are not written one by one: edit them by hand"
    return made


def _of_role(policy: Policy, own: Route, service: Service) -> Listed | None:
    """The statements of an inline policy of a role among the service's resources."""
    route = policy.at.route if policy.at else ()
    if "Policies" not in route or not route[-1].isdigit():
        return None
    return service.listed((*own, "Properties", "Policies", int(route[-1]), "PolicyDocument", "Statement"))


def _of_framework(made: Written, function: Function) -> Listed | None:
    if made.shared:
        return made.service.shared()
    body = made.service.function(function.logical_id or "")
    inherits = made.service.at(*body, "iamRoleStatementsInherit") is True
    if inherits or made.service.at("custom", "serverless-iam-roles-per-function", "defaultInherit") is True:
        raise RemedyError("it inherits the statements of all functions: edit them by hand")
    for route in ((*body, "iamRoleStatements"), (*body, "iam", "role", "statements")):
        if made.service.at(*route) is not None:
            return made.service.listed(route)
    return None
