"""Names of things, in one place."""

import os


class Settings:
    base = "readings"
    bucket = os.environ.get("RAW_BUCKET")
    stream = base


def log_key(meter):
    return f"log/{Settings.base}/{meter}"
