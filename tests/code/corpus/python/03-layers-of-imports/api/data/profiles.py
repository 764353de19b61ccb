"""Profiles in their table."""

import boto3

from ..settings import USERS as _TABLE

_client = boto3.client("dynamodb")


def load(user):
    found = _client.get_item(TableName=_TABLE, Key={"user": {"S": user}})
    return found.get("Item")


def rename(user, name):
    _client.update_item(
        TableName=_TABLE,
        Key={"user": {"S": user}},
        UpdateExpression="SET #n = :n",
        ExpressionAttributeNames={"#n": "name"},
        ExpressionAttributeValues={":n": {"S": name}},
    )


def remove(user):
    _client.delete_item(TableName=_TABLE, Key={"user": {"S": user}})
