"""Runs the step that the event names."""

import importlib

import boto3

sqs = boto3.client("sqs")


def handler(event, context):
    step = importlib.import_module(f"steps.{event['step']}")
    result = step.run(event["input"])
    finish = __import__("finish")
    finish.report(sqs, result)
    return result
