"""Mails what is old; not deployed."""

import boto3


def run(name):
    boto3.client("ses").send_email(Source="a@example.com", Destination={}, Message={"Subject": name})
