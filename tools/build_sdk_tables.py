"""Writes the facts of the AWS SDKs that Ennead ships: names of services, operations and parameters, compressed.

    python tools/build_sdk_tables.py --as-of 2026-11-20

Needs botocore and boto3 in the environment; neither is needed to run Ennead.  `--as-of` is the day of that botocore
release.

    index.json.z   {"as_of", "source", "services": {id: [serviceId, endpoint prefix, signing name, start, length,
                   start of the resource models, their length]}}: where the blocks of `operations.bin` are
    operations.bin deflated blocks: of each service {"operations": {"GetObject": "Bucket* Key* Range"}, "paginators",
                   "waiters": {"ObjectExists": "HeadObject"}}, and its resource models as `tables.resource_models` tells
    methods.txt.z  lines `letters numbers`: the services (in the order of the index) that have an operation with these
                   letters, of those with more than one word
"""

from __future__ import annotations

import argparse
import json
import zlib
from collections import defaultdict
from importlib.metadata import version
from pathlib import Path
from typing import Any

from botocore import xform_name
from botocore.loaders import Loader

DATA = Path(__file__).parent.parent / "src" / "ennead" / "code" / "sdk" / "data"

TAGGING = {"create_tags": {"operation": "CreateTags"}}
ADDED: dict[tuple[str, str, str], dict[str, Any]] = {
    ("S3", "Bucket", "load"): {"operation": "ListBuckets"},
    ("S3", "ObjectSummary", "load"): {
        "operation": "HeadObject",
        "params": [["Bucket", "identifier", "BucketName"], ["Key", "identifier", "Key"]],
    },
    ("EC2", "", "actions"): TAGGING,
    ("EC2", "Instance", "actions"): {
        "delete_tags": {"operation": "DeleteTags", "params": [["Resources[]", "identifier", "Id"]]}
    },
}
"""What boto3 adds to its models in code: (service id, type, part)."""


def main() -> None:
    """Write the three files and say how large they are."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--as-of", required=True, help="the day of the botocore release, YYYY-MM-DD")
    as_of = parser.parse_args().as_of
    DATA.mkdir(exist_ok=True)
    loader = Loader()
    loader.search_paths.append(boto3_models())
    blocks, index, methods = bytearray(), {}, defaultdict(list)
    for number, name in enumerate(sorted(loader.list_available_services("service-2"))):
        model = loader.load_service_model(name, "service-2")
        entry = names_of(model["metadata"])
        entry += add(blocks, service_facts(loader, name, model))
        if name in loader.list_available_services("resources-1"):
            entry += add(blocks, resource_facts(loader.load_service_model(name, "resources-1"), model))
        index[name] = entry
        for operation in model["operations"]:
            if "_" in xform_name(operation):
                methods[operation.lower()].append(number)
    source = f"botocore {version('botocore')}, boto3 {version('boto3')}"
    write("index.json.z", deflate(compact({"as_of": as_of, "source": source, "services": index})))
    write("operations.bin", bytes(blocks))
    lines = (f"{letters} {' '.join(map(str, numbers))}" for letters, numbers in sorted(methods.items()))
    write("methods.txt.z", deflate("\n" + "\n".join(lines) + "\n"))


def boto3_models() -> str:
    """Where boto3 keeps its resource models."""
    import boto3  # noqa: PLC0415

    return str(Path(boto3.__file__).parent / "data")


def names_of(metadata: dict[str, Any]) -> list[Any]:
    """The names a service goes by."""
    prefix = metadata["endpointPrefix"]
    return [metadata["serviceId"], prefix, metadata.get("signingName", prefix)]


def service_facts(loader: Loader, name: str, model: dict[str, Any]) -> dict[str, Any]:
    """Operations with their parameters (a star marks those that must be there), paginators and waiters."""
    operations = {}
    for operation, facts in model["operations"].items():
        assert xform_name(operation).replace("_", "") == operation.lower(), operation
        shape = model["shapes"][facts["input"]["shape"]] if "input" in facts else {}
        required = set(shape.get("required", ()))
        operations[operation] = " ".join(
            member + "*" * (member in required) for member in sorted(shape.get("members", {}))
        )
    assert len({operation.lower() for operation in operations}) == len(operations), name
    paginators = loaded(loader, name, "paginators-1").get("pagination", {})
    waiters = loaded(loader, name, "waiters-2").get("waiters", {})
    return {
        "operations": operations,
        "paginators": " ".join(sorted(set(paginators) & set(operations))),
        "waiters": {waiter: facts["operation"] for waiter, facts in waiters.items()},
    }


def loaded(loader: Loader, name: str, kind: str) -> dict[str, Any]:
    """A further file of a service; empty where there is none."""
    if name not in loader.list_available_services(kind):
        return {}
    found: dict[str, Any] = loader.load_service_model(name, kind)
    return found


def resource_facts(models: dict[str, Any], model: dict[str, Any]) -> dict[str, Any]:
    """The resource objects of a service, the service's own under ""."""
    kinds = {"": models["service"], **models["resources"]}
    found = {kind: resource(facts, model["shapes"], kinds) for kind, facts in kinds.items()}
    for (service_id, kind, part), more in ADDED.items():
        if service_id == model["metadata"]["serviceId"]:
            found[kind][part] = {**found[kind].get(part, {}), **more}
    return found


def resource(facts: dict[str, Any], shapes: dict[str, Any], kinds: dict[str, Any]) -> dict[str, Any]:
    """One resource object in the form that `tables.resource_models` tells; empty parts are left out."""
    members = shapes.get(facts.get("shape", ""), {}).get("members", {})
    identifiers = facts.get("identifiers", ())
    known = {identifier.get(name) for identifier in identifiers for name in ("name", "memberName")}
    has = dict(facts.get("has", {}))
    for kind in kinds if "identifiers" not in facts else ():
        # A service resource makes objects of every kind, told or not.
        inputs = [{"target": one["name"], "source": "input"} for one in kinds[kind].get("identifiers", ())]
        if inputs:
            has.setdefault(kind, {"resource": {"type": kind, "identifiers": inputs}})
    parts: dict[str, Any] = {
        "ids": [identifier["name"] for identifier in facts.get("identifiers", ())],
        "attributes": sorted(xform_name(member) for member in members if member not in known),
        "actions": requests(facts.get("actions", {})),
        "batch": requests(facts.get("batchActions", {})),
        "collections": requests(facts.get("hasMany", {})),
        "has": {name: made(part["resource"]) for name, part in has.items()},
        "waiters": {name: [part["waiterName"], params(part)] for name, part in facts.get("waiters", {}).items()},
    }
    if "load" in facts:
        parts["load"] = request(facts["load"])
    return {name: part for name, part in parts.items() if part}


def requests(facts: dict[str, Any]) -> dict[str, Any]:
    """Requests by the Python name of what makes them."""
    return {xform_name(name): request(part) for name, part in facts.items()}


def request(facts: dict[str, Any]) -> dict[str, Any]:
    """An operation, what is filled in, and the objects it gives."""
    found = {"operation": facts["request"]["operation"]}
    filled = params(facts["request"])
    return {
        **found,
        **({"params": filled} if filled else {}),
        **(made(facts["resource"]) if "resource" in facts else {}),
    }


def made(facts: dict[str, Any]) -> dict[str, Any]:
    """The kind of an object and where its identifiers come from."""
    found = {"type": facts["type"], "of": [filled(one) for one in facts.get("identifiers", ())]}
    return {**found, "loaded": True} if "path" in facts else found


def params(facts: dict[str, Any]) -> list[Any]:
    """What is filled into a request."""
    return [filled(one) for one in facts.get("params", ())]


def filled(facts: dict[str, Any]) -> list[Any]:
    """[target, source, value]."""
    source = {"requestParameter": "request", "integer": "string", "boolean": "string"}.get(
        facts["source"], facts["source"]
    )
    value = facts.get("name") if source == "identifier" else facts.get("value", facts.get("path"))
    return [facts["target"], source, value]


def add(blocks: bytearray, facts: dict[str, Any]) -> list[int]:
    """Where the block begins, and its length."""
    start, block = len(blocks), deflate(compact(facts))
    blocks += block
    return [start, len(block)]


def compact(value: Any) -> str:
    """JSON without blanks, in the order given."""
    return json.dumps(value, separators=(",", ":"))


def deflate(text: str) -> bytes:
    """Compressed; the same facts give the same bytes."""
    return zlib.compress(text.encode(), 9)


def write(name: str, content: bytes) -> None:
    """One file."""
    (DATA / name).write_bytes(content)
    print(f"{name}: {len(content):,} bytes")


if __name__ == "__main__":
    main()
