"""Ways to reach a user."""

from abc import ABC, abstractmethod

import boto3


class Channel(ABC):
    def send(self, user, text):
        self.deliver(self.address(user), text.strip())

    def address(self, user):
        return user["mail"]

    @abstractmethod
    def deliver(self, address, text): ...


class Mail(Channel):
    def __init__(self, sender):
        self.sender = sender
        self.client = boto3.client("ses")

    def deliver(self, address, text):
        body = {"Subject": {"Data": "Notice"}, "Body": {"Text": {"Data": text}}}
        self.client.send_email(Source=self.sender, Destination={"ToAddresses": [address]}, Message=body)


class Phone(Channel):
    client = boto3.client("sns")

    def address(self, user):
        return user["phone"]

    def deliver(self, address, text):
        self.client.publish(PhoneNumber=address, Message=text)
