"""Well-known modules that are not at hand: what their inputs come to."""

from __future__ import annotations

from pathlib import Path

import pytest

from ennead.model.app import Bucket, Function, FunctionUrl, ManagedPolicy, Role
from ennead.sources.terraform.modules.known import module_of
from tests.sources.reading import edges, ids, one
from tests.sources.terraform.folder import app, fragment, links

FN = "function/module.fn.aws_lambda_function.this[0]"
ROLE = "role/module.fn.aws_iam_role.lambda[0]"


def _call(inputs: str, name: str = "fn", source: str = "terraform-aws-modules/lambda/aws") -> str:
    return f'module "{name}" {{\n  source = "{source}"\n{inputs}\n}}\n'


@pytest.mark.parametrize(
    ("source", "module"),
    [
        ("terraform-aws-modules/lambda/aws", "lambda"),
        ("registry.terraform.io/terraform-aws-modules/lambda/aws", "lambda"),
        ("github.com/terraform-aws-modules/terraform-aws-lambda?ref=abc", "lambda"),
        ("git::https://github.com/terraform-aws-modules/terraform-aws-sqs.git?ref=v4", "sqs"),
        ("git@github.com:terraform-aws-modules/terraform-aws-sns.git//modules/x?ref=1", "sns//modules/x"),
        ("terraform-aws-modules/s3-bucket/aws//modules/notification", "s3-bucket//modules/notification"),
        ("somebody/lambda/aws", None),
        ("./modules/terraform-aws-lambda", None),
    ],
)  # fmt: skip
def test_which_module_a_source_names(source: str, module: str | None) -> None:
    """The registry's short form, its long one and the repository name the same module."""
    assert module_of(source) == module


def test_a_function_with_everything(tmp_path: Path) -> None:
    """The function, its role and policies, its log group, its triggers and its URL, at the lines of the inputs."""
    text = (
        _call("""  function_name          = "orders"
  handler                = "app.handler"
  runtime                = "python3.13"
  source_path            = [{ path = "src/orders", pip_requirements = true }, "shared"]
  timeout                = 20
  memory_size            = 512
  environment_variables  = { TABLE = aws_dynamodb_table.t.name }
  dead_letter_target_arn = aws_sqs_queue.dead.arn
  attach_policy_statements = true
  policy_statements = {
    write = { effect = "Allow", actions = ["dynamodb:PutItem"], resources = [aws_dynamodb_table.t.arn] }
  }
  attach_policies    = true
  policies           = ["arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess"]
  number_of_policies = 1
  attach_tracing_policy = true
  create_lambda_function_url = true
  authorization_type         = "AWS_IAM"
  allowed_triggers = {
    rule = { service = "events", source_arn = "arn:aws:events:eu-west-1:123456789012:rule/r" }
  }
  event_source_mapping = {
    queue = { event_source_arn = aws_sqs_queue.in.arn, batch_size = 5 }
  }
  create_async_event_config = true
  destination_on_failure    = aws_sqs_queue.dead.arn
""")
        + """
resource "aws_dynamodb_table" "t" { name = "t" }
resource "aws_sqs_queue" "in" { name = "in" }
resource "aws_sqs_queue" "dead" { name = "dead" }
"""
    )
    found = fragment(tmp_path, text)
    fn = one(found, FN, Function)
    assert (fn.name, fn.runtime, fn.timeout, fn.memory, fn.code) == ("orders", "python3.13", 20, 512, "src/orders")
    assert (fn.at and fn.at.line, fn.runtime_at and fn.runtime_at.line) == (1, 5)
    assert [policy.name for policy in one(found, ROLE, Role).policies] == [
        "AWSXRayDaemonWriteAccess",
        "AmazonS3ReadOnlyAccess",
    ]
    inline = one(found, "policy/module.fn.aws_iam_role_policy.additional_inline[0]", ManagedPolicy)
    assert inline.roles == (ROLE,)
    assert inline.policy is not None
    assert inline.policy.statements[0].actions == ("dynamodb:PutItem",)
    assert "log_group/module.fn.aws_cloudwatch_log_group.lambda[0]" in ids(found)
    assert one(found, "function_url/module.fn.aws_lambda_function_url.this[0]", FunctionUrl).auth.value == "iam"
    assert {
        ("triggers", "queue/aws_sqs_queue.in", FN),
        ("may_invoke", "service/events.amazonaws.com", FN),
        ("fails_to", FN, "queue/aws_sqs_queue.dead"),
        ("references", FN, "table/aws_dynamodb_table.t"),
        ("assumes", FN, ROLE),
    } <= links(found)  # fmt: skip
    assert found.gaps == ()


def test_switches_of_the_module(tmp_path: Path) -> None:
    """A layer is a layer, a call that makes nothing makes nothing, a role of one's own is used."""
    text = (
        _call('  layer_name = "l"\n  create_layer = true', "layer")
        + _call("  create = false", "off")
        + _call("  create_function = false\n  create_layer = false", "package")
        + _call('  function_name = "a"\n  create_role = false\n  lambda_role = aws_iam_role.own.arn', "fn")
        + 'resource "aws_iam_role" "own" {\n  assume_role_policy = "{}"\n}\n'
    )
    found = fragment(tmp_path, text)
    kinds = {node.id for node in found.nodes if node.kind in {"function", "layer", "role"}}
    assert kinds == {"layer/module.layer.aws_lambda_layer_version.this[0]", FN, "role/aws_iam_role.own"}
    assert edges(found, "assumes") == {(FN, "role/aws_iam_role.own")}


def test_modules_hand_on_to_each_other(tmp_path: Path) -> None:
    """Outputs of known modules are addresses of the resources they make, whichever module asks for them."""
    text = (
        _call('  function_name = "fn"')
        + _call('  name = "jobs"\n  create_dlq = true', "queue", "terraform-aws-modules/sqs/aws")
        + _call(
            '  name = "news"\n  subscriptions = { q = { protocol = "sqs", endpoint = module.queue.queue_arn } }',
            "topic", "terraform-aws-modules/sns/aws",
        )
        + _call('  bucket = "files"', "bucket", "terraform-aws-modules/s3-bucket/aws")
        + _call(
            "  bucket = module.bucket.s3_bucket_id\n  lambda_notifications = { a = { function_arn ="
            ' module.fn.lambda_function_arn, function_name = module.fn.lambda_function_name, events = ["s3:*"] } }',
            "notify", "terraform-aws-modules/s3-bucket/aws//modules/notification",
        )
        + _call(
            '  create_bus = false\n  rules = { nightly = { schedule_expression = "rate(1 day)" } }\n'
            '  targets = { nightly = [{ name = "t", arn = module.fn.lambda_function_arn }] }',
            "events", "terraform-aws-modules/eventbridge/aws",
        )
        + _call(
            '  name = "api"\n  routes = { "GET /orders" = { authorization_type = "AWS_IAM",'
            " integration = { uri = module.fn.lambda_function_arn } } }",
            "api", "terraform-aws-modules/apigateway-v2/aws",
        )
        + _call(
            '  name = "t"\n  hash_key = "id"\n  attributes = [{ name = "id", type = "S" }]',
            "table", "terraform-aws-modules/dynamodb-table/aws",
        )
        + _call(
            '  name = "m"\n  definition = jsonencode({ States = { A = { Type = "Task", Resource ='
            " module.fn.lambda_function_arn } } })",
            "machine", "terraform-aws-modules/step-functions/aws",
        )
    )  # fmt: skip
    found = fragment(tmp_path, text)
    assert {
        ("fails_to", "queue/module.queue.aws_sqs_queue.this[0]", "queue/module.queue.aws_sqs_queue.dlq[0]"),
        ("publishes", "topic/module.topic.aws_sns_topic.this[0]", "queue/module.queue.aws_sqs_queue.this[0]"),
        ("triggers", "bucket/module.bucket.aws_s3_bucket.this[0]", FN),
        ("triggers", 'schedule/module.events.aws_cloudwatch_event_rule.this["nightly"]', FN),
        ("triggers", "route/GET /orders", FN),
        ("triggers", "state_machine/module.machine.aws_sfn_state_machine.this[0]", FN),
    } <= links(found), sorted(links(found))
    assert "table/module.table.aws_dynamodb_table.this[0]" in ids(found)
    assert found.gaps == ()


@pytest.mark.parametrize(("version", "closed"), [("~> 3.0", False), (">= 4.1", True), (None, True)])
def test_defaults_hang_on_the_modules_version(tmp_path: Path, version: str | None, closed: bool) -> None:
    """Before its version 4 the bucket module leaves a bucket's block switched off."""
    inputs = '  bucket = "b"' + (f'\n  version = "{version}"' if version else "")
    found = fragment(tmp_path, _call(inputs, "b", "terraform-aws-modules/s3-bucket/aws"))
    block = one(found, "bucket/module.b.aws_s3_bucket.this[0]", Bucket).public_access_block
    assert isinstance(block, frozenset)
    assert bool(block) is closed


def test_a_module_nobody_knows_is_a_gap(tmp_path: Path) -> None:
    """A module that is not at hand and not known is a gap that says what to run; plumbing is none."""
    text = _call("", "x", "somebody/thing/aws") + _call("", "vpc", "terraform-aws-modules/vpc/aws")
    (gap,) = app(tmp_path, text).fragments[""].gaps
    assert (gap.kind.value, gap.klass, gap.about, gap.at and gap.at.line) == ("input", "module", "module.x", 1)
    assert "terraform init" in gap.reason
    assert "terraform show -json" in gap.reason
