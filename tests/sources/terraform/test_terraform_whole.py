"""One small application from its text to findings; comments that suppress; input that means harm."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path

import pytest

from ennead.engine.discover import checks
from ennead.engine.scan import Request, Scan, scan
from ennead.sources.app import Options
from ennead.sources.read import open_path
from tests.sources.terraform.folder import FUNCTION, app, fragment, write

SHOP = """\
provider "aws" {
  region = "eu-west-1"
}

variable "stage" {
  default = "dev"
}

locals {
  name = "shop-${var.stage}"
}

resource "aws_dynamodb_table" "orders" {
  name     = "${local.name}-orders"
  hash_key = "id"
  attribute {
    name = "id"
    type = "S"
  }
  tags = { team = "shop" }
}

resource "aws_iam_role" "fn" {
  name               = "${local.name}-fn"
  assume_role_policy = data.aws_iam_policy_document.trust.json
}

data "aws_iam_policy_document" "trust" {
  statement {
    actions = ["sts:AssumeRole"]
    principals {
      type        = "Service"
      identifiers = ["lambda.amazonaws.com"]
    }
  }
}

resource "aws_iam_role_policy" "orders" {
  role = aws_iam_role.fn.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect   = "Allow"
      Action   = ["dynamodb:*"]
      Resource = "*"
    }]
  })
}

data "archive_file" "fn" {
  type        = "zip"
  source_dir  = "${path.module}/src"
  output_path = "${path.module}/fn.zip"
}

resource "aws_lambda_function" "fn" {
  for_each      = toset(["read", "write"])
  function_name = "${local.name}-${each.key}"
  role          = aws_iam_role.fn.arn
  handler       = "app.${each.key}"
  runtime       = "python3.8"
  filename      = data.archive_file.fn.output_path
  environment {
    variables = { TABLE = aws_dynamodb_table.orders.name }
  }
}

resource "aws_apigatewayv2_api" "api" {
  name          = local.name
  protocol_type = "HTTP"
}

resource "aws_apigatewayv2_integration" "fn" {
  for_each         = aws_lambda_function.fn
  api_id           = aws_apigatewayv2_api.api.id
  integration_type = "AWS_PROXY"
  integration_uri  = each.value.invoke_arn
}

resource "aws_apigatewayv2_route" "write" {
  api_id    = aws_apigatewayv2_api.api.id
  route_key = "POST /orders"
  target    = "integrations/${aws_apigatewayv2_integration.fn["write"].id}"
}
"""

NODES = """\
table/aws_dynamodb_table.orders shop-dev-orders main.tf:13
function/aws_lambda_function.fn["read"] shop-dev-read main.tf:56
function/aws_lambda_function.fn["write"] shop-dev-write main.tf:56
api/aws_apigatewayv2_api.api shop-dev main.tf:68
role/aws_iam_role.fn shop-dev-fn main.tf:23
policy/aws_iam_role_policy.orders aws_iam_role_policy.orders main.tf:38
route/POST /orders POST /orders main.tf:80
internet/internet everybody -"""

EDGES = """\
assumes function/aws_lambda_function.fn["read"] -> role/aws_iam_role.fn main.tf:59
references function/aws_lambda_function.fn["read"] -> table/aws_dynamodb_table.orders main.tf:64
assumes function/aws_lambda_function.fn["write"] -> role/aws_iam_role.fn main.tf:59
references function/aws_lambda_function.fn["write"] -> table/aws_dynamodb_table.orders main.tf:64
triggers route/POST /orders -> function/aws_lambda_function.fn["write"] main.tf:80
exposes internet/internet -> route/POST /orders main.tf:80"""


def test_a_whole_application(tmp_path: Path) -> None:
    """Every node and edge of a small application, by address, name and line."""
    found = fragment(tmp_path, SHOP)
    nodes = [f"{node.id} {node.name} {f'{node.at.path}:{node.at.line}' if node.at else '-'}" for node in found.nodes]
    assert "\n".join(nodes) == NODES
    edges = [
        f"{one.kind.value} {one.source} -> {one.target} {one.locations[0].path}:{one.locations[0].line}"
        for one in found.edges
    ]
    assert "\n".join(edges) == EDGES
    (table,) = (node for node in found.nodes if node.kind == "table")
    assert (table.type, table.tags) == ("aws_dynamodb_table", (("team", "shop"),))
    assert table.arn == "arn:aws:dynamodb:eu-west-1:${AWS::AccountId}:table/shop-dev-orders"
    assert found.gaps == ()


def _scan(root: Path, text: str, files: Mapping[str, str] | None = None) -> Scan:
    write(root, text, files)
    return scan(root, Request(checks(), today=date(2026, 11, 25)))


def test_findings_stand_at_their_lines(tmp_path: Path) -> None:
    """A finding is at the line of the argument it is about and names the address."""
    found = {one.check: one for one in _scan(tmp_path, SHOP).result.findings}
    assert {"open-route", "end-of-life-runtime", "wildcard-action", "no-throttle"} <= set(found)
    assert (found["end-of-life-runtime"].at.path, found["end-of-life-runtime"].at.line) == ("main.tf", 61)
    assert found["open-route"].at.line == 80
    assert found["wildcard-action"].at.line in range(41, 47)
    assert "aws_apigatewayv2_api.api" in found["no-throttle"].message


@pytest.mark.parametrize("sign", ["#", "//"])
def test_comments_suppress(tmp_path: Path, sign: str) -> None:
    """A comment above a block, or in it, accepts what is found there."""
    route = 'resource "aws_apigatewayv2_route" "write" {'
    text = SHOP.replace(route, f"{sign} ennead:ignore open-route the shop is public\n{route}")
    text = text.replace(
        'runtime       = "python3.8"', f'runtime = "python3.8" {sign} ennead:ignore end-of-life-runtime moves in May'
    )
    done = _scan(tmp_path, text).result
    assert {"open-route", "end-of-life-runtime"} <= {one.outcome.check for one in done.accepted}
    assert not {"open-route", "end-of-life-runtime"} & {one.check for one in done.findings}


DOUBLE = """
resource "aws_sqs_queue" "qTHIS" {
  name = "${aws_sqs_queue.qNEXT.name}${aws_sqs_queue.qNEXT.name}"
  tags = { a = aws_sqs_queue.qNEXT.tags, b = aws_sqs_queue.qNEXT.tags }
}
"""

DOUBLED = "".join(DOUBLE.replace("THIS", str(n)).replace("NEXT", str(n + 1)) for n in range(60))
HARM = {
    "made ids": 'resource "aws_sqs_queue" "Tf0000000Id" {\n  name = "Tf0000001Id-${Tf0000000Id}"\n}\n',
    "names of CloudFormation": 'resource "aws_ssm_parameter" "p" {\n  name = "p"\n  type = "String"\n'
    '  value = jsonencode({ Ref = "AWS::Region" })\n  tags = { Ref = "x" }\n}\n',
    "a table in a loop": 'resource "aws_api_gateway_resource" "a" {\n  rest_api_id = "x"\n  path_part = "a"\n'
    "  parent_id = aws_api_gateway_resource.b.id\n}\n"
    'resource "aws_api_gateway_resource" "b" {\n  rest_api_id = "x"\n  path_part = "b"\n'
    "  parent_id = aws_api_gateway_resource.a.id\n}\n"
    'resource "aws_api_gateway_method" "m" {\n  rest_api_id = "x"\n  http_method = "GET"\n  authorization = "NONE"\n'
    "  resource_id = aws_api_gateway_resource.a.id\n}\n",
    "wrong types": 'resource "aws_lambda_function" "fn" {\n  function_name = ["a"]\n  timeout = { a = 1 }\n'
    '  environment = "x"\n  vpc_config = 3\n  layers = "l"\n  dead_letter_config {}\n}\n'
    'resource "aws_s3_bucket_notification" "n" {\n  bucket = ["a"]\n  lambda_function = "x"\n}\n'
    'resource "aws_iam_role_policy_attachment" "a" {\n  role = 3\n  policy_arn = {}\n}\n'
    'resource "aws_cloudwatch_event_target" "t" {\n  rule = {}\n  arn = []\n}\n'
    'resource "aws_api_gateway_method_settings" "s" {\n  method_path = 3\n}\n'
    'resource "aws_api_gateway_integration" "i" {\n  http_method = {}\n}\n'
    'resource "aws_iam_policy" "p" {\n  policy = "[[[["\n}\n',
    "deep JSON": 'resource "aws_iam_policy" "p" {\n  policy = "' + "[" * 5000 + "]" * 5000 + '"\n}\n',
    "a value that doubles itself": DOUBLED
    + 'resource "aws_sqs_queue" "q60" {\n  name = "${random_pet.p.id}"\n  tags = { a = random_pet.p.id }\n}\n',
    "a value that hangs on itself": 'resource "aws_sqs_queue" "a" {\n  name = "a-${aws_sqs_queue.b.name}"\n}\n'
    'resource "aws_sqs_queue" "b" {\n  name = "b-${aws_sqs_queue.a.name}"\n}\n',
    "keys with signs": 'resource "aws_sqs_queue" "q" {\n  for_each = toset(["a}b", "${"$"}{c", "d:e", "f\\"g"])\n'
    "  name = each.key\n}\n",
    "module inputs of the wrong type": 'module "fn" {\n  source = "terraform-aws-modules/lambda/aws"\n'
    '  policy_statements = "x"\n  attach_policy_statements = true\n  allowed_triggers = ["a"]\n'
    '  event_source_mapping = 3\n  source_path = [[1]]\n  cors = []\n  s3_existing_package = [1]\n  policies = {}\n'
    "  attach_policies = true\n  environment_variables = []\n}\n"
    'module "e" {\n  source = "terraform-aws-modules/eventbridge/aws"\n  rules = ["a"]\n  targets = "b"\n}\n'
    'module "b" {\n  source = "terraform-aws-modules/s3-bucket/aws"\n  versioning = "x"\n  cors_rule = 3\n}\n',
}  # fmt: skip


@pytest.mark.parametrize("name", HARM)
def test_input_that_means_harm(tmp_path: Path, name: str) -> None:
    """Whatever stands in the files, reading ends with a reading, and every check with an answer."""
    done = _scan(tmp_path, HARM[name]).result
    assert [one.name for one in done.apps] == [tmp_path.name]


def test_values_of_ours_in_a_text_are_left_alone(tmp_path: Path) -> None:
    """Text that looks like a made id leads nowhere and breaks nothing."""
    found = fragment(tmp_path, HARM["made ids"])
    assert [node.id for node in found.nodes] == ["queue/aws_sqs_queue.Tf0000000Id"]


def test_links_do_not_lead_out(tmp_path: Path) -> None:
    """A module behind a link that leaves the scanned folder is not read."""
    outside, inside = tmp_path / "outside", tmp_path / "inside"
    outside.mkdir()
    inside.mkdir()
    (outside / "main.tf").write_text(FUNCTION)
    (inside / "linked").symlink_to(outside)
    reading = app(inside, 'module "m" {\n  source = "./linked"\n}\n')
    assert reading.fragments[""].nodes == ()
    assert [gap.klass for gap in reading.fragments[""].gaps] == ["module"]
    assert [one.path for one in open_path(inside, Options()).found.sources] == ["main.tf"]


def test_a_thousand_of_everything(tmp_path: Path) -> None:
    """A thousand functions with their queues and attachments come to a graph, by address."""
    text = """
    resource "aws_sqs_queue" "q" {
      count = 1000
      name  = "q-${count.index}"
    }
    resource "aws_iam_role" "r" {
      count              = 1000
      name               = "r-${count.index}"
      assume_role_policy = "{}"
    }
    resource "aws_iam_role_policy_attachment" "a" {
      count      = 1000
      role       = "r-${count.index}"
      policy_arn = "arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole"
    }
    resource "aws_lambda_function" "f" {
      count         = 1000
      function_name = "f-${count.index}"
      role          = aws_iam_role.r[count.index].arn
    }
    resource "aws_lambda_event_source_mapping" "m" {
      count            = 1000
      function_name    = aws_lambda_function.f[count.index].arn
      event_source_arn = aws_sqs_queue.q[count.index].arn
    }
    """
    found = fragment(tmp_path, text)
    assert len(found.nodes) == 3000
    assert len([one for one in found.edges if one.kind.value == "triggers"]) == 1000
