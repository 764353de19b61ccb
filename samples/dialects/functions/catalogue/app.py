"""GET /products: what the shop sells."""

import os

import boto3

table = boto3.resource("dynamodb").Table(os.environ["PRODUCTS_TABLE"])


def handler(event, context):
    return {"statusCode": 200, "body": str(table.scan(Limit=50)["Items"])}
