"""Starts or stops the machines of a test."""

import boto3

METHODS = {"start": "start_instances", "stop": "stop_instances"}


def call(client, method, **given):
    return getattr(client, method)(**given)


def handler(event, context):
    ec2 = boto3.client("ec2")
    found = call(ec2, "describe_instances", Filters=[{"Name": "tag:test", "Values": ["yes"]}])
    ids = [one["InstanceId"] for group in found["Reservations"] for one in group["Instances"]]
    if ids:
        call(ec2, METHODS[event["action"]], InstanceIds=ids)
    return ids
