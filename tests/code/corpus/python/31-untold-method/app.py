"""Does what the event says: a bad idea, seen too often."""

import boto3

s3 = boto3.client("s3")


class Cache:
    def __init__(self):
        self.kept = {}

    def get_object(self, Bucket, Key):
        return self.kept.get((Bucket, Key))


cache = Cache()


def handler(event, context):
    found = cache.get_object(Bucket="b", Key=event["key"])
    if found:
        return found
    if "setup" in event:
        exec(event["setup"], {"event": event})
    if "rule" in event and not eval(event["rule"]):
        return None
    return getattr(s3, event["method"])(**event["given"])
