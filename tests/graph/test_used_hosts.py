"""Hosts that code calls, with the variables that the template sets in their places."""

from __future__ import annotations

from pathlib import Path

import pytest

from ennead.engine.programs import Programs
from ennead.engine.scan import Request, map_of, readings
from ennead.sources.read import AppReading

TEMPLATE = """
Transform: AWS::Serverless-2016-10-31
Parameters:
  Hook: {Type: String}
Resources:
  Table: {Type: AWS::DynamoDB::Table}
  Work:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.13
      Handler: app.work
      CodeUri: .
      Environment:
        Variables:
          BASE: https://base.example.org
          HOST: host.example.org
          HOOK: !Ref Hook
          OWN: !GetAtt Table.Arn
          LATER: "{{resolve:ssm:/later}}"
"""


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("os.environ['BASE']", ["base.example.org"]),
        ("f\"{os.environ['BASE']}/x\"", ["base.example.org"]),
        ("os.environ['BASE'] + '/x'", ["base.example.org"]),
        ("f\"https://{os.environ['HOST']}/x\"", ["host.example.org"]),
        ("f\"https://{os.environ['HOST']}:8443/{event['x']}\"", ["host.example.org"]),
        ("f\"https://{event['x']}.{os.environ['HOST']}/x\"", ["*.host.example.org"]),
        ("os.environ.get('UNSET', 'https://given.example.org')", ["given.example.org"]),
        ("os.environ['UNSET']", ["$UNSET"]),
        ("f\"{os.environ['UNSET']}/x\"", ["$UNSET"]),
        ("os.environ['BASE'] if event else 'https://other.example.org'", ["base.example.org", "other.example.org"]),
        ("os.environ['OWN']", []),
        ("event['url']", []),
        ("'https://checkip.amazonaws.com'", ["checkip.amazonaws.com"]),
        ("'https://s3.amazonaws.com/b/k'", []),
    ],
)
def test_hosts_of_a_request(tmp_path: Path, url: str, expected: list[str]) -> None:
    """A variable is filled in wherever it stands in a URL; one without a text is named."""
    (tmp_path / "template.yaml").write_text(TEMPLATE)
    (tmp_path / "app.py").write_text(
        f"import os\nimport requests\n\ndef work(event, context):\n    requests.get({url}, timeout=3)\n"
    )
    (reading,) = (one for one in readings(tmp_path, Request(())) if isinstance(one, AppReading))
    graph = map_of(reading, (), Programs(tmp_path))
    assert sorted(one.removeprefix("external/") for one in graph.nodes if one.startswith("external/")) == expected
