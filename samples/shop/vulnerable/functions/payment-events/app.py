"""The provider has settled or refused a payment: write it into the order."""

import os

import boto3

orders = boto3.resource("dynamodb").Table(os.environ["ORDERS_TABLE"])

STATUS = {"PaymentSettled": "paid", "PaymentRefused": "refused"}


def handler(event, context):
    orders.update_item(
        Key={"orderId": event["detail"]["orderId"]},
        UpdateExpression="SET #status = :status",
        ConditionExpression="attribute_exists(orderId)",
        ExpressionAttributeNames={"#status": "status"},
        ExpressionAttributeValues={":status": STATUS[event["detail-type"]]},
    )
