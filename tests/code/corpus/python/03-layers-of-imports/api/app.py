"""Reads a profile."""

from .data import load_profile as profile
from .data import rename


def handler(event, context):
    user = event["requestContext"]["authorizer"]["claims"]["sub"]
    if event["httpMethod"] == "GET":
        return profile(user)
    if event["httpMethod"] == "PUT":
        rename(user, event["body"])
        from . import notes as remarks

        remarks.renamed(user)
    return None
