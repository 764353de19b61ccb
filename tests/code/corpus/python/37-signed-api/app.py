"""Calls a signed API of another team."""

import boto3
import requests
from requests_aws4auth import AWS4Auth


class Api:
    base = "https://a1b2c3d4e5.execute-api.eu-west-1.amazonaws.com/live"

    def __init__(self):
        found = boto3.Session().get_credentials()
        self.auth = AWS4Auth(refreshable_credentials=found, region="eu-west-1", service="execute-api")
        self.http = requests.Session()

    def order(self, body):
        return self.http.post(f"{self.base}/orders", json=body, auth=self.auth, timeout=3)

    def cancel(self, order):
        return self.http.delete(f"{self.base}/orders/{order}", auth=self.auth, timeout=3)


def handler(event, context):
    api = Api()

    def send(body):
        return api.order(body).status_code

    return [send(body) for body in event["orders"]]
