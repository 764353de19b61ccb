"""Ennead's tables in the shape of AWS's service reference, served on loopback.

`iam-policy-autopilot` asks for that reference when it runs.  Actions, the resources they can be limited to and what an
operation is authorised by come from `ennead.iam`.  They are no copy of AWS's: where AWS lists every action that an
operation *may* be authorised by, ours has fewer.
"""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Literal

from ennead.code.sdk import tables
from ennead.iam.actions import actions_of, service_names
from ennead.iam.needs import table
from ennead.iam.needs.table import Rule

LOOPBACK = "127.0.0.1"
Widening = Literal["may", "least"]
"""`may`: every action of an operation's rules, as AWS lists them.  `least`: what a bare request needs."""

_WORD = re.compile(r"[A-Za-z][\w-]*")


def documents(widening: Widening) -> dict[str, dict[str, Any]]:
    """The reference by service: its actions, resources and operations."""
    operations = _operations(widening)
    return {prefix: _service(prefix, operations.get(prefix, {})) for prefix in service_names()}


def index(prefixes: Iterable[str], base: str) -> list[dict[str, str]]:
    """The list of services that the reference begins with."""
    return [{"service": prefix, "url": f"{base}/v1/{prefix}/{prefix}.json"} for prefix in prefixes]


@contextmanager
def serving(reference: Mapping[str, Mapping[str, Any]]) -> Iterator[str]:
    """Serve it on a free port of loopback while the block runs; the URL to begin at."""
    pages: dict[str, bytes] = {}

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            page = pages.get(self.path)
            self.send_response(404 if page is None else 200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(page or b"")))
            self.end_headers()
            self.wfile.write(page or b"")

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer((LOOPBACK, 0), Handler)
    base = f"http://{LOOPBACK}:{server.server_port}"
    pages["/"] = json.dumps(index(reference, base)).encode()
    pages |= {f"/v1/{prefix}/{prefix}.json": json.dumps(one).encode() for prefix, one in reference.items()}
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield base
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def _service(prefix: str, operations: Mapping[str, list[dict[str, Any]]]) -> dict[str, Any]:
    actions = tuple(actions_of(prefix).values())
    named = _named(sorted({arn for action in actions for arn in action.arns}))
    return {
        "Name": prefix,
        "Actions": [
            {
                "Name": action.name.partition(":")[2],
                "ActionConditionKeys": [],
                "Resources": [{"Name": named[arn]} for arn in action.arns],
            }
            for action in actions
        ],
        "Resources": [
            {"Name": name, "ARNFormats": [arn.replace("arn:aws:", "arn:${Partition}:", 1)]}
            for arn, name in named.items()
        ],
        "Operations": [{"Name": name, "AuthorizedActions": found} for name, found in sorted(operations.items())],
    }


def _named(arns: Iterable[str]) -> dict[str, str]:
    """A name for each format, which our table does not have: its first word of its own (`user`, `BucketName`)."""
    found: dict[str, str] = {}
    for arn in arns:
        word = _WORD.search(arn.split(":", 5)[-1])
        name = word[0] if word else "resource"
        taken = sum(other.partition("#")[0] == name for other in found.values())
        found[arn] = f"{name}#{taken + 1}" if taken else name
    return found


def _operations(widening: Widening) -> dict[str, dict[str, list[dict[str, Any]]]]:
    """By prefix and operation; services that share a prefix (`rds`, `docdb`) are one."""
    found: dict[str, dict[str, list[dict[str, Any]]]] = {}
    for identity in tables.services():
        service, prefix = tables.service(identity), table.prefix(identity)
        for operation in sorted(service.operations if service else ()):
            known = found.setdefault(prefix, {}).setdefault(operation, [])
            known += [one for one in authorised(identity, operation, widening) if one not in known]
    return {prefix: {name: given for name, given in each.items() if given} for prefix, each in found.items()}


def authorised(identity: str, operation: str, widening: Widening) -> list[dict[str, Any]]:
    """What an operation is authorised by.

    Rights on the key of a store are left out: the program asked has a table of its own for these.
    """
    prefix = table.prefix(identity)
    rules = [rule for rule in table.rules(identity, operation) if not _of_key(rule, prefix)]
    bare = [rule for rule in rules if rule.case is None and not any(test.wanted for test in rule.tests)]
    chosen = bare if widening == "least" and bare else rules
    actions = [_authorised(rule) for rule in chosen]
    return [one for number, one in enumerate(actions) if one not in actions[:number]]


def _of_key(rule: Rule, prefix: str) -> bool:
    return rule.key_of is not None or (prefix != "kms" and rule.action.startswith("kms:"))


def _authorised(rule: Rule) -> dict[str, Any]:
    service, _, name = rule.action.partition(":")
    context = {"Context": {"iam:PassedToService": [rule.passed_to]}} if rule.passed_to else {}
    return {"Name": name, "Service": service, **context}
