"""Writes a line of the audit trail."""

from common import *
from names import *


def handler(event, context):
    who = event.get("user", "nobody")
    write_line(AUDIT_BUCKET, "audit/%s/%s.json" % (STAGE, who), event)
    return REGION
