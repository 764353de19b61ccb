"""Products of a category, or one product."""

import os

import boto3
from boto3.dynamodb.conditions import Key
from halfmoon import reply

products = boto3.resource("dynamodb").Table(os.environ["PRODUCTS_TABLE"])


def handler(event, context):
    product_id = (event.get("pathParameters") or {}).get("productId")
    if product_id:
        return one(product_id)
    category = (event.get("queryStringParameters") or {}).get("category", "new")
    page = products.query(IndexName="by-category", KeyConditionExpression=Key("category").eq(category), Limit=50)
    return reply(200, {"products": page["Items"]})


def one(product_id):
    found = products.get_item(Key={"productId": product_id})
    if "Item" not in found:
        return reply(404, {"error": "no such product"})
    return reply(200, found["Item"])
