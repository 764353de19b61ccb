"""Gives links to upload and download with."""

import os
import uuid

import boto3

s3 = boto3.client("s3")
BUCKET = os.environ["UPLOADS"]


def handler(event, context):
    if event["httpMethod"] == "POST":
        return s3.generate_presigned_post(Bucket=BUCKET, Key=f"in/{uuid.uuid4()}", ExpiresIn=60)
    asked = {"Bucket": BUCKET, "Key": "out/" + event["id"]}
    return s3.generate_presigned_url("get_object", Params=asked, ExpiresIn=60)


def revoke(event, context):
    s3.delete_object(Bucket=BUCKET, Key=event["key"])
