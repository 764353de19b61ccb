"""Counts requests of a tenant."""

import os

import boto3


def counter(client, table):
    def add(tenant, by=1):
        client.update_item(
            TableName=table,
            Key={"tenant": {"S": tenant}},
            UpdateExpression="ADD hits :n",
            ExpressionAttributeValues={":n": {"N": str(by)}},
        )

    def reset(tenant):
        client.delete_item(TableName=table, Key={"tenant": {"S": tenant}})

    return add, reset


def counted(add):
    def decorate(function):
        def wrapper(event, context):
            add(event["tenant"])
            return function(event, context)

        return wrapper

    return decorate


add, reset = counter(boto3.client("dynamodb"), os.environ["COUNTS"])


@counted(lambda tenant: add(tenant.lower(), by=1))
def handler(event, context):
    return {"tenant": event["tenant"]}
