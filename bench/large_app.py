"""Write an application of about 500 functions: nested stacks with APIs, queues, tables, topics and schedules.

    python -m bench.large_app FOLDER [--functions 500]

What is written is made up and the same on every run.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

SERVICES = (
    ("catalogue", "product brand category price review stock"),
    ("basket", "basket voucher offer shipping-quote wish gift"),
    ("orders", "order return refund invoice split hold"),
    ("payments", "payment card mandate payout dispute fee"),
    ("customers", "customer address consent session device contact"),
    ("shipping", "parcel label route pickup customs carrier"),
    ("warehouse", "bin pick pack count transfer supplier"),
    ("notify", "mail text push template bounce digest"),
    ("search", "index query synonym ranking suggestion crawl"),
    ("reports", "report export ledger forecast audit snapshot"),
    ("partners", "partner contract feed webhook key quota"),
    ("support", "ticket chat article call survey note"),
)
VERBS = ("create", "get", "list", "update", "delete", "import", "archive")
_METHODS = {"create": "post", "get": "get", "list": "get", "update": "put", "delete": "delete"}

Resources = dict[str, dict[str, Any]]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--functions", type=int, default=500)
    asked = parser.parse_args()
    print(f"{write(asked.folder, asked.functions)} functions in {asked.folder}")


def write(folder: Path, functions: int = 500) -> int:
    """The root template and one per service; answers how many functions are in it."""
    folder.mkdir(parents=True, exist_ok=True)
    total = 0
    stacks: Resources = {}
    for place, (service, things) in enumerate(SERVICES):
        share = functions * (place + 1) // len(SERVICES) - functions * place // len(SERVICES)
        resources = dict(_service(service, things.split(), share, place))
        total += sum(resource["Type"] == "AWS::Serverless::Function" for resource in resources.values())
        _dump(folder / "services" / f"{service}.yml", resources)
        stacks[f"{_camel(service)}Stack"] = {
            "Type": "AWS::CloudFormation::Stack",
            "Properties": {
                "TemplateURL": f"services/{service}.yml",
                "Parameters": {"Events": {"Ref": "EventsBus"}, "Audit": {"Ref": "AuditTable"}},
            },
        }
    _dump(folder / "template.yml", {**_shared(), **stacks}, parameters=())
    return total


def _dump(path: Path, resources: Resources, parameters: tuple[str, ...] = ("Events", "Audit")) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    template: dict[str, Any] = {
        "AWSTemplateFormatVersion": "2010-09-09",
        "Transform": "AWS::Serverless-2016-10-31",
        "Globals": {"Function": {"Runtime": "python3.13", "Timeout": 10, "MemorySize": 256}},
    }
    if parameters:
        template["Parameters"] = {name: {"Type": "String"} for name in parameters}
    path.write_text(yaml.safe_dump({**template, "Resources": resources}, sort_keys=False), encoding="utf-8")


def _shared() -> Resources:
    return {
        "EventsBus": {"Type": "AWS::Events::EventBus", "Properties": {"Name": "shop-events"}},
        "AuditTable": _table(),
    }


def _service(service: str, things: list[str], share: int, place: int) -> Iterator[tuple[str, dict[str, Any]]]:
    auth = {"Auth": {"DefaultAuthorizer": "AWS_IAM"}} if place % 3 else {}
    yield "Api", {"Type": "AWS::Serverless::Api", "Properties": {"StageName": "live", **auth}}
    yield "JobsQueue", {"Type": "AWS::SQS::Queue", "Properties": {"VisibilityTimeout": 60}}
    yield "ChangesTopic", {"Type": "AWS::SNS::Topic", "Properties": {}}
    yield "FilesBucket", {"Type": "AWS::S3::Bucket", "Properties": {}}
    for thing in things:
        yield f"{_camel(thing)}Table", _table()
    for number in range(share):
        thing, verb = things[number % len(things)], VERBS[number // len(things) % len(VERBS)]
        again = number // (len(things) * len(VERBS))
        name = f"{_camel(verb)}{_camel(thing)}{again + 1 if again else ''}Function"
        yield name, _function(service, thing, verb, number)


def _table() -> dict[str, Any]:
    return {"Type": "AWS::Serverless::SimpleTable", "Properties": {"PrimaryKey": {"Name": "id", "Type": "String"}}}


def _function(service: str, thing: str, verb: str, number: int) -> dict[str, Any]:
    table = f"{_camel(thing)}Table"
    writes = verb not in {"get", "list"}
    policies: list[Any] = [{"DynamoDBCrudPolicy" if writes else "DynamoDBReadPolicy": {"TableName": {"Ref": table}}}]
    policies += _sends(verb, number)
    return {
        "Type": "AWS::Serverless::Function",
        "Properties": {
            "CodeUri": f"src/{service}/{thing}",
            "Handler": f"{verb}.handler",
            "Environment": {"Variables": {"TABLE": {"Ref": table}, "EVENTS": {"Ref": "Events"}}},
            "Policies": policies,
            "Events": _events(thing, verb, number),
        },
    }


def _sends(verb: str, number: int) -> list[Any]:
    match verb:
        case "create":
            return [{"SNSPublishMessagePolicy": {"TopicName": {"Fn::GetAtt": ["ChangesTopic", "TopicName"]}}}]
        case "update":
            return [{"SQSSendMessagePolicy": {"QueueName": {"Fn::GetAtt": ["JobsQueue", "QueueName"]}}}]
        case "delete":
            return [{"EventBridgePutEventsPolicy": {"EventBusName": {"Ref": "Events"}}}]
        case "archive":
            return [{"S3WritePolicy": {"BucketName": {"Ref": "FilesBucket"}}}]
    return [{"DynamoDBReadPolicy": {"TableName": {"Ref": "Audit"}}}] if number % 11 == 0 else []


def _events(thing: str, verb: str, number: int) -> dict[str, Any]:
    if verb in _METHODS:
        path = f"/{thing}" if verb in {"create", "list"} else f"/{thing}/{{id}}"
        path += "" if number < 42 else f"/v{number}"
        return {
            "Http": {"Type": "Api", "Properties": {"Path": path, "Method": _METHODS[verb], "RestApiId": {"Ref": "Api"}}}
        }
    if verb == "import":
        return {"Jobs": {"Type": "SQS", "Properties": {"Queue": {"Fn::GetAtt": ["JobsQueue", "Arn"]}, "BatchSize": 10}}}
    if number % 2:
        return {"Changes": {"Type": "SNS", "Properties": {"Topic": {"Ref": "ChangesTopic"}}}}
    return {"Nightly": {"Type": "Schedule", "Properties": {"Schedule": "rate(1 day)"}}}


def _camel(name: str) -> str:
    return "".join(word.capitalize() for word in name.split("-"))


if __name__ == "__main__":
    main()
