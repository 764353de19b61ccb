"""Reads its settings with Powertools."""

import os

from aws_lambda_powertools import Logger
from aws_lambda_powertools.utilities import parameters

logger = Logger()
STAGE = os.environ.get("STAGE", "dev")


@logger.inject_lambda_context
def handler(event, context):
    limit = parameters.get_parameter("/shop/limit", max_age=60)
    flags = parameters.get_parameters(f"/shop/flags/{STAGE}")
    key = parameters.get_secret("shop/key")
    return {"limit": limit, "flags": flags, "key": bool(key)}


def rotate(event, context):
    return parameters.set_parameter(name="/shop/limit", value="2")
