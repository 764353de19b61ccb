"""Roles written into Terraform's files."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.remedy.roles_written import brought, laid, refused

CODE = """
import os
import boto3

table = boto3.resource("dynamodb").Table(os.environ["TABLE"])

def handler(event, context):
    return table.get_item(Key={"id": event["id"]})
"""
PUT = CODE.replace("get_item(Key", "put_item(Item")
TRUST = """jsonencode({
    Version = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = "lambda.amazonaws.com" } }]
  })"""
BASIC = "arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole"
TABLE = """
resource "aws_dynamodb_table" "orders" {
  name     = "orders-${var.stage}"
  hash_key = "id"
}

variable "stage" {
  default = "dev"
}
"""
ROLE = f"""
resource "aws_iam_role" "reader" {{
  name               = "reader-${{var.stage}}"
  assume_role_policy = {TRUST}
}}

resource "aws_iam_role_policy_attachment" "logs" {{
  role       = aws_iam_role.reader.name
  policy_arn = "{BASIC}"
}}
"""


def function(name: str = "reader", role: str = "reader", table: str = "aws_dynamodb_table.orders.name") -> str:
    """A function with its code in a folder of its own name, and a role."""
    return f"""
data "archive_file" "{name}" {{
  type        = "zip"
  source_dir  = "${{path.module}}/{name}"
  output_path = "{name}.zip"
}}

resource "aws_lambda_function" "{name}" {{
  function_name = "{name}-${{var.stage}}"
  runtime       = "python3.12"
  handler       = "app.handler"
  filename      = data.archive_file.{name}.output_path
  role          = aws_iam_role.{role}.arn

  environment {{
    variables = {{
      TABLE = {table}
    }}
  }}
}}
"""


def application(folder: Path, *parts: str, code: str = CODE) -> Path:
    """A table, a function, its role, and other parts."""
    return laid(folder, {"main.tf": TABLE + function() + ROLE + "".join(parts), "reader/app.py": code})


def policy(expression: str) -> str:
    """An inline policy of the role."""
    return f"""
resource "aws_iam_role_policy" "data" {{
  name   = "data"
  role   = aws_iam_role.reader.id
  policy = {expression}
}}
"""


ENCODED = """jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid    = "Orders"
        Effect = "Allow"
        Action = [
          "dynamodb:PutItem",
          "dynamodb:GetItem", # it reads
          "dynamodb:Scan",
        ]
        Resource = [aws_dynamodb_table.orders.arn, "${aws_dynamodb_table.orders.arn}/index/*"]
      },
      {
        Effect   = "Allow"
        Action   = "sqs:SendMessage"
        Resource = "*"
      }
    ]
  })"""


def test_actions_and_resources_go_one_by_one_and_comments_stay(tmp_path: Path) -> None:
    """Of a list only what is not needed goes; the Sid, comments and what is around stay."""
    text = brought(application(tmp_path, policy(ENCODED)))["main.tf"]
    assert '"dynamodb:GetItem", # it reads' in text
    assert "dynamodb:PutItem" not in text
    assert "dynamodb:Scan" not in text
    assert "sqs:SendMessage" not in text
    assert 'Sid    = "Orders"' in text
    assert "Resource = [aws_dynamodb_table.orders.arn]" in text


def test_a_wide_statement_is_narrowed_to_an_expression(tmp_path: Path) -> None:
    """The table is named by its address, not by the name it has in one environment."""
    wide = 'jsonencode({ Statement = [{ Effect = "Allow", Action = "dynamodb:*", Resource = "*" }] })'
    text = brought(application(tmp_path, policy(wide)))["main.tf"]
    assert 'Action = "dynamodb:GetItem", Resource = aws_dynamodb_table.orders.arn' in text


def test_json_in_a_heredoc_stays_json(tmp_path: Path) -> None:
    """Interpolations stand in its text."""
    heredoc = """<<-EOT
    {
      "Version": "2012-10-17",
      "Statement": [
        {"Effect": "Allow", "Action": ["dynamodb:*"], "Resource": "*"}
      ]
    }
  EOT"""
    text = brought(application(tmp_path, policy(heredoc)))["main.tf"]
    assert '"Action": ["dynamodb:GetItem"], "Resource": "${aws_dynamodb_table.orders.arn}"' in text
    assert "<<-EOT" in text


DOCUMENT = """
data "aws_iam_policy_document" "data" {
  # the orders
  statement {
    sid       = "Orders"
    actions   = ["dynamodb:GetItem", "dynamodb:DeleteItem"]
    resources = ["*"]
  }

  statement {
    actions   = ["s3:GetObject"]
    resources = ["*"]
  }
}
"""


def test_a_policy_document_is_edited_where_it_is_written(tmp_path: Path) -> None:
    """Blocks of a data source are changed and go."""
    root = application(tmp_path, policy("data.aws_iam_policy_document.data.json"), DOCUMENT)
    text = brought(root)["main.tf"]
    assert 'actions   = ["dynamodb:GetItem"]\n    resources = [aws_dynamodb_table.orders.arn]' in text
    assert "s3:GetObject" not in text
    assert "# the orders" in text


def test_a_document_that_two_policies_use_is_refused(tmp_path: Path) -> None:
    """What another role is made of is not changed."""
    other = policy("data.aws_iam_policy_document.data.json").replace('"data"', '"other"').replace("reader.id", "two.id")
    role = ROLE.split("resource")[1].replace('"reader"', '"two"')
    root = application(tmp_path, policy("data.aws_iam_policy_document.data.json"), DOCUMENT, f"resource{role}", other)
    assert "used in several places" in refused(root)[0]


def test_an_attached_policy_of_the_role_alone_is_narrowed(tmp_path: Path) -> None:
    """`aws_iam_policy` is edited in place while one role has it."""
    own = (
        policy(ENCODED).replace("aws_iam_role_policy", "aws_iam_policy").replace("role   = aws_iam_role.reader.id", "")
    )
    attached = """
resource "aws_iam_role_policy_attachment" "data" {
  role       = aws_iam_role.reader.name
  policy_arn = aws_iam_policy.data.arn
}
"""
    text = brought(application(tmp_path, own, attached))["main.tf"]
    assert "aws_iam_policy.data.arn" in text
    assert "sqs:SendMessage" not in text


def test_an_attached_policy_of_which_nothing_is_needed_goes_with_its_attachment(tmp_path: Path) -> None:
    """A function waits for it no longer."""
    own = """
resource "aws_iam_policy" "queue" {
  policy = jsonencode({ Statement = [{ Effect = "Allow", Action = "sqs:SendMessage", Resource = "*" }] })
}

resource "aws_iam_role_policy_attachment" "queue" {
  role       = aws_iam_role.reader.name
  policy_arn = aws_iam_policy.queue.arn
}
"""
    root = application(tmp_path, policy(ENCODED), own)
    main = (root / "main.tf").read_text("utf-8")
    waiting = "  depends_on    = [aws_iam_role_policy_attachment.queue, aws_iam_role_policy_attachment.logs]\n"
    main = main.replace('  runtime       = "python3.12"\n', '  runtime       = "python3.12"\n' + waiting)
    (root / "main.tf").write_text(main, "utf-8")
    text = brought(root)["main.tf"]
    assert ".queue" not in text
    assert '"queue"' not in text
    assert "depends_on    = [aws_iam_role_policy_attachment.logs]" in text


def test_a_managed_policy_gives_way_to_what_is_needed(tmp_path: Path) -> None:
    """The attachment goes, and the need is written into a policy of its own behind the role."""
    attached = """
resource "aws_iam_role_policy_attachment" "all" {
  role       = aws_iam_role.reader.name
  policy_arn = "arn:aws:iam::aws:policy/AmazonDynamoDBFullAccess"
}
"""
    text = brought(application(tmp_path, attached))["main.tf"]
    assert "FullAccess" not in text
    assert 'resource "aws_iam_role_policy" "reader_needs" {' in text
    assert "role = aws_iam_role.reader.id" in text
    assert "Resource = aws_dynamodb_table.orders.arn" in text


def test_policies_listed_in_the_role_and_inline_blocks(tmp_path: Path) -> None:
    """`managed_policy_arns` loses an item, `inline_policy` is edited."""
    role = f"""
resource "aws_iam_role" "reader" {{
  assume_role_policy  = {TRUST}
  managed_policy_arns = ["{BASIC}", "arn:aws:iam::aws:policy/AmazonS3FullAccess"]

  inline_policy {{
    name   = "data"
    policy = {ENCODED}
  }}
}}
"""
    root = laid(tmp_path, {"main.tf": TABLE + function() + role, "reader/app.py": CODE})
    text = brought(root)["main.tf"]
    assert f'managed_policy_arns = ["{BASIC}"]' in text
    assert "dynamodb:PutItem" not in text


def test_a_name_from_a_variable_stays_a_variable(tmp_path: Path) -> None:
    """A table that lies elsewhere is named as the function's own environment names it."""
    outside = 'variable "table" {\n  default = "their-table"\n}\n'
    wide = 'jsonencode({ Statement = [{ Effect = "Allow", Action = "dynamodb:*", Resource = "*" }] })'
    main = TABLE + function(table="var.table") + ROLE + policy(wide) + outside
    text = brought(laid(tmp_path, {"main.tf": main, "reader/app.py": CODE}))["main.tf"]
    assert 'Resource = "arn:aws:dynamodb:*:*:table/${var.table}"' in text


def test_logs_are_narrowed_by_the_function_s_name_as_it_is_written(tmp_path: Path) -> None:
    """The stage of one environment is not written out."""
    logs = """jsonencode({
    Statement = [
      { Effect = "Allow", Action = ["logs:*"], Resource = ["arn:aws:logs:*:*:*"] },
      { Effect = "Allow", Action = "dynamodb:GetItem", Resource = aws_dynamodb_table.orders.arn },
    ]
  })"""
    role = "resource" + ROLE.split("resource")[1]
    main = TABLE + function() + role + policy(logs)
    text = brought(laid(tmp_path, {"main.tf": main, "reader/app.py": CODE}))["main.tf"]
    assert 'Resource = ["arn:aws:logs:*:*:log-group:/aws/lambda/reader-${var.stage}:*"]' in text
    assert 'Action = ["logs:CreateLogGroup", "logs:CreateLogStream", "logs:PutLogEvents"]' in text


def test_a_condition_stays(tmp_path: Path) -> None:
    """What a statement is limited by is not lost when its actions are."""
    limited = """jsonencode({
    Statement = [{
      Effect    = "Allow"
      Action    = ["dynamodb:GetItem", "dynamodb:PutItem"]
      Resource  = aws_dynamodb_table.orders.arn
      Condition = { Bool = { "aws:SecureTransport" = "true" } }
    }]
  })"""
    text = brought(application(tmp_path, policy(limited)))["main.tf"]
    assert 'Condition = { Bool = { "aws:SecureTransport" = "true" } }' in text
    assert "PutItem" not in text


def test_a_shared_role_is_taken_apart(tmp_path: Path) -> None:
    """Each function gets a role with the trust, the attachments that stay, and its needs; the shared one goes."""
    main = TABLE + function() + function("writer") + ROLE + policy(ENCODED)
    root = laid(tmp_path, {"main.tf": main, "reader/app.py": CODE, "writer/app.py": PUT})
    text = brought(root)["main.tf"]
    assert 'resource "aws_iam_role" "reader"' not in text
    for name, action in (("reader", "GetItem"), ("writer", "PutItem")):
        assert f"role          = aws_iam_role.{name}_role.arn" in text
        assert f'resource "aws_iam_role_policy_attachment" "{name}_awslambda_basic_execution_role"' in text
        own = text[text.index(f'resource "aws_iam_role_policy" "{name}_needs"') :].partition("\n}\n")[0]
        assert f"dynamodb:{action}" in own
    assert text.count("sts:AssumeRole") == 2
    assert 'name = "reader-${var.stage}-writer"' in text


def test_a_shared_role_that_something_else_names_stays(tmp_path: Path) -> None:
    """An output still shows it."""
    output = 'output "role" {\n  value = aws_iam_role.reader.arn\n}\n'
    main = TABLE + function() + function("writer") + ROLE + policy(ENCODED) + output
    root = laid(tmp_path, {"main.tf": main, "reader/app.py": CODE, "writer/app.py": PUT})
    assert 'resource "aws_iam_role" "reader"' in brought(root)["main.tf"]


def test_functions_that_need_the_same_keep_one_role(tmp_path: Path) -> None:
    """The shared policy is narrowed where it stands."""
    main = TABLE + function() + function("writer") + ROLE + policy(ENCODED)
    root = laid(tmp_path, {"main.tf": main, "reader/app.py": CODE, "writer/app.py": CODE})
    text = brought(root)["main.tf"]
    assert text.count('resource "aws_iam_role"') == 1
    assert "dynamodb:PutItem" not in text


def repeated(code: str) -> str:
    """A function for each of two names, with a role each."""
    made = (function() + ROLE + policy(code)).replace("aws_iam_role.reader.", "aws_iam_role.reader[each.key].")
    for kind in ("aws_lambda_function", "aws_iam_role", "aws_iam_role_policy", "aws_iam_role_policy_attachment"):
        for name in ("reader", "data", "logs"):
            head = f'resource "{kind}" "{name}" {{\n'
            made = made.replace(head, f'{head}  for_each = toset(["a", "b"])\n')
    return made.replace("reader-${var.stage}", "reader-${each.key}").replace('"reader.zip"', '"${each.key}.zip"')


def test_functions_of_one_block_that_need_the_same(tmp_path: Path) -> None:
    """All copies are narrowed at once."""
    root = laid(tmp_path, {"main.tf": TABLE + repeated(ENCODED), "reader/app.py": CODE})
    text = brought(root)["main.tf"]
    assert "dynamodb:PutItem" not in text
    assert text.count("for_each") == 4


def test_functions_of_one_block_that_need_different_things_are_refused(tmp_path: Path) -> None:
    """One statement cannot say both."""
    head = 'data "archive_file" "reader" {'
    made = repeated(ENCODED).replace("/reader", "/${each.key}").replace(head, f'{head}\n  for_each = toset(["a", "b"])')
    made = made.replace("archive_file.reader.", "archive_file.reader[each.key].")
    root = laid(tmp_path, {"main.tf": TABLE + made, "a/app.py": CODE, "b/app.py": PUT})
    said = refused(root)
    assert said
    assert all("need different things" in one for one in said)


def test_a_module_is_edited_when_all_its_calls_need_the_same(tmp_path: Path) -> None:
    """Names are those of the module itself."""
    call = 'module "{0}" {{\n  source = "./fn"\n  stage  = "{0}"\n}}\n'
    calls = call.format("one") + call.format("two")
    inner = TABLE.replace('  default = "dev"\n', "") + function() + ROLE + policy(ENCODED)
    root = laid(tmp_path, {"main.tf": calls, "fn/main.tf": inner, "fn/reader/app.py": CODE})
    changed = brought(root)
    assert list(changed) == ["fn/main.tf"]
    assert "Resource = [aws_dynamodb_table.orders.arn]" in changed["fn/main.tf"]


MODULE = """
module "reader" {
  source  = "terraform-aws-modules/lambda/aws"
  version = "~> 7.0"

  function_name = "reader"
  handler       = "app.handler"
  runtime       = "python3.12"
  source_path   = "reader"

  environment_variables = {
    TABLE = aws_dynamodb_table.orders.name
  }
%s}
"""


def test_the_statements_of_the_well_known_module(tmp_path: Path) -> None:
    """`policy_statements` is edited as an object of statements, and policies that are listed go."""
    inputs = """
  attach_policies    = true
  number_of_policies = 1
  policies           = ["arn:aws:iam::aws:policy/AmazonS3FullAccess"]

  attach_policy_statements = true
  policy_statements = {
    data = {
      effect    = "Allow"
      actions   = ["dynamodb:*"]
      resources = ["*"]
    }
    queue = {
      effect    = "Allow"
      actions   = ["sqs:SendMessage"]
      resources = ["*"]
    }
  }
"""
    root = laid(tmp_path, {"main.tf": TABLE + MODULE % inputs, "reader/app.py": CODE})
    text = brought(root)["main.tf"]
    assert 'actions   = ["dynamodb:GetItem"]\n      resources = [aws_dynamodb_table.orders.arn]' in text
    assert "queue" not in text
    assert "policies  " not in text


def test_the_well_known_module_gets_statements_that_are_missing(tmp_path: Path) -> None:
    """The switch comes with them."""
    root = laid(tmp_path, {"main.tf": TABLE + MODULE % "", "reader/app.py": CODE})
    text = brought(root)["main.tf"]
    assert "attach_policy_statements = true" in text
    assert "resources = [aws_dynamodb_table.orders.arn]" in text


def test_a_reference_that_would_close_a_circle_is_written_by_name(tmp_path: Path) -> None:
    """A role whose inline policy names its own function would wait for itself."""
    code = """
import os
import boto3

def handler(event, context):
    boto3.client("lambda").invoke(FunctionName=os.environ["AWS_LAMBDA_FUNCTION_NAME"], InvocationType="Event")
"""
    wide = 'jsonencode({ Statement = [{ Effect = "Allow", Action = "lambda:*", Resource = "*" }] })'
    role = f"""
resource "aws_iam_role" "reader" {{
  assume_role_policy  = {TRUST}
  managed_policy_arns = ["{BASIC}"]

  inline_policy {{
    name   = "data"
    policy = {wide}
  }}
}}
"""
    root = laid(tmp_path, {"main.tf": TABLE + function() + role, "reader/app.py": code})
    text = brought(root)["main.tf"]
    assert "function:reader-${var.stage}" in text
    assert "aws_lambda_function.reader.arn" not in text


@pytest.mark.parametrize(
    ("expression", "reason"),
    [
        ("var.policy", "put together"),
        ("jsonencode({ Statement = concat(local.a, local.b) })", "not written one by one"),
        ("jsonencode(merge(local.a, local.b))", "put together"),
    ],
)
def test_a_policy_that_an_expression_makes_is_refused(expression: str, reason: str, tmp_path: Path) -> None:
    """Nobody guesses what it would have to be."""
    made = """
variable "policy" {
  default = "{\\"Statement\\": [{\\"Effect\\": \\"Allow\\", \\"Action\\": \\"s3:*\\", \\"Resource\\": \\"*\\"}]}"
}
locals {
  a = [{ Effect = "Allow", Action = "s3:*", Resource = "*" }]
  b = [{ Effect = "Allow", Action = "dynamodb:*", Resource = "*" }]
}
"""
    if "merge" in expression:
        made = """
locals {
  a = { Version = "2012-10-17" }
  b = { Statement = [{ Effect = "Allow", Action = "s3:*", Resource = "*" }] }
}
"""
    assert reason in refused(application(tmp_path, policy(expression), made))[0]


def test_a_policy_in_a_file_of_its_own_is_edited_there(tmp_path: Path) -> None:
    """Statements that are not needed go from the file, while one block reads it."""
    root = application(tmp_path, policy('file("${path.module}/policy.json")'))
    table = "arn:aws:dynamodb:*:*:table/orders-dev"
    (root / "policy.json").write_text(
        '{\n  "Statement": [\n'
        f'    {{"Effect": "Allow", "Action": ["dynamodb:GetItem"], "Resource": "{table}"}},\n'
        '    {"Effect": "Allow", "Action": "s3:*", "Resource": "*"}\n  ]\n}\n'
    )
    changed = brought(root)
    assert list(changed) == ["policy.json"]
    assert "s3" not in changed["policy.json"]


def test_a_file_cannot_hold_a_name_that_a_variable_makes(tmp_path: Path) -> None:
    """The value of one environment is not written into it."""
    root = application(tmp_path, policy('file("${path.module}/policy.json")'))
    (root / "policy.json").write_text('{"Statement": [{"Effect": "Allow", "Action": "dynamodb:*", "Resource": "*"}]}')
    assert "cannot be named in a file" in refused(root)[0]


def test_a_policy_that_other_roles_have_too_is_detached(tmp_path: Path) -> None:
    """What is needed of it is written for the one role; the other keeps it."""
    own = """
resource "aws_iam_policy" "data" {
  policy = jsonencode({ Statement = [{ Effect = "Allow", Action = "dynamodb:*", Resource = "*" }] })
}

resource "aws_iam_role" "other" {
  assume_role_policy = jsonencode({ Statement = [] })
}
"""
    attached = """
resource "aws_iam_role_policy_attachment" "{0}" {{
  role       = aws_iam_role.{0}.name
  policy_arn = aws_iam_policy.data.arn
}}
"""
    text = brought(application(tmp_path, own, attached.format("reader"), attached.format("other")))["main.tf"]
    assert 'resource "aws_iam_role_policy" "reader_needs"' in text
    assert 'resource "aws_iam_policy" "data"' in text
    assert 'resource "aws_iam_role_policy_attachment" "reader"' not in text
    assert 'resource "aws_iam_role_policy_attachment" "other"' in text


def test_a_role_that_may_be_handed_on_is_handed_to_one_service(tmp_path: Path) -> None:
    """The condition of `iam:PassRole` stands in the statement."""
    code = """
import os
import boto3

def handler(event, context):
    boto3.client("scheduler").create_schedule(
        Name="one", ScheduleExpression="rate(1 day)", FlexibleTimeWindow={"Mode": "OFF"},
        Target={"Arn": os.environ["TABLE"], "RoleArn": os.environ["ROLE"]},
    )
"""
    role = 'resource "aws_iam_role" "scheduler" {\n  assume_role_policy = jsonencode({ Statement = [] })\n}\n'
    wide = """jsonencode({
    Statement = [
      { Effect = "Allow", Action = "scheduler:CreateSchedule", Resource = "*" },
      { Effect = "Allow", Action = "iam:PassRole", Resource = "*" },
    ]
  })"""
    made = function().replace("      TABLE =", "      ROLE  = aws_iam_role.scheduler.arn\n      TABLE =")
    root = laid(tmp_path, {"main.tf": TABLE + made + ROLE + role + policy(wide), "reader/app.py": code})
    text = brought(root)["main.tf"]
    assert "iam:PassedToService" in text
    assert "Resource = aws_iam_role.scheduler.arn" in text
