"""Sends a notice by the channel of the user."""

import os

from channels import Mail, Phone


class Memory:
    """Keeps what was sent, for the time of the process only."""

    def __init__(self):
        self.items = {}

    def put_item(self, name, value):
        self.items[name] = value

    def get_item(self, name):
        return self.items.get(name)


memory = Memory()


def handler(event, context):
    if memory.get_item(event["user"]) == event["text"]:
        return "sent before"
    channel = Phone() if event["urgent"] else Mail(os.environ["SENDER"])
    channel.send(event["user"], event["text"])
    memory.put_item(event["user"], event["text"])
    return "sent"
