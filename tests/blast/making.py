"""Small applications for the tests of reach: from a template, or from nodes and edges."""

from __future__ import annotations

from ennead.graph.blast.radius import Radius
from ennead.graph.derive import derive
from ennead.graph.graph import AppGraph
from ennead.graph.merge import merge
from ennead.model.impact import Aim, Blast
from ennead.sources.text import fragment_of

SAM = "Transform: AWS::Serverless-2016-10-31\nResources:\n"
ROLE = """
  {name}Role:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Statement: [{{Effect: Allow, Principal: {{Service: {service}}}, Action: "sts:AssumeRole"}}]
      Policies:
        - PolicyName: own
          PolicyDocument: {{Statement: [{statements}]}}
"""
FUNCTION = """
  {name}:
    Type: AWS::Lambda::Function
    Properties: {{Runtime: python3.13, Handler: app.handler, Role: !GetAtt {name}Role.Arn, Code: {{ZipFile: x}}}}
"""
TABLES = """
  Orders: {Type: AWS::DynamoDB::Table, Properties: {TableName: orders}}
  Users: {Type: AWS::DynamoDB::Table, Properties: {TableName: users}}
"""


def allow(actions: str, resource: str = '"*"', more: str = "") -> str:
    """A statement in YAML's flow style."""
    return f"{{Effect: Allow, Action: {actions}, Resource: {resource}{more}}}"


def deny(actions: str, resource: str = '"*"', more: str = "") -> str:
    """A statement that takes away."""
    return allow(actions, resource, more).replace("Allow", "Deny")


def function(name: str, *statements: str, service: str = "lambda.amazonaws.com") -> str:
    """A function with a role of its own."""
    return FUNCTION.format(name=name) + ROLE.format(name=name, statements=", ".join(statements), service=service)


def graph_of(text: str) -> AppGraph:
    """The graph of a template's resources; `Name` is a parameter without a value."""
    return derive(merge("app", [fragment_of("Parameters: {Name: {Type: String}}\n" + SAM + text)]))


def blast_of(text: str, node: str = "function/Fn") -> Blast:
    """The reach of one node of a template."""
    return Radius(graph_of(text)).blasts[node]


def short(blast: Blast) -> dict[str, str]:
    """The reach as `{store: aims}` by first letters: `{"table/Orders": "cia"}`."""
    return {store: "".join(aim.value[0] for aim in Aim if store in blast.of(aim)) for store in sorted(blast.stores)}
