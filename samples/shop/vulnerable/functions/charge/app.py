"""Ask the payment provider for the money of one order."""

import http.client
import json
import os

import boto3

orders = boto3.resource("dynamodb").Table(os.environ["ORDERS_TABLE"])


class PaymentRefused(Exception):
    pass


def handler(event, context):
    order = orders.get_item(Key={"orderId": event["orderId"]})["Item"]
    payment_id = charge(order["orderId"], int(order["cents"]))
    orders.update_item(
        Key={"orderId": order["orderId"]},
        UpdateExpression="SET #status = :status, paymentId = :payment",
        ExpressionAttributeNames={"#status": "status"},
        ExpressionAttributeValues={":status": "charged", ":payment": payment_id},
    )
    return {"paymentId": payment_id}


def charge(order_id, cents):
    key = os.environ["PAYMENT_API_KEY"]
    connection = http.client.HTTPSConnection(os.environ["PAYMENT_HOST"], timeout=10)
    connection.request(
        "POST",
        "/charges",
        body=json.dumps({"reference": order_id, "cents": cents, "currency": "EUR"}),
        headers={"Authorization": f"Bearer {key}", "Content-Type": "application/json", "Idempotency-Key": order_id},
    )
    response = connection.getresponse()
    answer = json.loads(response.read())
    if response.status != 201:
        raise PaymentRefused(f"provider answered {response.status}")
    return answer["id"]
