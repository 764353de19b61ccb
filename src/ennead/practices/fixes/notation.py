"""Snippets: members of a mapping as YAML or JSON with CloudFormation's functions, names of Terraform's things."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from ennead.model.app import Node

Members = Mapping[str, Any]
"""Keys and what they are set to: text, numbers, switches, lists, mappings; `{"Ref": ...}` and `{"Fn::GetAtt": ...}`."""

_PLAIN = re.compile(r"[A-Za-z][\w.-]*")
_WORDS = frozenset({"true", "false", "yes", "no", "on", "off", "null", "y", "n"})
"""Plain scalars that YAML takes for something else than text."""
_MODULES = re.compile(r'^(?:module\.[\w-]+(?:\["[^"]*"\]|\[\d+\])?\.)+')
_UNPRINTED = re.compile(r"[^\x20-\x7e]")


def ref(logical_id: str) -> Members:
    """A `Ref`."""
    return {"Ref": logical_id}


def arn(logical_id: str) -> Members:
    """The ARN of a resource."""
    return {"Fn::GetAtt": [logical_id, "Arn"]}


def yaml(members: Members) -> str:
    """The members as YAML, functions in their short form."""
    return "\n".join(_block(members))


def json_members(members: Members) -> str:
    """The members as JSON, without the braces around them."""
    return "\n".join(line[2:] for line in json.dumps(members, indent=2).splitlines()[1:-1])


def _block(value: Members) -> Iterator[str]:
    for key, member in value.items():
        name = key if _PLAIN.fullmatch(key) else json.dumps(key)
        if isinstance(member, Mapping) and _function(member) is None:
            yield f"{name}:"
            yield from (f"  {line}" for line in _block(member))
        elif isinstance(member, list) and any(isinstance(item, Mapping) for item in member):
            yield f"{name}:"
            for item in member:
                first, *rest = _block(item)
                yield f"  - {first}"
                yield from (f"    {line}" for line in rest)
        else:
            yield f"{name}: {_scalar(member)}"


def _scalar(value: Any) -> str:
    if isinstance(value, Mapping):
        return _function(value) or json.dumps(value)
    if isinstance(value, list):
        return f"[{', '.join(_scalar(item) for item in value)}]"
    if isinstance(value, str) and _PLAIN.fullmatch(value) and value.lower() not in _WORDS:
        return value
    return json.dumps(value)


def _function(value: Members) -> str | None:
    """`!Ref Key`, `!GetAtt Key.Arn`; None for a mapping that is no function."""
    if len(value) != 1:
        return None
    ((name, argument),) = value.items()
    if name == "Ref":
        return f"!Ref {argument}"
    return f"!GetAtt {'.'.join(argument)}" if name == "Fn::GetAtt" else None


def address(node: Node) -> str:
    """What the module that declares a thing calls it: `aws_sqs_queue.jobs`."""
    return _MODULES.sub("", _UNPRINTED.sub("?", node.logical_id or node.name))


def label(node: Node) -> str:
    """A label for a block that belongs to a thing: `jobs`, `jobs_eu` for `aws_sqs_queue.jobs["eu"]`."""
    name = address(node).partition(".")[2].removesuffix("[0]")
    return re.sub(r"\W+", "_", name).strip("_") or "one"


def bare_id(node: Node) -> str:
    """A thing's logical id in its own template."""
    return (node.logical_id or node.name).rpartition(".")[2]


def made_id(node: Node) -> str:
    """The logical id under which the Serverless Framework makes a thing, a function's too."""
    route = node.at.route if node.at else ()
    return route[1] if len(route) > 1 else bare_id(node)


def extension(node: Node, properties: Members) -> Members:
    """Properties that the Serverless Framework has no key for, over those of a thing it makes."""
    return {"resources": {"extensions": {made_id(node): {"Properties": properties}}}}


def bucket_keys(node: Node, name: str, value: Members) -> Members | None:
    """A property of a bucket that the Serverless Framework makes; None for one that a plugin makes.

    A bucket of an event takes the property, but for its first letter, under `provider.s3`.
    """
    own = made_id(node)
    if own == "ServerlessDeploymentBucket":
        return extension(node, {name: value})
    return {f"{name[:1].lower()}{name[1:]}": value} if own.startswith("S3Bucket") else None
