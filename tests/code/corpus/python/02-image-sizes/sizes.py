"""Sizes of what is in a file."""

import json
import struct
from pathlib import Path

_LIMITS = Path(__file__).with_name("limits.json")


def of(stream):
    head = stream.read(24)
    try:
        width, height = struct.unpack(">II", head[16:24])
    except struct.error:
        width = height = 0
    finally:
        stream.close()
    return {"width": width, "height": height, **limits()}


def limits():
    if not _LIMITS.exists():
        return {}
    with _LIMITS.open() as file:
        return json.load(file)
