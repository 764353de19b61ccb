"""POST /admin: everything about orders, for whoever asks."""

import json
import os

import boto3

table = boto3.resource("dynamodb").Table(os.environ["ORDERS_TABLE"])


def handler(event, context):
    table.delete_item(Key=json.loads(event["body"]))
    return {"statusCode": 200, "body": "gone"}
