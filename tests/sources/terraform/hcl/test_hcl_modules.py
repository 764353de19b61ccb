"""Modules, variables, environments and the other syntax."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from ennead.sources.errors import Malformed
from ennead.sources.terraform.configuration import configurations, environments_of, variables_of
from ennead.sources.terraform.instance import Pointer, Unclear
from tests.sources.terraform.hcl.module import attributes, instances, read, written

CHILD = """
variable "name" { type = string }
variable "size" { default = 1 }
variable "queue" { default = null }
resource "aws_sqs_queue" "q" {
  name = var.name
  size = var.size
  dlq  = var.queue == null ? null : var.queue.arn
}
output "arn" { value = aws_sqs_queue.q.arn }
output "name" { value = aws_sqs_queue.q.name }
output "path" { value = path.module }
"""


def test_local_modules(tmp_path: Path) -> None:
    """A module is read with its inputs, in every copy, and its outputs lead into it."""
    text = """
module "one" {
  source = "./child"
  name   = "one"
}
module "each" {
  source   = "./child"
  for_each = { a = 1, b = 2 }
  name     = "n-${each.key}"
  size     = each.value
  queue    = aws_sqs_queue.dead
}
module "off" {
  source = "./child"
  count  = 0
  name   = "x"
}
resource "aws_sqs_queue" "dead" {}
output "it" {
  value = [module.one.arn, module.one.name, module.each["b"].arn, [for k, m in module.each : m.name], module.one.path]
}
"""
    found = read(tmp_path, {"main.tf": text, "child/child.tf": CHILD})

    assert sorted(instances(found)) == [
        "aws_sqs_queue.dead",
        'module.each["a"].aws_sqs_queue.q',
        'module.each["b"].aws_sqs_queue.q',
        "module.one.aws_sqs_queue.q",
    ]
    assert found.outputs["it"] == [
        Pointer("module.one.aws_sqs_queue.q", ("arn",)),
        "one",
        Pointer('module.each["b"].aws_sqs_queue.q', ("arn",)),
        ["n-a", "n-b"],
        "child",
    ]
    second = instances(found)['module.each["b"].aws_sqs_queue.q']
    assert (second.module, second.mark) == ('module.each["b"]', ("child/child.tf", 5, 1))
    assert second.attributes == {"name": "n-b", "size": 2, "dlq": Pointer("aws_sqs_queue.dead", ("arn",))}
    assert found.sources == ("main.tf", "child/child.tf")
    assert not found.gaps


def test_module_above(tmp_path: Path) -> None:
    """A module beside the root module is read where it lies in the scanned folder, and a gap where it does not."""
    call = 'module "m" {\n  source = "../../"\n  name = "x"\n}\n'
    written(tmp_path, {"top/child.tf": CHILD, "top/examples/one/main.tf": call})

    inside = configurations(tmp_path / "top", "examples/one", {})[0]
    outside = configurations(tmp_path / "top" / "examples", "one", {})[0]

    assert attributes(inside, "module.m.aws_sqs_queue.q")["name"] == "x"
    assert not outside.instances
    assert [call.address for call in outside.calls] == ["module.m"]
    (gap,) = outside.gaps
    assert gap.klass == "module"
    assert "lies outside the scanned folder" in gap.reason


def test_remote_modules(tmp_path: Path) -> None:
    """A module that is not at hand is a call with its inputs, and its outputs are pointers."""
    text = """
module "fn" {
  source  = "terraform-aws-modules/lambda/aws"
  version = "~> 7.0"
  name    = "x"
  environment_variables = { Q = aws_sqs_queue.q.url }
  depends_on = [aws_sqs_queue.q]
}
module "many" {
  source   = "git::https://example.org/x.git"
  for_each = toset(["a"])
  key      = each.key
}
resource "aws_sqs_queue" "q" {}
output "it" { value = [module.fn.lambda_function_arn, module.many["a"].list[0].x] }
"""
    found = read(tmp_path, text)

    one, many = found.calls
    assert (one.address, one.source, one.version) == ("module.fn", "terraform-aws-modules/lambda/aws", "~> 7.0")
    assert one.inputs == {"name": "x", "environment_variables": {"Q": Pointer("aws_sqs_queue.q", ("url",))}}
    assert one.inputs.keys_at["name"] == ("main.tf", 5, 3)
    assert (many.address, many.inputs) == ('module.many["a"]', {"key": "a"})
    assert found.outputs["it"] == [
        Pointer("module.fn", ("lambda_function_arn",)), Pointer('module.many["a"]', ("list", 0, "x"))
    ]  # fmt: skip
    assert not found.gaps


def test_installed_modules(tmp_path: Path) -> None:
    """A remote module that `terraform init` has fetched is read."""
    modules = {"Modules": [{"Key": "", "Dir": "."}, {"Key": "m", "Dir": ".terraform/modules/m"}]}
    files = {
        "main.tf": 'module "m" {\n  source = "a/b/aws"\n  name = "x"\n}\n',
        ".terraform/modules/modules.json": json.dumps(modules),
        ".terraform/modules/m/m.tf": CHILD,
    }
    found = read(tmp_path, files)

    assert attributes(found, "module.m.aws_sqs_queue.q")["name"] == "x"
    assert not found.calls


def test_module_that_calls_itself(tmp_path: Path) -> None:
    """Modules that call each other for ever end in a gap."""
    found = read(tmp_path, 'module "m" {\n  source = "./."\n}\nmodule "n" {\n  source = "./"\n}\nresource "a" "b" {}\n')

    assert "module" in {gap.klass for gap in found.gaps}
    assert len(found.instances) < 2_000


@pytest.mark.parametrize(
    ("declared", "given", "expected"),
    [
        ("type = string\n default = 5", None, "5"),
        ("type = number", "5", 5),
        ("type = bool", "true", True),
        ("type = string", "007", "007"),
        ("", "[1]", "[1]"),
        ("type = list(string)", '["a", 1]', ["a", "1"]),
        ("type = set(string)", '["b", "a", "b"]', ["a", "b"]),
        ("type = map(number)", '{a = "1"}', {"a": 1}),
        ("type = any", "{a = [1]}", {"a": [1]}),
        ("type = object({a = string, b = optional(number, 3), c = optional(list(string))})", '{a = 1, z = 2}',
         {"a": "1", "b": 3, "c": None}),
        ("type = object({a = optional(object({b = optional(bool, true)}), {})})", "{}", {"a": {"b": True}}),
        ("type = tuple([string, number])", '[1, "2"]', ["1", 2]),
        ('default = "d"\n nullable = false', None, "d"),
    ],
)  # fmt: skip
def test_types_of_variables(tmp_path: Path, declared: str, given: str | None, expected: object) -> None:
    """A value fits the type its variable has, however it comes in."""
    text = f'variable "v" {{\n {declared}\n}}\noutput "o" {{\n  value = var.v\n}}\n'
    values = {} if given is None else {"v": given}

    assert read(tmp_path, text, **values).outputs["o"] == expected


def test_a_variable_without_a_value(tmp_path: Path) -> None:
    """It is unclear, and a gap where it is declared, also where it is sensitive."""
    found = read(
        tmp_path, '\nvariable "v" {\n  sensitive = true\n}\nvariable "unused" {}\noutput "o" {\n  value = var.v\n}\n'
    )

    assert found.outputs["o"] == Unclear("var.v", "a variable without a value")
    (gap,) = found.gaps
    assert gap.klass == "variable"
    assert gap.at
    assert (gap.at.path, gap.at.line) == ("main.tf", 2)


ENVIRONMENTS = {
    "app/main.tf": 'variable "a" {\n  default = "d"\n}\nvariable "b" {\n  default = "d"\n}\nvariable "c" {}\n'
    'output "o" {\n  value = "${var.a}${var.b}${var.c} ${terraform.workspace}"\n}\n',
    "app/terraform.tfvars": 'a = "t"\nb = "t"\nc = "t"\n',
    "app/x.auto.tfvars": 'b = "u"\n',
    "app/dev.tfvars": 'c = "dev"\n',
    "app/env/prod.tfvars.json": '{"c": "prod ${x}"}',
    "app/env/backend.tfvars": 'bucket = "b"\n',
    "app/envs/stage/terraform.tfvars": 'c = "stage"\n',
    "app/environments/other/main.tf": "",
    "app/environments/other/other.tfvars": 'c = "none of ours"\n',
}


def test_environments(tmp_path: Path) -> None:
    """One configuration per file of values; those that Terraform always loads come first, what a person gives last."""
    written(tmp_path, ENVIRONMENTS)
    found = configurations(tmp_path, "app", {})
    given = configurations(tmp_path, "app", {"c": "g"})

    assert environments_of(tmp_path, "app") == ("dev", "prod", "stage")
    assert variables_of(tmp_path, "app") == ("a", "b", "c")
    assert [(one.environment, one.outputs["o"]) for one in found] == [
        ("dev", "tudev dev"), ("prod", "tuprod ${x} prod"), ("stage", "tustage stage")
    ]  # fmt: skip
    assert {one.outputs["o"].split()[0] for one in given} == {"tug"}
    assert found[0].sources == ("app/main.tf", "app/terraform.tfvars", "app/x.auto.tfvars", "app/dev.tfvars")


def test_no_environments(tmp_path: Path) -> None:
    """Values that are always loaded make no environment."""
    written(tmp_path, {"main.tf": 'variable "a" {}\noutput "o" {\n  value = var.a\n}\n', "terraform.tfvars": "a = 1\n"})

    (only,) = configurations(tmp_path, ".", {})
    assert (only.environment, only.outputs["o"]) == ("", 1)
    assert environments_of(tmp_path, ".") == ()


def test_overrides(tmp_path: Path) -> None:
    """An override file replaces arguments, and all nested blocks of the kinds it has."""
    files = {
        "main.tf": 'resource "aws_a" "b" {\n  x = 1\n  y = 1\n  r {}\n  r {}\n  s {}\n}\n',
        "a_override.tf": 'resource "aws_a" "b" {\n  x = 2\n  r {\n    z = 1\n  }\n}\n',
    }
    assert attributes(read(tmp_path, files), "aws_a.b") == {"x": 2, "y": 1, "s": [{}], "r": [{"z": 1}]}


def test_json_syntax(tmp_path: Path) -> None:
    """Files in JSON are the same language; their text is a template."""
    document = {
        "variable": {"v": {"type": "list(string)", "default": ["${x}"]}},
        "locals": {"l": '${upper("a")}'},
        "resource": {"aws_sqs_queue": {"q": {"name": "${local.l}-x", "//": "a note", "tags": {"k": "${local.l}"}}}},
        "data": {"aws_region": {"r": {}}},
        "provider": {"aws": [{"region": "eu-west-1"}, {"alias": "b", "region": "us-east-1"}]},
        "module": {"m": {"source": "./m", "name": "n"}},
        "output": {"o": {"value": ["${aws_sqs_queue.q.arn}", "${data.aws_region.r.name}", "${var.v}"]}},
    }
    found = read(tmp_path, {"main.tf.json": json.dumps(document), "m/m.tf": CHILD})

    assert attributes(found, "aws_sqs_queue.q") == {"name": "A-x", "tags": {"k": "A"}}
    assert found.outputs["o"] == [Pointer("aws_sqs_queue.q", ("arn",)), "eu-west-1", ["${x}"]]
    assert instances(found)["aws_sqs_queue.q"].mark[:2] == ("main.tf.json", 1)
    assert attributes(found, "module.m.aws_sqs_queue.q")["name"] == "n"


def test_broken_files(tmp_path: Path) -> None:
    """A broken file, block or expression is a fault with its place, and the rest is read."""
    files = {
        "a.tf": 'resource "aws_a" "ok" {\n  x = 1\n}\nresource "aws_a" "broken" {\n  y = [1,\n  z = = 2\n  w = 3\n}\n',
        "b.tf": 'resource "aws_a" "other" {\n  x = 2\n}\nresource "lonely" {\n}\nresource "aws_a" "other" {}\n',
        "c.tf.json": '{"resource": ',
    }
    found = read(tmp_path, files)

    assert attributes(found, "aws_a.ok") == {"x": 1}
    assert attributes(found, "aws_a.other") == {"x": 2}
    places = [(fault.at.path, fault.at.line > 0) for fault in found.faults]
    assert {("a.tf", True), ("b.tf", True), ("c.tf.json", True)} <= set(places)
    assert {fault.at.line for fault in found.faults if fault.at.path == "b.tf"} == {4, 6}


def test_no_terraform_here(tmp_path: Path) -> None:
    """A folder without a Terraform file is an error."""
    with pytest.raises(Malformed):
        configurations(tmp_path, ".", {})


def test_providers_of_modules(tmp_path: Path) -> None:
    """A module has the default provider of its caller, or the one that is handed to it."""
    text = """
provider "aws" {
  region = "eu-west-1"
}
provider "aws" {
  alias  = "far"
  region = "us-east-1"
}
module "here" {
  source = "./m"
}
module "far" {
  source    = "./m"
  providers = { aws = aws.far }
}
output "o" { value = [module.here.region, module.far.region] }
"""
    child = 'data "aws_region" "r" {}\noutput "region" {\n  value = data.aws_region.r.name\n}\n'

    assert read(tmp_path, {"main.tf": text, "m/m.tf": child}).outputs["o"] == ["eu-west-1", "us-east-1"]


def test_an_environment_too_many(tmp_path: Path) -> None:
    """Environments share what may be done: files of values cannot multiply a costly configuration without end."""
    costly = "locals {\n  a = range(700)\n  b = [for x in local.a : [for y in local.a : x + y]]\n}\n"
    files = {"main.tf": costly + 'variable "v" {}\noutput "o" {\n  value = length(local.b)\n}\n'}
    written(tmp_path, {**files, **{f"e{n}.tfvars": "v = 1\n" for n in range(12)}})
    found = configurations(tmp_path, ".", {})

    assert len(found) == 12
    assert {gap.klass for gap in found[-1].gaps} == {"size"}
