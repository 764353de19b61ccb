"""Asks a partner for its prices, with a key from a secret."""

import json
import urllib.request

import boto3

import config

_key = None


def partner_key():
    global _key
    if _key is None:
        secrets = boto3.client("secretsmanager")
        _key = json.loads(secrets.get_secret_value(SecretId=config.SECRET)["SecretString"])["key"]
    return _key


def rotate():
    boto3.client("secretsmanager").rotate_secret(SecretId=config.SECRET)


def handler(event, context):
    request = urllib.request.Request(config.URL + "/v1/prices", headers={"X-Key": partner_key()})
    answer = urllib.request.urlopen(request, timeout=config.TIMEOUT)
    try:
        return json.load(answer)
    finally:
        answer.close()
