"""Reads a record of YAML, where every scalar stays the text it is: versions are no numbers, and dates no dates."""

from __future__ import annotations

from typing import Any

import yaml


def parse(data: bytes) -> Any:
    """Raises ValueError for what is no YAML, or uses aliases: these can make a small file a vast one."""
    loader = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
    try:
        if b"*" in data and any(isinstance(event, yaml.AliasEvent) for event in yaml.parse(data, Loader=loader)):
            raise ValueError("it uses YAML aliases, as no advisory does")
        return yaml.load(data, Loader=loader)  # noqa: S506  (it makes nothing but text, lists and tables)
    except RecursionError as error:
        raise ValueError("it is nested deeper than any record") from error
    except yaml.YAMLError as error:
        raise ValueError(f"it is no valid YAML: {' '.join(str(error).split())[:200]}") from error
