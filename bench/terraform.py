"""Hold what Ennead reads of Terraform folders against what a plain search of their blocks counts.

    python bench/terraform.py FOLDER... [--list-misses]

A block counts as found where a node (functions) or an edge or gap (events) stands in its lines.  Exit 0 if every
folder was read without a traceback, 1 if not.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bench import tally

_BLOCK = re.compile(r'^\s*(resource|module)\s+"([\w-]+)"(?:\s+"([\w-]+)")?\s*\{', re.MULTILINE)
_LAMBDA = re.compile(
    r'source\s*=\s*"(terraform-aws-modules/lambda/aws"|[^"]*github.com/[^"]*terraform-aws-lambda[?."])'
)
EVENTS = frozenset(
    "aws_lambda_event_source_mapping aws_lambda_permission aws_s3_bucket_notification aws_sns_topic_subscription"
    " aws_cloudwatch_event_target aws_scheduler_schedule aws_api_gateway_method aws_apigatewayv2_route"
    " aws_lambda_function_url aws_cloudwatch_log_subscription_filter aws_pipes_pipe aws_iot_topic_rule".split()
)


@dataclass(frozen=True, slots=True)
class Block:
    """A block of a .tf file: what it declares, and its lines."""

    kind: str
    path: str
    first: int
    last: int


def blocks(root: Path) -> Iterator[Block]:
    """Functions and events as a search of the text finds them."""
    for file in sorted(root.rglob("*.tf")):
        text = file.read_text(errors="replace")
        name = file.relative_to(root).as_posix()
        for found in _BLOCK.finditer(text):
            body = _body(text, found.end())
            kind = found[2] if found[1] == "resource" else "module"
            if kind == "module" and _LAMBDA.search(body) and "create_layer " not in body:
                kind = "aws_lambda_function"
            first = text.count("\n", 0, found.start(2)) + 1
            if kind == "aws_lambda_function" or kind in EVENTS:
                yield Block(kind, name, first, first + body.count("\n"))


def _body(text: str, start: int) -> str:
    depth, place = 1, start
    while place < len(text) and depth:
        depth += {"{": 1, "}": -1}.get(text[place], 0)
        place += 1
    return text[start:place]


def measure(root: Path, totals: tally.Totals) -> None:
    """One folder."""
    read = tally.folder(root, totals)
    if read is None:
        return
    faults = [fault for one in read.readings for fault in one.faults]
    totals.counts["folders"] += 1
    totals.counts["read"] += bool(read.graphs) and not faults and not read.unread
    totals.misses += [f"{root.name}: {fault.reason} {fault.at}" for fault in faults]
    totals.misses += [f"{root.name}: {one.reason} {one.at}" for one in read.unread]
    for block in blocks(root):
        word = "functions" if block.kind == "aws_lambda_function" else "events"
        read.hold(word, block.path, block.first, block.last, totals)


if __name__ == "__main__":
    sys.exit(tally.main(measure))
