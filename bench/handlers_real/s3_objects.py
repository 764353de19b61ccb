"""Object processor: each new object is fetched, summed up, and the summary stored beside it."""

import hashlib
import json
import os
import tempfile
from urllib.parse import unquote_plus

import boto3

s3 = boto3.client("s3")


def handler(event, context):
    answers = []
    for record in event["Records"]:
        bucket, key = record["s3"]["bucket"]["name"], unquote_plus(record["s3"]["object"]["key"])
        local = os.path.join(tempfile.gettempdir(), key.replace("/", "_"))
        s3.download_file(bucket, key, local)
        with open(local, encoding="utf-8") as file:
            lines = file.read().splitlines()
        os.remove(local)
        found = {"key": key, "lines": len(lines), "longest": max((len(line) for line in lines), default=0)}
        text = json.dumps(found, ensure_ascii=False)
        target = f"summaries/{os.path.splitext(key)[0]}.json"
        s3.put_object(Bucket=bucket, Key=target, Body=text.encode(), ContentType="application/json")
        back = s3.get_object(Bucket=bucket, Key=target)["Body"].read()
        answers.append({"target": target, "text": lines[:1], "sha256": hashlib.sha256(back).hexdigest()})
    return answers
