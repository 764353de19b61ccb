"""Names of things, by the environment."""

import os

STAGE = os.environ.get("STAGE", "dev")
REGION = os.environ.get("AWS_REGION")
AUDIT_BUCKET = os.environ.get("AUDIT_BUCKET", "audit-dev")
