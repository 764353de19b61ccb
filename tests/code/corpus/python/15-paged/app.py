"""Counts what a bucket holds, by owner."""

import json
import os
from collections import Counter

import boto3

s3 = boto3.client("s3")


def objects(bucket, prefix):
    pages = s3.get_paginator("list_objects_v2")
    for page in pages.paginate(Bucket=bucket, Prefix=prefix):
        yield from page.get("Contents", [])


def versions(bucket):
    for page in s3.get_paginator("list_object_versions").paginate(Bucket=bucket):
        yield from page["Versions"]


def handler(event, context):
    with open(os.path.join(os.path.dirname(__file__), "owners.json")) as file:
        owners = json.load(file)
    found = Counter(owners.get(item["Key"].split("/")[1], "?") for item in objects(os.environ["BUCKET"], "data/"))
    return dict(found)
