"""What staff do: edit a product, upload its picture, send the newsletter."""

import json
import os

import boto3
from halfmoon import reply

products = boto3.resource("dynamodb").Table(os.environ["PRODUCTS_TABLE"])
s3 = boto3.client("s3")
sns = boto3.client("sns")

FIELDS = {"title": str, "category": str, "cents": int, "stock": int}


def handler(event, context):
    action = {
        "/admin/products/{productId}": edit,
        "/admin/products/{productId}/image": upload,
        "/admin/newsletter": newsletter,
    }[event["resource"]]
    return action(event)


def edit(event):
    body = json.loads(event["body"])
    wrong = [name for name, value in body.items() if not isinstance(value, FIELDS.get(name, ()))]
    if wrong or not body:
        return reply(400, {"error": "unknown or mistyped fields", "fields": wrong})
    products.update_item(
        Key={"productId": event["pathParameters"]["productId"]},
        UpdateExpression="SET " + ", ".join(f"#{name} = :{name}" for name in body),
        ExpressionAttributeNames={f"#{name}": name for name in body},
        ExpressionAttributeValues={f":{name}": value for name, value in body.items()},
    )
    return reply(200, {"changed": sorted(body)})


def upload(event):
    product_id = event["pathParameters"]["productId"]
    url = s3.generate_presigned_url(
        "put_object",
        Params={
            "Bucket": os.environ["IMAGES_BUCKET"],
            "Key": f"originals/{product_id}.jpg",
            "ContentType": "image/jpeg",
        },
        ExpiresIn=600,
    )
    return reply(201, {"upload": url})


def newsletter(event):
    issue = json.loads(event["body"])
    message = json.dumps({"subject": issue["subject"], "text": issue["text"]})
    sns.publish(TopicArn=os.environ["NEWSLETTER_TOPIC_ARN"], Message=message)
    return reply(202, {"sending": issue["subject"]})
