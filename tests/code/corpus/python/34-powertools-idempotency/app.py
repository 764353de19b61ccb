"""Pays once, however often it is asked to."""

import functools
import os

import boto3
from aws_lambda_powertools.utilities.idempotency import DynamoDBPersistenceLayer, idempotent
from aws_lambda_powertools.utilities.parameters import get_secret

store = DynamoDBPersistenceLayer(table_name=os.environ["IDEMPOTENCY"])
sqs = boto3.client("sqs")


def logged(function):
    @functools.wraps(function)
    def inner(*args, **kwargs):
        print("called", function.__name__)
        return function(*args, **kwargs)

    return inner


@idempotent(persistence_store=store)
@logged
def handler(event, context):
    token = get_secret("payments/token")
    sqs.send_message(QueueUrl=os.environ["PAYMENTS"], MessageBody=token + event["id"])
    return {"paid": event["id"]}
