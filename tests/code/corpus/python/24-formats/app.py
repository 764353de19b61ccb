"""Names made in every way that text is made."""

import os

import boto3

ssm = boto3.client("ssm")
STAGES = {"a": "alpha", "b": "beta"}


def handler(event, context):
    stage = STAGES[event["stage"]]
    app = "shop"
    ssm.get_parameter(Name=f"/{app}/{stage}/url")
    ssm.get_parameter(Name="/%s/%s" % (app, "url"))
    ssm.get_parameter(Name="/{name}/{0}".format("limit", name=app))
    ssm.get_parameter(Name="/".join(["", app, "keys"]))
    ssm.get_parameter(Name="/shop/" "joined")
    ssm.get_parameter(Name="/shop/" + event["name"])
    ssm.get_parameter(Name=os.environ["PARAMETER"])
    ssm.get_parameter(Name=event["whole"])
