"""Make an order of a member's basket, or show one."""

import json
import os
import uuid
from datetime import datetime, timezone

import boto3
from halfmoon import member, reply

dynamodb = boto3.resource("dynamodb")
baskets = dynamodb.Table(os.environ["BASKETS_TABLE"])
orders = dynamodb.Table(os.environ["ORDERS_TABLE"])
sqs = boto3.client("sqs")
s3 = boto3.client("s3")
ssm = boto3.client("ssm")


def handler(event, context):
    if event["httpMethod"] == "POST":
        return place(member(event))
    return show(member(event), event["pathParameters"]["orderId"])


def place(user_id):
    lines = baskets.get_item(Key={"userId": user_id}).get("Item", {}).get("lines", {})
    if not lines:
        return reply(409, {"error": "the basket is empty"})
    goods = sum(int(line["cents"]) * int(line["quantity"]) for line in lines.values())
    now = datetime.now(timezone.utc)
    order = {
        "orderId": str(uuid.uuid4()),
        "userId": user_id,
        "day": now.date().isoformat(),
        "placed": now.isoformat(),
        "status": "placed",
        "lines": [
            {"productId": product, "quantity": int(line["quantity"]), "cents": int(line["cents"])}
            for product, line in lines.items()
        ],
        "cents": goods + shipping(),
    }
    orders.put_item(Item=order, ConditionExpression="attribute_not_exists(orderId)")
    sqs.send_message(
        QueueUrl=os.environ["ORDER_QUEUE_URL"],
        MessageBody=json.dumps({"orderId": order["orderId"], "lines": order["lines"]}),
    )
    return reply(202, {"orderId": order["orderId"], "cents": order["cents"]})


def show(user_id, order_id):
    order = orders.get_item(Key={"orderId": order_id}).get("Item")
    if order is None or order["userId"] != user_id:
        return reply(404, {"error": "no such order"})
    if order["status"] == "paid":
        order["receipt"] = s3.generate_presigned_url(
            "get_object",
            Params={"Bucket": os.environ["RECEIPTS_BUCKET"], "Key": f"receipts/{order_id}.txt"},
            ExpiresIn=300,
        )
    return reply(200, order)


def shipping():
    return int(ssm.get_parameter(Name=os.environ["SHIPPING_PARAMETER"])["Parameter"]["Value"])
