"""What every function needs."""

import json

import boto3

__all__ = ["write_line"]


def write_line(bucket, key, line):
    _client().put_object(Bucket=bucket, Key=key, Body=json.dumps(line))


def _client():
    return boto3.client("s3")


def read_line(bucket, key):
    return _client().get_object(Bucket=bucket, Key=key)["Body"].read()
