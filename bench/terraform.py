"""Hold what Ennead reads of Terraform folders against what a plain search of their blocks counts.

    python bench/terraform.py FOLDER... [--list-misses]

A block counts as found where a node (functions) or an edge or gap (events) stands in its lines.  Exit 0 if every
folder was read without a traceback, 1 if not.
"""

from __future__ import annotations

import argparse
import re
import sys
import traceback
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from ennead.engine.scan import Request, graphs_of, readings
from ennead.graph.graph import AppGraph
from ennead.sources.app import Fault
from ennead.sources.discover import Unread

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


@dataclass(slots=True)
class Totals:
    """Counts over all folders."""

    counts: Counter[str] = field(default_factory=Counter)
    gaps: Counter[str] = field(default_factory=Counter)
    misses: list[str] = field(default_factory=list)


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


def measure(root: Path, totals: Totals) -> None:
    """One folder."""
    try:
        read = list(readings(root, Request(())))
        graphs = [graph for one in read if not isinstance(one, Unread) for graph in graphs_of(one).values()]
    except Exception:  # noqa: BLE001  (what is measured is that there is none)
        traceback.print_exc()
        totals.counts["tracebacks"] += 1
        return
    faults: list[Fault] = [fault for one in read if not isinstance(one, Unread) for fault in one.faults]
    unread = [one for one in read if isinstance(one, Unread)]
    totals.counts["folders"] += 1
    totals.counts["read"] += bool(graphs) and not faults and not unread
    totals.misses += [f"{root.name}: {fault.reason} {fault.at}" for fault in faults]
    totals.misses += [f"{root.name}: {one.reason} {one.at}" for one in unread]
    for graph in graphs:
        totals.counts["nodes"] += sum(not node.external for node in graph.nodes.values())
        for gap in graph.gaps:
            totals.gaps[f"{gap.kind.value}/{gap.klass}"] += 1
            totals.counts[gap.kind.value] += 1
    _compare(root, graphs, totals)


def _compare(root: Path, graphs: list[AppGraph], totals: Totals) -> None:
    nodes = {(n.at.path, n.at.line) for g in graphs for n in g.nodes.values() if n.at and n.kind == "function"}
    lines = {(at.path, at.line) for g in graphs for e in g.edges for at in e.locations}
    lines |= {(n.at.path, n.at.line) for g in graphs for n in g.nodes.values() if n.at and n.kind == "route"}
    gaps = {(gap.at.path, gap.at.line) for g in graphs for gap in g.gaps if gap.at}
    for block in blocks(root):
        span = {(block.path, line) for line in range(block.first, block.last + 1)}
        function = block.kind == "aws_lambda_function"
        word = "functions" if function else "events"
        totals.counts[word] += 1
        if span & (nodes if function else lines):
            totals.counts[f"{word} found"] += 1
        elif span & gaps:
            totals.counts[f"{word} with a gap"] += 1
        else:
            totals.misses.append(f"{root.name}: {block.kind} {block.path}:{block.first}")


def main() -> int:
    """Measure the folders."""
    parser = argparse.ArgumentParser()
    parser.add_argument("folders", nargs="+", type=Path)
    parser.add_argument("--list-misses", action="store_true")
    given = parser.parse_args()
    totals = Totals()
    for folder in given.folders:
        measure(folder, totals)
    print(dict(sorted(totals.counts.items())))
    print(dict(totals.gaps.most_common()))
    for miss in totals.misses if given.list_misses else ():
        print(miss)
    return 1 if totals.counts["tracebacks"] else 0


if __name__ == "__main__":
    sys.exit(main())
