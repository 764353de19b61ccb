# The core of the shop, in Terraform.

terraform {
  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = "~> 6.0"
    }
    archive = {
      source  = "hashicorp/archive"
      version = "~> 2.7"
    }
  }
}

data "aws_caller_identity" "current" {}

locals {
  uploads = "core-uploads-${data.aws_caller_identity.current.account_id}"

  functions = {
    catalogue = { variables = { PRODUCTS_TABLE = aws_dynamodb_table.products.name } }
    orders    = { variables = { ORDERS_TABLE = aws_dynamodb_table.orders.name, JOBS_QUEUE = aws_sqs_queue.jobs.url } }
    admin     = { variables = { ORDERS_TABLE = aws_dynamodb_table.orders.name } }
    fulfil    = { variables = { ORDERS_TABLE = aws_dynamodb_table.orders.name, SHIPPED_TOPIC = aws_sns_topic.shipped.arn } }
    thumbnail = { runtime = "nodejs22.x", handler = "index.handler", variables = {} }
    digest    = { variables = { PRODUCTS_TABLE = aws_dynamodb_table.products.name } }
    audit     = { variables = {} }
  }

  grants = {
    catalogue = [{ actions = ["dynamodb:Scan"], resource = aws_dynamodb_table.products.arn }]
    orders = [
      { actions = ["dynamodb:PutItem"], resource = aws_dynamodb_table.orders.arn },
      { actions = ["sqs:SendMessage"], resource = aws_sqs_queue.jobs.arn },
    ]
    admin = [{ actions = ["dynamodb:*"], resource = aws_dynamodb_table.orders.arn }]
    fulfil = [
      { actions = ["dynamodb:UpdateItem"], resource = aws_dynamodb_table.orders.arn },
      { actions = ["sns:Publish"], resource = aws_sns_topic.shipped.arn },
      {
        actions  = ["sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes"]
        resource = aws_sqs_queue.jobs.arn
      },
    ]
    thumbnail = [{ actions = ["s3:GetObject", "s3:PutObject"], resource = "arn:aws:s3:::${local.uploads}/*" }]
    digest    = [{ actions = ["dynamodb:Scan"], resource = aws_dynamodb_table.products.arn }]
    audit = [{
      actions = [
        "dynamodb:GetRecords", "dynamodb:GetShardIterator", "dynamodb:DescribeStream", "dynamodb:ListStreams",
      ]
      resource = aws_dynamodb_table.orders.stream_arn
    }]
  }

  routes = {
    "GET /products" = { function = "catalogue", members = false }
    "POST /orders"  = { function = "orders", members = true }
    "POST /admin"   = { function = "admin", members = false }
  }
}

# --- functions ----------------------------------------------------------------------------------

data "archive_file" "code" {
  for_each    = local.functions
  type        = "zip"
  source_dir  = "${path.module}/../functions/${each.key}"
  output_path = "${path.module}/build/${each.key}.zip"
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

data "aws_iam_policy_document" "grants" {
  for_each = local.grants

  dynamic "statement" {
    for_each = each.value
    content {
      actions   = statement.value.actions
      resources = [statement.value.resource]
    }
  }
}

resource "aws_iam_role" "function" {
  for_each           = local.functions
  name               = "core-${each.key}"
  assume_role_policy = data.aws_iam_policy_document.trust.json
}

resource "aws_iam_role_policy" "function" {
  for_each = local.grants
  role     = aws_iam_role.function[each.key].id
  policy   = data.aws_iam_policy_document.grants[each.key].json
}

resource "aws_iam_role_policy_attachment" "logs" {
  for_each   = local.functions
  role       = aws_iam_role.function[each.key].name
  policy_arn = "arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole"
}

resource "aws_cloudwatch_log_group" "function" {
  for_each          = local.functions
  name              = "/aws/lambda/core-${each.key}"
  retention_in_days = 30
}

resource "aws_lambda_function" "function" {
  for_each         = local.functions
  function_name    = "core-${each.key}"
  filename         = data.archive_file.code[each.key].output_path
  source_code_hash = data.archive_file.code[each.key].output_base64sha256
  handler          = lookup(each.value, "handler", "app.handler")
  runtime          = lookup(each.value, "runtime", "python3.13")
  role             = aws_iam_role.function[each.key].arn
  timeout          = 10
  memory_size      = 256

  dynamic "environment" {
    for_each = length(each.value.variables) > 0 ? [each.value.variables] : []
    content {
      variables = environment.value
    }
  }
}

# --- the API ------------------------------------------------------------------------------------

resource "aws_apigatewayv2_api" "core" {
  name          = "core-api"
  protocol_type = "HTTP"
}

resource "aws_apigatewayv2_stage" "default" {
  api_id      = aws_apigatewayv2_api.core.id
  name        = "$default"
  auto_deploy = true

  default_route_settings {
    throttling_rate_limit  = 20
    throttling_burst_limit = 40
  }
}

resource "aws_apigatewayv2_authorizer" "members" {
  api_id           = aws_apigatewayv2_api.core.id
  name             = "members"
  authorizer_type  = "JWT"
  identity_sources = ["$request.header.Authorization"]

  jwt_configuration {
    issuer   = "https://login.halfmoon.example/"
    audience = ["shop"]
  }
}

resource "aws_apigatewayv2_integration" "route" {
  for_each               = local.routes
  api_id                 = aws_apigatewayv2_api.core.id
  integration_type       = "AWS_PROXY"
  integration_uri        = aws_lambda_function.function[each.value.function].invoke_arn
  payload_format_version = "2.0"
}

resource "aws_apigatewayv2_route" "route" {
  for_each           = local.routes
  api_id             = aws_apigatewayv2_api.core.id
  route_key          = each.key
  target             = "integrations/${aws_apigatewayv2_integration.route[each.key].id}"
  authorization_type = each.value.members ? "JWT" : "NONE"
  authorizer_id      = each.value.members ? aws_apigatewayv2_authorizer.members.id : null
}

resource "aws_lambda_permission" "api" {
  for_each      = local.routes
  action        = "lambda:InvokeFunction"
  function_name = aws_lambda_function.function[each.value.function].function_name
  principal     = "apigateway.amazonaws.com"
  source_arn    = "${aws_apigatewayv2_api.core.execution_arn}/*/*"
}

# --- what starts the others ---------------------------------------------------------------------

resource "aws_lambda_event_source_mapping" "jobs" {
  event_source_arn = aws_sqs_queue.jobs.arn
  function_name    = aws_lambda_function.function["fulfil"].arn
  batch_size       = 5

  scaling_config {
    maximum_concurrency = 4
  }
}

resource "aws_lambda_event_source_mapping" "changes" {
  event_source_arn       = aws_dynamodb_table.orders.stream_arn
  function_name          = aws_lambda_function.function["audit"].arn
  starting_position      = "LATEST"
  batch_size             = 50
  maximum_retry_attempts = 3
}

resource "aws_cloudwatch_event_rule" "morning" {
  name                = "core-morning"
  schedule_expression = "cron(0 6 * * ? *)"
}

resource "aws_cloudwatch_event_target" "morning" {
  rule = aws_cloudwatch_event_rule.morning.name
  arn  = aws_lambda_function.function["digest"].arn
}

resource "aws_lambda_permission" "morning" {
  action        = "lambda:InvokeFunction"
  function_name = aws_lambda_function.function["digest"].function_name
  principal     = "events.amazonaws.com"
  source_arn    = aws_cloudwatch_event_rule.morning.arn
}

resource "aws_sns_topic_subscription" "audit" {
  topic_arn = aws_sns_topic.shipped.arn
  protocol  = "lambda"
  endpoint  = aws_lambda_function.function["audit"].arn
}

resource "aws_lambda_permission" "shipped" {
  action        = "lambda:InvokeFunction"
  function_name = aws_lambda_function.function["audit"].function_name
  principal     = "sns.amazonaws.com"
  source_arn    = aws_sns_topic.shipped.arn
}

resource "aws_s3_bucket_notification" "uploads" {
  bucket = aws_s3_bucket.uploads.id

  lambda_function {
    lambda_function_arn = aws_lambda_function.function["thumbnail"].arn
    events              = ["s3:ObjectCreated:*"]
  }
}

resource "aws_lambda_permission" "uploads" {
  action         = "lambda:InvokeFunction"
  function_name  = aws_lambda_function.function["thumbnail"].function_name
  principal      = "s3.amazonaws.com"
  source_arn     = aws_s3_bucket.uploads.arn
  source_account = data.aws_caller_identity.current.account_id
}

# --- data ---------------------------------------------------------------------------------------

resource "aws_dynamodb_table" "products" {
  name         = "core-products"
  billing_mode = "PAY_PER_REQUEST"
  hash_key     = "productId"

  attribute {
    name = "productId"
    type = "S"
  }
}

resource "aws_dynamodb_table" "orders" {
  name             = "core-orders"
  billing_mode     = "PAY_PER_REQUEST"
  hash_key         = "orderId"
  stream_enabled   = true
  stream_view_type = "NEW_IMAGE"

  attribute {
    name = "orderId"
    type = "S"
  }

  attribute {
    name = "email"
    type = "S"
  }

  global_secondary_index {
    name            = "by-email"
    hash_key        = "email"
    projection_type = "KEYS_ONLY"
  }
}

resource "aws_sqs_queue" "jobs" {
  name                       = "core-jobs"
  visibility_timeout_seconds = 60
}

resource "aws_sns_topic" "shipped" {
  name = "core-shipped"
}

resource "aws_s3_bucket" "uploads" {
  bucket = local.uploads
}

resource "aws_s3_bucket_public_access_block" "uploads" {
  bucket                  = aws_s3_bucket.uploads.id
  block_public_acls       = true
  block_public_policy     = false
  ignore_public_acls      = true
  restrict_public_buckets = false
}

data "aws_iam_policy_document" "uploads" {
  statement {
    actions   = ["s3:PutObject"]
    resources = ["${aws_s3_bucket.uploads.arn}/*"]
    principals {
      type        = "*"
      identifiers = ["*"]
    }
  }
}

resource "aws_s3_bucket_policy" "uploads" {
  bucket = aws_s3_bucket.uploads.id
  policy = data.aws_iam_policy_document.uploads.json
}
