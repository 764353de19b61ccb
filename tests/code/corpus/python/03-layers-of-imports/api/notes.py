"""Tells others."""

import boto3 as aws

from .settings import TOPIC


def renamed(user):
    aws.client("sns").publish(TopicArn=TOPIC, Message=user)
