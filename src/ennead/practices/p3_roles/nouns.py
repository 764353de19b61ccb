"""What services call their resources, and lists of words as people write them."""

from __future__ import annotations

from collections.abc import Iterable

_NOUNS: dict[str, tuple[str, str]] = {
    "athena": ("workgroup", ""),
    "bedrock": ("model", "Model"),
    "cognito-idp": ("user pool", ""),
    "dynamodb": ("table", ""),
    "ecr": ("image repository", ""),
    "events": ("event bus", "PutEvents"),
    "execute-api": ("API", ""),
    "firehose": ("delivery stream", ""),
    "iam": ("role", "Role"),
    "kinesis": ("stream", ""),
    "kms": ("key", ""),
    "lambda": ("function", "Function"),
    "logs": ("log group", ""),
    "rds-data": ("database", ""),
    "s3": ("bucket", ""),
    "secretsmanager": ("secret", ""),
    "ses": ("mail identity", "Send"),
    "sns": ("topic", ""),
    "sqs": ("queue", ""),
    "ssm": ("parameter", "Parameter"),
    "states": ("state machine", ""),
    "sts": ("role", "AssumeRole"),
}
"""By service: the thing, and the word that an action's name must hold to be about it."""


def thing(service: str, actions: Iterable[str]) -> str:
    """The kind of resource that all these actions work on: `table`, else `dynamodb resource`."""
    noun, word = _NOUNS.get(service, ("", ""))
    return noun if noun and all(word in action for action in actions) else f"{service} resource"


def listed(words: Iterable[str], most: int = 4) -> str:
    """`A`, `A and B`, `A, B and 3 more`."""
    every = tuple(words)
    shown = list(every) if len(every) <= most else [*every[: most - 1], f"{len(every) - most + 1} more"]
    return " and ".join([", ".join(shown[:-1]), shown[-1]] if len(shown) > 1 else shown)
