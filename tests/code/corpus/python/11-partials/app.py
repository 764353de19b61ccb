"""Deletes the files of a user."""

import os
from functools import partial

import boto3

s3 = boto3.client("s3")
listed = partial(s3.list_objects_v2, Bucket=os.environ["FILES"])
remove = partial(s3.delete_objects, Bucket=os.environ["FILES"])
unused = partial(s3.delete_bucket, Bucket=os.environ["FILES"])


def handler(event, context):
    prefix = f"users/{event['user']}/"
    found = listed(Prefix=prefix).get("Contents", [])
    keys = [{"Key": item["Key"]} for item in found]
    if keys:
        remove(Delete={"Objects": keys, "Quiet": True})
    return sorted(map(lambda key: key["Key"], keys))
