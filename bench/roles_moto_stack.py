"""A SAM template's resources in a moto server, made when something first names them; its intrinsics filled in.

The template is read without Ennead: by AWS's own translator, and by what is here.  Names and ARNs are those moto gives.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import boto3  # type: ignore[import-untyped]
from samtranslator.yaml_helper import yaml_parse

from ennead.iam.managed import managed_arns
from ennead.sources.sam.translate import translate

REGION, ACCOUNT = "eu-central-1", "123456789012"
SECRET = "made-up-and-opens-nothing"  # noqa: S105  nobody's
_PSEUDO = {
    "AWS::Region": REGION, "AWS::AccountId": ACCOUNT, "AWS::Partition": "aws", "AWS::URLSuffix": "amazonaws.com",
    "AWS::StackName": "shop", "AWS::NoValue": None,
}  # fmt: skip
_TOKEN = re.compile(r"\$\{([^}!]+)\}")
Made = dict[str, Any]


@dataclass(slots=True)
class Clients:
    """boto3's clients of one server for one holder of keys."""

    url: str
    keys: Mapping[str, str]
    _made: dict[str, Any] = field(default_factory=dict)

    def __call__(self, service: str) -> Any:
        if service not in self._made:
            self._made[service] = boto3.client(service, endpoint_url=self.url, region_name=REGION, **self.keys)
        return self._made[service]


@dataclass(frozen=True, slots=True)
class Declared:
    """A function as its template has it, with the documents of its role: name of the policy to document."""

    name: str
    folder: Path
    handler: str
    runtime: str
    environment: Mapping[str, str]
    layers: tuple[Path, ...]
    documents: Mapping[str, dict[str, Any]]
    trust: dict[str, Any]


class Stack:
    """One template, with the stacks nested in it."""

    def __init__(self, file: Path, clients: Clients, parameters: Mapping[str, Any], name: str = "") -> None:
        self._folder = file.parent
        self._clients = clients
        self._name = name
        self._source: dict[str, Any] = _with_code_elsewhere(_loaded(file))
        declared = self._source.get("Parameters", {})
        self._parameters = {key: one.get("Default") for key, one in declared.items()} | dict(parameters)
        done = translate(self._source, self._parameters, managed_arns())
        if done.faults:
            raise RuntimeError(f"{file.name} is not translated: {done.faults[0].reason}")
        self._template = done.root
        self._made: dict[str, Made] = {}
        self._nested: dict[str, Stack] = {}

    # -- values --------------------------------------------------------------------------------------------------------

    def value(self, written: Any) -> Any:
        """A value of the template with its intrinsic functions filled in."""
        if isinstance(written, list):
            return [self.value(one) for one in written if one != {"Ref": "AWS::NoValue"}]
        if not isinstance(written, dict):
            return written
        key, inside = next(iter(written.items()), ("", None))
        if len(written) == 1 and key in _FUNCTIONS:
            return _FUNCTIONS[key](self, inside)
        return {name: self.value(one) for name, one in written.items()}

    def attribute(self, name: str, attribute: str = "Ref") -> Any:
        """What `Ref` or `GetAtt` of a resource gives; the resource is made if it is not there yet."""
        if name in self._parameters:
            return self._parameters[name]
        if name in _PSEUDO:
            return _PSEUDO[name]
        if attribute.startswith("Outputs."):
            nested = self.nested(name)
            return nested.value(nested._source["Outputs"][attribute.removeprefix("Outputs.")]["Value"])
        if name not in self._made:
            resource = self._template["Resources"][name]
            maker, keys = _MAKERS.get(resource["Type"], (_named, ""))
            properties = {key: one for key, one in resource.get("Properties", {}).items() if key in keys.split()}
            wanted = f"shop-{self._name}{name}".replace(".", "-").lower()
            self._made[name] = maker(self._clients, wanted, self.value(properties))
        return self._made[name][attribute]

    def nested(self, name: str) -> Stack:
        """The stack of a nested template."""
        if name not in self._nested:
            properties = self._template["Resources"][name]["Properties"]
            file = self._folder / properties["TemplateURL"]
            self._nested[name] = Stack(file, self._clients, self.value(properties["Parameters"]), f"{name}.")
        return self._nested[name]

    def arn(self, text: str) -> str:
        """An ARN with logical ids for names (`${Orders}`) and `*` for partition, region or account, as this stack's."""
        parts = _TOKEN.sub(lambda found: found[0].replace(":", "\0"), text).split(":", 5)
        if len(parts) == 6 and parts[0] == "arn":
            near = {1: "aws", 3: REGION, 4: ACCOUNT}
            parts = [near.get(number, one) if one == "*" else one for number, one in enumerate(parts)]
        whole = ":".join(parts).replace("\0", ":")
        return _TOKEN.sub(lambda found: self._called(found[1]), whole)

    def _called(self, name: str) -> str:
        """The name that stands in an ARN for a parameter or a resource, of nested stacks too."""
        stack, _, inner = name.partition(".")
        if inner:
            return self.nested(stack)._called(inner)
        value = str(self.attribute(name))
        return str(self._made.get(name, {}).get("Name", value))

    # -- functions -----------------------------------------------------------------------------------------------------

    @cached_property
    def functions(self) -> dict[str, Declared]:
        """The functions, of nested stacks too, by name."""
        found: dict[str, Declared] = {}
        for name, resource in self._template["Resources"].items():
            if resource["Type"] == "AWS::CloudFormation::Stack":
                found |= self.nested(name).functions
            elif resource["Type"] == "AWS::Lambda::Function":
                found[f"{self._name}{name}"] = self._function(name, resource["Properties"])
        return found

    def _function(self, name: str, properties: dict[str, Any]) -> Declared:
        written = self._source["Resources"][name]["Properties"]
        role = self._template["Resources"][properties["Role"]["Fn::GetAtt"][0]]["Properties"]
        documents = {one["PolicyName"]: self.value(one["PolicyDocument"]) for one in role.get("Policies", [])}
        documents |= {arn.rpartition("/")[2]: self._managed(arn) for arn in self.value(role["ManagedPolicyArns"])}
        variables = properties.get("Environment", {}).get("Variables", {})
        return Declared(
            f"{self._name}{name}",
            self._folder / written["CodeUri"].removeprefix(_ELSEWHERE),
            properties["Handler"],
            properties["Runtime"],
            {key: str(self.value(one)) for key, one in variables.items()},
            tuple(self._layers(written)),
            documents,
            self.value(role["AssumeRolePolicyDocument"]),
        )

    def _layers(self, written: dict[str, Any]) -> list[Path]:
        names = [one["Ref"] for one in written.get("Layers", []) if "Ref" in one]
        own = (self._source["Resources"][name]["Properties"]["ContentUri"] for name in names)
        return [self._folder / one.removeprefix(_ELSEWHERE) / "python" for one in own]

    def _managed(self, arn: str) -> dict[str, Any]:
        """The document of one of AWS's own policies, as moto carries it."""
        iam = self._clients("iam")
        version = iam.get_policy(PolicyArn=arn)["Policy"]["DefaultVersionId"]
        document = iam.get_policy_version(PolicyArn=arn, VersionId=version)["PolicyVersion"]["Document"]
        return dict(document)


_ELSEWHERE = "s3://code/"


def _loaded(file: Path) -> dict[str, Any]:
    """A template's data, by AWS's own reader."""
    data: dict[str, Any] = yaml_parse(file.read_text("utf-8"))  # type: ignore[no-untyped-call]
    return data


def _with_code_elsewhere(template: dict[str, Any]) -> dict[str, Any]:
    """The translator takes code from a bucket only: the folder stays behind the bucket's name."""
    for resource in template["Resources"].values():
        properties = resource.get("Properties", {})
        for key in ("CodeUri", "ContentUri", "DefinitionUri"):
            if key in properties:
                properties[key] = _ELSEWHERE + properties[key]
    return template


# -- intrinsic functions ----------------------------------------------------------------------------------------------


def _sub(stack: Stack, inside: Any) -> str:
    text, given = (inside, {}) if isinstance(inside, str) else (inside[0], stack.value(inside[1]))

    def one(found: re.Match[str]) -> str:
        name, _, attribute = found[1].partition(".")
        return str(given[found[1]] if found[1] in given else stack.attribute(name, attribute or "Ref"))

    return _TOKEN.sub(one, text)


def _get_att(stack: Stack, inside: Any) -> Any:
    name, attribute = inside.split(".", 1) if isinstance(inside, str) else inside
    return stack.attribute(name, attribute)


def _if(stack: Stack, inside: Any) -> Any:
    holds = stack.value(stack._template["Conditions"][inside[0]])
    return stack.value(inside[1] if holds else inside[2])


def _find(stack: Stack, inside: Any) -> Any:
    table, row, column = (stack.value(one) for one in inside)
    return stack._template["Mappings"][table][row][column]


_FUNCTIONS: dict[str, Callable[[Stack, Any], Any]] = {
    "Ref": lambda stack, inside: stack.attribute(inside),
    "Fn::GetAtt": _get_att,
    "Fn::Sub": _sub,
    "Fn::If": _if,
    "Fn::FindInMap": _find,
    "Fn::Equals": lambda stack, inside: stack.value(inside[0]) == stack.value(inside[1]),
    "Fn::Join": lambda stack, inside: inside[0].join(str(stack.value(one)) for one in inside[1]),
}

# -- resources --------------------------------------------------------------------------------------------------------


def _table(clients: Clients, name: str, properties: dict[str, Any]) -> Made:
    if "StreamSpecification" in properties:
        properties["StreamSpecification"] = {"StreamEnabled": True, **properties["StreamSpecification"]}
    made = clients("dynamodb").create_table(TableName=name, **properties)["TableDescription"]
    return {"Ref": name, "Arn": made["TableArn"], "StreamArn": made.get("LatestStreamArn")}


def _bucket(clients: Clients, name: str, properties: dict[str, Any]) -> Made:
    name = properties.get("BucketName", name)
    clients("s3").create_bucket(Bucket=name, CreateBucketConfiguration={"LocationConstraint": REGION})
    return {"Ref": name, "Arn": f"arn:aws:s3:::{name}"}


def _queue(clients: Clients, name: str, _: dict[str, Any]) -> Made:
    url = clients("sqs").create_queue(QueueName=name)["QueueUrl"]
    return {"Ref": url, "Arn": f"arn:aws:sqs:{REGION}:{ACCOUNT}:{name}", "Name": name}


def _topic(clients: Clients, name: str, _: dict[str, Any]) -> Made:
    return {"Ref": clients("sns").create_topic(Name=name)["TopicArn"], "TopicName": name, "Name": name}


def _secret(clients: Clients, name: str, _: dict[str, Any]) -> Made:
    return {"Ref": clients("secretsmanager").create_secret(Name=name, SecretString=SECRET)["ARN"]}


def _parameter(clients: Clients, _: str, properties: dict[str, Any]) -> Made:
    clients("ssm").put_parameter(**properties)
    return {"Ref": properties["Name"]}


def _bus(clients: Clients, _: str, properties: dict[str, Any]) -> Made:
    made = clients("events").create_event_bus(Name=properties["Name"])
    return {"Ref": properties["Name"], "Arn": made["EventBusArn"]}


def _machine(clients: Clients, name: str, _: dict[str, Any]) -> Made:
    """What it does is none of the functions' affairs: it ends at once."""
    definition = json.dumps({"StartAt": "Done", "States": {"Done": {"Type": "Succeed"}}})
    role = f"arn:aws:iam::{ACCOUNT}:role/{name}"
    made = clients("stepfunctions").create_state_machine(name=name, definition=definition, roleArn=role)
    return {"Ref": made["stateMachineArn"], "Arn": made["stateMachineArn"], "Name": name}


def _named(_: Clients, name: str, __: dict[str, Any]) -> Made:
    """Something that no request of the handlers goes to: it has a name alone."""
    return {"Ref": name, "Arn": name}


_MAKERS: dict[str, tuple[Callable[[Clients, str, dict[str, Any]], Made], str]] = {
    "AWS::DynamoDB::Table": (
        _table,
        "AttributeDefinitions KeySchema GlobalSecondaryIndexes BillingMode StreamSpecification",
    ),
    "AWS::S3::Bucket": (_bucket, "BucketName"),
    "AWS::SQS::Queue": (_queue, ""),
    "AWS::SNS::Topic": (_topic, ""),
    "AWS::SecretsManager::Secret": (_secret, ""),
    "AWS::SSM::Parameter": (_parameter, "Name Type Value"),
    "AWS::Events::EventBus": (_bus, "Name"),
    "AWS::StepFunctions::StateMachine": (_machine, ""),
}
"""By type: what makes it, and the properties that count."""
