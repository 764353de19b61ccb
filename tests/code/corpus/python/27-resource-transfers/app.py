"""Moves a report to where it is read."""

import boto3

s3 = boto3.resource("s3")
inbox = s3.Bucket("reports-inbox")


def handler(event, context):
    inbox.download_file(event["key"], "/tmp/report")
    with open("/tmp/report", "rb") as file:
        s3.Object("reports", "latest.pdf").upload_fileobj(file)
    s3.Object("reports-old", "copy.pdf").copy_from(CopySource={"Bucket": "reports", "Key": "latest.pdf"})
    s3.meta.client.delete_object(Bucket="reports-inbox", Key=event["key"])
