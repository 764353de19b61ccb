"""A git repository made for a test, and what a change in it does."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from ennead.engine.base.choose import base_of
from ennead.engine.change.compare import map_change, scan_change
from ennead.engine.change.words import Change
from ennead.engine.config import load
from ennead.engine.discover import checks
from ennead.engine.scan import Request

API = """\
Transform: AWS::Serverless-2016-10-31
Resources:
  Orders:
    Type: AWS::Serverless::Function
    Properties:
      Handler: app.handler
      Runtime: python3.13
      InlineCode: "def handler(event, context): return 1"
      Events:
        Place:
          Type: Api
          Properties: {Method: post, Path: /orders, Auth: {Authorizer: AWS_IAM}}
"""
OPEN_API = API.replace(", Auth: {Authorizer: AWS_IAM}", "")
TABLE = """\
  CustomersTable:
    Type: AWS::DynamoDB::Table
    Properties:
      AttributeDefinitions: [{AttributeName: email, AttributeType: S}]
      KeySchema: [{AttributeName: email, KeyType: HASH}]
      BillingMode: PAY_PER_REQUEST
"""
READS = """\
      Policies:
        - DynamoDBReadPolicy: {TableName: !Ref CustomersTable}
"""


@dataclass(frozen=True)
class Repository:
    """A repository in a folder."""

    folder: Path

    def git(self, *arguments: str) -> str:
        """What git says; it has to succeed."""
        plain = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
        own = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}
        done = subprocess.run(
            ["git", "-C", str(self.folder), "-c", "user.name=n", "-c", "user.email=n@example.org", *arguments],
            check=True,
            capture_output=True,
            text=True,
            env={**plain, **own},
        )
        return done.stdout.strip()

    def write(self, files: Mapping[str, str | None]) -> Repository:
        """Write files into the work tree; None takes one away."""
        for name, text in files.items():
            file = self.folder / name
            if text is None:
                file.unlink()
            else:
                file.parent.mkdir(parents=True, exist_ok=True)
                file.write_text(text, encoding="utf-8")
        return self

    def commit(self, files: Mapping[str, str | None] | None = None) -> str:
        """Commit the files and everything else; the commit's name."""
        self.write(files or {})
        self.git("add", "--all")
        self.git("commit", "--quiet", "--allow-empty", "--message", "a state")
        return self.git("rev-parse", "HEAD")


def repository(folder: Path, files: Mapping[str, str | None]) -> Repository:
    """A repository with one commit of those files on the branch `main`."""
    folder.mkdir(parents=True, exist_ok=True)
    made = Repository(folder)
    made.git("init", "--quiet", "--initial-branch=main")
    made.commit(files)
    return made


def on_the_map(path: Path, base: str = "HEAD") -> Change:
    """What changed on the map."""
    return map_change(path, Request((), config=load(path)), base_of(base, path))


def in_the_scan(path: Path, base: str = "HEAD") -> Change:
    """What changed in a scan with all checks."""
    request = Request(checks(), config=load(path), today=date(2026, 11, 25))
    return scan_change(path, request, base_of(base, path), lambda result: result)
