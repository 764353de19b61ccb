"""Jobs of the queue: send what was ordered, and tell the topic."""

import os

import boto3

table = boto3.resource("dynamodb").Table(os.environ["ORDERS_TABLE"])
topic = boto3.client("sns")


def handler(event, context):
    for record in event["Records"]:
        table.update_item(Key={"orderId": record["body"]}, AttributeUpdates={})
        topic.publish(TopicArn=os.environ["SHIPPED_TOPIC"], Message=record["body"])
