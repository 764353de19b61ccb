"""Changes to what bounds a function, its triggers, an API and a queue.

Names are those of CloudFormation's resource reference, the Serverless Framework's `serverless.yml` reference, the AWS
provider of Terraform, terraform-aws-modules, and the CDK's construct library.
"""

from __future__ import annotations

from ennead.model.app import Api, Function, Node, Queue
from ennead.practices.fixes.change import Change
from ennead.practices.fixes.notation import address, arn, bare_id, extension, label, ref

RESERVED_CONCURRENCY = Change(
    cloudformation={"ReservedConcurrentExecutions": 10},
    serverless={"reservedConcurrency": 10},
    terraform="reserved_concurrent_executions = 10",
    terraform_module="reserved_concurrent_executions = 10",
    cdk="set reservedConcurrentExecutions to 10 in %s",
)

STREAM_RETRIES = Change(
    cloudformation={
        "MaximumRetryAttempts": 5,
        "MaximumRecordAgeInSeconds": 3600,
        "BisectBatchOnFunctionError": True,
    },
    serverless={"maximumRetryAttempts": 5, "maximumRecordAgeInSeconds": 3600, "bisectBatchOnFunctionError": True},
    terraform="""\
maximum_retry_attempts         = 5
maximum_record_age_in_seconds  = 3600
bisect_batch_on_function_error = true""",
    terraform_module="""\
maximum_retry_attempts         = 5
maximum_record_age_in_seconds  = 3600
bisect_batch_on_function_error = true""",
    cdk="set retryAttempts to 5, maxRecordAge to an hour and bisectBatchOnError on the event source of %s",
)
"""Of the event source mapping: SAM's event, the framework's `stream`, an entry of a module's `event_source_mapping`."""

_FAILURES = {"Destination": arn("FailuresQueue")}
STREAM_FAILURES = Change(
    cloudformation={"DestinationConfig": {"OnFailure": _FAILURES}},
    serverless={"destinations": {"onFailure": {"type": "sqs", "arn": arn("FailuresQueue")}}},
    terraform="""\
destination_config {
  on_failure {
    destination_arn = aws_sqs_queue.failures.arn
  }
}""",
    terraform_module="destination_arn_on_failure = aws_sqs_queue.failures.arn",
    cdk="set onFailure on the event source of %s",
)
"""Of the event source mapping, as above."""


def failures(fn: Function) -> Change:
    """Where events go that a function was started with asynchronously and failed on."""
    return Change(
        cloudformation={
            f"{bare_id(fn)}Failures": {
                "Type": "AWS::Lambda::EventInvokeConfig",
                "Properties": {
                    "FunctionName": ref(bare_id(fn)),
                    "Qualifier": "$LATEST",
                    "DestinationConfig": {"OnFailure": _FAILURES},
                },
            }
        },
        sam={"EventInvokeConfig": {"DestinationConfig": {"OnFailure": {"Type": "SQS", **_FAILURES}}}},
        serverless={"destinations": {"onFailure": {"type": "sqs", "arn": arn("FailuresQueue")}}},
        terraform=f"""\
resource "aws_lambda_function_event_invoke_config" "{label(fn)}" {{
  function_name = {address(fn)}.function_name
  destination_config {{
    on_failure {{
      destination = aws_sqs_queue.failures.arn
    }}
  }}
}}""",
        terraform_module="""\
create_async_event_config = true
destination_on_failure    = aws_sqs_queue.failures.arn""",
        cdk="set onFailure in %s",
    )


def timeout(seconds: int) -> Change:
    """How long a function may run."""
    return Change(
        cloudformation={"Timeout": seconds},
        serverless={"timeout": seconds},
        terraform=f"timeout = {seconds}",
        terraform_module=f"timeout = {seconds}",
        cdk=f"set timeout to {seconds} seconds in %s",
    )


def loop_detection(fn: Function) -> Change:
    """Lambda stops a function that its own output starts again."""
    return Change(
        cloudformation={"RecursiveLoop": "Terminate"},
        serverless=extension(fn, {"RecursiveLoop": "Terminate"}),
        terraform='recursive_loop = "Terminate"',
        terraform_module='recursive_loop = "Terminate"',
        cdk="set recursiveLoop to Terminate in %s",
    )


def visibility(seconds: int) -> Change:
    """How long a queue hides a message that somebody took; the framework makes no queue of keys of its own."""
    return Change(
        cloudformation={"VisibilityTimeout": seconds},
        serverless=None,
        terraform=f"visibility_timeout_seconds = {seconds}",
        terraform_module=f"visibility_timeout_seconds = {seconds}",
        cdk=f"set visibilityTimeout to {seconds} seconds in %s",
    )


def redrive(queue: Queue) -> Change:
    """Where messages go that were received too often."""
    return Change(
        cloudformation={
            "RedrivePolicy": {"deadLetterTargetArn": arn(f"{bare_id(queue)}DeadLetters"), "maxReceiveCount": 5}
        },
        serverless=None,
        terraform=f"""\
redrive_policy = jsonencode({{
  deadLetterTargetArn = aws_sqs_queue.{label(queue)}_dead_letters.arn
  maxReceiveCount     = 5
}})""",
        terraform_module="create_dlq = true\nredrive_policy = {\n  maxReceiveCount = 5\n}",
        cdk="set deadLetterQueue with maxReceiveCount 5 in %s",
    )


_RATES = {"ThrottlingRateLimit": 50, "ThrottlingBurstLimit": 100}


def throttle(api: Api, stage: Node | None) -> Change:
    """How many requests an API takes: a setting of its stage (None: it declares none)."""
    if api.protocol == "REST":
        return Change(
            cloudformation={"MethodSettings": [{"ResourcePath": "/*", "HttpMethod": "*", **_RATES}]},
            serverless=None,
            terraform=_method_settings(stage) if stage else None,
            terraform_module=None,
            cdk="set throttlingRateLimit to 50 and throttlingBurstLimit to 100 in its deployOptions",
        )
    routes = {"DefaultRouteSettings": _RATES}
    settings = "{\n  throttling_rate_limit  = 50\n  throttling_burst_limit = 100\n}"
    return Change(
        cloudformation=routes,
        serverless=extension(stage, routes) if stage else None,
        terraform=f"default_route_settings {settings}",
        terraform_module=f"stage_default_route_settings = {settings}",
        cdk="set throttle with rateLimit 50 and burstLimit 100 on its stage",
    )


def _method_settings(stage: Node) -> str:
    return f"""\
resource "aws_api_gateway_method_settings" "{label(stage)}" {{
  rest_api_id = {address(stage)}.rest_api_id
  stage_name  = {address(stage)}.stage_name
  method_path = "*/*"
  settings {{
    throttling_rate_limit  = 50
    throttling_burst_limit = 100
  }}
}}"""
