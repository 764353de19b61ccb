"""Loader of settings: YAML of a commit event, read safely, put over the defaults."""

import json
import os
import tempfile

import yaml

DEFAULTS = {"title": "shop", "limits": {"items": 20, "notes": 5}, "tags": []}


def merged(base, over):
    if isinstance(base, dict) and isinstance(over, dict):
        return {name: merged(base.get(name), over.get(name, base.get(name))) for name in {**base, **over}}
    return over


def handler(event, context):
    try:
        settings = yaml.safe_load(event["detail"]["content"])
    except yaml.YAMLError as error:
        return {"error": type(error).__name__}
    found = merged(DEFAULTS, settings or {})
    with tempfile.NamedTemporaryFile("w+", suffix=".json") as file:
        json.dump(found, file, default=str, sort_keys=True)
        file.flush()
        size = os.stat(file.name).st_size
        file.seek(0)
        again = json.load(file)
    return {"settings": again, "size": size, "yaml": yaml.safe_dump(again, allow_unicode=True)}
