"""A whole configuration: environments, plans, code, names, the provider's defaults."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from ennead.model.app import (
    Alias,
    Bucket,
    Function,
    LogGroup,
    ManagedPolicy,
    Parameter,
    Reference,
    Role,
    Stage,
    Table,
    Throttle,
    UserPool,
)
from ennead.model.unknown import Unknown
from ennead.sources.app import Options
from ennead.sources.discover import discover
from ennead.sources.errors import NotGiven
from ennead.sources.terraform.app import read_app
from tests.sources.reading import edges, one
from tests.sources.terraform.folder import FN, FUNCTION, app, fragment, links, write

MEMORY = 'variable "memory" {}\n' + FUNCTION.replace("filename", "memory_size = var.memory\n  filename")


def test_every_file_of_values_is_an_environment(tmp_path: Path) -> None:
    """Each tfvars file gives a fragment of its own; `--env` picks one, and one that is not there is refused."""
    files = {"dev.tfvars": "memory = 128\n", "prod.tfvars": "memory = 1024\n"}
    reading = app(tmp_path, MEMORY, files=files)
    memory = {name: one(found, FN, Function).memory for name, found in reading.fragments.items()}
    assert memory == {"dev": 128, "prod": 1024}
    chosen = app(tmp_path, MEMORY, Options(environment="prod"), files)
    assert one(chosen.fragments[""], FN, Function).memory == 1024
    with pytest.raises(NotGiven, match="no environment test"):
        app(tmp_path, MEMORY, Options(environment="test"), files)


def test_values_a_person_hands_in(tmp_path: Path) -> None:
    """A value on the command line is a variable's; one that no variable asks for is refused."""
    unset = app(tmp_path, MEMORY).fragments[""]
    assert isinstance(one(unset, FN, Function).memory, Unknown)
    assert [gap.klass for gap in unset.gaps] == ["variable"]
    given = app(tmp_path, MEMORY, Options(parameters={"memory": "256"})).fragments[""]
    assert one(given, FN, Function).memory == 256
    with pytest.raises(NotGiven, match="no variable other"):
        app(tmp_path, MEMORY, Options(parameters={"other": "1"}))


@pytest.mark.parametrize(
    ("archive", "code"),
    [
        ('source_dir = "${path.module}/src"', "src"),
        ('source_file = "src/app.py"', "src"),
        ('source { \n filename = "app.py" \n }', "build/fn.zip"),
    ],
)
def test_code_behind_an_archive(tmp_path: Path, archive: str, code: str) -> None:
    """The code of a function is the folder its archive is made of; else the archive itself."""
    text = f'data "archive_file" "z" {{\n type = "zip"\n {archive}\n output_path = "build/fn.zip"\n}}\n'
    assert one(fragment(tmp_path, text + FUNCTION), FN, Function).code == code


def test_code_in_a_module_and_in_a_bucket(tmp_path: Path) -> None:
    """Paths start at the root module's folder, whichever file names them; an uploaded object leads to its source."""
    inner = FUNCTION.replace('filename      = "build/fn.zip"', "filename = var.file")
    files = {"modules/fn/main.tf": 'variable "file" {}\n' + inner}
    text = """
    data "archive_file" "z" {
      type        = "zip"
      source_dir  = "src"
      output_path = "fn.zip"
    }
    module "a" {
      source = "./modules/fn"
      file   = data.archive_file.z.output_path
    }
    resource "aws_s3_object" "package" {
      bucket = "packages"
      key    = "fn.zip"
      source = data.archive_file.z.output_path
    }
    """
    uploaded = FUNCTION.replace(
        'filename      = "build/fn.zip"', 's3_bucket = "packages"\n s3_key = aws_s3_object.package.key'
    )
    found = fragment(tmp_path, text + uploaded, files)
    assert one(found, "function/module.a.aws_lambda_function.fn", Function).code == "src"
    assert one(found, FN, Function).code == "src"


def test_things_with_one_name_are_told_apart(tmp_path: Path) -> None:
    """A pointer leads to the thing it is at, though others share its name, known or not."""
    text = """
    variable "name" {}
    resource "aws_dynamodb_table" "t" { name = "orders" }
    resource "aws_sqs_queue" "q" { name = "orders" }
    resource "aws_sqs_queue" "a" { name = var.name }
    resource "aws_sqs_queue" "b" { name = var.name }
    resource "aws_lambda_event_source_mapping" "m" {
      event_source_arn = aws_sqs_queue.b.arn
      function_name    = aws_lambda_function.fn.arn
    }
    """
    function = FUNCTION.replace("filename", "environment { variables = { QUEUE = aws_sqs_queue.q.url } }\n  filename")
    found = fragment(tmp_path, function.replace('= "fn"\n', '= "orders"\n') + text)
    assert edges(found, "references") == {(FN, "queue/aws_sqs_queue.q")}
    assert edges(found, "triggers") == {("queue/aws_sqs_queue.b", FN)}


def test_a_variable_points_where_the_configuration_says(tmp_path: Path) -> None:
    """An environment variable that is a pointer names that very thing, not another of the same name."""
    text = """
    variable "name" {}
    resource "aws_kinesis_stream" "one" { name = var.name }
    resource "aws_dynamodb_table" "two" { name = var.name }
    """
    function = FUNCTION.replace(
        "filename", "environment { variables = { T = aws_kinesis_stream.one.name } }\n  filename"
    )
    found = fragment(tmp_path, function + text)
    (reference,) = (e for e in found.edges if isinstance(e, Reference))
    assert (reference.target, reference.via) == ("stream/aws_kinesis_stream.one", "T")


def test_defaults_of_the_provider(tmp_path: Path) -> None:
    """Where the provider's default is not CloudFormation's, the provider's counts."""
    text = """
    resource "aws_cloudwatch_log_group" "g" {
      name              = "g"
      retention_in_days = 0
    }
    resource "aws_s3_bucket" "open" { bucket = "open" }
    resource "aws_s3_bucket_public_access_block" "open" { bucket = aws_s3_bucket.open.id }
    resource "aws_s3_bucket" "default" { bucket = "default" }
    resource "aws_dynamodb_table" "t" {
      name             = "t"
      stream_enabled   = false
      stream_view_type = "NEW_IMAGE"
    }
    resource "aws_cognito_user_pool" "p" {
      name = "p"
      schema {
        name                = "plan"
        attribute_data_type = "String"
      }
    }
    """
    function = FUNCTION.replace("filename", "reserved_concurrent_executions = -1\n  filename")
    found = fragment(tmp_path, function + text)
    assert one(found, "log_group/aws_cloudwatch_log_group.g", LogGroup).retention_days is None
    assert one(found, "bucket/aws_s3_bucket.open", Bucket).public_access_block == frozenset()
    assert one(found, "bucket/aws_s3_bucket.default", Bucket).public_access_block is None
    assert one(found, "table/aws_dynamodb_table.t", Table).stream is None
    (attribute,) = one(found, "user_pool/aws_cognito_user_pool.p", UserPool).attributes
    assert attribute.mutable is False
    assert one(found, FN, Function).reserved_concurrency is None


def test_parts_of_a_bucket_keep_their_lines(tmp_path: Path) -> None:
    """What a bucket has in blocks of its own is in the bucket, at the line of that block."""
    text = """resource "aws_s3_bucket" "b" { bucket = "b" }
resource "aws_s3_bucket_public_access_block" "p" {
  bucket                  = aws_s3_bucket.b.id
  restrict_public_buckets = true
}
resource "aws_s3_bucket_ownership_controls" "o" {
  bucket = aws_s3_bucket.b.id
  rule { object_ownership = "ObjectWriter" }
}
resource "aws_s3_bucket_website_configuration" "w" {
  bucket = aws_s3_bucket.b.bucket
  index_document { suffix = "index.html" }
}
resource "aws_s3_bucket_versioning" "v" {
  bucket = "b"
  versioning_configuration { status = "Enabled" }
}
resource "aws_s3_bucket_server_side_encryption_configuration" "s" {
  bucket = aws_s3_bucket.b.id
  rule {
    apply_server_side_encryption_by_default {
      sse_algorithm     = "aws:kms"
      kms_master_key_id = aws_kms_key.k.arn
    }
  }
}
resource "aws_kms_key" "k" {}
resource "aws_s3_bucket_cors_configuration" "c" {
  bucket = aws_s3_bucket.b.id
  cors_rule {
    allowed_methods = ["GET"]
    allowed_origins = ["*"]
  }
}
"""
    bucket = one(fragment(tmp_path, text), "bucket/aws_s3_bucket.b", Bucket)
    assert bucket.public_access_block == frozenset({"RestrictPublicBuckets"})
    assert (bucket.block_at and bucket.block_at.line, bucket.ownership) == (2, "ObjectWriter")
    assert (bucket.website, bucket.website_at and bucket.website_at.line) == (True, 12)
    assert bucket.versioned is True
    assert str(bucket.encrypted_with).endswith("key/${aws_kms_key.k}")
    assert bucket.cors[0].origins == ("*",)


def test_policies_in_every_form(tmp_path: Path) -> None:
    """A role's statements are read from own resources, documents and attachments."""
    text = """
data "aws_iam_policy_document" "d" {
  statement {
    actions   = ["dynamodb:PutItem"]
    resources = [aws_dynamodb_table.t.arn]
  }
}
data "aws_iam_policy" "basic" { name = "AWSLambdaBasicExecutionRole" }
resource "aws_dynamodb_table" "t" { name = "t" }
resource "aws_iam_policy" "own" {
  name   = "own"
  policy = data.aws_iam_policy_document.d.json
}
resource "aws_iam_role_policy_attachment" "own" {
  role       = aws_iam_role.role.name
  policy_arn = aws_iam_policy.own.arn
}
resource "aws_iam_role_policy_attachment" "basic" {
  role       = aws_iam_role.role.name
  policy_arn = data.aws_iam_policy.basic.arn
}
resource "aws_iam_role_policy" "p" {
  role   = aws_iam_role.role.id
  policy = <<EOT
{"Statement": {"Effect": "Allow", "Action": "sqs:*", "Resource": "${aws_dynamodb_table.t.arn}/index/*"}}
EOT
}
"""
    found = fragment(tmp_path, FUNCTION + text)
    attached = one(found, "role/aws_iam_role.role", Role).policies
    assert [(policy.name, bool(policy.statements)) for policy in attached] == [("AWSLambdaBasicExecutionRole", True)]
    own = one(found, "policy/aws_iam_policy.own", ManagedPolicy)
    inline = one(found, "policy/aws_iam_role_policy.p", ManagedPolicy)
    assert own.roles == inline.roles == ("role/aws_iam_role.role",)
    table = "arn:aws:dynamodb:${AWS::Region}:${AWS::AccountId}:table/t"
    assert [policy.statements[0].resources for policy in (own.policy, inline.policy) if policy] == [
        (table,),
        (f"{table}/index/*",),
    ]


def test_a_secret_value_is_never_kept(tmp_path: Path) -> None:
    """The value of a secure parameter or a secret is in no node; that of a plain parameter is."""
    text = """
    resource "aws_ssm_parameter" "plain" {
      name  = "plain"
      type  = "String"
      value = "shown"
    }
    resource "aws_ssm_parameter" "secure" {
      name  = "secure"
      type  = "SecureString"
      value = "hunter2"
    }
    resource "aws_secretsmanager_secret" "s" { name = "s" }
    resource "aws_secretsmanager_secret_version" "v" {
      secret_id     = aws_secretsmanager_secret.s.id
      secret_string = "hunter2"
    }
    """
    found = fragment(tmp_path, text)
    assert one(found, "parameter/aws_ssm_parameter.plain", Parameter).value == "shown"
    assert "hunter2" not in repr(found)


def test_limits_of_a_stage(tmp_path: Path) -> None:
    """Method settings limit the stage they name, -1 is no limit; a web ACL shields its stage."""
    text = """
    resource "aws_api_gateway_rest_api" "a" { name = "a" }
    resource "aws_api_gateway_deployment" "d" { rest_api_id = aws_api_gateway_rest_api.a.id }
    resource "aws_api_gateway_stage" "s" {
      rest_api_id   = aws_api_gateway_rest_api.a.id
      deployment_id = aws_api_gateway_deployment.d.id
      stage_name    = "live"
    }
    resource "aws_api_gateway_method_settings" "m" {
      rest_api_id = aws_api_gateway_rest_api.a.id
      stage_name  = aws_api_gateway_stage.s.stage_name
      method_path = "*/*"
      settings {
        throttling_rate_limit  = 10
        throttling_burst_limit = -1
      }
    }
    resource "aws_wafv2_web_acl_association" "w" {
      resource_arn = aws_api_gateway_stage.s.arn
      web_acl_arn  = aws_wafv2_web_acl.acl.arn
    }
    resource "aws_wafv2_web_acl" "acl" { scope = "REGIONAL" }
    """
    stage = one(fragment(tmp_path, text), "stage/aws_api_gateway_stage.s", Stage)
    assert (stage.name, stage.throttle, stage.web_acl) == ("live", Throttle(rate=10), True)


def test_concurrency_of_an_alias(tmp_path: Path) -> None:
    """Provisioned concurrency is the alias's it names; whether a loop is stopped is the function's."""
    text = """
    resource "aws_lambda_alias" "live" {
      name             = "live"
      function_name    = aws_lambda_function.fn.function_name
      function_version = "1"
    }
    resource "aws_lambda_provisioned_concurrency_config" "c" {
      function_name                     = aws_lambda_alias.live.function_name
      qualifier                         = aws_lambda_alias.live.name
      provisioned_concurrent_executions = 4
    }
    resource "aws_lambda_function_recursion_config" "r" {
      function_name  = aws_lambda_function.fn.function_name
      recursive_loop = "Allow"
    }
    """
    found = fragment(tmp_path, FUNCTION + text)
    alias = one(found, "alias/aws_lambda_alias.live", Alias)
    assert (alias.function, alias.provisioned_concurrency) == (FN, 4)
    assert one(found, FN, Function).recursive_loop == "Allow"


def test_values_that_a_plan_has_filled_in(tmp_path: Path) -> None:
    """Ids and ARNs of what is deployed lead to the resources that have them; what is empty is not set."""
    arn = "arn:aws:lambda:eu-west-1:123456789012:function:fn"
    invoke = f"arn:aws:apigateway:eu-west-1:lambda:path/2015-03-31/functions/{arn}/invocations"
    resources: list[tuple[str, dict[str, object]]] = [
        ("aws_lambda_function.fn", {
            "function_name": "fn", "arn": arn, "invoke_arn": invoke, "id": "fn", "vpc_config": [], "kms_key_arn": "",
            "reserved_concurrent_executions": -1, "code_signing_config_arn": "", "environment": [],
        }),
        ("aws_apigatewayv2_api.api", {"id": "a1b2c3", "protocol_type": "HTTP", "cors_configuration": []}),
        ("aws_apigatewayv2_integration.i", {
            "id": "i1i2i3", "api_id": "a1b2c3", "integration_type": "AWS_PROXY", "integration_uri": invoke,
        }),
        ("aws_apigatewayv2_route.r", {
            "id": "r1", "api_id": "a1b2c3", "route_key": "GET /", "target": "integrations/i1i2i3", "authorizer_id": "",
        }),
        ("aws_sqs_queue.q", {"name": "q", "arn": "arn:aws:sqs:eu-west-1:123456789012:q", "redrive_policy": ""}),
        ("aws_lambda_event_source_mapping.m", {
            "function_name": arn, "event_source_arn": "arn:aws:sqs:eu-west-1:123456789012:q",
        }),
    ]  # fmt: skip
    rows = [
        {"address": address, "mode": "managed", "type": kind, "name": name, "values": values}
        for address, values in resources
        for kind, name in (address.split("."),)
    ]
    state = {"format_version": "1.0", "terraform_version": "1.9.0", "values": {"root_module": {"resources": rows}}}
    (tmp_path / "state.json").write_text(json.dumps(state))
    found = read_app(tmp_path, "state.json", "app", Options()).fragments[""]
    assert {("triggers", "route/GET /", FN), ("triggers", "queue/aws_sqs_queue.q", FN)} <= links(found)
    assert not [node for node in found.nodes if node.external and node.kind != "internet"]
    fn = one(found, FN, Function)
    assert (fn.vpc, fn.kms_key, fn.code_signing, fn.reserved_concurrency) == (None, None, None, None)


def test_a_plan_is_the_application_of_its_folder(tmp_path: Path) -> None:
    """Where a plan lies beside the files it is the one application there, and takes no values."""
    values = {"name": "jobs", "visibility_timeout_seconds": 30}
    queue = {"address": "aws_sqs_queue.jobs", "mode": "managed", "type": "aws_sqs_queue", "name": "jobs"}
    planned = {"root_module": {"resources": [{**queue, "values": values}]}}
    plan = {"format_version": "1.2", "terraform_version": "1.9.0", "planned_values": planned}
    write(tmp_path, 'resource "aws_sqs_queue" "jobs" {\n  name = "jobs"\n}\n')
    (tmp_path / "plan.json").write_text(json.dumps(plan))
    assert [(one.dialect, one.path) for one in discover(tmp_path).sources] == [("terraform", "plan.json")]
    reading = read_app(tmp_path, "plan.json", "app", Options())
    assert [(node.id, node.name) for node in reading.fragments[""].nodes] == [("queue/aws_sqs_queue.jobs", "jobs")]
    with pytest.raises(NotGiven):
        read_app(tmp_path, "plan.json", "app", Options(parameters={"a": "b"}))
    with pytest.raises(NotGiven):
        read_app(tmp_path, "plan.json", "app", Options(environment="prod"))
