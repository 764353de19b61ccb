"""Faults in policies on resources: whom they let in."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from bench.mutations.kinds import Change, Edit, add, drop, fault, put
from bench.mutations.shapes import events, listed, mentions, named, referred, typed
from bench.mutations.text import Doc

OPEN = {
    "BlockPublicAcls": False,
    "BlockPublicPolicy": False,
    "IgnorePublicAcls": False,
    "RestrictPublicBuckets": False,
}


def _arn(name: str) -> dict[str, Any]:
    return {"Fn::GetAtt": [name, "Arn"]}


def _lets_all(document: Any) -> bool:
    """Whether any Allow in it names everybody, with or without a condition."""
    written = document.get("Statement") if isinstance(document, dict) else None
    return any(
        one.get("Principal") == "*" or "'*'" in str(one.get("Principal"))
        for _, one in listed(written, ())
        if one.get("Effect") == "Allow"
    )


def _opened(doc: Doc, target: str, kind: str, key: str, statement: dict[str, Any]) -> tuple[str, Edit] | None:
    """The id of the policy and the edit that lets everybody in: in the policy that is there, or in a new one."""
    present = [(name, own) for name, own in typed(doc, kind) if named(own.get(key), target)]
    if any(_lets_all(own.get("PolicyDocument")) for _, own in present):
        return None
    if present:
        name = present[0][0]
        if not isinstance(doc.get("Resources", name, "Properties", "PolicyDocument", "Statement"), list):
            return None
        return name, add(statement, "Resources", name, "Properties", "PolicyDocument", "Statement")
    document = {"Version": "2012-10-17", "Statement": [statement]}
    value: Any = {"Ref": target} if key in {"Bucket", "SecretId"} else [{"Ref": target}]
    body = {key: value, "ResourcePolicy" if key == "SecretId" else "PolicyDocument": document}
    name = f"{target}OpenedPolicy"
    return name, put({"Type": kind, "Properties": body}, "Resources", name)


def _bucket(doc: Doc, action: str) -> Iterator[tuple[str, Change]]:
    for name, properties in typed(doc, "AWS::S3::Bucket"):
        if properties.get("AccessControl"):
            continue
        statement = {
            "Effect": "Allow",
            "Principal": "*",
            "Action": action,
            "Resource": {"Fn::Sub": f"arn:${{AWS::Partition}}:s3:::${{{name}}}/*"},
        }
        opened = _opened(doc, name, "AWS::S3::BucketPolicy", "Bucket", statement)
        if opened:
            block = put(OPEN, "Resources", name, "Properties", "PublicAccessBlockConfiguration")
            yield name, Change((name, opened[0]), f"everybody has {action} on {name}", (block, opened[1]))


@fault("public-bucket")
def bucket_read_by_all(doc: Doc) -> Iterator[Change]:
    """A bucket's policy lets everybody read."""
    for _, change in _bucket(doc, "s3:GetObject"):
        yield change


@fault("public-bucket")
def bucket_written_by_all(doc: Doc) -> Iterator[Change]:
    """A bucket's policy lets everybody write."""
    for _, change in _bucket(doc, "s3:PutObject"):
        yield change


@fault("public-write-starts-function", "public-write-bucket-starts-function")
def trigger_bucket_written_by_all(doc: Doc) -> Iterator[Change]:
    """A bucket of which every new object starts a function lets everybody write."""
    started = {referred(event.properties.get("Bucket")): event.function for event in events(doc, "S3")}
    for name, change in _bucket(doc, "s3:PutObject"):
        if name in started:
            yield Change((*change.about, started[name]), change.says, change.edits)


@fault("public-bucket")
def bucket_acl_opened(doc: Doc) -> Iterator[Change]:
    """A bucket's ACL lets everybody read and write, and nothing overrules it."""
    for name, properties in typed(doc, "AWS::S3::Bucket"):
        policies = [own for _, own in typed(doc, "AWS::S3::BucketPolicy") if named(own.get("Bucket"), name)]
        if properties.get("AccessControl") or any(_lets_all(own.get("PolicyDocument")) for own in policies):
            continue
        path = ("Resources", name, "Properties")
        edits = (
            put("PublicReadWrite", *path, "AccessControl"),
            put(OPEN, *path, "PublicAccessBlockConfiguration"),
            put({"Rules": [{"ObjectOwnership": "ObjectWriter"}]}, *path, "OwnershipControls"),
        )
        yield Change((name,), f"the ACL of {name} lets everybody in", edits)


@fault("public-access-block-off")
def block_switched_off(doc: Doc) -> Iterator[Change]:
    """All four switches that keep a bucket private are off."""
    for name, properties in typed(doc, "AWS::S3::Bucket"):
        block = properties.get("PublicAccessBlockConfiguration")
        safe = block is None or (
            isinstance(block, dict) and len(block) == 4 and all(one is True for one in block.values())
        )
        if safe and not properties.get("AccessControl"):
            path = ("Resources", name, "Properties", "PublicAccessBlockConfiguration")
            yield Change((name,), f"the public access block of {name} is off", (put(OPEN, *path),))


@fault("public-queue")
def queue_opened(doc: Doc) -> Iterator[Change]:
    """A queue's policy lets everybody send."""
    for name, _ in typed(doc, "AWS::SQS::Queue"):
        statement = {"Effect": "Allow", "Principal": "*", "Action": "sqs:SendMessage", "Resource": _arn(name)}
        opened = _opened(doc, name, "AWS::SQS::QueuePolicy", "Queues", statement)
        if opened:
            yield Change((name, opened[0]), f"everybody sends to {name}", (opened[1],))


@fault("public-topic")
def topic_opened(doc: Doc) -> Iterator[Change]:
    """A topic's policy lets everybody publish."""
    for name, _ in typed(doc, "AWS::SNS::Topic"):
        statement = {"Effect": "Allow", "Principal": {"AWS": "*"}, "Action": "sns:Publish", "Resource": {"Ref": name}}
        opened = _opened(doc, name, "AWS::SNS::TopicPolicy", "Topics", statement)
        if opened:
            yield Change((name, opened[0]), f"everybody publishes to {name}", (opened[1],))


@fault("public-queue", "public-topic", "public-bucket")
def statement_condition_dropped(doc: Doc) -> Iterator[Change]:
    """A statement that names everybody loses the condition that narrowed it."""
    kinds = ("AWS::SQS::QueuePolicy", "AWS::SNS::TopicPolicy")
    for name, properties in typed(doc, *kinds):
        targets = tuple(one for one in map(referred, properties.get("Queues") or properties.get("Topics") or ()) if one)
        path = ("Resources", name, "Properties", "PolicyDocument", "Statement")
        for place, one in listed(doc.get(*path), path):
            everybody = one.get("Principal") in ("*", {"AWS": "*"})
            text = str(one.get("Condition"))
            if one.get("Effect") == "Allow" and everybody and ("SourceArn" in text or "SourceAccount" in text):
                yield Change((name, *targets), f"{name} asks for no source", (drop(*place, "Condition"),))


@fault("public-resource")
def bus_opened(doc: Doc) -> Iterator[Change]:
    """A bus takes everybody's events."""
    for name, _ in typed(doc, "AWS::Events::EventBus"):
        if any(named(own.get("EventBusName"), name) for _, own in typed(doc, "AWS::Events::EventBusPolicy")):
            continue
        statement = {"Effect": "Allow", "Principal": "*", "Action": "events:PutEvents", "Resource": _arn(name)}
        body = {"EventBusName": {"Ref": name}, "StatementId": "Everybody", "Statement": statement}
        policy = f"{name}OpenedPolicy"
        edit = put({"Type": "AWS::Events::EventBusPolicy", "Properties": body}, "Resources", policy)
        yield Change((name, policy), f"everybody puts events on {name}", (edit,))


@fault("public-resource")
def secret_opened(doc: Doc) -> Iterator[Change]:
    """A secret is given to everybody."""
    for name, _ in typed(doc, "AWS::SecretsManager::Secret"):
        statement = {"Effect": "Allow", "Principal": "*", "Action": "secretsmanager:GetSecretValue", "Resource": "*"}
        opened = _opened(doc, name, "AWS::SecretsManager::ResourcePolicy", "SecretId", statement)
        if opened:
            yield Change((name, opened[0]), f"everybody reads {name}", (opened[1],))


def _permissions(doc: Doc) -> Iterator[tuple[str, str, dict[str, Any], tuple[Edit, ...]]]:
    """Permissions of a service that say for which source: id, function, properties, edits that drop the source."""
    for name, properties in typed(doc, "AWS::Lambda::Permission"):
        service, target = properties.get("Principal"), referred(properties.get("FunctionName"))
        given = [key for key in ("SourceArn", "SourceAccount") if key in properties]
        if isinstance(service, str) and service.endswith(".amazonaws.com") and target and given:
            yield name, target, properties, tuple(drop("Resources", name, "Properties", key) for key in given)


def _all_ask(doc: Doc) -> bool:
    """Whether every way into every API of the template asks who is there."""
    asks = [
        own.get("AuthorizationType", "NONE") != "NONE"
        for _, own in typed(doc, "AWS::ApiGateway::Method", "AWS::ApiGatewayV2::Route")
        if own.get("HttpMethod") != "OPTIONS"
    ]
    for _, own in typed(doc, "AWS::Serverless::Api", "AWS::Serverless::HttpApi"):
        asks.append(isinstance(own.get("Auth"), dict) and "DefaultAuthorizer" in own["Auth"])
    bodies = any("Body" in own for _, own in typed(doc, "AWS::ApiGateway::RestApi", "AWS::ApiGatewayV2::Api"))
    return bool(asks) and all(asks) and not bodies


@fault("public-function")
def permission_for_all(doc: Doc) -> Iterator[Change]:
    """A permission names everybody."""
    for name, target, _, drops in _permissions(doc):
        edits = (put("*", "Resources", name, "Properties", "Principal"), *drops)
        yield Change((name, target), f"everybody invokes {target}", edits)


@fault("confused-deputy")
def permission_source_dropped(doc: Doc) -> Iterator[Change]:
    """A permission of a service says no longer for which source.

    Where anyone starts the function through its own API (an authorizer, with any token), another API gives
    nobody anything new.
    """
    asked = _all_ask(doc)
    for name, target, properties, drops in _permissions(doc):
        asks = {key for key, _ in typed(doc, "AWS::ApiGateway::Authorizer", "AWS::ApiGatewayV2::Authorizer")}
        if properties["Principal"].startswith("apigateway.") and (not asked or asks & mentions(doc, target)):
            continue
        yield Change((name,), f"{properties['Principal']} invokes {target} for anyone", drops)


@fault("open-trust")
def trust_opened(doc: Doc) -> Iterator[Change]:
    """A role lets every account take it on."""
    for name, properties in typed(doc, "AWS::IAM::Role"):
        document = properties.get("AssumeRolePolicyDocument")
        path = ("Resources", name, "Properties", "AssumeRolePolicyDocument", "Statement")
        if isinstance(document, dict) and isinstance(document.get("Statement"), list) and not _lets_all(document):
            statement = {"Effect": "Allow", "Principal": {"AWS": "*"}, "Action": "sts:AssumeRole"}
            yield Change((name,), f"every account takes {name} on", (add(statement, *path),))


@fault("open-trust", "confused-deputy")
def trust_condition_dropped(doc: Doc) -> Iterator[Change]:
    """A role that another account or an identity provider takes on asks no longer for more than that."""
    for name, _ in typed(doc, "AWS::IAM::Role"):
        path = ("Resources", name, "Properties", "AssumeRolePolicyDocument", "Statement")
        for place, one in listed(doc.get(*path), path):
            text = str(one.get("Condition"))
            principal = one.get("Principal")
            partner = isinstance(principal, dict) and "AWS" in principal and "sts:ExternalId" in text
            provider = isinstance(principal, dict) and "Federated" in principal and ":sub" in text
            if partner or provider:
                yield Change((name,), f"{name} asks for no condition", (drop(*place, "Condition"),))
