"""Objects in and out."""

import json
import os

import boto3

s3 = boto3.client("s3")
RESULTS = os.environ["RESULTS_BUCKET"]


def fetch(bucket, key, target):
    s3.download_fileobj(bucket, key, target)


def keep(key, facts):
    name = f"sizes/{key}.json"
    s3.put_object(Bucket=RESULTS, Key=name, Body=json.dumps(facts).encode())


def forget(key):
    s3.delete_object(Bucket=RESULTS, Key=f"sizes/{key}.json")
