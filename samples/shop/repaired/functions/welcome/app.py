"""A member has confirmed their address: give them an account."""

import os

import boto3

users = boto3.resource("dynamodb").Table(os.environ["USERS_TABLE"])


def handler(event, context):
    if event["triggerSource"] == "PostConfirmation_ConfirmSignUp":
        attributes = event["request"]["userAttributes"]
        users.put_item(Item={"userId": attributes["sub"], "email": attributes["email"], "newsletter": "no"})
    return event
