"""Starts the work of a day."""

import clients
from work import start


def handler(event, context):
    start(clients.make("stepfunctions"), clients.make("events"), event["day"])
