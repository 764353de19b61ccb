"""Resource types: what a service's blocks come to, as nodes and edges."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.sources.reading import ids
from tests.sources.terraform.folder import FN, FUNCTION, fragment, links

CASES: dict[str, tuple[str, set[str], set[tuple[str, str, str]]]] = {
    "queue": (
        """
        resource "aws_sqs_queue" "jobs" {
          redrive_policy = jsonencode({ deadLetterTargetArn = aws_sqs_queue.dead.arn, maxReceiveCount = 3 })
        }
        resource "aws_sqs_queue" "dead" { name = "dead" }
        resource "aws_lambda_event_source_mapping" "m" {
          event_source_arn = aws_sqs_queue.jobs.arn
          function_name    = aws_lambda_function.fn.arn
        }
        """,
        {"queue/aws_sqs_queue.jobs", "queue/aws_sqs_queue.dead"},
        {
            ("triggers", "queue/aws_sqs_queue.jobs", FN),
            ("fails_to", "queue/aws_sqs_queue.jobs", "queue/aws_sqs_queue.dead"),
        },
    ),
    "queue with a redrive policy of its own and a policy": (
        """
        resource "aws_sqs_queue" "jobs" { name = "jobs" }
        resource "aws_sqs_queue" "dead" { name = "dead" }
        resource "aws_sqs_queue_redrive_policy" "r" {
          queue_url      = aws_sqs_queue.jobs.id
          redrive_policy = jsonencode({ deadLetterTargetArn = aws_sqs_queue.dead.arn, maxReceiveCount = 3 })
        }
        resource "aws_sqs_queue_policy" "p" {
          queue_url = aws_sqs_queue.jobs.id
          policy    = jsonencode({ Statement = [{ Effect = "Allow", Principal = "*", Action = "sqs:SendMessage" }] })
        }
        """,
        {"resource_policy/aws_sqs_queue_policy.p"},
        {("fails_to", "queue/aws_sqs_queue.jobs", "queue/aws_sqs_queue.dead")},
    ),
    "topic": (
        """
        resource "aws_sns_topic" "news" { name = "news" }
        resource "aws_sqs_queue" "jobs" { name = "jobs" }
        resource "aws_sns_topic_subscription" "a" {
          topic_arn = aws_sns_topic.news.arn
          protocol  = "lambda"
          endpoint  = aws_lambda_function.fn.arn
        }
        resource "aws_sns_topic_subscription" "b" {
          topic_arn = aws_sns_topic.news.arn
          protocol  = "sqs"
          endpoint  = aws_sqs_queue.jobs.arn
        }
        """,
        {"topic/aws_sns_topic.news"},
        {
            ("triggers", "topic/aws_sns_topic.news", FN),
            ("publishes", "topic/aws_sns_topic.news", "queue/aws_sqs_queue.jobs"),
        },
    ),
    "bucket": (
        """
        resource "aws_s3_bucket" "files" { bucket = "files" }
        resource "aws_s3_bucket_notification" "n" {
          bucket      = aws_s3_bucket.files.id
          eventbridge = true
          lambda_function {
            lambda_function_arn = aws_lambda_function.fn.arn
            events              = ["s3:ObjectCreated:*"]
            filter_suffix       = ".csv"
          }
        }
        """,
        {"bucket/aws_s3_bucket.files"},
        {("triggers", "bucket/aws_s3_bucket.files", FN), ("publishes", "bucket/aws_s3_bucket.files", "bus/default")},
    ),
    "bucket of somebody else": (
        """
        data "aws_s3_bucket" "theirs" { bucket = "theirs" }
        resource "aws_s3_bucket_notification" "n" {
          bucket = data.aws_s3_bucket.theirs.id
          lambda_function {
            lambda_function_arn = aws_lambda_function.fn.arn
            events              = ["s3:ObjectCreated:*"]
          }
        }
        """,
        {"bucket/theirs"},
        {("triggers", "bucket/theirs", FN)},
    ),
    "table": (
        """
        resource "aws_dynamodb_table" "orders" {
          name             = "orders"
          hash_key         = "id"
          stream_enabled   = true
          stream_view_type = "NEW_IMAGE"
          attribute {
            name = "id"
            type = "S"
          }
        }
        resource "aws_lambda_event_source_mapping" "m" {
          event_source_arn  = aws_dynamodb_table.orders.stream_arn
          function_name     = aws_lambda_function.fn.function_name
          starting_position = "LATEST"
        }
        """,
        {"table/aws_dynamodb_table.orders"},
        {("triggers", "table/aws_dynamodb_table.orders", FN)},
    ),
    "stream and delivery": (
        """
        resource "aws_kinesis_stream" "clicks" { name = "clicks" }
        resource "aws_s3_bucket" "lake" { bucket = "lake" }
        resource "aws_lambda_event_source_mapping" "m" {
          event_source_arn  = aws_kinesis_stream.clicks.arn
          function_name     = aws_lambda_function.fn.arn
          starting_position = "LATEST"
        }
        resource "aws_kinesis_firehose_delivery_stream" "out" {
          name        = "out"
          destination = "extended_s3"
          kinesis_source_configuration { kinesis_stream_arn = aws_kinesis_stream.clicks.arn }
          extended_s3_configuration {
            bucket_arn = aws_s3_bucket.lake.arn
            processing_configuration {
              enabled = true
              processors {
                type = "Lambda"
                parameters {
                  parameter_name  = "LambdaArn"
                  parameter_value = "${aws_lambda_function.fn.arn}:$LATEST"
                }
              }
            }
          }
        }
        """,
        {"stream/aws_kinesis_stream.clicks", "stream/aws_kinesis_firehose_delivery_stream.out"},
        {
            ("triggers", "stream/aws_kinesis_stream.clicks", FN),
            ("triggers", "stream/aws_kinesis_firehose_delivery_stream.out", FN),
            ("writes", "stream/aws_kinesis_firehose_delivery_stream.out", "bucket/aws_s3_bucket.lake"),
            ("publishes", "stream/aws_kinesis_stream.clicks", "stream/aws_kinesis_firehose_delivery_stream.out"),
        },
    ),
    "rule on a bus of its own": (
        """
        resource "aws_cloudwatch_event_bus" "own" { name = "own" }
        resource "aws_cloudwatch_event_rule" "r" {
          name           = "r"
          event_bus_name = aws_cloudwatch_event_bus.own.name
          event_pattern  = jsonencode({ source = ["shop"] })
        }
        resource "aws_cloudwatch_event_target" "t" {
          rule           = aws_cloudwatch_event_rule.r.name
          event_bus_name = aws_cloudwatch_event_bus.own.name
          arn            = aws_lambda_function.fn.arn
        }
        """,
        {"rule/aws_cloudwatch_event_rule.r", "bus/aws_cloudwatch_event_bus.own"},
        {
            ("triggers", "rule/aws_cloudwatch_event_rule.r", FN),
            ("publishes", "bus/aws_cloudwatch_event_bus.own", "rule/aws_cloudwatch_event_rule.r"),
        },
    ),
    "timer": (
        """
        resource "aws_cloudwatch_event_rule" "r" { schedule_expression = "rate(1 day)" }
        resource "aws_cloudwatch_event_target" "t" {
          rule = aws_cloudwatch_event_rule.r.name
          arn  = aws_lambda_function.fn.arn
        }
        """,
        {"schedule/aws_cloudwatch_event_rule.r"},
        {("triggers", "schedule/aws_cloudwatch_event_rule.r", FN)},
    ),
    "scheduler": (
        """
        resource "aws_scheduler_schedule" "s" {
          schedule_expression = "rate(1 day)"
          flexible_time_window { mode = "OFF" }
          target {
            arn      = aws_lambda_function.fn.arn
            role_arn = aws_iam_role.role.arn
          }
        }
        """,
        {"schedule/aws_scheduler_schedule.s"},
        {("triggers", "schedule/aws_scheduler_schedule.s", FN)},
    ),
    "pipe": (
        """
        resource "aws_sqs_queue" "in" { name = "in" }
        resource "aws_pipes_pipe" "p" {
          name     = "p"
          role_arn = aws_iam_role.role.arn
          source   = aws_sqs_queue.in.arn
          target   = aws_lambda_function.fn.arn
        }
        """,
        {"pipe/aws_pipes_pipe.p"},
        {("publishes", "queue/aws_sqs_queue.in", "pipe/aws_pipes_pipe.p"), ("triggers", "pipe/aws_pipes_pipe.p", FN)},
    ),
    "state machine": (
        """
        resource "aws_dynamodb_table" "t" {
          name = "t"
          hash_key = "id"
        }
        resource "aws_sfn_state_machine" "m" {
          name       = "m"
          role_arn   = aws_iam_role.role.arn
          definition = <<-EOT
            {"StartAt": "A", "States": {
              "A": {"Type": "Task", "Resource": "${aws_lambda_function.fn.arn}", "Next": "B"},
              "B": {"Type": "Task", "Resource": "arn:aws:states:::dynamodb:putItem",
                    "Parameters": {"TableName": "${aws_dynamodb_table.t.name}"}, "End": true}}}
          EOT
        }
        """,
        {"state_machine/aws_sfn_state_machine.m"},
        {
            ("triggers", "state_machine/aws_sfn_state_machine.m", FN),
            ("writes", "state_machine/aws_sfn_state_machine.m", "table/aws_dynamodb_table.t"),
            ("assumes", "state_machine/aws_sfn_state_machine.m", "role/aws_iam_role.role"),
        },
    ),
    "rest api": (
        """
        resource "aws_api_gateway_rest_api" "api" { name = "api" }
        resource "aws_api_gateway_resource" "orders" {
          rest_api_id = aws_api_gateway_rest_api.api.id
          parent_id   = aws_api_gateway_rest_api.api.root_resource_id
          path_part   = "orders"
        }
        resource "aws_api_gateway_resource" "order" {
          rest_api_id = aws_api_gateway_rest_api.api.id
          parent_id   = aws_api_gateway_resource.orders.id
          path_part   = "{id}"
        }
        resource "aws_api_gateway_method" "get" {
          rest_api_id   = aws_api_gateway_rest_api.api.id
          resource_id   = aws_api_gateway_resource.order.id
          http_method   = "GET"
          authorization = "NONE"
        }
        resource "aws_api_gateway_integration" "get" {
          rest_api_id             = aws_api_gateway_rest_api.api.id
          resource_id             = aws_api_gateway_resource.order.id
          http_method             = aws_api_gateway_method.get.http_method
          integration_http_method = "POST"
          type                    = "AWS_PROXY"
          uri                     = aws_lambda_function.fn.invoke_arn
        }
        """,
        {"api/aws_api_gateway_rest_api.api", "route/GET /orders/{id}"},
        {("triggers", "route/GET /orders/{id}", FN), ("exposes", "internet/internet", "route/GET /orders/{id}")},
    ),
    "rest api by its body": (
        """
        resource "aws_api_gateway_rest_api" "api" {
          name = "api"
          body = jsonencode({
            openapi = "3.0.1"
            paths = {
              "/ping" = {
                get = { x-amazon-apigateway-integration = {
                  type = "aws_proxy", httpMethod = "POST", uri = aws_lambda_function.fn.invoke_arn } }
              }
            }
          })
        }
        """,
        {"route/GET /ping"},
        {("triggers", "route/GET /ping", FN)},
    ),
    "http api": (
        """
        resource "aws_apigatewayv2_api" "api" {
          name          = "api"
          protocol_type = "HTTP"
        }
        resource "aws_apigatewayv2_integration" "i" {
          api_id           = aws_apigatewayv2_api.api.id
          integration_type = "AWS_PROXY"
          integration_uri  = aws_lambda_function.fn.invoke_arn
        }
        resource "aws_apigatewayv2_authorizer" "jwt" {
          api_id          = aws_apigatewayv2_api.api.id
          authorizer_type = "JWT"
          name            = "jwt"
          jwt_configuration { issuer = "https://login.example.org" }
        }
        resource "aws_apigatewayv2_route" "r" {
          api_id             = aws_apigatewayv2_api.api.id
          route_key          = "POST /orders"
          target             = "integrations/${aws_apigatewayv2_integration.i.id}"
          authorization_type = "JWT"
          authorizer_id      = aws_apigatewayv2_authorizer.jwt.id
        }
        """,
        {"api/aws_apigatewayv2_api.api", "authorizer/aws_apigatewayv2_authorizer.jwt"},
        {("triggers", "route/POST /orders", FN), ("exposes", "principal/jwt", "route/POST /orders")},
    ),
    "http api made in one go": (
        """
        resource "aws_apigatewayv2_api" "api" {
          name          = "api"
          protocol_type = "HTTP"
          route_key     = "GET /quick"
          target        = aws_lambda_function.fn.arn
        }
        """,
        {"route/GET /quick"},
        {("triggers", "route/GET /quick", FN)},
    ),
    "web socket": (
        """
        resource "aws_apigatewayv2_api" "api" {
          name                       = "api"
          protocol_type              = "WEBSOCKET"
          route_selection_expression = "$request.body.action"
        }
        resource "aws_apigatewayv2_integration" "i" {
          api_id           = aws_apigatewayv2_api.api.id
          integration_type = "AWS_PROXY"
          integration_uri  = aws_lambda_function.fn.invoke_arn
        }
        resource "aws_apigatewayv2_route" "r" {
          api_id    = aws_apigatewayv2_api.api.id
          route_key = "$connect"
          target    = "integrations/${aws_apigatewayv2_integration.i.id}"
        }
        """,
        {"route/WS $connect"},
        {("triggers", "route/WS $connect", FN)},
    ),
    "function url": (
        """
        resource "aws_lambda_function_url" "u" {
          function_name      = aws_lambda_function.fn.function_name
          authorization_type = "NONE"
        }
        """,
        {"function_url/aws_lambda_function_url.u"},
        {
            ("triggers", "function_url/aws_lambda_function_url.u", FN),
            ("exposes", "internet/internet", "function_url/aws_lambda_function_url.u"),
        },
    ),
    "alias": (
        """
        resource "aws_lambda_alias" "live" {
          name             = "live"
          function_name    = aws_lambda_function.fn.function_name
          function_version = "3"
        }
        resource "aws_sns_topic" "news" {}
        resource "aws_sns_topic_subscription" "a" {
          topic_arn = aws_sns_topic.news.arn
          protocol  = "lambda"
          endpoint  = aws_lambda_alias.live.arn
        }
        """,
        {"alias/aws_lambda_alias.live"},
        {("triggers", "topic/aws_sns_topic.news", FN)},
    ),
    "asynchronous failures": (
        """
        resource "aws_sqs_queue" "failed" { name = "failed" }
        resource "aws_lambda_function_event_invoke_config" "c" {
          function_name = aws_lambda_function.fn.function_name
          destination_config {
            on_failure { destination = aws_sqs_queue.failed.arn }
          }
        }
        """,
        set(),
        {("fails_to", FN, "queue/aws_sqs_queue.failed")},
    ),
    "a permission is a trigger where nothing else says how": (
        """
        resource "aws_lambda_permission" "alexa" {
          function_name = aws_lambda_function.fn.function_name
          action        = "lambda:InvokeFunction"
          principal     = "alexa-appkit.amazon.com"
        }
        """,
        set(),
        {
            ("may_invoke", "service/alexa-appkit.amazon.com", FN),
            ("triggers", "service/alexa-appkit.amazon.com", FN),
        },
    ),
    "log lines": (
        """
        resource "aws_cloudwatch_log_group" "g" { name = "/shop/web" }
        resource "aws_cloudwatch_log_subscription_filter" "f" {
          name            = "f"
          log_group_name  = aws_cloudwatch_log_group.g.name
          filter_pattern  = "ERROR"
          destination_arn = aws_lambda_function.fn.arn
        }
        """,
        {"log_group/aws_cloudwatch_log_group.g"},
        {("triggers", "log_group/aws_cloudwatch_log_group.g", FN)},
    ),
    "user pool": (
        """
        resource "aws_cognito_user_pool" "p" {
          name = "p"
          lambda_config { pre_sign_up = aws_lambda_function.fn.arn }
        }
        resource "aws_cognito_user_pool_client" "c" {
          name         = "c"
          user_pool_id = aws_cognito_user_pool.p.id
        }
        """,
        {"user_pool/aws_cognito_user_pool.p", "user_pool_client/aws_cognito_user_pool_client.c"},
        {
            ("triggers", "user_pool/aws_cognito_user_pool.p", FN),
            ("exposes", "internet/internet", "user_pool/aws_cognito_user_pool.p"),
        },
    ),
    "graphql": (
        """
        resource "aws_dynamodb_table" "t" { name = "t" }
        resource "aws_appsync_graphql_api" "g" {
          name                = "g"
          authentication_type = "API_KEY"
        }
        resource "aws_appsync_datasource" "d" {
          api_id = aws_appsync_graphql_api.g.id
          name   = "d"
          type   = "AWS_LAMBDA"
          lambda_config { function_arn = aws_lambda_function.fn.arn }
        }
        resource "aws_appsync_datasource" "e" {
          api_id = aws_appsync_graphql_api.g.id
          name   = "e"
          type   = "AMAZON_DYNAMODB"
          dynamodb_config { table_name = aws_dynamodb_table.t.name }
        }
        """,
        {"api/aws_appsync_graphql_api.g", "route/POST /graphql (aws_appsync_graphql_api.g)"},
        {
            ("triggers", "api/aws_appsync_graphql_api.g", FN),
            ("writes", "api/aws_appsync_graphql_api.g", "table/aws_dynamodb_table.t"),
        },
    ),
    "distribution": (
        """
        resource "aws_s3_bucket" "site" { bucket = "site" }
        resource "aws_cloudfront_distribution" "d" {
          origin {
            domain_name = aws_s3_bucket.site.bucket_regional_domain_name
            origin_id   = "site"
          }
          default_cache_behavior {
            viewer_protocol_policy = "redirect-to-https"
            lambda_function_association {
              event_type = "viewer-request"
              lambda_arn = aws_lambda_function.fn.qualified_arn
            }
          }
        }
        """,
        {"distribution/aws_cloudfront_distribution.d"},
        {
            ("triggers", "distribution/aws_cloudfront_distribution.d", FN),
            ("calls", "distribution/aws_cloudfront_distribution.d", "bucket/aws_s3_bucket.site"),
        },
    ),
    "iot": (
        """
        resource "aws_iot_topic_rule" "r" {
          name        = "r"
          sql         = "SELECT * FROM 'a'"
          sql_version = "2016-03-23"
          lambda { function_arn = aws_lambda_function.fn.arn }
        }
        """,
        {"iot_rule/aws_iot_topic_rule.r"},
        {("triggers", "iot_rule/aws_iot_topic_rule.r", FN)},
    ),
    "mail": (
        """
        resource "aws_s3_bucket" "mail" { bucket = "mail" }
        resource "aws_ses_receipt_rule" "r" {
          name          = "r"
          rule_set_name = "set"
          lambda_action {
            function_arn = aws_lambda_function.fn.arn
            position     = 1
          }
          s3_action {
            bucket_name = aws_s3_bucket.mail.bucket
            position    = 2
          }
        }
        """,
        {"mail_rule/aws_ses_receipt_rule.r"},
        {
            ("triggers", "mail_rule/aws_ses_receipt_rule.r", FN),
            ("writes", "mail_rule/aws_ses_receipt_rule.r", "bucket/aws_s3_bucket.mail"),
        },
    ),
    "load balancer": (
        """
        resource "aws_lb" "lb" { name = "lb" }
        resource "aws_lb_target_group" "g" {
          name        = "g"
          target_type = "lambda"
        }
        resource "aws_lb_target_group_attachment" "a" {
          target_group_arn = aws_lb_target_group.g.arn
          target_id        = aws_lambda_function.fn.arn
        }
        """,
        {"load_balancer/aws_lb.lb", "target_group/aws_lb_target_group.g"},
        {("triggers", "target_group/aws_lb_target_group.g", FN)},
    ),
    "brokers": (
        """
        resource "aws_mq_broker" "b" {
          broker_name = "b"
          engine_type = "RabbitMQ"
        }
        resource "aws_msk_cluster" "k" { cluster_name = "k" }
        resource "aws_lambda_event_source_mapping" "m" {
          event_source_arn = aws_mq_broker.b.arn
          function_name    = aws_lambda_function.fn.arn
          queues           = ["q"]
        }
        resource "aws_lambda_event_source_mapping" "n" {
          event_source_arn  = aws_msk_cluster.k.arn
          function_name     = aws_lambda_function.fn.arn
          topics            = ["t"]
          starting_position = "LATEST"
        }
        """,
        {"broker/aws_mq_broker.b", "broker/aws_msk_cluster.k"},
        {("triggers", "broker/aws_mq_broker.b", FN), ("triggers", "broker/aws_msk_cluster.k", FN)},
    ),
    "secret that rotates": (
        """
        resource "aws_secretsmanager_secret" "s" { name = "s" }
        resource "aws_secretsmanager_secret_rotation" "r" {
          secret_id           = aws_secretsmanager_secret.s.id
          rotation_lambda_arn = aws_lambda_function.fn.arn
        }
        """,
        {"secret/aws_secretsmanager_secret.s"},
        {("triggers", "secret/aws_secretsmanager_secret.s", FN)},
    ),
    "agent": (
        """
        resource "aws_bedrockagent_agent" "a" { agent_name = "a" }
        resource "aws_bedrockagent_agent_action_group" "g" {
          agent_id          = aws_bedrockagent_agent.a.agent_id
          action_group_name = "g"
          action_group_executor { lambda = aws_lambda_function.fn.arn }
        }
        """,
        {"agent/aws_bedrockagent_agent.a"},
        {("triggers", "agent/aws_bedrockagent_agent.a", FN)},
    ),
    "what a service may start unasked": (
        """
        resource "aws_vpclattice_target_group" "g" { type = "LAMBDA" }
        resource "aws_vpclattice_target_group_attachment" "a" {
          target_group_identifier = aws_vpclattice_target_group.g.id
          target { id = aws_lambda_function.fn.arn }
        }
        resource "aws_s3control_object_lambda_access_point" "p" {
          name = "p"
          configuration {
            supporting_access_point = "arn:aws:s3:eu-west-1:123456789012:accesspoint/p"
            transformation_configuration {
              actions = ["GetObject"]
              content_transformation {
                aws_lambda { function_arn = aws_lambda_function.fn.arn }
              }
            }
          }
        }
        """,
        set(),
        {
            ("triggers", "service/vpc-lattice.amazonaws.com", FN),
            ("triggers", "service/s3-object-lambda.amazonaws.com", FN),
        },
    ),
    "rest api that starts a state machine": (
        """
        resource "aws_sfn_state_machine" "m" {
          name       = "m"
          role_arn   = aws_iam_role.role.arn
          definition = jsonencode({ States = {} })
        }
        data "aws_region" "here" {}
        data "aws_caller_identity" "me" {}
        resource "aws_api_gateway_rest_api" "api" { name = "api" }
        resource "aws_api_gateway_method" "post" {
          rest_api_id   = aws_api_gateway_rest_api.api.id
          resource_id   = aws_api_gateway_rest_api.api.root_resource_id
          http_method   = "POST"
          authorization = "AWS_IAM"
        }
        resource "aws_api_gateway_integration" "post" {
          rest_api_id             = aws_api_gateway_rest_api.api.id
          resource_id             = aws_api_gateway_rest_api.api.root_resource_id
          http_method             = "POST"
          integration_http_method = "POST"
          type                    = "AWS"
          uri                     = "arn:aws:apigateway:${local.region}:states:action/StartExecution"
          request_templates = {
            "application/json" = <<-EOT
              {"stateMachineArn": "arn:aws:states:${local.region}:${local.account}:stateMachine:${local.machine}"}
            EOT
          }
        }
        locals {
          region  = data.aws_region.here.name
          account = data.aws_caller_identity.me.account_id
          machine = aws_sfn_state_machine.m.name
        }
        """,
        set(),
        {("invokes", "route/POST /", "state_machine/aws_sfn_state_machine.m")},
    ),
    "pipeline and config rule": (
        """
        resource "aws_codepipeline" "p" {
          name = "p"
          stage {
            name = "Test"
            action {
              name          = "Run"
              provider      = "Lambda"
              configuration = { FunctionName = aws_lambda_function.fn.function_name }
            }
          }
        }
        resource "aws_config_config_rule" "c" {
          name = "c"
          source {
            owner             = "CUSTOM_LAMBDA"
            source_identifier = aws_lambda_function.fn.arn
          }
        }
        """,
        {"pipeline/aws_codepipeline.p", "config_rule/aws_config_config_rule.c"},
        {("triggers", "pipeline/aws_codepipeline.p", FN), ("triggers", "config_rule/aws_config_config_rule.c", FN)},
    ),
    "databases and plain things": (
        """
        resource "aws_rds_cluster" "r" { engine = "aurora-postgresql" }
        resource "aws_docdb_cluster" "d" {}
        resource "aws_ecs_cluster" "e" { name = "e" }
        resource "aws_ecr_repository" "i" { name = "i" }
        resource "aws_vpc" "v" {}
        resource "random_pet" "p" {}
        """,
        {
            "database/aws_rds_cluster.r",
            "database/aws_docdb_cluster.d",
            "container/aws_ecs_cluster.e",
            "registry/aws_ecr_repository.i",
        },
        set(),
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_what_a_services_blocks_come_to(tmp_path: Path, name: str) -> None:
    """The blocks of a service come to their nodes and edges, without a gap, and nothing made up shows."""
    text, nodes, edges = CASES[name]
    found = fragment(tmp_path, FUNCTION + text)
    assert nodes <= ids(found), sorted(ids(found))
    assert edges <= links(found), sorted(links(found))
    assert [gap.reason for gap in found.gaps] == []
    assert "Tf0" not in repr(found)


def test_a_type_nobody_reads_is_a_gap(tmp_path: Path) -> None:
    """A type of the provider that is not read is our debt, one of another provider a gap of input; both are nodes."""
    text = 'resource "aws_brand_new_thing" "x" {}\nresource "google_storage_bucket" "y" {}\n'
    found = fragment(tmp_path, text)
    assert {(gap.kind.value, gap.klass, gap.about) for gap in found.gaps} == {
        ("unsupported", "type", "aws_brand_new_thing"),
        ("input", "foreign-type", "google_storage_bucket"),
    }
    assert {(node.id, node.type) for node in found.nodes} == {
        ("resource/aws_brand_new_thing.x", "aws_brand_new_thing"),
        ("resource/google_storage_bucket.y", "google_storage_bucket"),
    }
