"""Sealing and opening."""

import base64

import boto3 as sdk

from . import keys as k

kms = sdk.client("kms")


def seal_note(note):
    blob = kms.encrypt(KeyId=k.KEY, Plaintext=note.encode())["CiphertextBlob"]
    return base64.b64encode(blob).decode()


def open_note(text):
    return kms.decrypt(KeyId=k.KEY, CiphertextBlob=base64.b64decode(text))["Plaintext"].decode()
