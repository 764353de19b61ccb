"""Plans and states in JSON."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from ennead.sources.terraform.instance import Encoded, Pointer, Unclear
from ennead.sources.terraform.plan import is_plan, plan_configuration
from tests.sources.terraform.hcl.module import attributes, instances, written


def resource(address: str, **values: Any) -> dict[str, Any]:
    """A planned resource; the mode, type and name are those of its address."""
    words = address.replace("[0]", "").split(".")
    mode = "data" if "data" in words else "managed"
    return {"address": address, "mode": mode, "type": words[-2], "name": words[-1], "values": values}


def change(address: str, **unknown: Any) -> dict[str, Any]:
    return {"address": address, "change": {"actions": ["create"], "after_unknown": unknown}}


def made_from(*names: str) -> dict[str, Any]:
    return {"references": list(names)}


def config(kind: str, name: str, mode: str = "managed", **expressions: Any) -> dict[str, Any]:
    return {"mode": mode, "type": kind, "name": name, "expressions": expressions}


PLAN: dict[str, Any] = {
    "format_version": "1.2",
    "terraform_version": "1.9.0",
    "variables": {"region": {"value": "eu-west-1"}, "stage": {"value": "prod"}},
    "planned_values": {
        "outputs": {"known": {"value": [1]}, "later": {"sensitive": False}},
        "root_module": {
            "resources": [
                resource("aws_sqs_queue.q", name="q-prod", fifo_queue=None, tags={"a": "b"}),
                resource("aws_lambda_event_source_mapping.m[0]", batch_size=5, filter=[{"x": 1}]),
                resource("aws_lambda_function.f[0]", function_name="f", environment=[{"variables": {"K": "v"}}]),
                resource("aws_iam_role_policy.p", name="p"),
                resource("data.aws_iam_policy_document.d", statement=[{"actions": ["sqs:*"], "resources": [None]}]),
            ],
            "child_modules": [
                {
                    "address": "module.m",
                    "resources": [resource("module.m.aws_iam_role.r", name="r")],
                    "child_modules": [],
                }
            ],
        },
    },
    "resource_changes": [
        change("aws_sqs_queue.q", arn=True, id=True, tags={}),
        change("aws_lambda_event_source_mapping.m[0]", event_source_arn=True, function_name=True, filter=[{"y": True}]),
        change(
            "aws_lambda_function.f[0]", role=True, environment=[{"variables": {"Q": True}}], policy=True, layers=[True]
        ),
        change("aws_iam_role_policy.p", policy=True, role=True),
        change("data.aws_iam_policy_document.d", json=True, statement=[{"resources": [True]}]),
        change("module.m.aws_iam_role.r", arn=True, assume_role_policy=True, description=True),
    ],
    "prior_state": {"values": {"root_module": {"resources": [resource("data.aws_region.r", name="eu-west-1")]}}},
    "configuration": {
        "provider_config": {"aws": {"name": "aws", "expressions": {"region": made_from("var.region")}}},
        "root_module": {
            "outputs": {"later": {"expression": made_from("aws_sqs_queue.q.arn", "aws_sqs_queue.q")}},
            "resources": [
                config(
                    "aws_lambda_event_source_mapping",
                    "m",
                    event_source_arn=made_from("aws_sqs_queue.q.arn", "aws_sqs_queue.q"),
                    function_name=made_from("aws_lambda_function.f", "count.index"),
                    filter=[
                        {
                            "y": made_from(
                                "aws_lambda_function.f[0].arn", "aws_lambda_function.f[0]", "aws_lambda_function.f"
                            )
                        }
                    ],
                ),
                config(
                    "aws_lambda_function",
                    "f",
                    role=made_from("module.m.role_arn", "module.m"),
                    layers=made_from(
                        "aws_lambda_layer_version.l[0].arn",
                        "aws_lambda_layer_version.l[0]",
                        "aws_lambda_layer_version.l",
                    ),
                    policy=made_from("aws_sqs_queue.q.arn", "aws_sqs_queue.q"),
                    environment=[{"variables": made_from("aws_sqs_queue.q.url", "aws_sqs_queue.q", "local.x")}],
                ),
                config(
                    "aws_iam_role_policy",
                    "p",
                    policy=made_from("data.aws_iam_policy_document.d.json", "data.aws_iam_policy_document.d"),
                    role=made_from("module.m.role_arn", "module.m"),
                ),
                config(
                    "aws_iam_policy_document",
                    "d",
                    "data",
                    statement=[{"resources": made_from("aws_sqs_queue.q.arn", "aws_sqs_queue.q")}],
                ),
            ],
            "module_calls": {
                "m": {
                    "source": "./m",
                    "expressions": {"about": made_from("aws_sqs_queue.q.id", "aws_sqs_queue.q")},
                    "module": {
                        "outputs": {"role_arn": {"expression": made_from("aws_iam_role.r.arn", "aws_iam_role.r")}},
                        "resources": [
                            config(
                                "aws_iam_role",
                                "r",
                                description=made_from("var.about"),
                                assume_role_policy=made_from("data.aws_a.b.x", "data.aws_a.b", "data.aws_a.c.y"),
                            )
                        ],
                    },
                }
            },
        },
    },
}
ARN = Pointer("aws_sqs_queue.q", ("arn",))


def test_planned_values(tmp_path: Path) -> None:
    """What the plan knows is a value, what it does not is a pointer where one attribute is named, else unclear."""
    written(tmp_path, {"a/plan.json": json.dumps(PLAN)})
    found = plan_configuration(tmp_path, "a/plan.json")

    role = Pointer("module.m.aws_iam_role.r", ("arn",))
    assert attributes(found, "aws_sqs_queue.q") == {"name": "q-prod", "tags": {"a": "b"}}
    mapping = attributes(found, "aws_lambda_event_source_mapping.m[0]")
    assert mapping["event_source_arn"] == ARN
    assert mapping["filter"] == [{"x": 1, "y": Pointer("aws_lambda_function.f[0]", ("arn",))}]
    assert isinstance(mapping["function_name"], Unclear)
    function = attributes(found, "aws_lambda_function.f[0]")
    assert (function["role"], function["layers"]) == (role, [Pointer("aws_lambda_layer_version.l[0]", ("arn",))])
    variables = function["environment"][0]["variables"]
    assert (variables["K"], type(variables["Q"])) == ("v", Unclear)
    assert isinstance(function["policy"], Unclear), "an ARN that is named in a document is not the document"
    assert attributes(found, "module.m.aws_iam_role.r")["description"] == Pointer("aws_sqs_queue.q", ("id",))
    assert isinstance(attributes(found, "module.m.aws_iam_role.r")["assume_role_policy"], Unclear)
    assert "arn" not in attributes(found, "module.m.aws_iam_role.r")
    assert (found.region, found.outputs) == ("eu-west-1", {"known": [1], "later": ARN})
    assert instances(found)["data.aws_region.r"].mode == "data"
    assert instances(found)["module.m.aws_iam_role.r"].module == "module.m"
    assert {instance.mark for instance in found.instances} == {("a/plan.json", 1, 1)}
    assert (found.gaps, found.faults, found.sources) == ((), (), ("a/plan.json",))


def test_policy_documents_of_a_plan(tmp_path: Path) -> None:
    """A policy document that is made at deployment is made from its statements as far as they are known."""
    written(tmp_path, {"plan.json": json.dumps(PLAN)})
    policy = attributes(plan_configuration(tmp_path, "plan.json"), "aws_iam_role_policy.p")["policy"]

    assert policy == Encoded(
        {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": ["sqs:*"], "Resource": [ARN]}]}
    )


def test_files_beside_the_plan(tmp_path: Path) -> None:
    """The files beside a plan tell where a thing is written, and what the plan does not know yet."""
    text = """
variable "stage" {}
resource "aws_lambda_function" "f" {
  count = 1
  function_name = "f-${var.stage}"
  policy = jsonencode({ Q = aws_sqs_queue.q.arn, S = var.stage })
}
resource "aws_sqs_queue" "q" {}
"""
    written(tmp_path, {"main.tf": text, "plan.json": json.dumps(PLAN)})
    found = plan_configuration(tmp_path, "plan.json")

    function = instances(found)["aws_lambda_function.f[0]"]
    assert (function.mark, function.last_line) == (("main.tf", 3, 1), 7)
    assert function.attributes.keys_at["function_name"] == ("main.tf", 5, 3)
    assert function.attributes["function_name"] == "f"
    assert function.attributes["policy"] == Encoded({"Q": ARN, "S": "prod"})
    assert found.sources == ("plan.json", "main.tf")


def test_a_state(tmp_path: Path) -> None:
    """A state is read like a plan in which everything is known."""
    state = {"format_version": "1.0", "terraform_version": "1.9.0", "values": PLAN["planned_values"]}
    written(tmp_path, {"state.json": json.dumps(state)})

    assert attributes(plan_configuration(tmp_path, "state.json"), "aws_sqs_queue.q")["name"] == "q-prod"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_encodings(tmp_path: Path, encoding: str) -> None:
    """A plan that another shell has redirected is one all the same."""
    data = json.dumps(PLAN).encode(encoding)
    (tmp_path / "plan.json").write_bytes(data)

    assert is_plan(data[:2048])
    assert plan_configuration(tmp_path, "plan.json").instances


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        (b'{"format_version":"1.2","terraform_version":"1.5.0","planned_values":{', True),
        (b'{\n  "format_version": "1.0",\n  "terraform_version": "1.5.0",\n  "values": {', True),
        (b'{"configuration": {"provider_config": {', True),
        (b'{"AWSTemplateFormatVersion": "2010-09-09"}', False),
        (b'{"version": 4, "terraform_version": "1.5.0", "serial": 1}', False),
        (b'{"format_version": "1.0", "other": 1}', False),
        (b"", False),
        (b"resource {}", False),
    ],
)
def test_is_plan(head: bytes, expected: bool) -> None:
    """A plan is told by how it starts."""
    assert is_plan(head) == expected
