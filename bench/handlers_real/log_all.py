"""Logs everything it gets, as many functions do, in every way there is."""

import json
import logging
import sys

logger = logging.getLogger()
logger.setLevel(logging.INFO)


def handler(event, context):
    print("event:", json.dumps(event))
    logger.info("got %s", event)
    logger.warning("user %(name)s said %(text)s", {"name": event["user"], "text": event["text"]})
    logging.getLogger("shop").info(event["text"])
    print(event["text"], file=sys.stderr)
    try:
        raise ValueError(event["text"])
    except ValueError:
        logger.exception("failed for %s", event["user"])
    return {"user": event["user"], "length": len(event["text"]), "echo": event["text"]}
