"""What the configuration file asks of roles (`[roles]`), as Terraform's expressions."""

from __future__ import annotations

from ennead.engine.roles import FunctionRoles
from ennead.model.rules import RoleRules
from ennead.remedy.edit import Edit, Hcl, Insert
from ennead.remedy.errors import RemedyError
from ennead.remedy.roles.choose import Choice
from ennead.remedy.roles.required import filled, is_name, lasting
from ennead.remedy.roles.tf_module import Module
from ennead.remedy.roles.tf_role import Written

_LOOKUPS = {
    "${AWS::Partition}": ("data.aws_partition.", "partition"),
    "${AWS::AccountId}": ("data.aws_caller_identity.", "account_id"),
    "{region}": ("data.aws_region.", "name"),
}


def boundary(rules: RoleRules, module: Module) -> str | None:
    """The boundary as an expression; None where none is asked for.

    Raises:
        RemedyError: the module has nothing of that name.
    """
    wanted = rules.boundary
    if wanted is None:
        return None
    if not is_name(wanted):
        return f'"{_looked_up(wanted, module)}"'
    if any(top.route == ("variable", wanted) for top in module.tops):
        return f"var.{wanted}"
    if f"local.{wanted}" in module.by_address:
        return f"local.{wanted}"
    raise RemedyError(f"no variable is called {wanted}, which roles.boundary names: declare it")


def _looked_up(text: str, module: Module) -> str:
    """A text with what Terraform looks up in it."""
    for word, (kind, attribute) in _LOOKUPS.items():
        if word in text:
            found = next((one for one in module.by_address if one.startswith(kind)), None)
            if found is None:
                raise RemedyError(f"the configuration asks for {text}: declare {kind.rstrip('.')} beside the role")
            text = text.replace(word, f"${{{found}.{attribute}}}")
    return text


def attributes(rules: RoleRules, one: FunctionRoles, label: str, module: Module) -> dict[str, str]:
    """Attributes of a new role, which win over those of the role it is made of.

    Raises:
        RemedyError: as `boundary`, and for a name that is too long.
    """
    made: dict[str, str] = {}
    if rules.name is not None:
        words = {"stack": "${terraform.workspace}"}
        words |= {"region": _looked_up("{region}", module)} if "{region}" in rules.name else {}
        made["name"] = f'"{filled(rules.name, label.replace("_", "-"), words)}"'
    if rules.path is not None:
        made["path"] = f'"{rules.path}"'
    if not lasting(one) and (wanted := boundary(rules, module)) is not None:
        made["permissions_boundary"] = wanted
    return made


def of_role(rules: RoleRules, choice: Choice, role: Written) -> list[Edit]:
    """The edit that gives a role the boundary it lacks.

    Raises:
        RemedyError: as `boundary`, and where an expression that comes to nothing stands there.
    """
    wanted = boundary(rules, role.module) if choice.unbounded else None
    if wanted is None:
        return []
    key = "role_permissions_boundary" if role.call else "permissions_boundary"
    if role.top.attribute(key) is not None:
        raise RemedyError(f"the boundary of {role.address} comes to nothing: give it {rules.boundary} by hand")
    return [Insert(role.top.file, role.top.route, key, Hcl(wanted))]
