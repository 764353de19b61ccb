"""Make a small picture of each product image that is uploaded."""

import io
import os
from urllib.parse import unquote_plus

import boto3
from PIL import Image

s3 = boto3.client("s3")

SIDE = 320
Image.MAX_IMAGE_PIXELS = 40_000_000


def handler(event, context):
    for record in event["Records"]:
        bucket = record["s3"]["bucket"]["name"]
        key = unquote_plus(record["s3"]["object"]["key"])
        original = s3.get_object(Bucket=bucket, Key=key)["Body"].read()
        name = key.rpartition("/")[2]
        s3.put_object(
            Bucket=os.environ["WEBSITE_BUCKET"],
            Key=f"thumbnails/{name}",
            Body=small(original),
            ContentType="image/jpeg",
        )


def small(original):
    picture = Image.open(io.BytesIO(original), formats=["JPEG"])
    picture.thumbnail((SIDE, SIDE))
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=80)
    return out.getvalue()
