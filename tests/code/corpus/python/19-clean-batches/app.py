"""Forgets a user: rows and files."""

import os

import boto3
from boto3.dynamodb.conditions import Key

table = boto3.resource("dynamodb").Table(os.environ["EVENTS"])
bucket = boto3.resource("s3").Bucket(os.environ["FILES"])


def handler(event, context):
    user = event["user"]
    found = table.query(KeyConditionExpression=Key("user").eq(user), IndexName="by-user")
    with table.batch_writer() as writer:
        for item in found["Items"]:
            writer.delete_item(Key={"id": item["id"]})
    names = [summary.key for summary in bucket.objects.filter(Prefix=f"{user}/")]
    for name in names:
        bucket.Object(name).delete()
    return len(names)
