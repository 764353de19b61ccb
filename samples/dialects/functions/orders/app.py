"""POST /orders: a signed-in member orders."""

import json
import os

import boto3

table = boto3.resource("dynamodb").Table(os.environ["ORDERS_TABLE"])
queue = boto3.client("sqs")


def handler(event, context):
    order = json.loads(event["body"])
    table.put_item(Item={"orderId": order["id"], "email": order["email"]})
    queue.send_message(QueueUrl=os.environ["JOBS_QUEUE"], MessageBody=order["id"])
    return {"statusCode": 202, "body": order["id"]}
