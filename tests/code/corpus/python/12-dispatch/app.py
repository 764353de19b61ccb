"""One function for all methods of a resource."""

import json
import os

import boto3

table = boto3.resource("dynamodb").Table(os.environ["NOTES"])


def read(event):
    return table.get_item(Key={"id": event["id"]}).get("Item")


def write(event):
    table.put_item(Item=json.loads(event["body"]))


def drop_all(event):
    table.delete()


ROUTES = {
    "GET": read,
    "PUT": write,
    "DELETE": lambda event: table.delete_item(Key={"id": event["id"]}),
}
OLD_ROUTES = {"PURGE": drop_all}


def handler(event, context):
    route = ROUTES.get(event["httpMethod"])
    if route is None:
        return {"statusCode": 405}
    return {"statusCode": 200, "body": json.dumps(route(event))}
