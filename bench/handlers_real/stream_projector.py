"""Projector of a table's stream: each change is put into another table, as it would be read."""

import os

import boto3
from boto3.dynamodb.types import TypeDeserializer

table = boto3.resource("dynamodb").Table(os.environ.get("VIEW_TABLE", "view"))
plain = TypeDeserializer().deserialize


def handler(event, context):
    done = []
    for record in event["Records"]:
        change = record["dynamodb"]
        key = {name: plain(value) for name, value in change["Keys"].items()}
        if record["eventName"] == "REMOVE":
            table.delete_item(Key=key)
            done.append(["removed", key["id"]])
            continue
        item = {name: plain(value) for name, value in change["NewImage"].items()}
        words = [name for name in item if name not in key]
        table.update_item(
            Key=key,
            UpdateExpression="SET " + ", ".join(f"#{n} = :{n}" for n in range(len(words))),
            ExpressionAttributeNames={f"#{n}": name for n, name in enumerate(words)},
            ExpressionAttributeValues={f":{n}": item[name] for n, name in enumerate(words)},
        )
        done.append([record["eventName"].lower(), key["id"], {name: str(value) for name, value in item.items()}])
    return done
