"""Yesterday's takings as a CSV file."""

import csv
import io
import os
from datetime import datetime, timedelta, timezone

import boto3
from boto3.dynamodb.conditions import Key

orders = boto3.resource("dynamodb").Table(os.environ["ORDERS_TABLE"])
s3 = boto3.client("s3")


def handler(event, context):
    day = (datetime.now(timezone.utc) - timedelta(days=1)).date().isoformat()
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(["order", "status", "cents"])
    for order in orders_of(day):
        writer.writerow([order["orderId"], order["status"], int(order["cents"])])
    s3.put_object(Bucket=os.environ["REPORTS_BUCKET"], Key=f"reports/{day}.csv", Body=out.getvalue().encode())


def orders_of(day):
    asked = {"IndexName": "by-day", "KeyConditionExpression": Key("day").eq(day)}
    while True:
        page = orders.query(**asked)
        yield from page["Items"]
        if "LastEvaluatedKey" not in page:
            return
        asked["ExclusiveStartKey"] = page["LastEvaluatedKey"]
