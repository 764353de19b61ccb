"""What the configuration file asks of roles (`[roles]`), as a service of the Serverless Framework has it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from ennead.engine.roles import FunctionRoles
from ennead.model.rules import RoleRules
from ennead.remedy.edit import Edit, Insert, Remove, Route, Set
from ennead.remedy.errors import RemedyError
from ennead.remedy.roles.choose import Choice
from ennead.remedy.roles.required import filled, is_name, lasting
from ennead.remedy.roles.sls_role import Written
from ennead.remedy.roles.sls_service import Service

_KEY = "permissionsBoundary"
_IAM: Route = ("provider", "iam")
_ROLE: Route = ("provider", "iam", "role")


def boundary(rules: RoleRules, service: Service) -> Any:
    """The boundary as a value of the service's file; None where none is asked for.

    Raises:
        RemedyError: the service has nothing of that name.
    """
    wanted = rules.boundary
    if wanted is None:
        return None
    if not is_name(wanted):
        return {"Fn::Sub": wanted} if "${" in wanted else wanted
    params = service.at("params")
    stages = params.values() if isinstance(params, dict) else ()
    if any(isinstance(one, dict) and wanted in one for one in stages):
        return f"${{param:{wanted}}}"
    if service.at("custom", wanted) is not None:
        return f"${{self:custom.{wanted}}}"
    if _declared(wanted, service):
        return {"Ref": wanted}
    raise RemedyError(f"{service.file} has no parameter {wanted}, which roles.boundary names: add it to params")


def _declared(name: str, service: Service) -> bool:
    """Whether the resources of the service have a parameter, or a policy, of that name."""
    here = service.resources
    if here is None:
        return False
    return service.resource(name) is not None or service.at(*here[:-1], "Parameters", name) is not None


def name(rules: RoleRules, function: str, service: Service) -> str | None:
    """A new role's name; None where CloudFormation makes one.  Raises RemedyError where it is too long."""
    if rules.name is None:
        return None
    stack = service.at("provider", "stackName")
    own = stack if isinstance(stack, str) else f"${{self:service}}-{service.stage}"
    return filled(rules.name, function, {"stack": own, "region": "${aws:region}"})


def properties(rules: RoleRules, one: FunctionRoles, service: Service) -> dict[str, Any]:
    """Properties of a new `AWS::IAM::Role`, which win over those of the role it is made of."""
    made: dict[str, Any] = {}
    if (own := name(rules, one.function.logical_id or "", service)) is not None:
        made["RoleName"] = own
    if rules.path is not None:
        made["Path"] = rules.path
    if not lasting(one):
        made["PermissionsBoundary"] = boundary(rules, service)
    return made


def by_plugin(rules: RoleRules, one: FunctionRoles, service: Service, route: Route) -> list[Edit]:
    """Edits of a function whose role the plugin makes: the plugin knows no path."""
    made: list[Edit] = []
    if (own := name(rules, one.function.logical_id or "", service)) is not None:
        made.append(Insert(service.file, route, "iamRoleStatementsName", own))
    if (wanted := boundary(rules, service)) is not None:
        made.append(Insert(service.file, route, "iamPermissionsBoundary", wanted))
    return made


def of_role(rules: RoleRules, choice: Choice, role: Written, edits: list[Edit]) -> list[Edit]:
    """The edits with what gives the role the boundary it lacks.

    Raises:
        RemedyError: as `boundary`, and where nothing of the file says it.
    """
    wanted = boundary(rules, role.service) if choice.unbounded else None
    if wanted is None:
        return edits
    service = role.service
    if role.own is not None:
        return [*edits, Set(service.file, (*role.own, "Properties", "PermissionsBoundary"), wanted)]
    if not role.shared:
        body = service.function(choice.function.function.logical_id or "")
        described = service.at(*body, "iam", "role")
        if isinstance(described, dict):
            return [*edits, Set(service.file, (*body, "iam", "role", _KEY), wanted)]
        return [*edits, Insert(service.file, body, "iamPermissionsBoundary", wanted)]
    return _shared(wanted, service, edits)


def _shared(wanted: Any, service: Service, edits: list[Edit]) -> list[Edit]:
    """The boundary of the role that the framework makes for all functions, into what is done to it already."""
    for number, edit in enumerate(edits):
        if isinstance(edit, Remove) and edit.route in (_IAM, _ROLE):
            value = {_KEY: wanted} if edit.route == _ROLE else {"role": {_KEY: wanted}}
            return [*edits[:number], Set(edit.file, edit.route, value), *edits[number + 1 :]]
        if isinstance(edit, Insert) and (*edit.route, edit.key) in (_IAM, _ROLE):
            held = edit.value["role"] if edit.key == "iam" else edit.value
            value = {"role": {**held, _KEY: wanted}} if edit.key == "iam" else {**held, _KEY: wanted}
            return [*edits[:number], replace(edit, value=value), *edits[number + 1 :]]
    if isinstance(service.at(*_ROLE), dict):
        return [*edits, Set(service.file, (*_ROLE, _KEY), wanted)]
    if service.at("provider", "iamRoleStatements") is not None:
        return [*edits, Insert(service.file, ("provider",), "rolePermissionsBoundary", wanted)]
    if service.at(*_IAM) is None:
        return [*edits, Insert(service.file, ("provider",), "iam", {"role": {_KEY: wanted}})]
    raise RemedyError("its role is put in from elsewhere (${file(...)}): give it its boundary by hand")
