"""Registers users."""

import os

import boto3


class Base:
    retries = 3

    def __init__(self, users):
        self.users = users
        self.pool = os.environ["POOL"]


class Service(Base):
    topic = "arn:aws:sns:eu-west-1:111122223333:users"

    def __init__(self, users, news):
        super().__init__(users)
        self.news = news

    def register(self, mail):
        self.users.admin_create_user(UserPoolId=self.pool, Username=mail)
        self._tell(mail)
        return mail

    def _tell(self, mail):
        self.news.publish(TopicArn=self.topic, Message=mail)


def build():
    return Service(boto3.client("cognito-idp"), boto3.client("sns"))
