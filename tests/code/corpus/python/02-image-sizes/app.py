"""Makes the record of an uploaded image."""

import tempfile
from urllib.parse import unquote_plus

import sizes
from storage import fetch, keep


def handler(event, context):
    for record in event["Records"]:
        bucket = record["s3"]["bucket"]["name"]
        key = unquote_plus(record["s3"]["object"]["key"])
        with tempfile.TemporaryFile() as target:
            fetch(bucket, key, target)
            target.seek(0)
            keep(key, sizes.of(target))
    return {"done": len(event["Records"])}
