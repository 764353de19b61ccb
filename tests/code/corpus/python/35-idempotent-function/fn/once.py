"""What must happen once."""

import boto3
from aws_lambda_powertools.utilities.idempotency import (
    DynamoDBPersistenceLayer,
    IdempotencyConfig,
    idempotent_function,
)

layer = DynamoDBPersistenceLayer(table_name="once")
config = IdempotencyConfig(expires_after_seconds=600)
metrics = boto3.client("cloudwatch")


@idempotent_function(data_keyword_argument="message", config=config, persistence_store=layer)
def record_once(message):
    metrics.put_metric_data(Namespace="Shop", MetricData=[{"MetricName": message, "Value": 1}])
    return message
