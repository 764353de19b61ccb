"""Where clients come from."""

import os

import boto3
from botocore.config import Config

_session = boto3.session.Session(region_name=os.getenv("REGION", "eu-central-1"))
_config = Config(retries={"max_attempts": 5})


def make(service):
    return _session.client(service, config=_config)


def make_resource(service):
    return _session.resource(service)
