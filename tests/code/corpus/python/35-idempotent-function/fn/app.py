"""Handles each message of a batch once."""

from .once import record_once


def handler(event, context):
    return [record_once(message=record["body"]) for record in event["Records"]]
