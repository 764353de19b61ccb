"""Copies objects to where an order of callbacks says."""

import boto3
from functools import partial

s3 = boto3.resource("s3")


def copy_to(bucket, source):
    target = s3.Bucket(bucket)
    target.copy(source, source["Key"])


STEPS = [partial(copy_to, "mirror-a"), partial(copy_to, "mirror-b")]


def each(steps, value):
    for step in steps:
        step(value)


def handler(event, context):
    each(STEPS, {"Bucket": event["bucket"], "Key": event["key"]})
