"""Resolvable things made unresolvable."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from bench.mutations.kinds import Change, drop, gap, put
from bench.mutations.shapes import FUNCTIONS, functions, named, referred, statements, typed
from bench.mutations.text import Doc, Path

READ = frozenset(
    {
        *FUNCTIONS,
        "AWS::SQS::Queue",
        "AWS::SNS::Topic",
        "AWS::S3::Bucket",
        "AWS::DynamoDB::Table",
        "AWS::IAM::Role",
        "AWS::Lambda::Permission",
        "AWS::Serverless::Api",
        "AWS::Serverless::HttpApi",
        "AWS::Events::Rule",
        "AWS::Kinesis::Stream",
    }
)
"""Types whose values somebody asks for; a subnet's are of no interest, and their gaps neither."""
NAMES = {
    "AWS::S3::Bucket": "BucketName",
    "AWS::SQS::Queue": "QueueName",
    "AWS::SNS::Topic": "TopicName",
    "AWS::DynamoDB::Table": "TableName",
}


def _values(doc: Doc) -> Iterator[tuple[str, Path, Any]]:
    """Values that can be told: variables, limits and names, the resources of statements."""
    for name, properties in functions(doc):
        path = ("Resources", name, "Properties")
        variables = (properties.get("Environment") or {}).get("Variables")
        for key, value in variables.items() if isinstance(variables, dict) else ():
            yield name, (*path, "Environment", "Variables", key), value
        for key in ("Timeout", "MemorySize", "Handler"):
            if isinstance(properties.get(key), str | int):
                yield name, (*path, key), properties[key]
    for kind, key in NAMES.items():
        for name, properties in typed(doc, kind):
            if isinstance(properties.get(key), str):
                yield name, ("Resources", name, "Properties", key), properties[key]
    for one in statements(doc):
        if not isinstance(one.value["Resource"], list) and one.value["Resource"] != "*":
            yield one.owner, (*one.path, "Resource"), one.value["Resource"]


def _plain(doc: Doc) -> Iterator[tuple[str, Path]]:
    """Those that are literal or a mere reference, so that nothing else is lost with them."""
    for name, path, value in _values(doc):
        is_literal = isinstance(value, str | int) and "{{" not in str(value)
        if is_literal or referred(value) in doc.resources:
            yield name, path


@gap
def parameter_without_default(doc: Doc) -> Iterator[Change]:
    """A parameter that resources use loses its default."""
    parameters = doc.get("Parameters")
    for name, one in parameters.items() if isinstance(parameters, dict) else ():
        if not isinstance(one, dict) or "Default" not in one or one.get("Type") not in {"String", "Number"}:
            continue
        if any(resource.get("Type") in READ and named(resource, name) for resource in doc.resources.values()):
            yield Change((name,), f"{name} has no value", (drop("Parameters", name, "Default"),))


@gap
def reference_to_nothing(doc: Doc) -> Iterator[Change]:
    """A value refers to a name that the template does not have."""
    for name, path in _plain(doc):
        yield Change((name,), f"{path[-1]} of {name} refers to nothing", (put({"Ref": "LastYearsThing"}, *path),))


@gap
def map_key_missing(doc: Doc) -> Iterator[Change]:
    """`Fn::FindInMap` asks for a key that its map does not have."""
    for owner, properties in functions(doc):
        for key, value in properties.items():
            found = value.get("Fn::FindInMap") if isinstance(value, dict) else None
            if isinstance(found, list) and len(found) == 3 and isinstance(found[2], str):
                argument = {"Fn::FindInMap": [*found[:2], "NoSuchKey"]}
                yield Change(
                    (owner,), f"{key} of {owner} has no entry", (put(argument, "Resources", owner, "Properties", key),)
                )


@gap
def value_imported(doc: Doc) -> Iterator[Change]:
    """A value comes from another stack."""
    for name, path in _plain(doc):
        edit = put({"Fn::ImportValue": "another-stack-value"}, *path)
        yield Change((name,), f"{path[-1]} of {name} is imported", (edit,))


@gap
def value_from_parameter_store(doc: Doc) -> Iterator[Change]:
    """A value is looked up in the parameter store at deployment."""
    for name, path in _plain(doc):
        edit = put("{{resolve:ssm:/halfmoon/some/value:1}}", *path)
        yield Change((name,), f"{path[-1]} of {name} is looked up", (edit,))


@gap
def value_from_macro(doc: Doc) -> Iterator[Change]:
    """A value is made by a macro."""
    for name, path in _plain(doc):
        value = {"Fn::Transform": {"Name": "CompanyMacro", "Parameters": {"For": "this"}}}
        yield Change((name,), f"{path[-1]} of {name} is a macro's", (put(value, *path),))


@gap
def condition_on_nothing(doc: Doc) -> Iterator[Change]:
    """A function is there only if a parameter without value says so."""
    for name, _ in functions(doc):
        edits = (
            put({"Type": "String"}, "Parameters", "MutantWanted"),
            put({"Fn::Equals": [{"Ref": "MutantWanted"}, "yes"]}, "Conditions", "MutantIsWanted"),
            put("MutantIsWanted", "Resources", name, "Condition"),
        )
        yield Change((name,), f"whether {name} is there cannot be told", edits)


LOCAL = {
    "AWS::Serverless::StateMachine": "DefinitionUri",
    "AWS::Serverless::Api": "DefinitionUri",
    "AWS::Serverless::HttpApi": "DefinitionUri",
    "AWS::Serverless::Application": "Location",
    "AWS::CloudFormation::Stack": "TemplateURL",
}


@gap
def file_missing(doc: Doc) -> Iterator[Change]:
    """A definition, a nested template or an included file is not there."""
    for kind, key in LOCAL.items():
        for name, properties in typed(doc, kind):
            value = properties.get(key)
            if isinstance(value, str) and "://" not in value and not value.startswith("arn:"):
                yield Change((name,), f"{value} of {name} is not there", (), value)
    for name, resource in doc.resources.items():
        for value in _included(resource):
            yield Change((name,), f"{value}, which {name} includes, is not there", (), value)


def _included(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        inner = value.get("Fn::Transform")
        if isinstance(inner, dict) and inner.get("Name") == "AWS::Include":
            location = (inner.get("Parameters") or {}).get("Location")
            if isinstance(location, str) and "://" not in location:
                yield location
        for one in value.values():
            yield from _included(one)
    elif isinstance(value, list):
        for one in value:
            yield from _included(one)
