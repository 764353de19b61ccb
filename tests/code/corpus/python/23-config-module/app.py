"""Keeps a reading of a meter."""

import time

import boto3

from settings import Settings, log_key

s3 = boto3.client("s3")
stream = boto3.client("kinesis")


def handler(event, context):
    meter = event["meter"]
    now = int(time.time())
    s3.put_object(Bucket=Settings.bucket, Key="raw/{}/{}.json".format(meter, now), Body=event["body"])
    s3.put_object(Bucket=Settings.bucket, Key=log_key(meter), Body=b"1")
    stream.put_record(StreamName=Settings.stream, PartitionKey=meter, Data=event["body"])
