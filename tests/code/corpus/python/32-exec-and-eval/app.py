"""Runs pieces of code that come from a table."""

import importlib

import boto3

table = boto3.resource("dynamodb").Table("snippets")


def handler(event, context):
    item = table.get_item(Key={"name": event["name"]})["Item"]
    space = {}
    try:
        exec(item["code"], space)
    except SyntaxError:
        return importlib.import_module(item["module"]).run(event)
    return eval(item["result"], space)
