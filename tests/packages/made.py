"""A small application in JavaScript with a lock, records against what it ships, and a database of them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ennead.packages.advisories.importing import import_paths
from tests.packages.advisories.records import Json, affected, record

TEMPLATE = """\
Transform: AWS::Serverless-2016-10-31
Resources:
  Orders:
    Type: AWS::Serverless::Function
    Properties:
      Handler: index.handler
      Runtime: nodejs22.x
      CodeUri: src
      Events:
        Place: {Type: Api, Properties: {Method: post, Path: /orders}}
"""
HANDLER = "const web = require('acme-web');\nexports.handler = async () => web.answer();\n"
INNER = {"acme-parse": "^1.0.0"}
"""What acme-web asks for."""


def flaw(identifier: str, name: str, fixed: str, severity: str = "HIGH", **more: Any) -> Json:
    """A record of a package of npm that is affected until a version."""
    entry = affected(name, "introduced 0", f"fixed {fixed}", ecosystem="npm")
    return record(identifier, entry, summary=f"Fault of {name}", database_specific={"severity": severity}, **more)


CLEAN = flaw("GHSA-none-none-none", "acme-none", "1.0.0")
PARSE = flaw("GHSA-pars-pars-pars", "acme-parse", "1.4.0", aliases=["CVE-2024-1000"])
WEB = flaw("GHSA-webw-webw-webw", "acme-web", "3.0.0", "CRITICAL")
EVIL = record(
    "MAL-2024-1", affected("acme-evil", "introduced 0", ecosystem="npm"), summary="Malicious code in acme-evil"
)


def database(file: Path, *records: Json) -> Path:
    """A database of these records, and one about a package that nobody has."""
    lines = file.parent / f"{file.name}.jsonl"
    lines.write_text("".join(f"{json.dumps(one)}\n" for one in (CLEAN, *records)), encoding="utf-8")
    file.unlink(missing_ok=True)
    import_paths([lines], file)
    return file


def files(
    direct: Mapping[str, str] | None = None,
    inner: Mapping[str, str] | None = None,
    tools: Mapping[str, str] | None = None,
) -> dict[str, str]:
    """An application whose function ships these packages: `inner` are those that acme-web asks for."""
    direct = {"acme-web": "2.0.0"} if direct is None else direct
    inner = {"acme-parse": "1.2.0"} if inner is None else inner
    tools = tools or {}
    manifest = {"name": "orders", "dependencies": direct, "devDependencies": tools}
    locked: dict[str, Json] = {"": manifest}
    locked |= {f"node_modules/{name}": {"version": version} for name, version in direct.items()}
    locked |= {f"node_modules/{name}": {"version": version} for name, version in inner.items()}
    locked |= {f"node_modules/{name}": {"version": version, "dev": True} for name, version in tools.items()}
    if "acme-web" in direct:
        locked["node_modules/acme-web"]["dependencies"] = {name: INNER.get(name, "*") for name in inner}
    lock = {"name": "orders", "lockfileVersion": 3, "packages": locked}
    return {
        "template.yaml": TEMPLATE,
        "src/index.js": HANDLER,
        "src/package.json": json.dumps(manifest, indent=1),
        "src/package-lock.json": json.dumps(lock, indent=1),
    }


def written(folder: Path, made: Mapping[str, str]) -> Path:
    """The folder, with these files in it."""
    for name, text in made.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    return folder
