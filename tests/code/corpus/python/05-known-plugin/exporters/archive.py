"""Copies what is old to the archive."""

import os

import boto3

s3 = boto3.client("s3")


def run(name):
    source = {"Bucket": os.environ["LIVE_BUCKET"], "Key": name}
    copy = getattr(s3, "copy_object")
    copy(Bucket=os.environ["ARCHIVE_BUCKET"], Key="archive/" + name, CopySource=source)
    return name
