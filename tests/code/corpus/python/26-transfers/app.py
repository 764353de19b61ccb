"""Turns a file over."""

import io
import os

import boto3

s3 = boto3.client("s3")


def handler(event, context):
    bucket = os.environ["BUCKET"]
    key = event["key"]
    held = io.BytesIO()
    s3.download_fileobj(Bucket=bucket, Key=key, Fileobj=held)
    with open("/tmp/turned", "wb") as file:
        file.write(held.getvalue()[::-1])
    s3.upload_file("/tmp/turned", bucket, "turned/latest")
    s3.copy({"Bucket": bucket, "Key": "turned/latest"}, bucket, "kept/latest")
    os.remove("/tmp/turned")
