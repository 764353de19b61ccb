"""Roles written with the boundary, the path and the name that the configuration file asks for."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from ennead.remedy.roles.source import Source
from tests.graph.needed.making import HEAD, NOTHING, function, written
from tests.remedy.asked import ARN, applied, brought, left, read
from tests.remedy.roles_written import laid
from tests.remedy.test_roles_cloudformation import OWN, RESOURCES, ROLE, app
from tests.remedy.test_roles_serverless import CODE as SLS_CODE
from tests.remedy.test_roles_serverless import FUNCTIONS, ONE, PROVIDER, SHARED
from tests.remedy.test_roles_serverless import HEAD as SLS_HEAD
from tests.remedy.test_roles_terraform import CODE, PUT, TABLE, application, policy
from tests.remedy.test_roles_terraform import ROLE as TF_ROLE
from tests.remedy.test_roles_terraform import function as tf_function

EDGE = f'boundary = "{ARN}"'
PATH = 'path = "/app/"'
NAMED = 'name = "{stack}-{function}"'
WIDE = "      Policies: [AmazonDynamoDBFullAccess]\n"
MANAGED = "      ManagedPolicyArns: ['arn:aws:iam::aws:policy/AmazonDynamoDBFullAccess']\n"
PARAMETER = "Parameters: {Edge: {Type: String}}\n"


def resources(folder: Path, files: dict[str, str], asked: str) -> dict[str, Any]:
    """The template's resources once its roles are written."""
    written(folder, files)
    text = brought(folder, asked)["template.yaml"]
    (folder / "template.yaml").write_text(text, encoding="utf-8")
    return dict(Source(folder).at("template.yaml", ("Resources",)))


def two(role: str = "") -> dict[str, str]:
    """Two functions that share a role."""
    text = HEAD + function(OWN) + function(OWN, "Other") + RESOURCES + ROLE + MANAGED + role
    return {"template.yaml": text, "src/work.py": NOTHING, "src/other.py": NOTHING}


# -- SAM and CloudFormation ---------------------------------------------------------------------


def test_a_role_that_sam_makes(tmp_path: Path) -> None:
    """The function has the boundary and the path of its role."""
    made = resources(tmp_path, app(WIDE), f"{EDGE}\n{PATH}")["Work"]["Properties"]
    assert (made["PermissionsBoundary"], made["RolePath"]) == (ARN, "/app/")


def test_a_role_that_lacks_nothing_else(tmp_path: Path) -> None:
    """A boundary is given to roles that are as they should be otherwise."""
    files = {"template.yaml": HEAD + function(), "src/work.py": NOTHING}
    assert resources(tmp_path, files, EDGE)["Work"]["Properties"]["PermissionsBoundary"] == ARN


def test_what_globals_say_is_not_said_twice(tmp_path: Path) -> None:
    """A boundary and a path of `Globals` hold for every function."""
    head = f"Globals: {{Function: {{PermissionsBoundary: '{ARN}', RolePath: /app/}}}}\n"
    files = app(WIDE)
    files["template.yaml"] = head + files["template.yaml"]
    made = resources(tmp_path, files, f"{EDGE}\n{PATH}")["Work"]["Properties"]
    assert not {"PermissionsBoundary", "RolePath"} & made.keys()


def test_a_role_of_the_template(tmp_path: Path) -> None:
    """It gets the boundary; its path stays, since another one would make it anew."""
    policies = (
        "      Policies: [{PolicyName: a, PolicyDocument: "
        "{Statement: [{Effect: Allow, Action: 's3:*', Resource: '*'}]}}]\n"
    )
    made = resources(tmp_path, app(OWN, RESOURCES + ROLE + policies), f"{EDGE}\n{PATH}\n{NAMED}")["Own"]["Properties"]
    assert made["PermissionsBoundary"] == ARN
    assert not {"Path", "RoleName"} & made.keys()


@pytest.mark.parametrize(
    ("boundary", "expected"),
    [
        ("Edge", {"Ref": "Edge"}),
        (
            "arn:${AWS::Partition}:iam::${AWS::AccountId}:policy/edge",
            {"Fn::Sub": "arn:${AWS::Partition}:iam::${AWS::AccountId}:policy/edge"},
        ),
    ],
)
def test_how_a_boundary_is_spelt(tmp_path: Path, boundary: str, expected: dict[str, str]) -> None:
    """A parameter by reference, pseudo parameters by `Fn::Sub`."""
    files = app(WIDE)
    files["template.yaml"] = PARAMETER + files["template.yaml"]
    made = resources(tmp_path, files, f'boundary = "{boundary}"')["Work"]["Properties"]
    assert made["PermissionsBoundary"] == expected


def test_a_parameter_that_is_not_there(tmp_path: Path) -> None:
    """Nothing is written without the boundary, and the reason names the key of the configuration."""
    written(tmp_path, app(WIDE))
    reason = "template.yaml has no parameter Edge, which roles.boundary names: declare it"
    assert left(tmp_path, 'boundary = "Edge"') == [reason]


def test_another_boundary_stays(tmp_path: Path) -> None:
    """A role that has another one is left, and that is said."""
    files = {"template.yaml": HEAD + function(f"      PermissionsBoundary: {ARN}s\n"), "src/work.py": NOTHING}
    written(tmp_path, files)
    assert left(tmp_path, EDGE) == [f"its role has the boundary {ARN}s, not {ARN}: it is left"]


def test_new_roles_that_sam_makes(tmp_path: Path) -> None:
    """A role taken apart: each function has the boundary and the path of its own."""
    made = resources(tmp_path, two(), f"{EDGE}\n{PATH}")
    for name in ("Work", "Other"):
        assert "Role" not in made[name]["Properties"]
        assert made[name]["Properties"]["PermissionsBoundary"] == ARN
        assert made[name]["Properties"]["RolePath"] == "/app/"


def test_new_roles_with_names(tmp_path: Path) -> None:
    """SAM gives no names: the roles are written out."""
    made = resources(tmp_path, two(), f'{EDGE}\n{PATH}\nname = "{{stack}}-{{function}}-{{region}}"')
    role = made["WorkRole"]["Properties"]
    assert role["RoleName"] == {"Fn::Sub": "${AWS::StackName}-Work-${AWS::Region}"}
    assert (role["Path"], role["PermissionsBoundary"]) == ("/app/", ARN)
    assert made["Other"]["Properties"]["Role"] == {"Fn::GetAtt": ["OtherRole", "Arn"]}


def test_what_is_asked_wins_over_what_is_copied(tmp_path: Path) -> None:
    """A path and another boundary of the shared role do not come along."""
    shared = f"      Path: /old/\n      PermissionsBoundary: {ARN}s\n"
    written(tmp_path, two(shared))
    (tmp_path / "ennead.toml").write_text(f"[roles]\n{EDGE}\n{PATH}\n", encoding="utf-8")
    applied(read(tmp_path), tmp_path)
    role = Source(tmp_path).at("template.yaml", ("Resources", "WorkRole", "Properties"))
    assert (role["Path"], role["PermissionsBoundary"]) == ("/app/", ARN)


def test_a_name_that_is_too_long(tmp_path: Path) -> None:
    """IAM takes no more than 64 characters of a role's name."""
    written(tmp_path, two())
    reason = "the role of Other would have a name of more than 64 characters: shorten roles.name"
    assert reason in left(tmp_path, f'name = "{"a" * 60}{{function}}"')


# -- Terraform ----------------------------------------------------------------------------------


def test_terraform_a_role_in_place(tmp_path: Path) -> None:
    """The boundary is an attribute of the role, its name and path stay."""
    text = brought(application(tmp_path), f"{EDGE}\n{PATH}\n{NAMED}")["main.tf"]
    assert f'permissions_boundary = "{ARN}"' in text
    assert '"/app/"' not in text
    assert "terraform.workspace" not in text


@pytest.mark.parametrize(
    ("boundary", "declared", "expected"),
    [
        ("edge", 'variable "edge" {\n  default = "' + ARN + '"\n}\n', "var.edge"),
        ("edge", 'locals {\n  edge = "' + ARN + '"\n}\n', "local.edge"),
        (
            "arn:aws:iam::${AWS::AccountId}:policy/edge",
            'data "aws_caller_identity" "own" {}\n',
            '"arn:aws:iam::${data.aws_caller_identity.own.account_id}:policy/edge"',
        ),
    ],
)
def test_terraform_how_a_boundary_is_spelt(tmp_path: Path, boundary: str, declared: str, expected: str) -> None:
    """A variable, a local value, what Terraform looks up."""
    text = brought(application(tmp_path, declared), f'boundary = "{boundary}"')["main.tf"]
    assert f"permissions_boundary = {expected}" in text


def test_terraform_a_variable_that_is_not_there(tmp_path: Path) -> None:
    """The reason names the key of the configuration, or what has to be declared."""
    folder = application(tmp_path)
    assert left(folder, 'boundary = "edge"') == ["no variable is called edge, which roles.boundary names: declare it"]
    assert "declare data.aws_caller_identity" in left(folder, 'boundary = "arn:aws:iam::${AWS::AccountId}:policy/e"')[0]


def test_terraform_new_roles(tmp_path: Path) -> None:
    """A role taken apart: what is asked wins over what is copied."""
    wide = 'jsonencode({ Statement = [{ Effect = "Allow", Action = "dynamodb:*", Resource = "*" }] })'
    role = TF_ROLE.replace("assume_role_policy", 'path = "/old/"\n  assume_role_policy')
    text = TABLE + tf_function() + tf_function("writer", "reader") + role + policy(wide)
    laid(tmp_path, {"main.tf": text, "reader/app.py": CODE, "writer/app.py": PUT})
    made = brought(tmp_path, f"{EDGE}\n{PATH}\n{NAMED}")["main.tf"]
    for name in ("reader", "writer"):
        assert f'name                 = "${{terraform.workspace}}-{name}"' in made
    assert made.count('path                 = "/app/"') == 2
    assert made.count(f'permissions_boundary = "{ARN}"') == 2
    assert "/old/" not in made


# -- Serverless Framework -----------------------------------------------------------------------


def service(folder: Path, text: str) -> Path:
    """A service with its code."""
    return laid(folder, {"serverless.yml": text, "app.py": SLS_CODE})


def test_serverless_the_shared_role(tmp_path: Path) -> None:
    """The framework's role has its boundary beside its statements."""
    text = brought(service(tmp_path, SLS_HEAD + PROVIDER + SHARED + ONE), EDGE)["serverless.yml"]
    assert f"permissionsBoundary: {ARN}" in text


def test_serverless_a_role_that_says_nothing(tmp_path: Path) -> None:
    """A provider that says nothing of its role says its boundary, and what is needed with it."""
    text = brought(service(tmp_path, SLS_HEAD + PROVIDER + ONE), EDGE)["serverless.yml"]
    assert f"permissionsBoundary: {ARN}" in text
    assert "dynamodb:GetItem" in text


def test_serverless_new_roles(tmp_path: Path) -> None:
    """Roles among the service's resources have all that is asked for."""
    text = brought(service(tmp_path, SLS_HEAD + PROVIDER + SHARED + FUNCTIONS), f"{EDGE}\n{PATH}\n{NAMED}")
    made = text["serverless.yml"]
    assert made.count("Path: /app/") == 2
    assert made.count(f"PermissionsBoundary: {ARN}") == 2
    assert "RoleName: ${self:service}-${sls:stage}-read" in made


def test_serverless_roles_of_the_plugin(tmp_path: Path) -> None:
    """The plugin has keys of its own for a function's role."""
    head = SLS_HEAD + "plugins: [serverless-iam-roles-per-function]\n\n"
    made = brought(service(tmp_path, head + PROVIDER + SHARED + FUNCTIONS), f"{EDGE}\n{NAMED}")["serverless.yml"]
    assert made.count(f"iamPermissionsBoundary: {ARN}") == 2
    assert "iamRoleStatementsName: ${self:service}-${sls:stage}-write" in made


def test_serverless_a_parameter(tmp_path: Path) -> None:
    """A name is one of the service's parameters, or of its own values."""
    params = f"params:\n  default:\n    edge: {ARN}\n\n"
    made = brought(service(tmp_path / "a", SLS_HEAD + params + PROVIDER + SHARED + ONE), 'boundary = "edge"')
    assert "permissionsBoundary: ${param:edge}" in made["serverless.yml"]
    own = f"custom:\n  edge: {ARN}\n\n"
    made = brought(service(tmp_path / "b", SLS_HEAD + own + PROVIDER + SHARED + ONE), 'boundary = "edge"')
    assert "permissionsBoundary: ${self:custom.edge}" in made["serverless.yml"]
    folder = service(tmp_path / "c", SLS_HEAD + PROVIDER + SHARED + ONE)
    assert "has no parameter edge" in left(folder, 'boundary = "edge"')[0]
