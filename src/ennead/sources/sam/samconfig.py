"""The environments of `samconfig.toml` (or `.yaml`): parameter values per environment."""

from __future__ import annotations

import re
import shlex
from pathlib import Path
from typing import Any

from ennead.model.location import Location
from ennead.sources.errors import Malformed, SourceError

_PAIR = re.compile(r"ParameterKey=([^,\s]+),ParameterValue=(.*)\Z", re.DOTALL)


def environments(root: Path, template: str) -> dict[str, dict[str, str]]:
    """Environment -> parameter values for a template; empty where there is no samconfig beside it.

    Raises SourceError where the file is malformed.
    """
    path = _beside(root, template)
    return _environments(_load(root / path, path), template.rpartition("/")[2]) if path else {}


def stack_names(root: Path, template: str) -> dict[str, str]:
    """Environment -> the name its stack is deployed under, where samconfig says it."""
    path = _beside(root, template)
    return _said(_load(root / path, path), "stack_name") if path else {}


def buckets(root: Path, template: str) -> dict[str, tuple[str, Location]]:
    """Environment -> the bucket that `sam deploy` puts artefacts into, and the samconfig that names it."""
    path = _beside(root, template)
    found = _said(_load(root / path, path), "s3_bucket") if path else {}
    return {name: (bucket, Location(path)) for name, bucket in found.items()} if path else {}


def _beside(root: Path, template: str) -> str | None:
    """The samconfig beside a template, relative to the root."""
    base = template.rpartition("/")[0]
    for file in ("samconfig.toml", "samconfig.yaml", "samconfig.yml"):
        path = f"{base}/{file}" if base else file
        if (root / path).is_file() and not (root / path).is_symlink():
            return path
    return None


def _said(config: dict[str, Any], key: str) -> dict[str, str]:
    """Environment -> the text it gives for a key, the section `deploy` last."""
    found = {}
    for name, sections in config.items():
        for section in ("global", "package", "deploy"):
            part = sections.get(section) if isinstance(sections, dict) else None
            inner = part.get("parameters") if isinstance(part, dict) else None
            value = inner.get(key) if isinstance(inner, dict) else None
            if isinstance(value, str) and value:
                found[str(name)] = value
    return found


def _load(file: Path, path: str) -> dict[str, Any]:
    from ennead.sources.cloudformation.load import parse, read_text  # noqa: PLC0415

    text = read_text(file, path)
    if not path.endswith(".toml"):
        root = parse(text, path).root
        return root if isinstance(root, dict) else {}
    import tomllib  # noqa: PLC0415

    try:
        return tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        raise Malformed(f"not valid TOML: {error}", Location(path)) from error


def _environments(config: dict[str, Any], template: str) -> dict[str, dict[str, str]]:
    found = {}
    for name, sections in config.items():
        if not isinstance(sections, dict):
            continue
        parameters: dict[str, Any] = {}
        for section in ("global", "deploy"):
            part = sections.get(section)
            inner = part.get("parameters") if isinstance(part, dict) else None
            parameters |= inner if isinstance(inner, dict) else {}
        named = parameters.get("template_file") or parameters.get("template")
        if isinstance(named, str) and Path(named).name != template and ".aws-sam" not in named:
            continue
        if parameters:
            found[str(name)] = overrides(parameters.get("parameter_overrides"))
            region = parameters.get("region")
            if isinstance(region, str):
                found[str(name)]["AWS::Region"] = region
    return found


def overrides(value: object) -> dict[str, str]:
    """`parameter_overrides` in any of the forms SAM takes: `K=V …`, a list, a table, `ParameterKey=…`."""
    if isinstance(value, dict):
        return {str(key): str(item) for key, item in value.items()}
    if isinstance(value, list):
        parts = [str(item) for item in value]
    elif isinstance(value, str):
        try:
            parts = shlex.split(value)
        except ValueError:
            parts = value.split()
    else:
        return {}
    found = {}
    for part in parts:
        pair = _PAIR.match(part)
        key, equals, text = (pair.group(1), "=", pair.group(2)) if pair else part.partition("=")
        if equals:
            found[key] = text.strip('"')
    return found


__all__ = ["SourceError", "environments", "overrides"]
