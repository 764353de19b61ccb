"""Links, made by an object that is given its client."""

import boto3


class Links:
    def __init__(self, client, bucket, seconds=300):
        self._client = client
        self._bucket = bucket
        self._seconds = seconds

    def upload(self, key):
        return self._client.generate_presigned_url(
            ClientMethod="put_object", Params={"Bucket": self._bucket, "Key": key}, ExpiresIn=self._seconds
        )

    def form(self, key):
        return self._client.generate_presigned_post(self._bucket, key)

    def remove(self, key):
        return self._client.generate_presigned_url("delete_object", Params={"Bucket": self._bucket, "Key": key})


links = Links(boto3.client("s3"), "shared-files")


def handler(event, context):
    return {"url": links.upload(event["name"]), "form": links.form("avatar.png")}
