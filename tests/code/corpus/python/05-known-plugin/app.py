"""Runs the exporter of the deployment."""

import importlib

EXPORTER = "exporters.archive"


def handler(event, context):
    module = importlib.import_module(EXPORTER)
    run = getattr(module, "run")
    return run(event["id"])
