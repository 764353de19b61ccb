"""The role that all functions of a service share, taken apart: each function gets its own."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from ennead.graph.authority import policies_of
from ennead.graph.graph import AppGraph
from ennead.graph.needed.document import VERSION
from ennead.graph.needed.held import Rights
from ennead.model.app import Function
from ennead.model.policy import Policy, PolicySource
from ennead.model.rules import NO_ROLE_RULES, RoleRules
from ennead.remedy.edit import APPEND, Edit, Insert, Remove, Route, Set
from ennead.remedy.errors import RemedyError
from ennead.remedy.roles import quotas, sls_required
from ennead.remedy.roles.choose import Choice, refuse_lost
from ennead.remedy.roles.sls_list import limited
from ennead.remedy.roles.sls_role import Written, written
from ennead.remedy.roles.sls_service import PLUGIN, SHARED, Service, texts
from ennead.remedy.roles.sls_values import Values
from ennead.sources.serverless.draft import normalized

_NETWORK = "AWSLambdaVPCAccessExecutionRole"
_OF_ROLE = frozenset({"statements", "managedPolicies", "name", "path", "permissionsBoundary", "tags"})
_COPIED = {"path": "Path", "permissionsBoundary": "PermissionsBoundary", "permissionBoundary": "PermissionsBoundary"}
_PROPERTIES = ("Path", "PermissionsBoundary", "Tags", "MaxSessionDuration", "Description")


def edits(
    choices: list[Choice], graph: AppGraph, service: Service, values: Values, rules: RoleRules = NO_ROLE_RULES
) -> tuple[Edit, ...]:
    """The edits that give each function its own role; what made the shared one goes.

    Raises:
        RemedyError: something is not written in a way that can be edited.
    """
    refuse_lost(choices)
    role = written(choices[0].role, choices[0].function.function, graph, service)
    if role.shared and service.names(SHARED):
        raise RemedyError(f"the file names {SHARED}, which would be gone: give each function a role by hand")
    if role.shared and service.per_function:
        made = [edit for choice in choices for edit in _by_plugin(choice, role, values, rules)]
    else:
        made = _resources(choices, role, values, rules)
    return (*made, *_shared_gone(role, choices))


def _by_plugin(choice: Choice, role: Written, values: Values, rules: RoleRules) -> Iterator[Edit]:
    """A function's own statements, to which the plugin adds logs, network and pollers."""
    service, function = role.service, choice.function.function
    route = service.function(function.logical_id or "")
    own = [one for one in policies_of(role.graph, role.role) if one.source is PolicySource.GENERATED]
    implied = Rights(role.role, [statement for policy in own for statement in policy.statements], role.graph)
    kept = [one.name for one in _staying(choice, role) if one.name != _NETWORK]
    if kept:
        raise RemedyError(f"{kept[0]} is attached to the role it shares: give it a role by hand")
    each = [replace(need, places=(place,)) for need in choice.written for place in need.places]
    needs = [need for need in each if not implied.allow(need.action, need.places[0])]
    grants = limited(needs, choice.gone, role.spelling(function, values), role.condition)
    statements = [grant.statement() for grant in grants]
    if quotas.document(quotas.size(one) for one in statements) > quotas.INLINE:
        raise RemedyError(f"it needs more than {quotas.INLINE:,} characters of policies: give it a role by hand")
    yield Insert(service.file, route, "iamRoleStatements", statements)
    if service.at("custom", PLUGIN, "defaultInherit") is True:
        yield Insert(service.file, route, "iamRoleStatementsInherit", False)
    yield from sls_required.by_plugin(rules, choice.function, service, route)


def _resources(choices: list[Choice], role: Written, values: Values, rules: RoleRules) -> list[Edit]:
    """A role among the service's resources for each function."""
    service = role.service
    made: list[Edit] = []
    roles: dict[str, Any] = {}
    for choice in choices:
        function = choice.function.function
        route = service.function(function.logical_id or "")
        name = f"{normalized(function.logical_id or '')}Role"
        if service.names(name):
            raise RemedyError(f"{name} is there already: give {function.logical_id} a role by hand")
        properties = _properties(choice, function, name, role, values)
        roles |= _apart(properties, name, service)
        properties |= sls_required.properties(rules, choice.function, service)
        roles[name] = {"Type": "AWS::IAM::Role", "Properties": properties}
        if service.at(*route, "role") is None:
            made.append(Insert(service.file, route, "role", name, after="handler"))
        else:
            made.append(Set(service.file, (*route, "role"), name))
    return [*made, *_put(roles, service)]


def _properties(choice: Choice, function: Function, name: str, role: Written, values: Values) -> dict[str, Any]:
    made: dict[str, Any] = {"AssumeRolePolicyDocument": _trust(role)}
    made |= _settings(role)
    managed = list(dict.fromkeys(policy.arn for policy in _staying(choice, role)))
    if managed:
        made["ManagedPolicyArns"] = managed
    grants = limited(choice.written, choice.gone, role.spelling(function, values), role.condition)
    if grants:
        document = {"Version": VERSION, "Statement": [grant.statement() for grant in grants]}
        made["Policies"] = [{"PolicyName": f"{name.removesuffix('Role')}Needs", "PolicyDocument": document}]
    return made


def _apart(properties: dict[str, Any], name: str, service: Service) -> dict[str, Any]:
    """Managed policies for what is too long for a role's own; the role names them."""
    stem = f"{name.removesuffix('Role')}Needs"
    policies = properties.get("Policies", [])
    statements = [one for entry in policies for one in entry["PolicyDocument"]["Statement"]]
    if quotas.document(quotas.size(one) for one in statements) <= quotas.INLINE:
        return {}
    packed = quotas.statements(statements)
    managed = properties.get("ManagedPolicyArns", [])
    quotas.attached(name, len(managed), len(packed))
    made: dict[str, Any] = {}
    for number, held in enumerate(packed, 1):
        if service.names(f"{stem}{number}"):
            raise RemedyError(f"{stem}{number} is there already: give the function a role by hand")
        document = {"Version": VERSION, "Statement": held}
        made[f"{stem}{number}"] = {"Type": "AWS::IAM::ManagedPolicy", "Properties": {"PolicyDocument": document}}
    del properties["Policies"]
    properties["ManagedPolicyArns"] = [*managed, *({"Ref": one} for one in made)]
    return made


def _trust(role: Written) -> Any:
    if role.own is not None:
        return role.service.at(*role.own, "Properties", "AssumeRolePolicyDocument")
    service = {"Service": "lambda.amazonaws.com"}
    return {"Version": VERSION, "Statement": [{"Effect": "Allow", "Principal": service, "Action": "sts:AssumeRole"}]}


def _settings(role: Written) -> dict[str, Any]:
    """What else the shared role is: its boundary, its path."""
    if role.own is not None:
        held = role.service.at(*role.own, "Properties") or {}
        return {key: held[key] for key in _PROPERTIES if key in held}
    held = role.service.at("provider", "iam", "role")
    found = {new: held[old] for old, new in _COPIED.items() if old in held} if isinstance(held, dict) else {}
    if isinstance(held, dict) and held.get("tags") is not None:
        found["Tags"] = _tags(held["tags"])
    boundary = role.service.at("provider", "rolePermissionsBoundary")
    if boundary is not None:
        found.setdefault("PermissionsBoundary", boundary)
    return found


def _tags(written: Any) -> list[dict[str, Any]]:
    """The framework's mapping of tags as a resource has them.  Raises RemedyError where it is put in from elsewhere."""
    if not isinstance(written, dict):
        raise RemedyError("the tags of the role it shares are put in from elsewhere: give it a role by hand")
    return [{"Key": key, "Value": value} for key, value in written.items()]


def _staying(choice: Choice, role: Written) -> Iterator[Policy]:
    """The managed policies that the function's role keeps.  Raises RemedyError for one that is not told."""
    for policy in policies_of(role.graph, role.role):
        if policy.source is PolicySource.MANAGED and policy not in choice.gone:
            if policy.arn is None or "${" in policy.arn:
                raise RemedyError(f"{policy.name} is attached by an expression: give it a role by hand")
            yield policy


def _put(roles: dict[str, Any], service: Service) -> Iterator[Edit]:
    """The roles among the resources, which may have to be made first."""
    here = service.resources
    if here is not None:
        yield from (Insert(service.file, here, name, body) for name, body in roles.items())
        return
    value = service.root.get("resources")
    if value is None:
        yield Set(service.file, ("resources",), {"Resources": roles})
    elif isinstance(value, list):
        yield Insert(service.file, ("resources",), APPEND, {"Resources": roles})
    elif isinstance(value, dict) and value.get("Resources") is None:
        yield Set(service.file, ("resources", "Resources"), roles)
    else:
        raise RemedyError("the resources of the service are put in from elsewhere (${file(...)}): add a role by hand")


def _shared_gone(role: Written, choices: list[Choice]) -> Iterator[Edit]:
    """What made the shared role, once no function uses it."""
    service = role.service
    if role.own is not None:
        yield from _resource_gone(role, choices)
        return
    held = service.at("provider", "iam", "role")
    if isinstance(held, dict) and held:
        iam = service.at("provider", "iam")
        if set(held) <= _OF_ROLE:
            whole: Route = ("provider", "iam") if len(iam) == 1 else ("provider", "iam", "role")
            yield Remove(service.file, whole)
        else:
            yield from (
                Remove(service.file, ("provider", "iam", "role", key))
                for key in ("statements", "managedPolicies")
                if key in held
            )
    for key in ("iamRoleStatements", "iamManagedPolicies", "rolePermissionsBoundary"):
        if service.at("provider", key) is not None:
            yield Remove(service.file, ("provider", key))


def _resource_gone(role: Written, choices: list[Choice]) -> Iterator[Edit]:
    """A shared role among the resources goes with the provider's word for it, where nothing else names it."""
    service, name = role.service, str(role.own[-1]) if role.own else ""
    functions = {choice.function.function.logical_id for choice in choices}
    others = [one for one in role.graph.nodes_of(Function) if not one.external and one.logical_id not in functions]
    if any(service.at(*_body(service, one), "role") is None for one in others):
        return
    named = [route for route in (("provider", "iam", "role"), ("provider", "role")) if _is(service.at(*route), name)]
    held = sum(_is(service.at(*service.function(str(key)), "role"), name) for key in functions)
    yield from (Remove(service.file, route) for route in named)
    if role.own is not None and sum(text == name for text in texts(service.root)) == 1 + len(named) + held:
        yield Remove(service.file, role.own)


def _body(service: Service, function: Function) -> Route:
    return service.function(function.logical_id or "")


def _is(value: Any, name: str) -> bool:
    """Whether a value names a resource."""
    return value == name or value in ({"Fn::GetAtt": [name, "Arn"]}, {"Ref": name})
